import { goalMalformed } from './events.problems.js';

/** What can be measured. Rates are shares from 0 to 1, money is in minor units, NPS runs from -100 to 100. */
export const metrics = [
  'registrations',
  'attendance',
  'show-up-rate',
  'nps',
  'csat',
  'survey-question',
  'response-rate',
  'income',
  'net-cost',
  'net-cost-per-attendee',
  'manual',
] as const;
export type Metric = (typeof metrics)[number];

export const comparators = ['>=', '<='] as const;
export type Comparator = (typeof comparators)[number];

/** What a goal says, apart from how it is worded. */
export interface GoalTerms {
  metric: Metric;
  comparator: Comparator;
  target: number;
  currency: string | null;
  surveyQuestionKey: string | null;
  minimumSample: number;
  readAt: Date | null;
}

/** The terms as they stood at publication. */
export interface GoalBaseline extends Omit<GoalTerms, 'readAt'> {
  readAt: string | null;
}

const money: readonly Metric[] = ['income', 'net-cost', 'net-cost-per-attendee'];
const ranges: Readonly<Partial<Record<Metric, readonly [number, number]>>> = {
  'show-up-rate': [0, 1],
  'response-rate': [0, 1],
  csat: [0, 1],
  nps: [-100, 100],
};

/** Refuses terms that could never be read: a rate above one, money without a currency. */
export function requireWellFormed(terms: GoalTerms): void {
  if (money.includes(terms.metric) !== (terms.currency !== null))
    throw goalMalformed({ pointer: '/currency', detail: 'A currency belongs to goals about money, and to no others' });
  if ((terms.metric === 'survey-question') !== (terms.surveyQuestionKey !== null)) {
    throw goalMalformed({
      pointer: '/surveyQuestionKey',
      detail: 'A question belongs to goals about a survey question, and to no others',
    });
  }
  const range = ranges[terms.metric];
  if (range && (terms.target < range[0] || terms.target > range[1])) {
    throw goalMalformed({ pointer: '/target', detail: `${terms.metric} lies between ${range[0]} and ${range[1]}` });
  }
}

export const baselineOf = (terms: GoalTerms): GoalBaseline => ({
  metric: terms.metric,
  comparator: terms.comparator,
  target: terms.target,
  currency: terms.currency,
  surveyQuestionKey: terms.surveyQuestionKey,
  minimumSample: terms.minimumSample,
  readAt: terms.readAt?.toISOString() ?? null,
});

/** Whether a goal was changed after the event was published. */
export function wasMoved(terms: GoalTerms, baseline: GoalBaseline | null): boolean {
  if (!baseline) return false;
  const now = baselineOf(terms);
  return (Object.keys(now) as (keyof GoalBaseline)[]).some((key) => now[key] !== baseline[key]);
}
