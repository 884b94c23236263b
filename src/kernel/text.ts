/** A text in the languages that people see. */
export interface LocalizedText {
  en?: string;
  ru?: string;
}

export type Locale = 'en' | 'ru';
export const locales: readonly Locale[] = ['en', 'ru'];

/** The text in the wanted language, else in the other one. */
export function inLocale(text: LocalizedText | null, locale: Locale): string {
  if (!text) return '';
  return text[locale] ?? text.en ?? text.ru ?? '';
}
