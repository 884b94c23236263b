import { portion } from '../../kernel/money.js';
import type { CartItem, Code } from './catalogue.js';
import { type Draft, move } from './draft.rules.js';

/** Whether a code counts for a product. What comes with a bundle costs nothing and needs none. */
export const inScope = (
  { ticketTypeIds, variationIds }: Pick<Code, 'ticketTypeIds' | 'variationIds'>,
  item: CartItem,
): boolean =>
  !item.included &&
  ((ticketTypeIds.length === 0 && variationIds.length === 0) ||
    ticketTypeIds.includes(item.ticketTypeId) ||
    (item.variationId !== null && variationIds.includes(item.variationId)));

/** Uses the code on as many lines as it may still be used on, those first where it takes most off. */
export function applyCode(code: Code, drafts: readonly Draft[], currency: string | null): void {
  const left = Math.min((code.maxUses ?? Infinity) - code.used, code.maxPerOrder ?? Infinity);
  const chosen = drafts
    .filter(({ item }) => inScope(code, item))
    .map((draft) => ({ draft, saving: savingOf(code, draft.amount, currency) }))
    .toSorted((one, other) => other.saving - one.saving)
    .slice(0, Math.max(0, left));
  let budget = budgetOf(code, currency);
  for (const { draft, saving } of chosen) {
    const taken = Math.min(saving, budget);
    budget -= taken;
    draft.codeId = code.id;
    draft.givenAway = taken;
    move(draft, { kind: 'code', label: { en: code.code, ru: code.code }, amount: -taken });
  }
}

/** How much a code takes off an amount, never more than there is. It never makes anything dearer. */
function savingOf(code: Code, amount: number, currency: string | null): number {
  if (code.effect === 'percent') return portion(amount, code.rate ?? 0);
  const given = currency === null ? undefined : code.amounts[currency];
  if (given === undefined || code.effect === 'none') return 0;
  return code.effect === 'set' ? Math.max(0, amount - given) : Math.min(amount, given);
}

/** What the code may still give away; nothing in a currency in which its budget is not counted. */
function budgetOf({ budget, givenAway }: Code, currency: string | null): number {
  if (!budget) return Infinity;
  return budget.currency === currency ? Math.max(0, budget.amount - givenAway) : 0;
}
