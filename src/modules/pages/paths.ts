import type { Locale } from '../../kernel/text.js';

/** A path of ours in a language; the choice travels in the address, so no cookie is needed. */
export function pathIn(path: string, locale: Locale): string {
  const [before = '', fragment] = path.split('#');
  return `${before}${before.includes('?') ? '&' : '?'}lang=${locale}${fragment === undefined ? '' : `#${fragment}`}`;
}
