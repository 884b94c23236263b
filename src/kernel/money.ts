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

/** Rates are thousandths of a percent: 20000 is 20 %, and this is all of it. */
export const wholeRate = 100_000;

/** `amount * part / whole` in whole minor units, half a unit rounded up; exact however large. Nothing may be negative. */
export function portion(amount: number, part: number, whole: number = wholeRate): number {
  const divisor = BigInt(whole);
  return Number((2n * BigInt(amount) * BigInt(part) + divisor) / (2n * divisor));
}

/**
 * `amount * part / whole` of each amount in whole minor units, which together are the portion of their sum: what rounding
 * down left over goes to those that lost most by it, the first of equals first (largest remainder).
 */
export function portions(amounts: readonly number[], part: number, whole: number = wholeRate): number[] {
  const divisor = BigInt(whole);
  const exact = amounts.map((amount) => BigInt(amount) * BigInt(part));
  const shares = exact.map((product) => Number(product / divisor));
  const total = portion(sumOf(amounts), part, whole);
  const losers = exact
    .map((product, index) => ({ index, lost: product % divisor }))
    .toSorted((one, other) => (one.lost === other.lost ? one.index - other.index : one.lost > other.lost ? -1 : 1));
  for (const { index } of losers.slice(0, total - sumOf(shares))) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
}

/** The sum of minor units; refuses to be inexact. */
export function sumOf(amounts: readonly number[]): number {
  const sum = amounts.reduce((total, amount) => total + amount, 0);
  if (!Number.isSafeInteger(sum)) throw new RangeError('Amounts must be integers whose sum is exact');
  return sum;
}
