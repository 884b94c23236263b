import type { MyTicketDto } from '../registrations/my-order.dto.js';
import type { NamedAttendeesDto, NamedRowDto } from '../registrations/attendees.dto.js';
import { inLocale } from '../../kernel/text.js';
import { eventHead } from './event.view.js';
import { type Filled, answerField, askedOfTicket, emailField, nameField } from './group-form.rules.js';
import type { OrderFacts } from './order-facts.js';
import { namedTickets, namelessText, ticketName } from './order.view.js';
import type { Reader } from './page-request.js';
import { pathIn } from './paths.js';
import { drawQuestions, faultText } from './questions.rules.js';
import type { Typed } from './registration.view.js';
import type { Field, FieldGroup, GroupView } from './views.js';

/** What became of a table that was sent, or why it could not be read. */
export interface Sent {
  outcome: NamedAttendeesDto | null;
  fileError: string | null;
}

/** Who comes with a group: ticket by ticket, or all from a table. */
export function groupView(
  facts: OrderFacts,
  reader: Reader,
  typed: Typed,
  { outcome, fileError }: Sent,
  idempotencyKey: string,
): GroupView {
  const { path, organization } = facts;
  const { locale, t } = reader;
  const title = t('group.heading');
  const page = `${path}/attendees`;
  const wrong = typed.errors.size > 0 || fileError !== null;
  return {
    page: {
      title: wrong ? t('form.wrongTitle', { title }) : title,
      path: page,
      organization: { text: organization },
    },
    event: eventHead(facts.event, reader),
    alert: typed.alert ?? null,
    nameless: namelessText(facts, reader),
    outcome: outcome && outcomeOf(facts, outcome, reader),
    table: {
      action: pathIn(`${page}/table`, locale),
      hidden: [{ name: 'idempotencyKey', value: idempotencyKey }],
      sampleHref: pathIn(`${page}/table.csv`, locale),
      columns: facts.questions
        .filter(({ scope }) => scope === 'attendee')
        .map(({ key, label }) => ({ key, label: inLocale(label, locale) })),
      error: fileError,
    },
    form: {
      action: pathIn(page, locale),
      hidden: [],
      groups: namedTickets(facts).flatMap((ticket, index) => ticketGroups(facts, ticket, index, reader, typed)),
      button: t('form.save'),
    },
    back: { label: t('ticket.back'), href: pathIn(path, locale) },
  };
}

function ticketGroups(
  facts: OrderFacts,
  ticket: MyTicketDto,
  index: number,
  { locale, t }: Reader,
  typed: Typed,
): FieldGroup[] {
  const field = (id: string, label: string, more: Pick<Field, 'kind' | 'maxLength'>): Field => {
    const error = typed.errors.get(id);
    return {
      id,
      label: { text: t(label) },
      required: false,
      value: typed.sent.get(id)?.[0] ?? '',
      options: [],
      ...more,
      ...(error !== undefined && { error }),
    };
  };
  const name = ticketName(facts, ticket, locale).text;
  return [
    {
      legend: { text: t('manage.forTicket', { number: index + 1, name }) },
      fields: [
        field(nameField(index), 'manage.attendee', { kind: 'text', maxLength: 200 }),
        field(emailField(index), 'form.email', { kind: 'email', maxLength: 254 }),
      ],
    },
    ...drawQuestions(askedOfTicket(facts, index), { ...typed, locale, t }),
  ];
}

function outcomeOf(
  facts: OrderFacts,
  { saved, refused, rows }: NamedAttendeesDto,
  reader: Reader,
): GroupView['outcome'] {
  const { t, locale } = reader;
  const tickets = namedTickets(facts);
  return {
    good: refused === 0,
    text: [
      ...(saved > 0 ? [t('group.saved', { count: saved })] : []),
      ...(refused > 0 ? [t('group.refused', { count: refused })] : []),
    ].join(' '),
    rows: rows.map((row) => {
      const ticket = tickets.findIndex(({ id }) => id === row.ticketId);
      return {
        number: String(row.row),
        name: row.name,
        taken: row.state === 'saved',
        text:
          row.state === 'saved'
            ? t('group.taken', { number: ticket + 1 })
            : [reasonOf(row, reader), ...questionsOf(facts, row, locale)].join(' '),
      };
    }),
  };
}

const reasonOf = ({ code }: NamedRowDto, { t }: Reader): string => t(`group.reasons.${code}`);

const questionsOf = ({ questions }: OrderFacts, row: NamedRowDto, locale: Reader['locale']): string[] => {
  const asked = row.questions.map((key) => {
    const question = questions.find((candidate) => candidate.key === key);
    return question ? `«${inLocale(question.label, locale)}»` : `«${key}»`;
  });
  return asked.length > 0 ? [`${asked.join(', ')}.`] : [];
};

/** What was refused, beside its field. */
export function groupErrors(
  facts: OrderFacts,
  filled: readonly Filled[],
  rows: readonly NamedRowDto[],
  typed: Typed,
  reader: Reader,
): Map<string, string> {
  return new Map(
    filled.flatMap(({ index }, place): [string, string][] => {
      const row = rows[place];
      if (row?.state !== 'refused') return [];
      if (row.questions.length === 0)
        return [[row.code === 'email-invalid' ? emailField(index) : nameField(index), reasonOf(row, reader)]];
      const asked = askedOfTicket(facts, index);
      return row.questions.map((key) => {
        const question = asked.find(({ id }) => id === answerField(index, key));
        return question
          ? [question.id, faultText(question, typed.sent, reader)]
          : [nameField(index), reasonOf(row, reader)];
      });
    }),
  );
}
