import { minorDigits } from '../../kernel/money.js';

/**
 * Stripe counts most currencies in their minor units, as we do. It has no smaller unit for these than the currency itself
 * (https://docs.stripe.com/currencies#zero-decimal) ...
 */
const whole = new Set([
  'BIF',
  'CLP',
  'DJF',
  'GNF',
  'JPY',
  'KMF',
  'KRW',
  'MGA',
  'PYG',
  'RWF',
  'VND',
  'VUV',
  'XAF',
  'XOF',
  'XPF',
]);

const digitsAtStripe = (currency: string): number => (whole.has(currency) ? 0 : minorDigits(currency) === 3 ? 3 : 2);

/** The amount in Stripe's units, or null where Stripe cannot take it: it has fewer digits, or wants a last digit of 0. */
export function toStripe(amount: number, currency: string): number | null {
  const shift = digitsAtStripe(currency) - minorDigits(currency);
  if (minorDigits(currency) === 3 && amount % 10 !== 0) return null;
  const scaled = shift < 0 ? amount / 10 ** -shift : amount * 10 ** shift;
  return Number.isSafeInteger(scaled) ? scaled : null;
}

/** An amount of Stripe's in minor units. What has no minor unit of ours stays as it is, so that it agrees with nothing. */
export function fromStripe(amount: number, currency: string): number {
  const shift = minorDigits(currency) - digitsAtStripe(currency);
  return shift < 0 ? amount / 10 ** -shift : amount * 10 ** shift;
}
