import { type Money, minorDigits } from '../../kernel/money.js';

/** As YooKassa writes it: `{"value": "12.50", "currency": "RUB"}`. */
export interface YookassaAmount {
  value: string;
  currency: string;
}

/** Null for a currency that has no two decimal digits: YooKassa takes none of them. */
export function toYookassa({ amount, currency }: Money): YookassaAmount | null {
  if (minorDigits(currency) !== 2) return null;
  return { value: `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`, currency };
}

/** The amount in minor units; one that is none agrees with nothing. */
export function fromYookassa({ value, currency }: YookassaAmount): Money {
  const [, whole, part = ''] = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(value) ?? [];
  return { amount: whole === undefined ? -1 : Number(whole) * 100 + Number(part.padEnd(2, '0')), currency };
}
