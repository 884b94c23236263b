import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { loadTexts } from '../../platform/texts/texts.js';
import { drawQuestions, faultText, isAsked, readForm } from './questions.rules.js';
import { type SurveyQuestion, askedInSurvey, surveyAnswersOf } from './survey-questions.rules.js';
import { type TicketQuestion, answersOf, askedOf, sentOf } from './ticket-questions.rules.js';

const texts = loadTexts(import.meta.dirname);
const question = (key: string, more: Partial<TicketQuestion> = {}): TicketQuestion => ({
  key,
  kind: 'text',
  scope: 'order',
  label: { en: `${key}?`, ru: `${key} по-русски?` },
  required: false,
  options: [],
  condition: null,
  ...more,
});
const options = ['hall', 'online'].map((value) => ({ value, label: { en: value.toUpperCase() } }));
const questions = [
  question('place', { kind: 'choice', options, required: true }),
  question('diet', { condition: { questionKey: 'place', anyOf: ['hall'] } }),
  question('chair', { kind: 'boolean', condition: { questionKey: 'place', anyOf: ['hall'] } }),
  question('width', { kind: 'number', condition: { questionKey: 'chair', anyOf: [true] } }),
  question('topics', { kind: 'multiple-choice', options }),
];
const ask = (key: string) => {
  const found = askedOf(questions).find(({ id }) => id === `q-${key}`);
  if (!found) throw new Error(`No question ${key}`);
  return found;
};
const draw = (body: Record<string, unknown>, errors = new Map<string, string>()) =>
  drawQuestions(askedOf(questions), { sent: readForm(body), errors, locale: 'en', t: texts.en });

describe('questions of a form', () => {
  it('stand in groups that say when they are asked', () => {
    expect(draw({}).map((group) => [group.onlyIf, group.fields.map((field) => field.id)])).toEqual([
      [undefined, ['q-place']],
      ['Only if you answered “place?” with “HALL”', ['q-diet', 'q-chair']],
      ['Only if you ticked “chair?”', ['q-width']],
      [undefined, ['q-topics']],
    ]);
  });

  it('mark the answers that lead to the question right after them', () => {
    const [place, hall] = draw({});
    expect(place?.fields[0]?.options.map((option) => option.opens)).toEqual([true, undefined]);
    expect(hall?.fields.map((field) => field.opens)).toEqual([undefined, true]);
  });

  it('keep what was typed and say what is wrong with it', () => {
    const [place, hall] = draw({ 'q-place': 'online', 'q-diet': '<b>' }, new Map([['q-diet', 'No markup']]));
    expect(place?.fields[0]?.options.map((option) => option.chosen)).toEqual([false, true]);
    expect(hall?.fields[0]).toMatchObject({ value: '<b>', error: 'No markup' });
  });

  it('give their answers as the API wants them, and blanks as none', () => {
    const sent = readForm({
      'q-place': 'hall',
      'q-diet': ' ',
      'q-chair': 'yes',
      'q-width': '72,5',
      'q-topics': ['hall', 'online'],
    });
    expect(answersOf(questions, sent)).toEqual({ place: 'hall', chair: true, width: 72.5, topics: ['hall', 'online'] });
    expect(answersOf(questions, readForm({ 'q-topics': 'hall', 'q-width': '1e9' }))).toEqual({
      chair: false,
      topics: ['hall'],
      width: '1e9',
    });
  });

  it('show stored answers as they would be typed', () => {
    const answers = { place: 'hall', chair: true, width: 72.5, topics: ['hall'] };
    expect(answersOf(questions, sentOf(questions, answers))).toEqual(answers);
  });

  it('are asked for each ticket apart, in the light of the order’s answers', () => {
    const perPerson = questions.map((one) => ({
      ...one,
      scope: one.key === 'place' ? ('order' as const) : ('attendee' as const),
    }));
    expect(askedOf(perPerson, 't2-').map(({ id, condition }) => [id, condition?.on])).toEqual([
      ['q-place', undefined],
      ['t2-q-diet', 'q-place'],
      ['t2-q-chair', 'q-place'],
      ['t2-q-width', 't2-q-chair'],
      ['t2-q-topics', undefined],
    ]);
    const sent = readForm({ 't1-q-diet': 'none', 't2-q-diet': 'vegan' });
    expect(
      answersOf(
        perPerson.filter(({ scope }) => scope === 'attendee'),
        sent,
        't2-',
      ),
    ).toEqual({ diet: 'vegan', chair: false });
  });

  it('explain a fault in the reader’s language', () => {
    const russian = { locale: 'ru', t: texts.ru } as const;
    expect(faultText(ask('place'), readForm({}), russian)).toBe('Нужен ответ: place по-русски?');
    expect(faultText(ask('place'), readForm({ 'q-place': 'roof' }), russian)).toBe(
      'Выберите один из предложенных ответов: place по-русски?',
    );
    expect(faultText(ask('chair'), readForm({}), russian)).toBe('Чтобы продолжить, отметьте: chair по-русски?');
    expect(faultText(ask('width'), readForm({ 'q-width': 'wide' }), russian)).toBe('Укажите число: width по-русски?');
  });

  it('know whether they are asked', () => {
    expect(isAsked(ask('place'), readForm({}))).toBe(true);
    expect(isAsked(ask('diet'), readForm({ 'q-place': 'online' }))).toBe(false);
    expect(isAsked(ask('diet'), readForm({ 'q-place': 'hall' }))).toBe(true);
    expect(isAsked(ask('width'), readForm({ 'q-chair': 'yes' }))).toBe(true);
    const sober = { ...ask('width'), condition: { on: 'q-chair', anyOf: ['no'] } };
    expect([isAsked(sober, readForm({})), isAsked(sober, readForm({ 'q-chair': 'yes' }))]).toEqual([true, false]);
  });
});

