import type { Locale } from '../../kernel/text.js';
import type { TurnoutRequest } from '../../platform/auth/actor.js';
import type { Translate } from '../../platform/texts/texts.js';

/** A request for a page. */
export interface PageRequest extends TurnoutRequest {
  query: Readonly<Record<string, unknown>>;
}

/** The language of whoever reads, and its texts. */
export interface Reader {
  locale: Locale;
  t: Translate;
}

/** The path that was asked for, with its query but for the language, which links add. One slash in front: two would name another host. */
export function pathOf({ url }: PageRequest): string {
  const [before = '', query = ''] = url.split('?');
  const path = before.replace(/^[/\\]*/, '/');
  const parameters = new URLSearchParams(query);
  parameters.delete('lang');
  return parameters.size > 0 ? `${path}?${parameters.toString()}` : path;
}

/** A short text of the query; null where there is none, or something else. */
export function queryText({ query }: PageRequest, name: string): string | null {
  const value = query[name];
  return typeof value === 'string' && value !== '' && value.length <= 100 ? value : null;
}
