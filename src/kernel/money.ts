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
