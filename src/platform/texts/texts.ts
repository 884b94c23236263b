import { readFileSync } from 'node:fs';
import { createInstance } from 'i18next';
import { type Locale, locales } from '../../kernel/text.js';

/** Looks a text up by its dotted key and fills `{{name}}`; `count` picks the plural form by the rules of Intl.PluralRules. */
export type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/**
 * The texts of one module: `locales/en.json` and `locales/ru.json` in its folder, read once.
 * Values are filled in as they are; whoever puts the text into markup escapes it there.
 */
export function loadTexts(moduleFolder: string): Readonly<Record<Locale, Translate>> {
  const i18n = createInstance();
  void i18n.init({
    initAsync: false,
    fallbackLng: 'en',
    supportedLngs: locales,
    interpolation: { escapeValue: false },
    resources: Object.fromEntries(locales.map((locale) => [locale, { translation: readTexts(moduleFolder, locale) }])),
  });
  const of = (locale: Locale): Translate => {
    const t = i18n.getFixedT(locale);
    return (key, values) => t(key, { ...values });
  };
  return { en: of('en'), ru: of('ru') };
}

function readTexts(moduleFolder: string, locale: Locale): Record<string, unknown> {
  return JSON.parse(readFileSync(`${moduleFolder}/locales/${locale}.json`, 'utf8')) as Record<string, unknown>;
}
