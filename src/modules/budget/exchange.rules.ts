import { minorDigits, type Money } from '../../kernel/money.js';

/** A positive decimal of at most ten digits on either side of the point, without exponent. */
export const ratePattern = /^(?!0+(?:\.0+)?$)\d{1,10}(?:\.\d{1,10})?$/;

/**
 * The amount in minor units of `currency`: original × rate, both in major units, halves away from zero.
 * `rate` says how much one major unit of the original currency costs. Computed in integers, so nothing is lost on the way.
 */
export function convert(original: Money, rate: string, currency: string): bigint {
  const [whole = '0', fraction = ''] = rate.split('.');
  const shift = minorDigits(currency) - minorDigits(original.currency) - fraction.length;
  const product = BigInt(original.amount) * BigInt(whole + fraction);
  return shift >= 0 ? product * 10n ** BigInt(shift) : divideHalfUp(product, 10n ** BigInt(-shift));
}

const divideHalfUp = (value: bigint, by: bigint): bigint => (value * 2n + by) / (by * 2n);

/** Whether an amount is what the rate makes of the original, to one minor unit (others round elsewhere). */
export function isConversion(amount: Money, original: Money, rate: string): boolean {
  const difference = convert(original, rate, amount.currency) - BigInt(amount.amount);
  return difference >= -1n && difference <= 1n;
}
