import type { LocalizedText } from '../../kernel/text.js';
import type { Asked, Sent } from './questions.rules.js';

/** A custom question of a registration, as the ticketing module has it. */
export interface TicketQuestion {
  key: string;
  kind: 'text' | 'long-text' | 'choice' | 'multiple-choice' | 'boolean' | 'number';
  scope: 'order' | 'attendee';
  label: LocalizedText;
  required: boolean;
  options: readonly { value: string; label: LocalizedText }[];
  condition: { questionKey: string; anyOf: readonly (string | boolean)[] } | null;
}

const kinds = {
  text: 'text',
  'long-text': 'long',
  choice: 'choice',
  'multiple-choice': 'choices',
  boolean: 'tick',
  number: 'number',
} as const;

/** Field of a question: `q-` keeps it apart from the form's own fields. */
export const fieldOf = (key: string): string => `q-${key}`;

/** The question as a form asks it. */
export function asked(question: TicketQuestion): Asked {
  return {
    id: fieldOf(question.key),
    kind: kinds[question.kind],
    label: question.label,
    required: question.required,
    options: question.options,
    condition: question.condition && {
      on: fieldOf(question.condition.questionKey),
      anyOf: question.condition.anyOf.map((value) => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : value)),
    },
    ...(question.kind === 'text' && { maxLength: 300 }),
    ...(question.kind === 'long-text' && { maxLength: 5000 }),
  };
}

/** What was sent, as the API wants it. What is no number stays a text, for the service to refuse. */
export function answersOf(questions: readonly TicketQuestion[], sent: Sent): Record<string, unknown> {
  const answers = questions.map(
    (question) => [question.key, answerOf(question, sent.get(fieldOf(question.key)) ?? [])] as const,
  );
  return Object.fromEntries(answers.filter(([, answer]) => answer !== undefined));
}

function answerOf({ kind }: TicketQuestion, values: readonly string[]): unknown {
  const [first = ''] = values;
  switch (kind) {
    case 'boolean':
      return first === 'yes';
    case 'multiple-choice':
      return values.length > 0 ? values : undefined;
    case 'number': {
      const text = first.trim().replace(',', '.');
      if (text === '') return undefined;
      return /^-?\d{1,15}(\.\d{1,6})?$/.test(text) ? Number(text) : first;
    }
    default:
      return first.trim() === '' ? undefined : first.replaceAll('\r\n', '\n');
  }
}

/** The answers of an order as its form would have sent them, to be shown in it again. */
export function sentOf(
  questions: readonly TicketQuestion[],
  answers: Readonly<Record<string, unknown>>,
): Map<string, string[]> {
  return new Map(
    questions.map((question) => {
      const answer = answers[question.key];
      if (answer === undefined || answer === null || answer === false) return [fieldOf(question.key), []];
      if (answer === true) return [fieldOf(question.key), ['yes']];
      return [fieldOf(question.key), Array.isArray(answer) ? answer.map(String) : [String(answer)]];
    }),
  );
}
