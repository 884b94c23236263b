import type { LocalizedText } from '../../kernel/text.js';

/** What an answer is in JSON: a string for text and choice, a list of strings, true or false, a number. */
export const questionKinds = ['text', 'long-text', 'choice', 'multiple-choice', 'boolean', 'number'] as const;
export type QuestionKind = (typeof questionKinds)[number];

/** Asked once for the whole order, or for each attendee. */
export const questionScopes = ['order', 'attendee'] as const;
export type QuestionScope = (typeof questionScopes)[number];

/** Asked when people register, or by the door of each attendee. */
export const questionMoments = ['registration', 'check-in'] as const;
export type QuestionMoment = (typeof questionMoments)[number];

/** The question is asked where an earlier one was answered with one of these values. */
export interface Condition {
  questionKey: string;
  anyOf: readonly (string | boolean)[];
}

export interface QuestionOption {
  value: string;
  label: LocalizedText;
}

export interface Question {
  key: string;
  kind: QuestionKind;
  scope: QuestionScope;
  label: LocalizedText;
  required: boolean;
  /** Empty unless the kind is a choice. */
  options: readonly QuestionOption[];
  condition: Condition | null;
}

export type Answer = string | readonly string[] | boolean | number;

/** Answers by the key of their question. */
export type Answers = Readonly<Record<string, Answer>>;

/** An answer, or a member of a question, that is not as it must be. */
export interface QuestionFault {
  key: string;
  detail: string;
}

export interface SettledAnswers {
  answers: Answers;
  faults: readonly QuestionFault[];
}

/** The answers of an order and of each of its tickets. */
export interface AnsweredForm extends FormPart {
  tickets: readonly FormPart[];
}

export interface FormPart {
  answers: Readonly<Record<string, unknown>>;
  /** These answers were settled before, and are not sent anew: questions that are gone since are forgotten. */
  stored?: boolean;
}

/** What is kept of a form, tickets in their order, and everything that is wrong with it. */
export interface SettledForm {
  answers: Answers;
  ticketAnswers: readonly Answers[];
  faults: readonly { pointer: string; rule: 'answer'; detail: string }[];
}

/** Settles the questions of the order, then those of each attendee in the light of the order's answers. */
export function settleForm(questions: readonly Question[], form: AnsweredForm): SettledForm {
  const of = (scope: QuestionScope) => questions.filter((question) => question.scope === scope);
  const order = settlePart(of('order'), form);
  const tickets = form.tickets.map((ticket) => settlePart(of('attendee'), ticket, order.answers));
  const pointed = ({ faults }: SettledAnswers, path: string) =>
    faults.map(({ key, detail }) => ({ pointer: `${path}/answers/${escaped(key)}`, rule: 'answer' as const, detail }));
  return {
    answers: order.answers,
    ticketAnswers: tickets.map((ticket) => ticket.answers),
    faults: [...pointed(order, ''), ...tickets.flatMap((ticket, index) => pointed(ticket, `/tickets/${index}`))],
  };
}

function settlePart(
  questions: readonly Question[],
  { answers, stored = false }: FormPart,
  above: Answers = {},
): SettledAnswers {
  const asked = new Set(questions.map(({ key }) => key));
  const known = Object.fromEntries(Object.entries(answers).filter(([key]) => asked.has(key)));
  return settleAnswers(questions, stored ? known : answers, above);
}

/** As a segment of a JSON Pointer (RFC 6901). */
const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * Reads what a person sent, in the order of the questions, and keeps the answers to those that are asked. An answer to a
 * question that is hidden by its condition is dropped: the person changed their mind further up, and the form still
 * sent it. `above` holds the answers of the order where the questions of an attendee are judged.
 */
export function settleAnswers(
  questions: readonly Question[],
  given: Readonly<Record<string, unknown>>,
  above: Answers = {},
): SettledAnswers {
  const answers: Record<string, Answer> = {};
  const known = new Set(questions.map((question) => question.key));
  const faults: QuestionFault[] = Object.keys(given)
    .filter((key) => !known.has(key))
    .map((key) => ({ key, detail: 'No such question is asked here' }));
  for (const question of questions) {
    if (!isAsked(question, { ...above, ...answers })) continue;
    const reading = read(question, Object.hasOwn(given, question.key) ? given[question.key] : undefined);
    if ('fault' in reading) faults.push({ key: question.key, detail: reading.fault });
    else if (reading.answer !== undefined) answers[question.key] = reading.answer;
  }
  return { answers, faults };
}

