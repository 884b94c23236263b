import { describe, expect, it } from '@jest/globals';
import { type Count, summarise } from './results.rules.js';
import type { Question, QuestionKind } from './questions.rules.js';

const question = (kind: QuestionKind, change: Partial<Question> = {}): Question => ({
  key: 'q',
  kind,
  text: { en: 'Q' },
  required: false,
  choices: [],
  condition: null,
  ...change,
});
const numbers = (counts: Record<number, number>): Count[] =>
  Object.entries(counts).map(([number, n]) => ({ number: Number(number), choice: null, n }));

describe('summarise', () => {
  it('says nothing about fewer than five people', () => {
    expect(summarise(question('nps'), 4, numbers({ 10: 4 }), 70)).toBeNull();
    expect(summarise(question('text'), 4, [], 70)).toBeNull();
  });

  it('counts a recommendation: distribution, groups, score with its interval', () => {
    const result = summarise(question('nps'), 40, numbers({ 10: 15, 9: 7, 8: 8, 6: 5, 0: 5 }), 70);
    expect(result?.nps).toMatchObject({ promoters: 22, passives: 8, detractors: 10, value: 30, n: 40 });
    expect(result?.nps?.interval.low).toBeLessThan(30);
    expect(result?.distribution.map((option) => option.count)).toEqual([5, 0, 0, 0, 0, 0, 5, 0, 8, 7, 15]);
    expect(result?.mean?.value).toBeCloseTo((150 + 63 + 64 + 30) / 40, 10);
    expect(result?.csat).toBeNull();
  });

  it('counts satisfaction as the share of the top two boxes', () => {
    const result = summarise(question('rating'), 50, numbers({ 5: 30, 4: 12, 3: 5, 1: 3 }), 1_000_000);
    expect(result?.csat?.value).toBeCloseTo(0.84, 10);
    expect(result?.csat?.interval.low).toBeCloseTo(0.715, 3);
    expect(result?.csat?.interval.high).toBeCloseTo(0.917, 3);
  });

  it('shares multiple choices among people, not among ticks', () => {
    const choices = ['sql', 'mail'].map((key) => ({ key, text: { en: key } }));
    const counts = [
      { number: null, choice: 'sql', n: 10 },
      { number: null, choice: 'mail', n: 5 },
    ];
    const result = summarise(question('multiple-choice', { choices }), 10, counts, 20);
    expect(result?.distribution.map((option) => option.share.value)).toEqual([1, 0.5]);
  });

  it('does not narrow the interval of a question that only some are asked', () => {
    const condition = { question: 'other', anyOf: null, atLeast: null, atMost: 6 };
    const width = (result: ReturnType<typeof summarise>) =>
      result?.csat ? result.csat.interval.high - result.csat.interval.low : NaN;
    const counts = numbers({ 5: 6, 2: 4 });
    expect(width(summarise(question('rating', { condition }), 10, counts, 12))).toBeGreaterThan(
      width(summarise(question('rating'), 10, counts, 12)),
    );
  });

  it('counts words without showing them', () => {
    expect(summarise(question('text'), 7, [], 20)).toEqual({
      n: 7,
      distribution: [],
      nps: null,
      csat: null,
      mean: null,
    });
  });
});
