import type { LineKind } from './plan.rules.js';

export const spendingPolicies = ['ignore', 'warn', 'block'] as const;
/** What happens to an entry that takes a line past its plan. */
export type SpendingPolicy = (typeof spendingPolicies)[number];

/** Where a line stands, in minor units. `planned` is null while no plan is approved. */
export interface LineStanding {
  kind: LineKind;
  planned: number | null;
  /** Open commitments plus actuals. */
  exposure: number;
}

/** The line went past its plan by `exceededBy`, or there is no approved plan to measure it by. */
export interface SpendingWarning {
  code: 'line-exceeded' | 'plan-not-approved';
  planned: number | null;
  exposure: number;
  exceededBy: number | null;
}

export interface SpendingVerdict {
  blocked: boolean;
  warnings: SpendingWarning[];
}

/**
 * Judges an entry by where the line stands once it is entered: past the plan is open commitments + actuals > planned.
 * Income has no upper limit. The three policies are those of SAP Business One, NetSuite and Dynamics 365.
 */
export function judgeSpending(policy: SpendingPolicy, after: LineStanding): SpendingVerdict {
  if (policy === 'ignore' || after.kind === 'income') return { blocked: false, warnings: [] };
  const warning = warningOf(after);
  return { blocked: policy === 'block' && warning !== null, warnings: warning ? [warning] : [] };
}

function warningOf({ planned, exposure }: LineStanding): SpendingWarning | null {
  if (planned === null) return { code: 'plan-not-approved', planned, exposure, exceededBy: null };
  if (exposure <= planned) return null;
  return { code: 'line-exceeded', planned, exposure, exceededBy: exposure - planned };
}
