import { portion, sumOf, wholeRate } from '../../kernel/money.js';
import type { GroupRule, LineTax, PriceStep, Rounding } from './catalogue.js';
import { applyDiscounts } from './discount.rules.js';
import type { Draft } from './draft.rules.js';
import { taxed } from './tax.rules.js';

/** A ticket as it was sold. */
export interface SoldLine {
  ticketTypeId: string;
  list: number;
  steps: readonly PriceStep[];
  price: number;
  tax: LineTax | null;
}

const asPaid = { en: 'As paid', ru: 'Как оплачено' };

/**
 * What these tickets cost without the others that they were bought with, at the prices of their purchase: what was taken off
 * because there were so many of them is taken off only where there still are. Together never less than they cost now, and
 * never more than `atMost`. The lines as they are where nothing changes.
 */
export function pricedAlone<L extends SoldLine>(lines: readonly L[], rounding: Rounding, atMost: number): readonly L[] {
  const rules = rulesOf(lines);
  const before = sumOf(lines.map(({ price }) => price));
  if (rules.length === 0 || atMost <= before) return lines;
  const drafts = lines.map(draftOf);
  applyDiscounts(rules, drafts);
  const all = taxed(drafts, rounding);
  const alone = lines.map((line, index): L => {
    const { steps, amount, tax } = drafts[index] as Draft;
    const { price, tax: due } = all[index] as (typeof all)[number];
    const onTop: PriceStep[] =
      price === amount ? [] : [{ kind: 'tax', label: tax?.name ?? null, amount: price - amount }];
    return { ...line, steps: [...steps, ...onTop], price, tax: due };
  });
  const after = sumOf(alone.map(({ price }) => price));
  return after <= before ? lines : withoutExcess(alone, after - atMost, rules[0]);
}

/** The reductions for groups that are still in these lines, in the order in which they were tried. */
function rulesOf(lines: readonly SoldLine[]): GroupRule[] {
  const rules = new Map(lines.flatMap(({ steps }) => steps.flatMap(({ rule }) => (rule ? [[rule.id, rule]] : []))));
  return [...rules.values()].toSorted((one, other) => one.order - other.order);
}

/** The line before its reduction, and before tax that comes on top. */
function draftOf({ ticketTypeId, list, steps: all, tax }: SoldLine): Draft {
  const steps = all.filter(({ kind, rule }) => kind !== 'tax' && !rule);
  const included = steps.some(({ kind }) => kind === 'included');
  const item = { ticketTypeId, variationId: null, offered: null, addOnTo: null, included };
  const amount = steps.reduce((sum, step) => sum + step.amount, list);
  return { item, list, tax: tax && { ...tax, id: '' }, steps: [...steps], amount, codeId: null, givenAway: 0 };
}

/** Nobody pays more for less: what is too much is taken off again, as long as nothing else goes. */
function withoutExcess<L extends SoldLine>(lines: readonly L[], excess: number, rule: GroupRule | undefined): L[] {
  let left = Math.max(0, excess);
  return lines.map((line) => {
    const off = Math.min(left, line.price);
    if (off === 0) return line;
    left -= off;
    const price = line.price - off;
    const step: PriceStep = { kind: 'discount', label: asPaid, amount: -off, ...(rule && { rule }) };
    const { tax } = line;
    const due = tax && { ...tax, amount: portion(price, tax.rate, wholeRate + tax.rate) };
    return { ...line, price, steps: [...line.steps, step], tax: due };
  });
}
