import { type Locale, type LocalizedText, locales } from '../../kernel/text.js';
import type { Words } from './views.js';

/** Texts by language tag; two of them are the pages' own, but a speaker may have written in any. */
type Texts = LocalizedText | Readonly<Record<string, string>>;

/** The organiser's text for the reader: in their language, else in another of ours, else in whichever there is, and says so. */
export function words(texts: Texts | null | undefined, locale: Locale): Words {
  const written = new Map(Object.entries({ ...texts }).filter(([, text]) => text !== undefined));
  const found = [locale, ...locales, ...written.keys()].find((language) => written.has(language));
  if (found === undefined) return { text: '' };
  return { text: written.get(found) ?? '', ...(found !== locale && found !== 'und' && { lang: found }) };
}

/** The paragraphs of a longer text: empty lines part them. */
export function paragraphs(texts: Texts | null | undefined, locale: Locale): Words[] {
  const { text, ...language } = words(texts, locale);
  return text
    .split(/\r?\n\s*\r?\n/)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean)
    .map((paragraph) => ({ text: paragraph, ...language }));
}
