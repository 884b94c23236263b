import type { LocalizedText } from '../../kernel/text.js';
import type { Asked, Sent } from './questions.rules.js';

/** A question of a survey, as the surveys module has it. */
export interface SurveyQuestion {
  key: string;
  kind: 'nps' | 'rating' | 'single-choice' | 'multiple-choice' | 'text';
  text: LocalizedText;
  required: boolean;
  choices: readonly { key: string; text: LocalizedText }[];
  condition: {
    question: string;
    anyOf: readonly string[] | null;
    atLeast: number | null;
    atMost: number | null;
  } | null;
}

const kinds = {
  nps: 'scale',
  rating: 'scale',
  'single-choice': 'choice',
  'multiple-choice': 'choices',
  text: 'long',
} as const;
const scales = { nps: { from: 0, to: 10 }, rating: { from: 1, to: 5 } } as const;

/** Field of a question: `q-` keeps it apart from the form's own fields. */
export const fieldOfSurvey = (key: string): string => `q-${key}`;

/** The questions as a form asks them. */
export function askedInSurvey(questions: readonly SurveyQuestion[]): Asked[] {
  return questions.map((question) => ({
    id: fieldOfSurvey(question.key),
    kind: kinds[question.kind],
    label: question.text,
    required: question.required,
    options: optionsOf(question),
    condition: conditionOf(question, questions),
    ...(question.kind === 'text' && { maxLength: 4000 }),
    ...(question.kind === 'nps' && { ends: { least: 'survey.npsEnds.least', most: 'survey.npsEnds.most' } }),
    ...(question.kind === 'rating' && { ends: { least: 'survey.ratingEnds.least', most: 'survey.ratingEnds.most' } }),
  }));
}

function optionsOf(question: SurveyQuestion): Asked['options'] {
  if (question.kind !== 'nps' && question.kind !== 'rating') {
    return question.choices.map(({ key, text }) => ({ value: key, label: text }));
  }
  return points(question.kind).map((point) => ({ value: point, label: { en: point, ru: point } }));
}

function points(kind: 'nps' | 'rating'): string[] {
  const { from, to } = scales[kind];
  return Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
}

/** Bounds on a scale are the list of its points between them. */
function conditionOf({ condition }: SurveyQuestion, questions: readonly SurveyQuestion[]): Asked['condition'] {
  if (!condition) return null;
  const on = questions.find((question) => question.key === condition.question);
  if (condition.anyOf || (on?.kind !== 'nps' && on?.kind !== 'rating'))
    return { on: fieldOfSurvey(condition.question), anyOf: condition.anyOf ?? [] };
  const within = points(on.kind).filter(
    (point) => Number(point) >= (condition.atLeast ?? 0) && Number(point) <= (condition.atMost ?? 10),
  );
  return { on: fieldOfSurvey(condition.question), anyOf: within };
}

/** What was sent, as the API wants it: numbers for scales, lists for several choices. */
export function surveyAnswersOf(questions: readonly SurveyQuestion[], sent: Sent): Record<string, unknown> {
  const answers = questions.map(
    (question) => [question.key, answerOf(question, sent.get(fieldOfSurvey(question.key)) ?? [])] as const,
  );
  return Object.fromEntries(answers.filter(([, answer]) => answer !== undefined));
}

function answerOf({ kind }: SurveyQuestion, values: readonly string[]): unknown {
  const [first = ''] = values;
  if (kind === 'multiple-choice') return values.length > 0 ? values : undefined;
  if (first.trim() === '') return undefined;
  if (kind === 'nps' || kind === 'rating') return /^\d{1,2}$/.test(first) ? Number(first) : first;
  return first.replaceAll('\r\n', '\n');
}
