import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Problem } from '../../kernel/problem.js';
import { isAsked, readAnswers } from './answers.rules.js';
import type { Question } from './questions.rules.js';

const text = { en: 'A question' };
const choices = ['sql', 'queues', 'mail'].map((key) => ({ key, text }));
const questions: Question[] = [
  { key: 'nps', kind: 'nps', text, required: true, choices: [], condition: null },
  {
    key: 'why',
    kind: 'text',
    text,
    required: true,
    choices: [],
    condition: { question: 'nps', anyOf: null, atLeast: null, atMost: 6 },
  },
  { key: 'csat', kind: 'rating', text, required: false, choices: [], condition: null },
  { key: 'best', kind: 'single-choice', text, required: false, choices, condition: null },
  {
    key: 'more',
    kind: 'multiple-choice',
    text,
    required: false,
    choices,
    condition: { question: 'best', anyOf: ['sql', 'queues'], atLeast: null, atMost: null },
  },
];
const read = (given: Record<string, unknown>) => Object.fromEntries(readAnswers(questions, given));
const number = (value: number) => ({ number: value, choices: null, text: null });
const refusal = (code: string, pointer: string) =>
  expect.objectContaining({ code, details: expect.objectContaining({ pointer }) });

describe('readAnswers', () => {
  it('types each answer', () => {
    expect(read({ nps: 3, why: '  too loud ', csat: 4, best: 'sql', more: ['mail', 'sql'] })).toEqual({
      nps: number(3),
      why: { number: null, choices: null, text: 'too loud' },
      csat: number(4),
      best: { number: null, choices: ['sql'], text: null },
      more: { number: null, choices: ['sql', 'mail'], text: null },
    });
  });

  it('drops a stale answer, even a malformed one, and what depended on it', () => {
    expect(read({ nps: 9, why: 'written before the score was changed' })).toEqual({ nps: number(9) });
    expect(read({ nps: 9, best: 'mail', more: 'nonsense' })).toEqual({
      nps: number(9),
      best: { number: null, choices: ['mail'], text: null },
    });
  });

  it.each([
    ['a missing required answer', {}, 'surveys/answer-missing', '/answers/nps'],
    ['a required question that its condition asks', { nps: 6 }, 'surveys/answer-missing', '/answers/why'],
    ['a blank required text', { nps: 6, why: '  ' }, 'surveys/answer-missing', '/answers/why'],
    ['a score outside the scale', { nps: 11 }, 'surveys/answer-invalid', '/answers/nps'],
    ['half a point', { nps: 9.5 }, 'surveys/answer-invalid', '/answers/nps'],
    ['a score in words', { nps: '9' }, 'surveys/answer-invalid', '/answers/nps'],
    ['a choice that is not offered', { nps: 9, best: 'lunch' }, 'surveys/answer-invalid', '/answers/best'],
    ['two choices where one is asked', { nps: 9, best: ['sql', 'mail'] }, 'surveys/answer-invalid', '/answers/best'],
    ['a text too long', { nps: 1, why: 'x'.repeat(4001) }, 'surveys/answer-invalid', '/answers/why'],
    ['a text that no database keeps', { nps: 1, why: 'a\0b' }, 'surveys/answer-invalid', '/answers/why'],
    ['half a character', { nps: 1, why: 'a\ud800' }, 'surveys/answer-invalid', '/answers/why'],
    ['an answer to no question', { nps: 9, 'a/b': 1 }, 'surveys/answer-invalid', '/answers/a~1b'],
    ['an inherited name', { nps: 9, constructor: 1 }, 'surveys/answer-invalid', '/answers/constructor'],
  ])('refuses %s', (_, given, code, pointer) => {
    expect(() => readAnswers(questions, given)).toThrow(refusal(code, pointer));
  });

  it('does not take an answer from the prototype', () => {
    expect(() => readAnswers(questions, Object.create({ nps: 9 }) as Record<string, unknown>)).toThrow(
      refusal('surveys/answer-missing', '/answers/nps'),
    );
  });

  it('answers anything with answers or with a problem, and what it accepts it accepts again', () => {
    const given = fc.dictionary(
      fc.constantFrom('nps', 'why', 'csat', 'best', 'more', 'other'),
      fc.oneof(
        fc.anything(),
        fc.integer({ min: -1, max: 11 }),
        fc.constantFrom('sql', 'mail'),
        fc.array(fc.constantFrom('sql', 'queues')),
      ),
    );
    fc.assert(
      fc.property(given, (input) => {
        try {
          const kept = readAnswers(questions, input);
          for (const question of questions) {
            const answer = kept.get(question.key);
            if (answer)
              expect([answer.number, answer.choices, answer.text].filter((value) => value !== null)).toHaveLength(1);
            else expect(question.required && isAsked(question.condition, kept)).toBe(false);
          }
          const again = Object.fromEntries(
            [...kept].map(([key, a]) => [key, a.number ?? a.text ?? (key === 'best' ? a.choices?.[0] : a.choices)]),
          );
          expect(readAnswers(questions, again)).toEqual(kept);
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });
});
