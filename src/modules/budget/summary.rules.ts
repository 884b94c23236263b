import { plannedAmount, unitsOf, type Headcounts, type LineKind, type PricedLine } from './plan.rules.js';
import type { RevisionState } from './revision.rules.js';

/** A commitment with what has been drawn on it so far, in minor units; a reversed one is not among them. */
export interface LiveCommitment {
  amount: number;
  drawn: number;
}

/** All that is known of one line. `plan` is null where the plan does not have the line (spending without a plan). */
export interface LineFacts {
  lineId: string;
  kind: LineKind;
  plan: PricedLine | null;
  commitments: readonly LiveCommitment[];
  /** Sum of the entries, reversals included. */
  actual: number;
  /** Units that the actual amount bought; null where an entry does not say. */
  actualUnits: number | null;
}

/** Amounts in minor units. */
export interface Figures {
  planned: number;
  /** Open commitments: what is promised and not yet drawn. */
  committed: number;
  actual: number;
  forecast: number;
  /** actual − planned. */
  variance: number;
}

/** The variance of a driver line in its two causes; they sum to the variance. */
export interface VarianceSplit {
  price: number;
  volume: number;
}

interface LineSummary extends Figures {
  lineId: string;
  kind: LineKind;
  split: VarianceSplit | null;
}

interface Results {
  planned: number;
  actual: number;
  forecast: number;
}

export interface BudgetFigures {
  lines: LineSummary[];
  expense: Figures;
  income: Figures;
  /** Income − expense. */
  result: Results;
}

/** A line's figures and what it is called. */
export interface SummaryLine extends LineSummary {
  category: string;
  label: string;
}

/** What a budget comes to, amounts in minor units of its currency. */
export interface BudgetSummary extends BudgetFigures {
  currency: string;
  /** The revision that `planned` speaks of: the plan in force, or the latest one while there is none. */
  revision: number;
  state: RevisionState;
  headcounts: Headcounts;
  lines: SummaryLine[];
  /** The lines of that revision. */
  plan: PricedLine[];
}

/**
 * What is promised and not yet drawn: Σ max(0, amount − drawn), commitment by commitment, so that one which was overdrawn
 * does not hide what is open on another.
 */
export function openCommitted(commitments: readonly LiveCommitment[]): number {
  return commitments.reduce((sum, { amount, drawn }) => sum + Math.max(0, amount - drawn), 0);
}

/** actual + open commitments + max(0, planned − actual − open commitments): the plan holds until spending passes it. */
export const forecastOf = (planned: number, committed: number, actual: number): number =>
  actual + committed + Math.max(0, planned - actual - committed);

/**
 * Splits actual − planned, with p a price and q a quantity, planned and actual (standard cost accounting):
 * price = (p_a − p_p) × q_a, volume = (q_a − q_p) × p_p. As p_a × q_a is the actual amount, nothing is divided.
 */
export function splitVariance(line: PricedLine, heads: Headcounts, actual: number, actualUnits: number): VarianceSplit {
  return {
    price: actual - line.unitAmount * actualUnits,
    volume: (actualUnits - unitsOf(line, heads)) * line.unitAmount,
  };
}

/** The figures of one line. */
function summariseLine(facts: LineFacts, heads: Headcounts): LineSummary {
  const { lineId, kind, plan, actual, actualUnits } = facts;
  const planned = plan ? plannedAmount(plan, heads) : 0;
  const committed = openCommitted(facts.commitments);
  const forecast = forecastOf(planned, committed, actual);
  const split =
    plan?.basis === 'driver' && actualUnits !== null ? splitVariance(plan, heads, actual, actualUnits) : null;
  return { lineId, kind, planned, committed, actual, forecast, variance: actual - planned, split };
}

const none: Figures = { planned: 0, committed: 0, actual: 0, forecast: 0, variance: 0 };

const add = (a: Figures, b: Figures): Figures => ({
  planned: a.planned + b.planned,
  committed: a.committed + b.committed,
  actual: a.actual + b.actual,
  forecast: a.forecast + b.forecast,
  variance: a.variance + b.variance,
});

/** The figures of all lines, each kind the sum of its lines, the result the difference of the kinds. */
export function summarise(facts: readonly LineFacts[], heads: Headcounts): BudgetFigures {
  const lines = facts.map((line) => summariseLine(line, heads));
  const expense = lines.filter((line) => line.kind === 'expense').reduce(add, none);
  const income = lines.filter((line) => line.kind === 'income').reduce(add, none);
  const result = {
    planned: income.planned - expense.planned,
    actual: income.actual - expense.actual,
    forecast: income.forecast - expense.forecast,
  };
  return { lines, expense, income, result };
}

/**
 * Amount for each head in whole minor units, halves away from zero; null without heads. The only division here, and the
 * last step of what it serves.
 */
export function perHead(amount: number, heads: number): number | null {
  if (heads === 0) return null;
  const [whole, count] = [BigInt(Math.abs(amount)), BigInt(heads)];
  const share = Number((whole * 2n + count) / (count * 2n));
  return amount < 0 && share > 0 ? -share : share;
}
