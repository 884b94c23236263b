import { isCurrency, minorDigits } from '../../kernel/money.js';
import { findReferences } from './bank-reference.rules.js';

/** A line of a statement as any format has it. */
export interface StatementLine {
  /** `2027-03-14`. */
  bookedOn: string;
  /** Minor units; less than nothing where money left the account. */
  amount: number;
  currency: string;
  /** The bank's name of it, where it has one. */
  bankRef: string | null;
  text: string;
  payerName: string | null;
  payerAccount: string | null;
}

/** What of a statement can be used, and what cannot and why. Rows count from 1, as they stand in the file. */
export type StatementRow = { row: number; line: StatementLine } | { row: number; problem: string };

export const statementColumns = [
  'date',
  'amount',
  'credit',
  'debit',
  'currency',
  'text',
  'name',
  'account',
  'reference',
] as const;
export type StatementColumn = (typeof statementColumns)[number];

/** How banks head their columns, in lower case; the first that is there counts. */
const heads: Readonly<Record<StatementColumn, readonly string[]>> = {
  date: [
    'date',
    'booking date',
    'bookingdate',
    'booked',
    'transaction date',
    'buchungstag',
    'buchungsdatum',
    'дата',
    'дата операции',
    'дата проводки',
    'дата документа',
  ],
  amount: ['amount', 'betrag', 'umsatz', 'сумма', 'сумма операции', 'сумма платежа'],
  credit: ['credit', 'paid in', 'haben', 'gutschrift', 'кредит', 'приход', 'зачислено', 'сумма по кредиту'],
  debit: ['debit', 'paid out', 'soll', 'lastschrift', 'дебет', 'расход', 'списано', 'сумма по дебету'],
  currency: ['currency', 'währung', 'waehrung', 'валюта'],
  text: [
    'text',
    'purpose',
    'description',
    'details',
    'remittance information',
    'reference text',
    'verwendungszweck',
    'buchungstext',
    'назначение',
    'назначение платежа',
    'описание',
  ],
  name: [
    'name',
    'payer',
    'payer name',
    'counterparty',
    'beguenstigter/zahlungspflichtiger',
    'begünstigter/zahlungspflichtiger',
    'auftraggeber',
    'плательщик',
    'контрагент',
    'наименование плательщика',
  ],
  account: [
    'account',
    'payer account',
    'iban',
    'kontonummer/iban',
    'kontonummer',
    'счет плательщика',
    'счёт плательщика',
    'счёт контрагента',
    'счет контрагента',
  ],
  reference: [
    'bank reference',
    'transaction id',
    'transaction reference',
    'reference',
    'id',
    'umsatznummer',
    'номер документа',
    'номер операции',
    'референс',
  ],
};

/** The index of each column in the header; names of the mapping first, then those that banks use. */
export function readStatementHeader(
  header: readonly string[],
  mapping: Readonly<Partial<Record<StatementColumn, string>>>,
): Map<StatementColumn, number> {
  const names = header.map((name) => name.trim().toLowerCase());
  const found = new Map<StatementColumn, number>();
  for (const column of statementColumns) {
    const wanted = mapping[column];
    const candidates = wanted === undefined ? heads[column] : [wanted.trim().toLowerCase()];
    const index = candidates.map((name) => names.indexOf(name)).find((at) => at >= 0);
    if (index !== undefined) found.set(column, index);
  }
  return found;
}

/** One row by its columns. `fallback`: the currency where there is no column for it. */
export function readStatementRow(
  cells: readonly string[],
  columns: ReadonlyMap<StatementColumn, number>,
  fallback: string | null,
): StatementLine | string {
  const cell = (column: StatementColumn): string => cells[columns.get(column) ?? -1]?.trim() ?? '';
  const currency = (cell('currency') || (fallback ?? '')).toUpperCase();
  if (!isCurrency(currency)) return 'The currency is not known';
  const bookedOn = readDate(cell('date'));
  if (!bookedOn) return 'The date cannot be read';
  const amount = readSigned(cell, minorDigits(currency));
  if (amount === null) return 'The amount cannot be read';
  if (amount === 0) return 'The amount is nothing';
  return {
    bookedOn,
    amount,
    currency,
    bankRef: cell('reference') || null,
    text: cell('text'),
    payerName: cell('name') || null,
    payerAccount: cell('account') || null,
  };
}

