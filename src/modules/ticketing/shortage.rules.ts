import type { Problem } from '../../kernel/problem.js';
import { type PoolNow, whyExhausted } from './availability.rules.js';
import type { Availability } from './sale.rules.js';
import { codeUsedUp } from './codes.problems.js';
import { soldOut } from './ticketing.problems.js';

/** Of what a request wants more than there is. */
export interface Shortage {
  quotaIds: readonly string[];
  /** The code that is used up. */
  codeId: string | null;
}

/** What may come back, and who comes before the public. */
export interface Prospect {
  pools: ReadonlyMap<string, PoolNow>;
  /** When the first use of a code comes back, where somebody holds one. */
  codes: ReadonlyMap<string, Date>;
  /** Places that are free, but for the waiting list. */
  promised: ReadonlyMap<string, number>;
  /** Whether anybody may put themselves on the waiting list. */
  listOpen: boolean;
}

/** Whether more can be said about a refusal than the rules of admission know. */
export const isShortage = ({ refusal }: Problem): boolean => refusal === soldOut || refusal === codeUsedUp;

/** The same refusal, with why nothing is left, when something may return by itself, and what to do. */
export function explained(problem: Problem, { quotaIds, codeId }: Shortage, prospect: Prospect): Problem {
  if (!isShortage(problem)) return problem;
  if (problem.refusal === codeUsedUp) {
    const mayReturnAt = codeId === null || problem.details['left'] ? undefined : prospect.codes.get(codeId);
    return mayReturnAt ? codeUsedUp({ ...problem.details, nextStep: comeBack, mayReturnAt }) : problem;
  }
  const why = whyShort(quotaIds, prospect);
  const mayReturnAt = why.state === 'held' ? why.mayReturnAt : null;
  const nextStep = problem.details['nextStep'] ?? stepFor(mayReturnAt, prospect);
  return soldOut({
    ...problem.details,
    reason: why.state,
    ...(mayReturnAt && { mayReturnAt }),
    ...(nextStep !== undefined && { nextStep }),
  });
}

const comeBack = 'come-back-when-holds-expire';

function stepFor(mayReturnAt: Date | null, { listOpen }: Prospect): string | undefined {
  if (mayReturnAt) return comeBack;
  return listOpen ? 'join-waiting-list' : undefined;
}

/** Why there is not one place more in these quotas. */
function whyShort(quotaIds: readonly string[], { pools, promised }: Prospect): Availability {
  const demand = new Map(quotaIds.map((id) => [id, Math.max(0, pools.get(id)?.left ?? 0) + 1]));
  const why = whyExhausted(demand, pools);
  const keptForList = quotaIds.every((id) => (promised.get(id) ?? 0) > 0);
  return keptForList ? { state: 'waiting-list' } : why;
}
