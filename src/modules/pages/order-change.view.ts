import { eventHead } from './event.view.js';
import { questionAt } from './faults.rules.js';
import type { OrderFacts } from './order-facts.js';
import { ticketName, namedTickets } from './order.view.js';
import type { Reader } from './page-request.js';
import { pathIn } from './paths.js';
import { type Asked, type Sent, drawQuestions, faultText, missingAnswers } from './questions.rules.js';
import type { Typed } from './registration.view.js';
import { answersOf, askedOf, sentOf } from './ticket-questions.rules.js';
import type { Field, FieldGroup, FormView } from './views.js';

/** Prefix of the fields of a ticket, by its place among the valid ones. */
const prefixOf = (index: number): string => `t${index + 1}-`;
const attendeeField = (index: number): string => `${prefixOf(index)}attendee`;

const of = (facts: OrderFacts, scope: 'order' | 'attendee') =>
  facts.questions.filter((question) => question.scope === scope);

/** The questions of the order, and those of each ticket. */
function askedInChange(facts: OrderFacts): { order: Asked[]; tickets: Asked[][] } {
  const scoped = (prefix: string, scope: 'order' | 'attendee') => {
    const all = askedOf(facts.questions, prefix);
    return all.filter((_, index) => facts.questions[index]?.scope === scope);
  };
  return {
    order: scoped('', 'order'),
    tickets: namedTickets(facts).map((_, index) => scoped(prefixOf(index), 'attendee')),
  };
}

/** The registration as its form would have sent it. */
export function storedForm(facts: OrderFacts): Sent {
  return new Map<string, readonly string[]>([
    ['name', [facts.order.name]],
    ...sentOf(of(facts, 'order'), facts.order.answers),
    ...namedTickets(facts).flatMap((ticket, index) => [
      [attendeeField(index), [ticket.attendee.name ?? '']] as const,
      ...sentOf(of(facts, 'attendee'), ticket.answers, prefixOf(index)),
    ]),
  ]);
}

export function changeForm(facts: OrderFacts, reader: Reader, { sent, errors }: Typed): FormView {
  const { path, order, organization } = facts;
  const { locale, t } = reader;
  const title = t('manage.changeHeading');
  const asked = askedInChange(facts);
  const everything = [...asked.order, ...asked.tickets.flat()];
  const draw = (questions: Asked[]) => drawQuestions(questions, { sent, errors, locale, t }, everything);
  const nameField = (id: string, label: string, required = true): Field => {
    const error = errors.get(id);
    return {
      id,
      kind: 'text',
      label: { text: label },
      required,
      value: sent.get(id)?.[0] ?? '',
      options: [],
      maxLength: 200,
      ...(error !== undefined && { error }),
    };
  };
  return {
    page: {
      title: errors.size > 0 ? t('form.wrongTitle', { title }) : title,
      path: `${path}/change`,
      organization: { text: organization },
    },
    event: eventHead(facts.event, reader),
    heading: { text: title },
    alert: null,
    intro: [],
    form: {
      action: pathIn(`${path}/change`, locale),
      hidden: [{ name: 'version', value: sent.get('version')?.[0] ?? String(order.version) }],
      groups: [
        { fields: [nameField('name', t('form.name'))] },
        ...draw(asked.order),
        ...namedTickets(facts).flatMap((ticket, index): FieldGroup[] => [
          {
            legend: {
              text: t('manage.forTicket', { number: index + 1, name: ticketName(facts, ticket, locale).text }),
            },
            fields: [nameField(attendeeField(index), t('manage.attendee'), ticket.attendee.name !== null)],
          },
          ...draw(asked.tickets[index] ?? []),
        ]),
      ],
      button: t('form.save'),
    },
  };
}

/** What can be seen to be missing, all at once. */
export function changesMissing(facts: OrderFacts, sent: Sent, reader: Reader): Map<string, string> {
  const blank = (id: string) => (sent.get(id)?.[0] ?? '').trim() === '';
  const named = namedTickets(facts).flatMap(({ attendee }, index) =>
    attendee.name === null ? [] : [attendeeField(index)],
  );
  const names = ['name', ...named];
  const asked = askedInChange(facts);
  const now = asked.tickets.filter((_, index) => !isLater(facts, index, sent));
  return new Map([
    ...names.filter(blank).map((id) => [id, reader.t('form.nameMissing')] as const),
    ...missingAnswers([...asked.order, ...now.flat()], sent, reader),
  ]);
}

/** Who had no name and gets none yet is asked later. */
const isLater = (facts: OrderFacts, index: number, sent: Sent): boolean =>
  namedTickets(facts)[index]?.attendee.name === null && (sent.get(attendeeField(index))?.[0] ?? '').trim() === '';

/** The form as a body of the API. */
export function changeOf(facts: OrderFacts, sent: Sent): Record<string, unknown> {
  const text = (id: string) => sent.get(id)?.[0] ?? '';
  return {
    name: text('name'),
    answers: answersOf(of(facts, 'order'), sent),
    tickets: namedTickets(facts).map((ticket, index) => ({
      id: ticket.id,
      ...(text(attendeeField(index)).trim() !== '' && {
        attendee: { name: text(attendeeField(index)), email: ticket.attendee.email },
      }),
      ...(!isLater(facts, index, sent) && { answers: answersOf(of(facts, 'attendee'), sent, prefixOf(index)) }),
    })),
  };
}

/** The errors of the fields that a refusal points at. */
export function changeErrors(
  pointers: readonly string[],
  facts: OrderFacts,
  sent: Sent,
  reader: Reader,
): Map<string, string> {
  const asked = askedInChange(facts);
  const everything = new Map([...asked.order, ...asked.tickets.flat()].map((question) => [question.id, question]));
  return new Map(
    pointers.flatMap((pointer) => {
      const ticket = /^\/tickets\/(\d+)\//.exec(pointer)?.[1];
      const prefix = ticket === undefined ? '' : prefixOf(Number(ticket));
      const question = everything.get(`${prefix}q-${questionAt(pointer) ?? ''}`);
      if (question) return [[question.id, faultText(question, sent, reader)] as const];
      if (pointer === '/name') return [['name', reader.t('form.nameWrong')] as const];
      return pointer.endsWith('/attendee/name') ? [[`${prefix}attendee`, reader.t('form.nameWrong')] as const] : [];
    }),
  );
}