describe('a form that was sent', () => {
  it('is read as lists of texts, whatever came', () => {
    fc.assert(
      fc.property(fc.anything(), (body) => {
        for (const [name, values] of readForm(body)) {
          expect(typeof name).toBe('string');
          for (const value of values) expect(value.includes('\0') || !value.isWellFormed()).toBe(false);
        }
      }),
    );
    expect([...readForm({ a: ['1', '2'], b: 'x\0y', c: 3 })]).toEqual([
      ['a', ['1', '2']],
      ['b', ['xy']],
      ['c', ['']],
    ]);
  });
});

describe('questions of a survey', () => {
  const survey: SurveyQuestion[] = [
    { key: 'nps', kind: 'nps', text: { en: 'Recommend?' }, required: true, choices: [], condition: null },
    {
      key: 'why',
      kind: 'text',
      text: { en: 'Why?' },
      required: false,
      choices: [],
      condition: { question: 'nps', anyOf: null, atLeast: null, atMost: 6 },
    },
    {
      key: 'liked',
      kind: 'multiple-choice',
      text: { en: 'Liked?' },
      required: false,
      choices: [
        { key: 'talks', text: { en: 'Talks' } },
        { key: 'food', text: { en: 'Food' } },
      ],
      condition: null,
    },
  ];

  it('have a scale whose low end opens the question why', () => {
    const groups = drawQuestions(askedInSurvey(survey), {
      sent: new Map(),
      errors: new Map(),
      locale: 'ru',
      t: texts.ru,
    });
    const [nps, why] = groups;
    expect(nps?.fields[0]).toMatchObject({ kind: 'scale', ends: { least: '0 – точно нет', most: '10 – обязательно' } });
    expect(nps?.fields[0]?.options.map((option) => option.opens ?? false)).toEqual([
      ...Array(7).fill(true),
      ...Array(4).fill(false),
    ]);
    expect(why?.onlyIf).toBe('Только если на вопрос «Recommend?» вы ответили от 0 до 6');
  });

  it('give numbers and lists', () => {
    expect(surveyAnswersOf(survey, readForm({ 'q-nps': '9', 'q-why': '', 'q-liked': 'food' }))).toEqual({
      nps: 9,
      liked: ['food'],
    });
    expect(surveyAnswersOf(survey, readForm({ 'q-nps': '9.5' }))).toEqual({ nps: '9.5' });
  });
});
