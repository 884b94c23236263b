import { type Estimate, type Interval, mean, netPromoterScore, proportion } from '../../kernel/statistics.js';
import type { BudgetFacts, Facts, MoneyFacts, QuestionFacts } from './facts.js';

/** In what a value is told: a share from 0 to 1, points of NPS, a mean from 1 to 5, money in minor units. */
export const units = ['people', 'share', 'points', 'rating', 'money', 'manual'] as const;
export type Unit = (typeof units)[number];

/** `exact`: counted in full. `sampled`: estimated from some answers. `forecast`: money that is not all booked yet. */
export const bases = ['exact', 'sampled', 'forecast'] as const;
export type Basis = (typeof bases)[number];

/** Why there is no value. */
export const gaps = [
  'nobody-registered',
  'nobody-scanned',
  'no-survey',
  'no-question',
  'too-few-answers',
  'no-budget',
  'other-currency',
  'not-entered',
] as const;
export type Gap = (typeof gaps)[number];

export interface Reading {
  value: number | null;
  unit: Unit;
  currency: string | null;
  basis: Basis;
  interval: Interval | null;
  /** Answers it rests on, for a sampled reading. */
  n: number | null;
  /** How many people it speaks about: of these n were heard. */
  population: number | null;
  /** Where the numbers come from. */
  sources: string[];
  gap: Gap | null;
}

/** What a goal measures, beyond its metric. */
export interface Wanted {
  metric: string;
  surveyQuestionKey: string | null;
  currency: string | null;
  /** What the owner of the goal entered. */
  manualValue?: number | null;
}

/** Reads a metric. One that nothing here measures has the value that its owner entered, if any. */
export function read(facts: Facts, wanted: Wanted): Reading {
  const reader = readers[wanted.metric];
  if (reader) return reader(facts, wanted);
  const { manualValue = null } = wanted;
  return manualValue === null ? missing('manual', 'not-entered', ['owner']) : exact('manual', manualValue, ['owner']);
}

type Reader = (facts: Facts, wanted: Wanted) => Reading;

const readers: Readonly<Record<string, Reader | undefined>> = {
  registrations: ({ people }) => exact('people', people.registered, ['tickets']),
  attendance: ({ people }) =>
    people.came === null ? missing('people', 'nobody-scanned', ['scans']) : exact('people', people.came, ['scans']),
  'show-up-rate': ({ people }) => {
    const sources = ['tickets', 'scans'];
    if (people.registered === 0) return missing('share', 'nobody-registered', sources);
    if (people.came === null) return missing('share', 'nobody-scanned', sources);
    return { ...exact('share', people.came / people.registered, sources), population: people.registered };
  },
  'response-rate': ({ people }) => {
    if (!people.asked) return missing('share', 'no-survey', ['survey-links']);
    return { ...exact('share', (people.answered ?? 0) / people.asked, ['survey-links']), population: people.asked };
  },
  nps: (facts, { surveyQuestionKey }) => answered(facts, 'points', ['nps'], surveyQuestionKey, scoreOf),
  csat: (facts, { surveyQuestionKey }) => answered(facts, 'share', ['rating'], surveyQuestionKey, satisfiedOf),
  'survey-question': (facts, { surveyQuestionKey }) =>
    questionOf(facts, ['nps'], surveyQuestionKey)
      ? answered(facts, 'points', ['nps'], surveyQuestionKey, scoreOf)
      : answered(facts, 'rating', ['rating'], surveyQuestionKey, ratingOf),
  income: (facts, wanted) => money(facts, wanted, ({ income }) => income),
  'net-cost': (facts, wanted) => money(facts, wanted, netOf),
  'net-cost-per-attendee': (facts, wanted) => {
    const came = facts.people.came;
    if (came === null) return missing('money', 'nobody-scanned', ['budget', 'scans']);
    const reading = money(facts, wanted, netOf);
    const value = reading.value === null ? null : perHead(reading.value, came);
    return { ...reading, value, population: came, sources: [...reading.sources, 'scans'] };
  },
};

