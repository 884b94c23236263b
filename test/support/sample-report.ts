import { EvaluationDto } from '../../src/modules/evaluation/evaluation.dto.js';
import { evaluate } from '../../src/modules/evaluation/evaluation.rules.js';
import type { Facts, GoalFacts, Terms } from '../../src/modules/evaluation/facts.js';
import type { Report } from '../../src/modules/evaluation/reports.service.js';

const terms = (change: Partial<Terms>): Terms => ({
  metric: 'registrations',
  comparator: '>=',
  target: 80,
  currency: null,
  surveyQuestionKey: null,
  minimumSample: 1,
  readAt: '2027-03-31T00:00:00.000Z',
  ...change,
});

const goal = (id: number, change: Partial<Terms>, more: Partial<GoalFacts> = {}): GoalFacts => ({
  id: `01999999-0000-7000-8000-00000000000${id}`,
  title: null,
  terms: terms(change),
  movedTo: null,
  manualValue: null,
  ...more,
});

/** An evening as the demonstration plays it. */
const sampleFacts: Facts = {
  readAt: '2027-04-01T09:00:00.000Z',
  event: {
    title: { ru: 'Весенняя встреча: открытые данные для города' },
    timeZone: 'Europe/Moscow',
    startsAt: '2027-03-13T15:00:00.000Z',
    endsAt: '2027-03-13T18:00:00.000Z',
  },
  people: { targeted: 412, invited: 390, registered: 100, came: 70, asked: 70, answered: 40 },
  questions: [
    {
      key: 'nps',
      kind: 'nps',
      conditional: false,
      asked: 70,
      counts: [
        { number: 10, n: 15 },
        { number: 9, n: 9 },
        { number: 8, n: 6 },
        { number: 7, n: 3 },
        { number: 5, n: 4 },
        { number: 2, n: 3 },
      ],
    },
  ],
  budget: {
    currency: 'RUB',
    planned: { expense: 9_800_000, income: 2_500_000 },
    actual: { expense: 8_740_050, income: 2_400_000 },
    forecast: { expense: 9_100_000, income: 2_500_000 },
    committed: { expense: 0, income: 0 },
  },
  goals: [
    goal(1, {}),
    goal(2, { metric: 'show-up-rate', target: 0.75 }),
    goal(
      3,
      { metric: 'nps', target: 45, minimumSample: 20 },
      { movedTo: terms({ metric: 'nps', target: 30, minimumSample: 20 }) },
    ),
    goal(4, { metric: 'net-cost-per-attendee', comparator: '<=', target: 90_000, currency: 'RUB' }),
    goal(5, { metric: 'manual', target: 3 }, { title: { en: 'New volunteers', ru: 'Новые волонтёры' } }),
  ],
};

export const sampleReport: Report = {
  organization: 'Северный круг',
  event: sampleFacts.event,
  evaluation: EvaluationDto.of('01999999-0000-7000-8000-000000000000', evaluate(sampleFacts)),
};
