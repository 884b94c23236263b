import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { evaluate } from './evaluation.rules.js';
import type { BudgetFacts, Facts, GoalFacts, Terms } from './facts.js';
import { funnel } from './funnel.rules.js';
import { read } from './readings.rules.js';

const people = { targeted: 430, invited: 410, registered: 100, came: 70, asked: 70, answered: 40 };
const nps = {
  key: 'nps',
  kind: 'nps',
  conditional: false,
  asked: 70,
  counts: [
    { number: 10, n: 15 },
    { number: 9, n: 11 },
    { number: 8, n: 8 },
    { number: 5, n: 6 },
  ],
};
const csat = {
  key: 'csat',
  kind: 'rating',
  conditional: false,
  asked: 70,
  counts: [
    { number: 5, n: 30 },
    { number: 4, n: 6 },
    { number: 2, n: 4 },
  ],
};
const budget: BudgetFacts = {
  currency: 'RUB',
  planned: { expense: 9_000_000, income: 2_000_000 },
  actual: { expense: 8_200_001, income: 2_000_000 },
  forecast: { expense: 8_700_000, income: 2_000_000 },
  committed: { expense: 0, income: 0 },
};
const facts: Facts = {
  readAt: '2027-04-01T09:00:00.000Z',
  event: {
    title: { ru: 'Вечер данных' },
    timeZone: 'Europe/Moscow',
    startsAt: '2027-03-14T15:00:00.000Z',
    endsAt: '2027-03-14T18:00:00.000Z',
  },
  people,
  questions: [nps, csat],
  budget,
  goals: [],
};
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
const goal = (change: Partial<Terms>, more: Partial<GoalFacts> = {}): GoalFacts => ({
  id: 'g',
  title: null,
  terms: terms(change),
  movedTo: null,
  manualValue: null,
  ...more,
});
const judged = (given: Facts, ...goals: GoalFacts[]) =>
  evaluate({ ...given, goals }).goals.map(({ judgement }) => judgement);

describe('evaluate', () => {
  it('judges the four goals of an evening', () => {
    const [registrations, showUp, score, cost] = judged(
      facts,
      goal({}),
      goal({ metric: 'show-up-rate', target: 0.7 }),
      goal({ metric: 'nps', target: 45, minimumSample: 30 }),
      goal({ metric: 'net-cost-per-attendee', comparator: '<=', target: 90_000, currency: 'RUB' }),
    );
    expect(registrations).toMatchObject({
      verdict: 'met',
      preliminary: false,
      reading: { value: 100, basis: 'exact' },
    });
    expect(showUp).toMatchObject({ verdict: 'met', reading: { value: 0.7, population: 100, interval: null } });
    expect(score).toMatchObject({
      verdict: 'inconclusive',
      reading: { value: 50, basis: 'sampled', n: 40, population: 70 },
    });
    expect(cost).toMatchObject({
      verdict: 'met',
      reading: { value: 88_571, currency: 'RUB', basis: 'exact', sources: ['budget-actual', 'scans'] },
    });
  });

  it.each([
    [
      'nobody scanned anybody',
      { people: { ...people, came: null } },
      goal({ metric: 'show-up-rate', target: 0.6 }),
      'nobody-scanned',
    ],
    [
      'nobody registered',
      { people: { ...people, registered: 0 } },
      goal({ metric: 'show-up-rate', target: 0.6 }),
      'nobody-registered',
    ],
    [
      'no survey was opened',
      { people: { ...people, asked: null, answered: null } },
      goal({ metric: 'nps', target: 30 }),
      'no-survey',
    ],
    ['the survey does not ask it', { questions: [csat] }, goal({ metric: 'nps', target: 30 }), 'no-question'],
    [
      'fewer than five answered it',
      { questions: [{ ...nps, counts: [] }] },
      goal({ metric: 'nps', target: 30 }),
      'too-few-answers',
    ],
    ['there is no budget', { budget: null }, goal({ metric: 'net-cost', target: 1, currency: 'RUB' }), 'no-budget'],
    [
      'the budget is in another currency',
      {},
      goal({ metric: 'net-cost', target: 1, currency: 'EUR' }),
      'other-currency',
    ],
    ['the owner entered nothing', {}, goal({ metric: 'manual', target: 3 }), 'not-entered'],
  ] as [string, Partial<Facts>, GoalFacts, string][])('cannot measure where %s', (_, change, wanted, gap) => {
    expect(judged({ ...facts, ...change }, wanted)).toMatchObject([
      { verdict: 'unmeasurable', reading: { value: null, gap } },
    ]);
  });

  it('takes a value that the owner entered', () => {
    expect(judged(facts, goal({ metric: 'manual', target: 3 }, { manualValue: 4 }))).toMatchObject([
      { verdict: 'met', reading: { value: 4, sources: ['owner'] } },
    ]);
  });

  it('asks for the minimum sample, and says what it has', () => {
    expect(judged(facts, goal({ metric: 'nps', target: 0, minimumSample: 41 }))).toMatchObject([
      { verdict: 'unmeasurable', reading: { value: 50, n: 40, gap: null } },
    ]);
  });

  it('reads the forecast while nothing is booked or something promised is not paid, and says so', () => {
    const cost = goal({ metric: 'net-cost', comparator: '<=', target: 6_500_000, currency: 'RUB' });
    const promised = { ...budget, committed: { expense: 500_000, income: 0 } };
    const empty = { ...budget, actual: { expense: 0, income: 0 } };
    expect(judged(facts, cost)).toMatchObject([{ verdict: 'met', reading: { value: 6_200_001, basis: 'exact' } }]);
    for (const open of [promised, empty]) {
      expect(judged({ ...facts, budget: open }, cost)).toMatchObject([
        { verdict: 'missed', reading: { value: 6_700_000, basis: 'forecast', sources: ['budget-forecast'] } },
      ]);
    }
  });

  it('judges the terms frozen at publication, and beside them those a goal was moved to', () => {
    const [outcome] = evaluate({ ...facts, goals: [goal({ target: 120 }, { movedTo: terms({ target: 90 }) })] }).goals;
    expect(outcome?.judgement.verdict).toBe('missed');
    expect(outcome?.movedJudgement?.verdict).toBe('met');
  });

  it('is preliminary before the read date', () => {
    expect(judged(facts, goal({ readAt: '2027-05-01T00:00:00.000Z' }))).toMatchObject([
      { verdict: 'met', preliminary: true },
    ]);
  });

  it('reads a survey question as a mean, or as a score where it is one', () => {
    const [mean, score] = judged(
      facts,
      goal({ metric: 'survey-question', surveyQuestionKey: 'csat', target: 4 }),
      goal({ metric: 'survey-question', surveyQuestionKey: 'nps', target: 4 }),
    );
    expect(mean).toMatchObject({ verdict: 'met', reading: { unit: 'rating', value: 4.55 } });
    expect(score).toMatchObject({ verdict: 'met', reading: { unit: 'points', value: 50 } });
  });

  it('gives the budget with its net cost by head', () => {
    expect(evaluate(facts).budget).toMatchObject({
      settled: true,
      netCostPerAttendee: 88_571,
      planned: { net: 7_000_000 },
      actual: { net: 6_200_001 },
    });
    expect(evaluate({ ...facts, people: { ...people, came: null } }).budget?.netCostPerAttendee).toBeNull();
    expect(evaluate({ ...facts, budget: null }).budget).toBeNull();
  });

  it('is the same after a round through JSON, so that a snapshot can be computed again', () => {
    const given = { ...facts, goals: [goal({}), goal({ metric: 'nps', target: 30 })] };
    const stored = JSON.parse(JSON.stringify({ facts: given, outcome: evaluate(given) })) as {
      facts: Facts;
      outcome: unknown;
    };
    expect(JSON.stringify(evaluate(stored.facts))).toBe(JSON.stringify(stored.outcome));
  });
});

