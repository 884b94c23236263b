import { describe, expect, it } from '@jest/globals';
import { type Question, checkQuestions } from './questions.rules.js';

const question = (change: Partial<Question>): Question => ({
  key: 'nps',
  kind: 'nps',
  text: { en: 'Would you recommend it?' },
  required: true,
  choices: [],
  condition: null,
  ...change,
});
const yes = { key: 'yes', text: { en: 'Yes' } };
const choices = [yes, { key: 'no', text: { en: 'No' } }];
const first = question({});
const volunteer = question({ key: 'volunteer', kind: 'single-choice', choices });
const condition = { question: 'nps', anyOf: null, atLeast: null, atMost: null };

const faults: [string, Question[], string][] = [
  ['a key that is used twice', [first, first], '/questions/1/key'],
  ['choices on a scale', [question({ choices })], '/questions/0/choices'],
  [
    'a choice question with one choice',
    [question({ kind: 'single-choice', choices: choices.slice(0, 1) })],
    '/questions/0/choices',
  ],
  ['two choices with one key', [question({ kind: 'multiple-choice', choices: [yes, yes] })], '/questions/0/choices'],
  [
    'a condition on a question that comes later',
    [question({ key: 'why', kind: 'text', condition }), first],
    '/questions/0/condition',
  ],
  ['a condition on itself', [question({ condition })], '/questions/0/condition'],
  [
    'a condition on words',
    [question({ kind: 'text' }), question({ key: 'b', condition: { ...condition, atLeast: 1 } })],
    '/questions/1/condition',
  ],
  ['a condition without bounds on a number', [first, question({ key: 'b', condition })], '/questions/1/condition'],
  [
    'bounds outside the scale',
    [first, question({ key: 'b', condition: { ...condition, atMost: 11 } })],
    '/questions/1/condition',
  ],
  [
    'bounds that exclude each other',
    [first, question({ key: 'b', condition: { ...condition, atLeast: 7, atMost: 6 } })],
    '/questions/1/condition',
  ],
  [
    'choices asked of a number',
    [first, question({ key: 'b', condition: { ...condition, anyOf: ['yes'] } })],
    '/questions/1/condition',
  ],
  [
    'a choice that is not offered',
    [volunteer, question({ key: 'b', condition: { ...condition, question: 'volunteer', anyOf: ['maybe'] } })],
    '/questions/1/condition',
  ],
  [
    'bounds asked of choices',
    [volunteer, question({ key: 'b', condition: { ...condition, question: 'volunteer', atLeast: 1 } })],
    '/questions/1/condition',
  ],
];

describe('checkQuestions', () => {
  it('accepts every kind, and conditions on numbers and choices', () => {
    checkQuestions([
      first,
      question({ key: 'csat', kind: 'rating' }),
      volunteer,
      question({
        key: 'topics',
        kind: 'multiple-choice',
        choices,
        condition: { ...condition, question: 'volunteer', anyOf: ['yes'] },
      }),
      question({ key: 'why', kind: 'text', required: false, condition: { ...condition, atMost: 6 } }),
    ]);
  });

  it.each(faults)('refuses %s', (_, questions, pointer) => {
    expect(() => checkQuestions(questions)).toThrow(
      expect.objectContaining({
        code: 'surveys/question-invalid',
        details: expect.objectContaining({ pointer }),
      }),
    );
  });
});
