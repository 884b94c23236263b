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

type Answers = Readonly<Record<string, unknown>>;

const kinds = {
  text: 'text',
  'long-text': 'long',
  choice: 'choice',
  'multiple-choice': 'choices',
  boolean: 'tick',
  number: 'number',
} as const;

/** Field of a question. What is asked of each attendee has a field for each ticket, which `ticket` tells apart. */
export const fieldOf = ({ key, scope }: Pick<TicketQuestion, 'key' | 'scope'>, ticket = ''): string =>
  `${scope === 'attendee' ? ticket : ''}q-${key}`;

/** The questions as a form asks them, those of an attendee for this ticket. A condition may look at the order's answers too. */
export function askedOf(questions: readonly TicketQuestion[], ticket = ''): Asked[] {
  return questions.map((question) => ({
    id: fieldOf(question, ticket),
    kind: kinds[question.kind],
    label: question.label,
    required: question.required,
    options: question.options,
    condition: conditionOf(question, questions, ticket),
    ...(question.kind === 'text' && { maxLength: 300 }),
    ...(question.kind === 'long-text' && { maxLength: 5000 }),
  }));
}

function conditionOf(
  { condition }: TicketQuestion,
  questions: readonly TicketQuestion[],
  ticket: string,
): Asked['condition'] {
  const on = condition && questions.find(({ key }) => key === condition.questionKey);
  if (!on) return null;
  const values = condition.anyOf.map((value) => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : value));
  return { on: fieldOf(on, ticket), anyOf: values };
}

/** What was sent, as the API wants it. What is no number stays a text, for the service to refuse. */
export function answersOf(questions: readonly TicketQuestion[], sent: Sent, ticket = ''): Record<string, unknown> {
  const answers = questions.map(
    (question) => [question.key, answerOf(question, sent.get(fieldOf(question, ticket)) ?? [])] as const,
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

/** Stored answers as their form would have sent them, to be shown in it again. */
export function sentOf(questions: readonly TicketQuestion[], answers: Answers, ticket = ''): Map<string, string[]> {
  return new Map(questions.map((question) => [fieldOf(question, ticket), valuesOf(answers[question.key])]));
}

function valuesOf(answer: unknown): string[] {
  if (Array.isArray(answer)) return answer.map(String);
  if (typeof answer === 'string' || typeof answer === 'number') return [String(answer)];
  return answer === true ? ['yes'] : [];
}