/** Whether the answers so far lead to this question. */
function isAsked({ condition }: Question, answers: Answers): boolean {
  if (!condition) return true;
  const answer = Object.hasOwn(answers, condition.questionKey) ? answers[condition.questionKey] : undefined;
  const chosen: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  return condition.anyOf.some((value) => chosen.includes(value));
}

/** What was sent, as an answer; undefined where nothing was. */
type Reading = { answer: Answer | undefined } | { fault: string };

function read(question: Question, value: unknown): Reading {
  if (isBlank(value)) return question.required ? { fault: 'An answer is required' } : { answer: undefined };
  return readers[question.kind](value, question);
}

/** Blank text, an empty list and null are no answer. */
const isBlank = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0);

const readers: Readonly<Record<QuestionKind, (value: unknown, question: Question) => Reading>> = {
  text: (value) => readText(value, 300),
  'long-text': (value) => readText(value, 5000),
  number: (value) =>
    typeof value === 'number' && Number.isFinite(value) ? { answer: value } : { fault: 'Must be a number' },
  boolean: (value, { required }) => {
    if (typeof value !== 'boolean') return { fault: 'Must be true or false' };
    return required && !value ? { fault: 'Must be agreed to' } : { answer: value };
  },
  choice: (value, question) => (isOption(question, value) ? { answer: value } : { fault: 'Not one of the options' }),
  'multiple-choice': (value, question) => {
    if (!Array.isArray(value)) return { fault: 'Must be a list of options' };
    const chosen = value.filter((choice) => isOption(question, choice));
    if (chosen.length < value.length) return { fault: 'Names something that is not an option' };
    return new Set(chosen).size < chosen.length ? { fault: 'Names an option twice' } : { answer: chosen };
  },
};

function readText(value: unknown, most: number): Reading {
  if (typeof value !== 'string') return { fault: 'Must be a text' };
  const text = value.normalize('NFC').trim();
  if (!text.isWellFormed() || /(?![\n\r\t])\p{Cc}/u.test(text)) return { fault: 'Must not have control characters' };
  return text.length > most ? { fault: `Must not be longer than ${most} characters` } : { answer: text };
}

const isOption = (question: Question, value: unknown): value is string =>
  question.options.some((option) => option.value === value);

/**
 * What contradicts itself in the questions of an event, in the order in which they are asked. Judging the whole list
 * after every change keeps one rule for a new question, a changed one, a moved one and one that is taken away.
 */
export function faultsOf(questions: readonly Question[]): QuestionFault[] {
  return questions.flatMap((question, index) => {
    const details = [whyWrongOptions(question), whyWrongCondition(question, questions.slice(0, index))];
    return details.filter((detail) => detail !== null).map((detail) => ({ key: question.key, detail }));
  });
}

function whyWrongOptions({ kind, options }: Question): string | null {
  const chooses = kind === 'choice' || kind === 'multiple-choice';
  if (!chooses) return options.length === 0 ? null : `A question of kind ${kind} has no options`;
  if (options.length < 2) return 'A choice needs two options or more';
  const values = new Set(options.map((option) => option.value));
  return values.size < options.length ? 'Two options have the same value' : null;
}

function whyWrongCondition(question: Question, earlier: readonly Question[]): string | null {
  const { condition } = question;
  if (!condition) return null;
  const asked = earlier.find((candidate) => candidate.key === condition.questionKey);
  if (!asked) return `Depends on ${condition.questionKey}, which is not asked before it`;
  if (question.scope === 'order' && asked.scope === 'attendee') {
    return `Is asked once for the order, so it cannot depend on ${asked.key}, which is asked of each attendee`;
  }
  if (condition.anyOf.length === 0) return 'Its condition names no answer';
  const possible = possibleAnswers(asked);
  return condition.anyOf.every((value) => possible.includes(value))
    ? null
    : `Depends on an answer that ${asked.key} cannot have`;
}

/** The answers that a condition can wait for: only those that can be listed. */
function possibleAnswers({ kind, options }: Question): readonly (string | boolean)[] {
  if (kind === 'boolean') return [true, false];
  return options.map((option) => option.value);
}
