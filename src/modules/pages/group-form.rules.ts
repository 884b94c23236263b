import { csvOf } from '../../kernel/csv.js';
import type { MyTicketDto } from '../registrations/my-order.dto.js';
import type { OrderFacts } from './order-facts.js';
import { type Asked, type Sent, isAsked } from './questions.rules.js';
import { type TicketQuestion, answersOf, askedOf, sentOf } from './ticket-questions.rules.js';

type GroupFacts = Pick<OrderFacts, 'order' | 'questions'>;

const prefixOf = (index: number): string => `t${index + 1}-`;
export const nameField = (index: number): string => `${prefixOf(index)}name`;
export const emailField = (index: number): string => `${prefixOf(index)}email`;
export const answerField = (index: number, key: string): string => `${prefixOf(index)}q-${key}`;

const scoped = ({ questions }: GroupFacts, scope: TicketQuestion['scope']) =>
  questions.filter((question) => question.scope === scope);

/** What is asked of the holder of a ticket; what the answers of the order decide is decided. */
export function askedOfTicket(facts: GroupFacts, index: number): Asked[] {
  const order = sentOf(scoped(facts, 'order'), facts.order.answers);
  return askedOf(facts.questions, prefixOf(index))
    .filter((_, place) => facts.questions[place]?.scope === 'attendee')
    .filter((question) => !onOrder(question, order) || isAsked(question, order))
    .map((question) => (onOrder(question, order) ? { ...question, condition: null } : question));
}

const onOrder = ({ condition }: Asked, order: Sent): boolean => condition !== null && order.has(condition.on);

/** The tickets as the form would have sent them. */
export const storedGroup = (facts: GroupFacts, tickets: readonly MyTicketDto[]): Sent =>
  new Map(tickets.flatMap((ticket, index) => [...storedTicket(facts, ticket, index)]));

const storedTicket = (facts: GroupFacts, { attendee, answers }: MyTicketDto, index: number): [string, string[]][] => [
  [nameField(index), [attendee.name ?? '']],
  [emailField(index), [attendee.email ?? '']],
  ...sentOf(scoped(facts, 'attendee'), answers, prefixOf(index)),
];

/** A ticket that was filled in, or changed: its place in the form, and what the API is told. */
export interface Filled {
  index: number;
  row: { ticketId: string; name: string; email: string; answers: Record<string, unknown> };
}

/** What is left as it was is not sent. */
export function filledIn(facts: GroupFacts, tickets: readonly MyTicketDto[], sent: Sent): Filled[] {
  return tickets.flatMap((ticket, index) => {
    const same = storedTicket(facts, ticket, index).every(([field, values]) => sameText(values, sent.get(field)));
    const text = (field: string) => sent.get(field)?.[0] ?? '';
    const answers = answersOf(scoped(facts, 'attendee'), sent, prefixOf(index));
    const row = { ticketId: ticket.id, name: text(nameField(index)), email: text(emailField(index)), answers };
    return same ? [] : [{ index, row }];
  });
}

const sameText = (before: readonly string[], now: readonly string[] = []): boolean =>
  before
    .filter((value) => value !== '')
    .join('\n')
    .replaceAll('\r\n', '\n') ===
  now
    .map((value) => value.trim())
    .filter((value) => value !== '')
    .join('\n')
    .replaceAll('\r\n', '\n');

/** The tickets as a table to fill in and send back. Spreadsheets in Russian part cells by semicolons. */
export function groupTable(facts: GroupFacts, tickets: readonly MyTicketDto[], locale: 'en' | 'ru'): string {
  const keys = scoped(facts, 'attendee').map(({ key }) => key);
  const header = locale === 'ru' ? ['билет', 'имя', 'почта'] : ['ticket', 'name', 'email'];
  const rows = tickets.map(({ id, attendee, answers }) => [
    id,
    attendee.name ?? '',
    attendee.email ?? '',
    ...keys.map((key) => cellOf(answers[key])),
  ]);
  // The mark tells spreadsheets that it is UTF-8.
  return `\uFEFF${csvOf([[...header, ...keys], ...rows], locale === 'ru' ? ';' : ',')}`;
}

function cellOf(answer: unknown): string {
  if (Array.isArray(answer)) return answer.join('; ');
  if (typeof answer === 'boolean') return answer ? 'yes' : 'no';
  return typeof answer === 'string' || typeof answer === 'number' ? String(answer) : '';
}