/** Net Promoter Score of a question. */
function scoreOf(question: QuestionFacts): Estimate | null {
  const within = (low: number, high: number) =>
    question.counts.reduce((sum, { number, n }) => sum + (number >= low && number <= high ? n : 0), 0);
  return netPromoterScore(
    { promoters: within(9, 10), passives: within(7, 8), detractors: within(0, 6) },
    populationOf(question),
  );
}

/** Share of the answers 4 and 5. */
function satisfiedOf(question: QuestionFacts): Estimate | null {
  const satisfied = question.counts.reduce((sum, { number, n }) => sum + (number >= 4 ? n : 0), 0);
  return proportion(satisfied, answersTo(question), populationOf(question));
}

function ratingOf(question: QuestionFacts): Estimate | null {
  const sum = question.counts.reduce((total, { number, n }) => total + number * n, 0);
  const squares = question.counts.reduce((total, { number, n }) => total + number * number * n, 0);
  return mean({ n: answersTo(question), sum, squares }, [1, 5], populationOf(question));
}

const answersTo = (question: QuestionFacts): number => question.counts.reduce((sum, { n }) => sum + n, 0);

const populationOf = (question: QuestionFacts): number | null => (question.conditional ? null : question.asked);

/** The question with this key, else the first of the kinds. */
export const questionOf = (facts: Facts, kinds: readonly string[], key: string | null): QuestionFacts | undefined =>
  facts.questions.find((question) => kinds.includes(question.kind) && (key === null || question.key === key));

function answered(
  facts: Facts,
  unit: Unit,
  kinds: readonly string[],
  key: string | null,
  estimate: (question: QuestionFacts) => Estimate | null,
): Reading {
  const sources = ['survey-answers'];
  if (facts.people.asked === null) return missing(unit, 'no-survey', sources);
  const question = questionOf(facts, kinds, key);
  if (!question) return missing(unit, 'no-question', sources);
  const made = estimate(question);
  if (!made) return { ...missing(unit, 'too-few-answers', sources), population: question.asked };
  return {
    value: made.value,
    unit,
    currency: null,
    basis: 'sampled',
    interval: made.interval,
    n: made.n,
    population: question.asked,
    sources,
    gap: null,
  };
}

/** Booked amounts; the forecast while nothing is booked, or something promised is not yet paid. */
function money(facts: Facts, { currency }: Wanted, amount: (money: MoneyFacts) => number): Reading {
  const budget = facts.budget;
  if (!budget) return missing('money', 'no-budget', ['budget']);
  if (currency !== null && currency !== budget.currency) return missing('money', 'other-currency', ['budget']);
  const forecast = !isSettled(budget);
  const reading = exact('money', amount(forecast ? budget.forecast : budget.actual), [
    forecast ? 'budget-forecast' : 'budget-actual',
  ]);
  return { ...reading, basis: forecast ? 'forecast' : 'exact', currency: budget.currency };
}

/** Whether the booked amounts are the result: something is booked and nothing promised is still to be paid. */
export const isSettled = ({ actual, committed }: BudgetFacts): boolean =>
  (actual.expense !== 0 || actual.income !== 0) && committed.expense === 0 && committed.income === 0;

export const netOf = ({ expense, income }: MoneyFacts): number => expense - income;

/** Whole minor units, halves away from zero; null without heads. */
export function perHead(amount: number, heads: number): number | null {
  if (heads === 0) return null;
  const rounded = Math.round(Math.abs(amount) / heads);
  return amount < 0 && rounded > 0 ? -rounded : rounded;
}

const exact = (unit: Unit, value: number, sources: string[]): Reading => ({
  value,
  unit,
  currency: null,
  basis: 'exact',
  interval: null,
  n: null,
  population: null,
  sources,
  gap: null,
});

const missing = (unit: Unit, gap: Gap, sources: string[]): Reading => ({
  ...exact(unit, 0, sources),
  value: null,
  gap,
});
