import { type Money, minorDigits } from '../../kernel/money.js';
import type { Locale } from '../../kernel/text.js';

const tags: Readonly<Record<Locale, string>> = { en: 'en-GB', ru: 'ru-RU' };
const formats = new Map<string, Intl.NumberFormat>();

/** Making a format costs a hundred times what using it does. */
function format(locale: Locale, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const made = formats.get(key) ?? new Intl.NumberFormat(tags[locale], options);
  formats.set(key, made);
  return made;
}

/** `35,000`, or with up to `digits` decimals: `4.55`. */
export const numberText = (value: number, locale: Locale, digits = 0): string =>
  format(locale, { maximumFractionDigits: digits }).format(value);

/** A share from 0 to 1 as a percentage with at most one decimal: `58.3%`. */
export const percentText = (share: number, locale: Locale): string =>
  format(locale, { style: 'percent', maximumFractionDigits: 1 }).format(share);

/** `RUB 900` or `900,50 ₽`: the minor units are left out where they are nought. */
export function moneyText({ amount, currency }: Money, locale: Locale): string {
  const digits = minorDigits(currency);
  const whole = amount % 10 ** digits === 0;
  return format(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: whole ? 0 : digits,
    maximumFractionDigits: digits,
  }).format(amount / 10 ** digits);
}
