import type { EventFacts, Facts, GoalFacts, MoneyFacts, Terms } from './facts.js';
import { type Step, funnel } from './funnel.rules.js';
import { type Reading, isSettled, netOf, perHead, questionOf, read } from './readings.rules.js';
import { type Verdict, judge } from './verdict.rules.js';

/** What came of the event, computed from the facts and nothing else. Plain JSON, as the facts are. */
export interface Outcome {
  readAt: string;
  event: EventFacts;
  funnel: Step[];
  showUpRate: Reading;
  responseRate: Reading;
  nps: Reading;
  /** How often each point from 0 to 10 was given; null where the score is not shown. */
  npsDistribution: number[] | null;
  csat: Reading;
  budget: BudgetOutcome | null;
  goals: GoalOutcome[];
}

export interface BudgetOutcome {
  currency: string;
  planned: MoneyFacts & { net: number };
  actual: MoneyFacts & { net: number };
  forecast: MoneyFacts & { net: number };
  /** Whether the actual amounts are the result, or the forecast is still the better guess. */
  settled: boolean;
  /** Net cost by head of those who came, of the amounts that count; null if nobody came. */
  netCostPerAttendee: number | null;
}

export interface GoalOutcome {
  goal: GoalFacts;
  /** On the terms frozen at publication. */
  judgement: Judgement;
  /** On the terms as they stand now, where the goal was moved. */
  movedJudgement: Judgement | null;
}

export interface Judgement {
  verdict: Verdict;
  /** The read date has not come: the verdict may still turn. */
  preliminary: boolean;
  reading: Reading;
}

/** Judges an event. The same facts give the same outcome, today and in ten years. */
export function evaluate(facts: Facts): Outcome {
  const of = (metric: string) => read(facts, { metric, surveyQuestionKey: null, currency: null });
  return {
    readAt: facts.readAt,
    event: facts.event,
    funnel: funnel(facts.people),
    showUpRate: of('show-up-rate'),
    responseRate: of('response-rate'),
    nps: of('nps'),
    npsDistribution: distribution(facts),
    csat: of('csat'),
    budget: budgetOf(facts),
    goals: facts.goals.map((goal) => judgeGoal(facts, goal)),
  };
}

function judgeGoal(facts: Facts, goal: GoalFacts): GoalOutcome {
  const on = (terms: Terms): Judgement => {
    const reading = read(facts, { ...terms, manualValue: goal.manualValue });
    return { verdict: judge(terms, reading), preliminary: new Date(facts.readAt) < new Date(terms.readAt), reading };
  };
  return { goal, judgement: on(goal.terms), movedJudgement: goal.movedTo && on(goal.movedTo) };
}

function distribution(facts: Facts): number[] | null {
  const question = questionOf(facts, ['nps'], null);
  if (!question || question.counts.length === 0) return null;
  return Array.from({ length: 11 }, (_, point) => question.counts.find(({ number }) => number === point)?.n ?? 0);
}

function budgetOf({ budget, people }: Facts): BudgetOutcome | null {
  if (!budget) return null;
  const withNet = (money: MoneyFacts) => ({ expense: money.expense, income: money.income, net: netOf(money) });
  const settled = isSettled(budget);
  return {
    currency: budget.currency,
    planned: withNet(budget.planned),
    actual: withNet(budget.actual),
    forecast: withNet(budget.forecast),
    settled,
    netCostPerAttendee:
      people.came === null ? null : perHead(netOf(settled ? budget.actual : budget.forecast), people.came),
  };
}
