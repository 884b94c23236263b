import { headcountLimit, plannedAmount, type Headcounts, type PricedLine } from './plan.rules.js';

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
  const results = resultsUpTo(bound, lines, plan);
  const thresholds: Standing[] = [];
  const dips: Standing[] = [];
  let best = -Infinity;
  let before = -1;
  results.forEach((result, attendees) => {
    if (before < 0 && result >= 0) thresholds.push({ attendees, result });
    if (before >= 0 && result < 0) dips.push({ attendees, result });
    best = Math.max(best, result);
    before = result;
  });
  if (thresholds.length > 0) return { bound, thresholds, dips, gap: 0, reason: null };
  const improves = best > (results[0] ?? 0) ? 'beyond-bound' : 'no-margin';
  const reason = lines.some((line) => line.kind === 'income') ? improves : 'no-income';
  return { bound, thresholds, dips, gap: -best, reason };
}

/**
 * The result for each head count from 0 to `bound`. Amounts change only where another group of a driver begins, so that it
 * is enough to visit these: 300 lines and 100,000 head counts are no more than a million steps.
 */
function resultsUpTo(bound: number, lines: readonly PricedLine[], plan: Headcounts): Float64Array {
  const results = new Float64Array(bound + 1);
  const add = (attendees: number, amount: number) => {
    results[attendees] = (results[attendees] ?? 0) + amount;
  };
  for (const line of mergeAlike(lines)) {
    const sign = line.kind === 'income' ? 1 : -1;
    add(0, sign * plannedAmount(line, scaleTo(0, plan)));
    for (let heads = 1; heads <= headcountLimit; heads += line.per) {
      const attendees = attendeesFor(line.driver, heads, plan);
      if (attendees > bound) break;
      add(attendees, sign * line.quantity * line.unitAmount);
    }
  }
  for (let attendees = 1; attendees <= bound; attendees++) add(attendees, results[attendees - 1] ?? 0);
  return results;
}

/** The least number of attendees with which there are this many of a driver; infinite for what does not grow with them. */
function attendeesFor(driver: PricedLine['driver'], heads: number, plan: Headcounts): number {
  if (driver === 'attendee') return heads;
  if (driver !== 'registration') return Infinity;
  if (plan.attendees === 0) return heads;
  return Math.ceil((plan.attendees * (2 * heads - 1)) / (2 * plan.registrations));
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
