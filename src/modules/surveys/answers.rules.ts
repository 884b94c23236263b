import { type Condition, type Question, scales } from './questions.rules.js';
import { answerInvalid, answerMissing } from './surveys.problems.js';

/** What a person answered: a number, the keys of choices, or words. Exactly one of the three. */
export interface Answer {
  number: number | null;
  choices: string[] | null;
  text: string | null;
}

const longestText = 4000;

/**
 * The answers that count, by question key. An answer to a question that is not asked under the conditions is stale (the
 * person changed an earlier answer) and is dropped, even where it is malformed. Refuses an answer that does not fit its
 * question, a question that the survey does not have, and a required question that is asked and not answered.
 */
export function readAnswers(
  questions: readonly Question[],
  given: Readonly<Record<string, unknown>>,
): Map<string, Answer> {
  const stranger = Object.keys(given).find((key) => !questions.some((question) => question.key === key));
  if (stranger !== undefined)
    throw answerInvalid({ pointer: pointerTo(stranger), detail: `There is no question ${stranger}` });
  const kept = new Map<string, Answer>();
  for (const question of questions) {
    if (!isAsked(question.condition, kept)) continue;
    const value = Object.hasOwn(given, question.key) ? given[question.key] : undefined;
    const answer = isBlank(value) ? null : readAnswer(question, value);
    if (answer) kept.set(question.key, answer);
    else if (question.required)
      throw answerMissing({ pointer: pointerTo(question.key), detail: `${question.key} needs an answer` });
  }
  return kept;
}

/** Whether a question is asked, given the answers to the questions before it. */
export function isAsked(condition: Condition | null, earlier: ReadonlyMap<string, Answer>): boolean {
  if (!condition) return true;
  const answer = earlier.get(condition.question);
  if (!answer) return false;
  if (answer.choices) return answer.choices.some((choice) => condition.anyOf?.includes(choice));
  if (answer.number === null) return false;
  return answer.number >= (condition.atLeast ?? -Infinity) && answer.number <= (condition.atMost ?? Infinity);
}

const isBlank = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0);

function readAnswer(question: Question, value: unknown): Answer {
  const refuse = (detail: string) => answerInvalid({ pointer: pointerTo(question.key), detail });
  const scale = scales[question.kind];
  if (scale) {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < scale[0] || value > scale[1])
      throw refuse(`${question.key} is a whole number from ${scale[0]} to ${scale[1]}`);
    return { number: value, choices: null, text: null };
  }
  if (question.kind === 'text') {
    if (typeof value !== 'string' || value.length > longestText || !isStorable(value))
      throw refuse(`${question.key} is a text of at most ${longestText} characters`);
    return { number: null, choices: null, text: value.trim() };
  }
  return { number: null, choices: readChoices(question, value, refuse), text: null };
}

/** The chosen keys in the order in which they were offered, so that the order of ticking tells nothing. */
function readChoices(question: Question, value: unknown, refuse: (detail: string) => Error): string[] {
  const several = question.kind === 'multiple-choice';
  const wanted: unknown[] = several && Array.isArray(value) ? value : [value];
  const offered = question.choices.map((choice) => choice.key);
  if (wanted.some((key) => typeof key !== 'string' || !offered.includes(key))) {
    throw refuse(`${question.key} is ${several ? 'a list of keys' : 'one key'} out of ${offered.join(', ')}`);
  }
  return offered.filter((key) => wanted.includes(key));
}

/** PostgreSQL keeps no NUL; half of a surrogate pair is no text. */
const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

const pointerTo = (key: string): string => `/answers/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