describe('funnel', () => {
  it('gives each step its share of the one before and of the first', () => {
    expect(funnel(people)).toEqual([
      { step: 'targeted', count: 430, shareOfPrevious: null, shareOfFirst: null },
      { step: 'invited', count: 410, shareOfPrevious: 410 / 430, shareOfFirst: 410 / 430 },
      { step: 'registered', count: 100, shareOfPrevious: 100 / 410, shareOfFirst: 100 / 430 },
      { step: 'came', count: 70, shareOfPrevious: 0.7, shareOfFirst: 70 / 430 },
      { step: 'answered', count: 40, shareOfPrevious: 40 / 70, shareOfFirst: 40 / 430 },
    ]);
  });

  it('bridges steps that were not taken, and never divides by nothing', () => {
    const count = fc.option(fc.nat(1000));
    fc.assert(
      fc.property(
        fc.record({
          targeted: count,
          invited: count,
          registered: fc.nat(1000),
          came: count,
          asked: count,
          answered: count,
        }),
        (given) => {
          for (const step of funnel(given)) {
            for (const share of [step.shareOfPrevious, step.shareOfFirst])
              if (share !== null) expect(Number.isFinite(share)).toBe(true);
            if (step.count === null) expect(step.shareOfPrevious).toBeNull();
          }
        },
      ),
    );
    expect(funnel({ ...people, targeted: null, invited: null })[3]).toEqual({
      step: 'came',
      count: 70,
      shareOfPrevious: 0.7,
      shareOfFirst: 0.7,
    });
  });
});

describe('read', () => {
  it('has a value or a gap, never both, never neither', () => {
    const metric = fc.constantFrom(
      'registrations',
      'attendance',
      'show-up-rate',
      'response-rate',
      'nps',
      'csat',
      'survey-question',
      'income',
      'net-cost',
      'net-cost-per-attendee',
      'manual',
    );
    const count = fc.option(fc.nat(50));
    const found = fc.record({
      people: fc.record({
        targeted: count,
        invited: count,
        registered: fc.nat(50),
        came: count,
        asked: count,
        answered: count,
      }),
      questions: fc.constantFrom<Facts['questions'][]>([], [nps], [{ ...nps, counts: [] }, csat]),
      budget: fc.constantFrom(null, budget),
    });
    fc.assert(
      fc.property(metric, found, fc.option(fc.constantFrom('nps', 'csat')), (wanted, given, surveyQuestionKey) => {
        const reading = read({ ...facts, ...given }, { metric: wanted, surveyQuestionKey, currency: null });
        expect(reading.value === null).toBe(reading.gap !== null);
        expect(reading.interval === null).toBe(reading.n === null);
        if (reading.value !== null) expect(Number.isFinite(reading.value)).toBe(true);
      }),
    );
  });
});
