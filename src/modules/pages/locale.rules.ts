import { type Locale, locales } from '../../kernel/text.js';

/** What is known of the reader's language, the strongest first. */
export interface LanguageSigns {
  /** `?lang=`: the reader chose it on a page. */
  chosen?: unknown;
  /** What the person is known to read: the language of the registration or of the contact. */
  known?: Locale | null;
  acceptLanguage?: string | string[];
  /** Languages of the event, the main one first. */
  offered?: readonly Locale[];
}

/** The language to show a page in. A reader of neither language gets the event's own, else English. */
export function pickLocale(signs: LanguageSigns): Locale {
  return asLocale(signs.chosen) ?? signs.known ?? accepted(signs.acceptLanguage) ?? signs.offered?.[0] ?? 'en';
}

const asLocale = (text: unknown): Locale | null => locales.find((locale) => locale === text) ?? null;

/** The language that Accept-Language (RFC 9110, 12.5.4) likes best among ours. */
function accepted(header: string | string[] | undefined): Locale | null {
  const choices = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').map((part) => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const quality = parameters.map((text) => /^\s*q=([\d.]+)/.exec(text)?.[1]).find((text) => text !== undefined);
    return { locale: asLocale(tag.split('-')[0]), quality: quality === undefined ? 1 : Number(quality) };
  });
  const best = choices.filter(({ locale, quality }) => locale && quality > 0).toSorted((a, b) => b.quality - a.quality);
  return best[0]?.locale ?? null;
}
