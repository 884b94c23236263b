import { portion } from '../../kernel/money.js';
import type { Discount, GroupRule } from './catalogue.js';
import { type Draft, move } from './draft.rules.js';

/** Tries the discounts in their order. A line takes part in one of them at most; what costs nothing takes part in none. */
export function applyDiscounts(discounts: readonly GroupRule[], drafts: readonly Draft[]): void {
  const free = new Set(drafts.filter(({ item, amount }) => !item.included && amount > 0));
  for (const discount of discounts) {
    const inScope = [...free].filter(
      ({ item }) => discount.ticketTypeIds.length === 0 || discount.ticketTypeIds.includes(item.ticketTypeId),
    );
    for (const { draft, saving } of savingsOf(discount, inScope)) {
      free.delete(draft);
      move(draft, { kind: 'discount', label: discount.name, amount: -saving, rule: discount });
    }
  }
}

/** What is kept of a discount with the tickets that it was given on. */
export const ruleOf = ({ id, name, terms, ticketTypeIds }: Discount, order: number): GroupRule => ({
  id,
  name,
  terms,
  ticketTypeIds,
  order,
});

interface Saving {
  draft: Draft;
  saving: number;
}

function savingsOf({ terms }: Pick<Discount, 'terms'>, drafts: readonly Draft[]): Saving[] {
  if (terms.kind === 'quantity')
    return drafts.length < terms.atLeast
      ? []
      : drafts.map((draft) => ({ draft, saving: portion(draft.amount, terms.rate) }));
  const groups = Math.floor(drafts.length / terms.every);
  const dearest = drafts.toSorted((one, other) => other.amount - one.amount);
  const paid = dearest.slice(0, groups * terms.pay);
  const unpaid = dearest.slice(drafts.length - groups * (terms.every - terms.pay));
  return [...paid.map((draft) => ({ draft, saving: 0 })), ...unpaid.map((draft) => ({ draft, saving: draft.amount }))];
}
