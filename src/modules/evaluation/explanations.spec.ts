import { describe, expect, it } from '@jest/globals';
import { evaluate } from './evaluation.rules.js';
import { explanationOf, leadOf } from './explanations.js';
import type { Facts, GoalFacts, Terms } from './facts.js';

/** Intl separates with several kinds of space. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u2009\u202f]/g, ' ');

const facts: Facts = {
  readAt: '2027-04-01T09:00:00.000Z',
  event: {
    title: { ru: 'Вечер данных' },
    timeZone: 'Europe/Moscow',
    startsAt: '2027-03-14T15:00:00.000Z',
    endsAt: '2027-03-14T18:00:00.000Z',
  },
  people: { targeted: 430, invited: 410, registered: 100, came: 70, asked: 70, answered: 41 },
  questions: [
    {
      key: 'nps',
      kind: 'nps',
      conditional: false,
      asked: 70,
      counts: [
        { number: 10, n: 27 },
        { number: 8, n: 8 },
        { number: 5, n: 6 },
      ],
    },
  ],
  budget: {
    currency: 'RUB',
    planned: { expense: 9_000_000, income: 2_000_000 },
    actual: { expense: 8_200_001, income: 2_000_000 },
    forecast: { expense: 8_700_000, income: 2_000_000 },
    committed: { expense: 500_000, income: 0 },
  },
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

function explain(
  change: Partial<Terms>,
  more: Partial<GoalFacts> = {},
  given: Partial<Facts> = {},
): { en: string; ru: string } {
  const goal = { id: 'g', title: null, terms: terms(change), movedTo: null, manualValue: null, ...more };
  const [outcome] = evaluate({ ...facts, ...given, goals: [goal] }).goals;
  if (!outcome) throw new Error('a goal has an outcome');
  const said = explanationOf(outcome, 'Europe/Moscow');
  return { en: plain(said.en), ru: plain(said.ru) };
}

describe('explanationOf', () => {
  it('says what an exact value means', () => {
    expect(explain({})).toEqual({
      en: 'Registrations: 100, so the goal of at least 80 is met.',
      ru: 'Регистрации: 100, поэтому цель «не меньше 80» достигнута.',
    });
    expect(explain({ metric: 'show-up-rate', target: 0.75 }).ru).toBe(
      'Доля пришедших: 70 %, поэтому цель «не меньше 75 %» не достигнута.',
    );
  });

  it('says which interval decides, or does not', () => {
    expect(explain({ metric: 'nps', target: 30 }).en).toBe(
      'Net Promoter Score: 51.2 by 41 answers, and the whole 95% interval from 35.2 to 64.2 fulfils the goal of at least 30, so it is met.',
    );
    expect(explain({ metric: 'nps', target: 45 }).ru).toBe(
      'NPS, индекс рекомендаций: 51,2 по 41 ответу, но 95-процентный интервал от 35,2 до 64,2 лежит по обе стороны от цели «не меньше 45», поэтому ответы её не решают.',
    );
    expect(explain({ metric: 'nps', target: 70 }).en).toContain('fails the goal of at least 70, so it is missed.');
    expect(explain({ metric: 'nps', target: 0, minimumSample: 50 }).en).toBe(
      'Net Promoter Score: 51.2 by 41 answers, fewer than the 50 that the goal of at least 0 asks for, so it cannot be judged.',
    );
  });

  it('says that money is a forecast', () => {
    expect(explain({ metric: 'net-cost-per-attendee', comparator: '<=', target: 90_000, currency: 'RUB' }).ru).toBe(
      'Чистые затраты на участника: 957,14 ₽ по прогнозу, так как проведено ещё не всё, поэтому цель «не больше 900 ₽» не достигнута.',
    );
  });

  it('says why there is nothing to say', () => {
    expect(explain({ metric: 'csat', target: 0.8 }).en).toBe(
      'Satisfied (4 or 5 of 5): no survey has asked this, so the goal of at least 80% cannot be judged.',
    );
    expect(explain({ metric: 'manual', target: 3 }, { title: { ru: 'Новые волонтёры' } }).ru).toBe(
      'Новые волонтёры: значение не введено, поэтому судить о цели «не меньше 3» нельзя.',
    );
  });

  it('says that it is early, and that the goal was moved', () => {
    expect(explain({ readAt: '2027-04-30T21:00:00.000Z' }).en).toBe(
      'Registrations: 100, so the goal of at least 80 is met (so far: the goal is read on Saturday, 1 May 2027).',
    );
    expect(explain({ target: 120 }, { movedTo: terms({ target: 90 }) }).ru).toBe(
      'Регистрации: 100, поэтому цель «не меньше 120» не достигнута; после публикации её изменили на «не меньше 90», с ней вывод был бы «достигнута».',
    );
  });
});

describe('leadOf', () => {
  it('counts the verdicts', () => {
    const goals = [{}, { target: 200 }, { metric: 'nps', target: 45 }, { metric: 'csat', target: 0.5 }].map(
      (change, index) => ({
        id: String(index),
        title: null,
        terms: terms(change),
        movedTo: null,
        manualValue: null,
      }),
    );
    expect(leadOf(evaluate({ ...facts, goals }).goals)).toEqual({
      en: '4 goals: 1 met, 1 missed, 1 inconclusive, 1 unmeasurable.',
      ru: '4 цели: достигнуто 1, не достигнуто 1, неясно 1, не измерить 1.',
    });
    expect(leadOf([])).toEqual({ en: 'No goals were set.', ru: 'Целей не ставили.' });
  });
});
