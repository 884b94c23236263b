import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Question, faultsOf, settleAnswers } from './questions.rules.js';

const ask = (key: string, rest: Partial<Question> = {}): Question => ({
  key,
  kind: 'text',
  scope: 'order',
  label: { en: key },
  required: false,
  options: [],
  condition: null,
  ...rest,
});
const options = (...values: string[]) => values.map((value) => ({ value, label: { en: value } }));

const meal = ask('meal', { kind: 'choice', required: true, options: options('none', 'vegan', 'other') });
const wish = ask('wish', { required: true, condition: { questionKey: 'meal', anyOf: ['other'] } });
const spicy = ask('spicy', { kind: 'boolean', condition: { questionKey: 'meal', anyOf: ['vegan', 'other'] } });

describe('settleAnswers', () => {
  it('keeps the answers to what is asked', () => {
    expect(settleAnswers([meal, wish], { meal: 'other', wish: '  no nuts ' })).toEqual({
      answers: { meal: 'other', wish: 'no nuts' },
      faults: [],
    });
  });

  it('does not require what its condition hides, and drops a stale answer to it', () => {
    expect(settleAnswers([meal, wish, spicy], { meal: 'none', wish: 'no nuts', spicy: true })).toEqual({
      answers: { meal: 'none' },
      faults: [],
    });
  });

  it('requires what its condition shows', () => {
    expect(settleAnswers([meal, wish], { meal: 'other', wish: ' ' }).faults).toEqual([
      { key: 'wish', detail: 'An answer is required' },
    ]);
  });

  it('hides a whole chain once its first link is hidden', () => {
    const deeper = ask('deeper', { required: true, condition: { questionKey: 'spicy', anyOf: [true] } });
    expect(settleAnswers([meal, spicy, deeper], { meal: 'none', spicy: true, deeper: 'x' })).toEqual({
      answers: { meal: 'none' },
      faults: [],
    });
  });

  it('lets an attendee question depend on an answer of the order', () => {
    const seat = ask('seat', {
      scope: 'attendee',
      required: true,
      condition: { questionKey: 'meal', anyOf: ['vegan'] },
    });
    expect(settleAnswers([seat], {}, { meal: 'vegan' }).faults).toHaveLength(1);
    expect(settleAnswers([seat], {}, { meal: 'none' }).faults).toHaveLength(0);
  });

  it('shows a question when one of several choices is among those it waits for', () => {
    const help = ask('help', { kind: 'multiple-choice', options: options('bar', 'door', 'stage') });
    const shift = ask('shift', { required: true, condition: { questionKey: 'help', anyOf: ['door', 'stage'] } });
    expect(settleAnswers([help, shift], { help: ['bar', 'stage'] }).faults).toHaveLength(1);
    expect(settleAnswers([help, shift], { help: ['bar'] }).faults).toHaveLength(0);
  });

  it.each([
    [ask('q', { kind: 'number' }), 'ten'],
    [ask('q', { kind: 'number' }), Number.NaN],
    [ask('q', { kind: 'boolean' }), 'true'],
    [ask('q', { kind: 'boolean', required: true }), false],
    [ask('q', { kind: 'choice', options: options('a', 'b') }), 'c'],
    [ask('q', { kind: 'choice', options: options('a', 'b') }), ['a']],
    [ask('q', { kind: 'multiple-choice', options: options('a', 'b') }), 'a'],
    [ask('q', { kind: 'multiple-choice', options: options('a', 'b') }), ['a', 'a']],
    [ask('q', { kind: 'multiple-choice', options: options('a', 'b') }), ['a', 'c']],
    [ask('q'), 'x'.repeat(301)],
    [ask('q', { kind: 'long-text' }), 'x'.repeat(5001)],
    [ask('q'), { toString: 'x' }],
  ])('refuses an answer of another form: %o %o', (question, answer) => {
    expect(settleAnswers([question], { q: answer }).faults).toHaveLength(1);
  });

  it('refuses an answer to a question that nobody asked, whatever its name', () => {
    const given = Object.fromEntries([
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['meal', 'none'],
    ]);
    expect(settleAnswers([meal], given).faults.map((fault) => fault.key)).toContain('constructor');
    expect(settleAnswers([ask('toString', { required: true })], {}).faults).toHaveLength(1);
  });

  it('never throws, and what it keeps is settled: judged again it stays the same', () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<unknown>,
      fc.constantFrom('none', 'vegan', 'other', true, false),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('meal', 'wish', 'spicy', 'more'), value), (given) => {
        const once = settleAnswers([meal, wish, spicy], given);
        const twice = settleAnswers([meal, wish, spicy], once.answers);
        expect(twice.answers).toEqual(once.answers);
      }),
    );
  });
});

describe('faultsOf', () => {
  it('finds nothing wrong in consistent questions', () => {
    expect(faultsOf([meal, wish, spicy])).toEqual([]);
  });

  it.each([
    ['a condition on a later question', [wish, meal]],
    ['a condition on a question that is gone', [wish]],
    [
      'a condition on an answer that cannot be',
      [meal, { ...wish, condition: { questionKey: 'meal', anyOf: ['meat'] } }],
    ],
    ['a condition that waits for nothing', [meal, { ...wish, condition: { questionKey: 'meal', anyOf: [] } }]],
    ['a condition on free text', [ask('name'), ask('b', { condition: { questionKey: 'name', anyOf: ['x'] } })]],
    ['an order question after an attendee question', [{ ...meal, scope: 'attendee' as const }, wish]],
    ['a choice of one', [ask('q', { kind: 'choice', options: options('a') })]],
    ['a choice with equal options', [ask('q', { kind: 'choice', options: options('a', 'a') })]],
    ['options where nothing is chosen', [ask('q', { kind: 'number', options: options('a', 'b') })]],
  ])('names %s', (_, questions) => {
    expect(faultsOf(questions)).toHaveLength(1);
  });
});