/** One column with a sign, or two of which one is filled. */
function readSigned(cell: (column: StatementColumn) => string, digits: number): number | null {
  if (cell('amount') !== '') return readAmount(cell('amount'), digits);
  const credit = cell('credit') === '' ? 0 : readAmount(cell('credit'), digits);
  const debit = cell('debit') === '' ? 0 : readAmount(cell('debit'), digits);
  return credit === null || debit === null ? null : Math.abs(credit) - Math.abs(debit);
}

/**
 * `1.234,56`, `1,234.56`, `1 234,56`, `-12.5`, `12`: the last point or comma is the decimal one, unless three digits or more
 * digits than the currency has follow it. Null where it can be read in two ways, or not at all.
 */
export function readAmount(text: string, digits: number): number | null {
  const plain = text.replaceAll(/[\s\u00a0\u202f'’]/g, '').replace('−', '-');
  const match = /^([+-]?)(\d[\d.,]*)$/.exec(plain);
  if (!match) return null;
  const [, sign = '', figures = ''] = match;
  const parts = split(figures, digits);
  if (!parts) return null;
  const amount = Number(parts.whole + parts.fraction.padEnd(digits, '0'));
  return Number.isSafeInteger(amount) ? (sign === '-' ? -amount || 0 : amount) : null;
}

/** `12.5`, `12.500`: as XML has numbers, with a point and up to five digits behind it. Null where more than nothing is beyond the currency's digits. */
export function readDecimal(text: string, digits: number): number | null {
  const match = /^\+?(\d*)(?:\.(\d*))?$/.exec(text.trim());
  const [, whole = '', fraction = ''] = match ?? [];
  if (!match || whole + fraction === '' || /[1-9]/.test(fraction.slice(digits))) return null;
  const amount = Number((whole || '0') + fraction.slice(0, digits).padEnd(digits, '0'));
  return Number.isSafeInteger(amount) ? amount : null;
}

function split(figures: string, digits: number): { whole: string; fraction: string } | null {
  const at = Math.max(figures.lastIndexOf('.'), figures.lastIndexOf(','));
  if (at < 0) return { whole: figures, fraction: '' };
  const mark = figures.charAt(at);
  const after = figures.slice(at + 1);
  const decimal = after.length >= 1 && after.length <= digits && figures.indexOf(mark) === at;
  if (decimal) return grouped(figures.slice(0, at), mark === '.' ? ',' : '.', after);
  return grouped(figures, mark, '');
}

/** Thousands in groups of three, or none. */
function grouped(figures: string, separator: string, fraction: string): { whole: string; fraction: string } | null {
  const [first = '', ...groups] = figures.split(separator);
  const right =
    /^\d+$/.test(first) && (groups.length === 0 || first.length <= 3) && groups.every((group) => /^\d{3}$/.test(group));
  return right ? { whole: first + groups.join(''), fraction } : null;
}

/** `2027-03-14`, `14.03.2027`, `14/03/2027`, `14.03.27`, each with or without a time behind it. */
export function readDate(text: string): string | null {
  const day = text.trim().split(/[T ]/)[0] ?? '';
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  const local = /^(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})$/.exec(day);
  const [year, month, date] = iso ? [iso[1], iso[2], iso[3]] : [local?.[3], local?.[2], local?.[1]];
  if (!year || !month || !date) return null;
  const full = `${year.padStart(4, '20')}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  const instant = new Date(`${full}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(full) ? full : null;
}

/**
 * What makes a line the same in another statement: the bank's name of it, else all that is in it; and which one it is
 * among those that are alike, since two people may pay the same on one day.
 */
export function identities(lines: readonly StatementLine[]): string[] {
  const seen = new Map<string, number>();
  return lines.map(({ bankRef, bookedOn, amount, currency, text, payerName, payerAccount }) => {
    const named = bankRef !== null && !/^(nonref|notprovided|none|0+)$/i.test(bankRef);
    const words = [text, payerName ?? '', payerAccount ?? ''].map((word) => word.replaceAll(/\s+/g, ' ').trim());
    const key = JSON.stringify([bookedOn, amount, currency, ...(named ? ['ref', bankRef] : words)]);
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return `${key} ${count}`;
  });
}

/**
 * What a line has in common with itself in a statement of another format, where the bank names it otherwise: its day, its money,
 * and the references that the payer wrote, or else all the letters and digits of the text. Null where there is nothing to go by.
 */
export function likeness({ bookedOn, amount, currency, text }: StatementLine): string | null {
  const references = findReferences(text).toSorted();
  const words = text.toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  const said = references.length > 0 ? references : words;
  return said.length === 0 ? null : JSON.stringify([bookedOn, amount, currency, said]);
}
