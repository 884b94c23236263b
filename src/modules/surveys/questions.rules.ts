import type { LocalizedText } from '../../kernel/text.js';
import { questionInvalid } from './surveys.problems.js';

export const questionKinds = ['nps', 'rating', 'single-choice', 'multiple-choice', 'text'] as const;
export type QuestionKind = (typeof questionKinds)[number];

interface Choice {
  key: string;
  text: LocalizedText;
}

/** When a question is asked: if the answer to an earlier question has one of these choices, or lies within these bounds. */
export interface Condition {
  question: string;
  anyOf: string[] | null;
  atLeast: number | null;
  atMost: number | null;
}

/** A question as it is asked. The key is what results, goals and later surveys know it by. */
export interface Question {
  key: string;
  kind: QuestionKind;
  text: LocalizedText;
  required: boolean;
  choices: Choice[];
  condition: Condition | null;
}

/** The ends of the scale of a question that is answered by a whole number. */
export const scales: Readonly<Partial<Record<QuestionKind, readonly [number, number]>>> = {
  nps: [0, 10],
  rating: [1, 5],
};

export const offersChoices = (kind: QuestionKind): boolean => kind === 'single-choice' || kind === 'multiple-choice';

/** Refuses questions that could not be asked or not be counted, naming the first fault. */
export function checkQuestions(questions: readonly Question[]): void {
  const earlier = new Map<string, Question>();
  for (const [index, question] of questions.entries()) {
    const refuse = (member: string, detail: string) =>
      questionInvalid({ pointer: `/questions/${index}/${member}`, detail });
    if (earlier.has(question.key)) throw refuse('key', `The key ${question.key} is used twice`);
    const fault = choicesFault(question);
    if (fault) throw refuse('choices', fault);
    const doubt = question.condition && conditionFault(question.condition, earlier.get(question.condition.question));
    if (doubt) throw refuse('condition', doubt);
    earlier.set(question.key, question);
  }
}

function choicesFault(question: Question): string | null {
  if (!offersChoices(question.kind))
    return question.choices.length > 0 ? `A question of kind ${question.kind} has no choices` : null;
  if (question.choices.length < 2) return 'A question with choices needs at least two';
  return new Set(question.choices.map((choice) => choice.key)).size < question.choices.length
    ? 'Two choices have the same key'
    : null;
}

function conditionFault(condition: Condition, on: Question | undefined): string | null {
  if (!on) return `There is no earlier question ${condition.question}`;
  if (offersChoices(on.kind)) return choiceConditionFault(condition, on);
  const scale = scales[on.kind];
  return scale ? boundsFault(condition, scale) : `${on.key} is answered in words, which no condition can read`;
}

function choiceConditionFault({ anyOf, atLeast, atMost }: Condition, on: Question): string | null {
  if (!anyOf || anyOf.length === 0 || atLeast !== null || atMost !== null) {
    return `${on.key} has choices, so the condition needs anyOf and nothing else`;
  }
  const strange = anyOf.find((key) => !on.choices.some((choice) => choice.key === key));
  return strange === undefined ? null : `${on.key} has no choice ${strange}`;
}

function boundsFault(
  { question, anyOf, atLeast, atMost }: Condition,
  [low, high]: readonly [number, number],
): string | null {
  if (anyOf !== null || (atLeast === null && atMost === null)) {
    return `${question} is a number, so the condition needs atLeast or atMost and nothing else`;
  }
  const [least, most] = [atLeast ?? low, atMost ?? high];
  return least < low || most > high || least > most ? `The bounds must lie within ${low} to ${high}` : null;
}
