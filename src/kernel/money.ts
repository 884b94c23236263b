/** An amount in the minor units of its currency (ISO 4217): 1250 EUR is twelve euros fifty. Never a float. */
export interface Money {
  amount: number;
  currency: string;
}

/**
 * Minor-unit exponents of ISO 4217 that are not 2. Intl's are for display and differ (HUF 0, IQD 0), so the list is ours.
 * Every other active currency has two decimal digits.
 */
const exponents: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
};

/** Digits after the decimal point in amounts of this currency. */
export const minorDigits = (currency: string): number => exponents[currency] ?? 2;

const active = new Set(Intl.supportedValuesOf('currency'));

/** Whether the code is an ISO 4217 currency. */
export const isCurrency = (code: string): boolean => active.has(code);

/**
 * Splits an amount by weights so that the parts sum to it exactly: largest remainder, ties to the earlier part.
 * Weights are non-negative integers, at least one of them positive.
 */
export function allocate(amount: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const sign = amount < 0 ? -1 : 1;
  const whole = BigInt(Math.abs(amount));
  const shares = weights.map((weight, index) => {
    const product = whole * BigInt(weight);
    return { index, floor: Number(product / BigInt(total)), rest: product % BigInt(total) };
  });
  let left = Number(whole) - shares.reduce((sum, share) => sum + share.floor, 0);
  const byRest = shares.toSorted((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  for (const share of byRest) {
    if (left-- <= 0) break;
    share.floor += 1;
  }
  return shares.map((share) => (share.floor === 0 ? 0 : sign * share.floor));
}
