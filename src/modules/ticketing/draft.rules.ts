import type { CartItem, PriceStep, TaxRule } from './catalogue.js';

/** A line while its price is found. */
export interface Draft {
  readonly item: CartItem;
  readonly list: number;
  readonly tax: TaxRule | null;
  steps: PriceStep[];
  /** What it costs so far, before tax that comes on top. */
  amount: number;
  codeId: string | null;
  givenAway: number;
}

/** Counts a step that changes the amount; one that does not needs no explanation. */
export function move(draft: Draft, step: PriceStep): void {
  if (step.amount === 0) return;
  draft.steps.push(step);
  draft.amount += step.amount;
}

/** Whether an instant lies in a window that may be open on both sides. */
export const isOpen = ({ validFrom, validUntil }: { validFrom: Date | null; validUntil: Date | null }, now: Date) =>
  (!validFrom || now >= validFrom) && (!validUntil || now < validUntil);
