import { portion, portions, sumOf, wholeRate } from '../../kernel/money.js';
import type { LineTax, Rounding, TaxRule, TaxSum } from './catalogue.js';

/** An amount as it is asked for: with the tax in it where the rule says so, else without. */
export interface Taxable {
  amount: number;
  tax: TaxRule | null;
}

/** What is paid for it in the end, and the tax that is in that. */
export interface Taxed {
  price: number;
  tax: LineTax | null;
}

/**
 * The tax of each line. Line by line each is rounded for itself. By the sum, lines with the same tax are rounded
 * together, as an invoice adds them up: from their net amounts, so that a line may cost one minor unit more or less; or
 * from what they cost, so that nothing but the split into net and tax moves.
 */
export function taxed(lines: readonly Taxable[], rounding: Rounding): Taxed[] {
  const alone = lines.map(taxedAlone);
  if (rounding === 'line') return alone;
  const result = [...alone];
  for (const indexes of sameTax(alone)) {
    const group = indexes.map((index) => alone[index] as WithTax);
    const together = rounding === 'sum-by-net' ? byNet(group) : keepingGross(group);
    for (const [position, index] of indexes.entries()) result[index] = together[position] as Taxed;
  }
  return result;
}

/** What the lines add up to, tax by tax, in the order in which the taxes occur. */
export function taxSums(lines: readonly Taxed[]): TaxSum[] {
  return sameTax(lines).map((indexes) => {
    const group = indexes.map((index) => lines[index] as WithTax);
    const gross = sumOf(group.map(({ price }) => price));
    const tax = sumOf(group.map((line) => line.tax.amount));
    const { name, rate } = (group[0] as WithTax).tax;
    return { name, rate, net: gross - tax, tax, gross };
  });
}

type WithTax = Taxed & { tax: LineTax };

function taxedAlone({ amount, tax }: Taxable): Taxed {
  if (!tax) return { price: amount, tax: null };
  const { name, rate, inclusive } = tax;
  const due = inclusive ? portion(amount, rate, wholeRate + rate) : portion(amount, rate);
  return { price: inclusive ? amount : amount + due, tax: { name, rate, inclusive, amount: due } };
}

function byNet(group: readonly WithTax[]): Taxed[] {
  const nets = group.map(({ price, tax }) => price - tax.amount);
  const dues = portions(nets, rateOf(group));
  return group.map(({ tax }, index) => {
    const amount = dues[index] ?? 0;
    return { price: (nets[index] ?? 0) + amount, tax: { ...tax, amount } };
  });
}

function keepingGross(group: readonly WithTax[]): Taxed[] {
  const rate = rateOf(group);
  const dues = portions(
    group.map(({ price }) => price),
    rate,
    wholeRate + rate,
  );
  return group.map(({ price, tax }, index) => ({ price, tax: { ...tax, amount: dues[index] ?? 0 } }));
}

const rateOf = (group: readonly WithTax[]): number => group[0]?.tax.rate ?? 0;

/** The indexes of the lines that have a tax, those with the same one together. */
function sameTax(lines: readonly Taxed[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [index, { tax }] of lines.entries()) {
    if (!tax) continue;
    const key = JSON.stringify([tax.rate, tax.name.en, tax.name.ru]);
    groups.set(key, [...(groups.get(key) ?? []), index]);
  }
  return [...groups.values()];
}
