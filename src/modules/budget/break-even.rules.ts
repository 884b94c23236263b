import { headcountLimit, planTotals, type Headcounts, type PricedLine } from './plan.rules.js';

/** The result (income − expense, minor units) with this many attendees. */
export interface Standing {
  attendees: number;
  result: number;
}

/**
 * `no-income`: no line brings money. `no-margin`: more attendees never bring the result up. `beyond-bound`: they do, but
 * not far enough within the head counts looked at.
 */
export type NoBreakEven = 'no-income' | 'no-margin' | 'beyond-bound';

export interface BreakEven {
  /** Head counts from 0 to this one were looked at. */
  bound: number;
  /** Each head count at which the result turns from loss to zero or more (0 included). */
  thresholds: Standing[];
  /** Each head count at which it turns back into a loss: one more bus, one more guard. */
  dips: Standing[];
  /** The least that has to be raised besides: the best result seen, as a shortfall; 0 where there is a threshold. */
  gap: number;
  /** Why there is no threshold; null where there is one. */
  reason: NoBreakEven | null;
}

/**
 * The head counts of a plan if `attendees` people come. Registrations keep their planned ratio to attendees (to the
 * nearest, halves up), since people who stay away cost and pay as well; speakers, volunteers and days stay as planned.
 */
export function scaleTo(attendees: number, plan: Headcounts): Headcounts {
  const registrations =
    plan.attendees === 0
      ? attendees
      : Math.floor((2 * attendees * plan.registrations + plan.attendees) / (2 * plan.attendees));
  return { ...plan, attendees, registrations: Math.min(registrations, headcountLimit) };
}

/** Ten times the plan, at least a thousand, at most the limit. */
export const defaultBound = (plan: Headcounts): number => Math.min(headcountLimit, Math.max(1000, plan.attendees * 10));

/**
 * Looks at every head count from 0 to `bound`. The closed form ceil(fixed costs / margin) holds only while costs are
 * linear; a second bus makes them jump, so that there may be several thresholds, with dips between them.
 */
export function breakEven(lines: readonly PricedLine[], plan: Headcounts, bound: number): BreakEven {
  const merged = mergeAlike(lines);
  const resultWith = (attendees: number) => planTotals(merged, scaleTo(attendees, plan)).result;
  const thresholds: Standing[] = [];
  const dips: Standing[] = [];
  const first = resultWith(0);
  let best = first;
  let before = -1;
  for (let attendees = 0; attendees <= bound; attendees++) {
    const result = resultWith(attendees);
    if (before < 0 && result >= 0) thresholds.push({ attendees, result });
    if (before >= 0 && result < 0) dips.push({ attendees, result });
    best = Math.max(best, result);
    before = result;
  }
  if (thresholds.length > 0) return { bound, thresholds, dips, gap: 0, reason: null };
  const improves = best > first ? 'beyond-bound' : 'no-margin';
  const reason = lines.some((line) => line.kind === 'income') ? improves : 'no-income';
  return { bound, thresholds, dips, gap: -best, reason };
}

/** Lines that grow alike are one line of price Σ quantity × unit price, so that a scan costs the same for ten or for hundreds. */
function mergeAlike(lines: readonly PricedLine[]): PricedLine[] {
  const merged = new Map<string, PricedLine>();
  for (const line of lines) {
    const key = `${line.kind} ${line.driver} ${line.per}`;
    const unitAmount = (merged.get(key)?.unitAmount ?? 0) + line.quantity * line.unitAmount;
    merged.set(key, { ...line, quantity: 1, unitAmount });
  }
  return [...merged.values()];
}
