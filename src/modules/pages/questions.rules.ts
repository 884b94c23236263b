import { type LocalizedText, type Locale, inLocale } from '../../kernel/text.js';
import type { Translate } from '../../platform/texts/texts.js';
import type { Field, FieldGroup } from './views.js';
import { words } from './words.rules.js';

/** A question of a registration or a survey, as a form asks it. */
export interface Asked {
  /** Name of its field and its anchor. */
  id: string;
  kind: Field['kind'];
  label: LocalizedText;
  required: boolean;
  options: readonly { value: string; label: LocalizedText }[];
  /** Asked where the field `on` has one of these values; `yes` and `no` for a tick. */
  condition: { on: string; anyOf: readonly string[] } | null;
  maxLength?: number;
  ends?: { least: string; most: string };
}

/** What a form sent, each field with all its values; a field that is not there was left blank. */
export type Sent = ReadonlyMap<string, readonly string[]>;

/** How a form is drawn: with what was typed and what is wrong with it, in whose language. */
export interface Drawing {
  sent: Sent;
  /** By field. */
  errors: ReadonlyMap<string, string>;
  locale: Locale;
  t: Translate;
}

/**
 * The questions as groups of a form. A question that depends on another stands in a group that says so in words; questions
 * with the same condition that follow one another share one. Where it follows what it depends on directly, the answers that
 * lead to it are marked, so that the style sheet can show and hide it without script. `all` are the questions that conditions
 * may refer to, where the form asks more than these.
 */
export function drawQuestions(
  questions: readonly Asked[],
  drawing: Drawing,
  all: readonly Asked[] = questions,
): FieldGroup[] {
  const groups: { condition: Asked['condition']; fields: Field[] }[] = [];
  for (const [index, question] of questions.entries()) {
    const field = drawField(question, questions[index + 1]?.condition ?? null, drawing);
    const last = groups.at(-1);
    if (question.condition && last && sameCondition(last.condition, question.condition)) last.fields.push(field);
    else groups.push({ condition: question.condition, fields: [field] });
  }
  return groups.map(({ condition, fields }) => {
    const on = condition && all.find((question) => question.id === condition.on);
    return { fields, ...(on && { onlyIf: conditionText(on, condition.anyOf, drawing) }) };
  });
}

function drawField(question: Asked, next: Asked['condition'], { sent, errors, locale, t }: Drawing): Field {
  const values = sent.get(question.id) ?? [];
  const opens = (value: string) => next?.on === question.id && next.anyOf.includes(value);
  const error = errors.get(question.id);
  return {
    id: question.id,
    kind: question.kind,
    label: words(question.label, locale),
    required: question.required,
    value: values[0] ?? '',
    options: question.options.map(({ value, label }) => ({
      value,
      label: words(label, locale),
      chosen: values.includes(value),
      ...(opens(value) && { opens: true }),
    })),
    ...(question.kind === 'tick' && opens('yes') && { opens: true }),
    ...(error !== undefined && { error }),
    ...(question.maxLength && { maxLength: question.maxLength }),
    ...(question.ends && { ends: { least: t(question.ends.least), most: t(question.ends.most) } }),
  };
}

const sameCondition = (a: Asked['condition'], b: Asked['condition']): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

function conditionText(on: Asked, anyOf: readonly string[], { locale, t }: Drawing): string {
  const question = inLocale(on.label, locale);
  if (on.kind === 'tick') return t(anyOf.includes('yes') ? 'form.onlyIfYes' : 'form.onlyIfNot', { question });
  if (on.kind === 'scale' && anyOf.length > 1) {
    return t('form.onlyIfBetween', { question, from: anyOf[0] ?? '', to: anyOf.at(-1) ?? '' });
  }
  const answers = anyOf.map((value) =>
    inLocale(on.options.find((option) => option.value === value)?.label ?? { en: value }, locale),
  );
  return t(answers.length === 1 ? 'form.onlyIf' : 'form.onlyIfAny', { question, answer: answers.join(', ') });
}

/** Whether the form, as it was sent, leads to the question. */
export function isAsked(question: Asked, sent: Sent): boolean {
  if (!question.condition) return true;
  const values = sent.get(question.condition.on) ?? [];
  return question.condition.anyOf.some((value) => (value === 'no' ? !values.includes('yes') : values.includes(value)));
}

/** What to say about required questions that are asked and left blank, by field. */
export function missingAnswers(
  questions: readonly Asked[],
  sent: Sent,
  reader: Pick<Drawing, 'locale' | 't'>,
): Map<string, string> {
  const blank = (id: string) => (sent.get(id) ?? []).every((value) => value.trim() === '');
  return new Map(
    questions
      .filter((question) => question.required && isAsked(question, sent) && blank(question.id))
      .map((question) => [question.id, faultText(question, sent, reader)]),
  );
}

/** What to tell the reader about an answer that the service did not take. */
export function faultText(question: Asked, sent: Sent, { locale, t }: Pick<Drawing, 'locale' | 't'>): string {
  const label = inLocale(question.label, locale);
  const value = (sent.get(question.id)?.[0] ?? '').trim();
  if (question.kind === 'tick') return t('form.tickMissing', { label });
  if (value === '') return t('form.missing', { label });
  if (question.kind === 'number') return t('form.numberWrong', { label });
  if (question.options.length > 0) return t('form.choiceWrong', { label });
  if (question.maxLength && value.length > question.maxLength)
    return t('form.tooLong', { label, max: question.maxLength });
  return t('form.answerWrong', { label });
}

/** The fields of an urlencoded body. Anything else in it is left out; a NUL, which no database text holds, is taken out. */
export function readForm(body: unknown): Sent {
  if (typeof body !== 'object' || body === null) return new Map();
  const clean = (value: unknown) => (typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : '');
  return new Map(
    Object.entries(body).map(([name, value]) => [
      name,
      (Array.isArray(value) ? value : [value]).slice(0, 100).map(clean),
    ]),
  );
}
