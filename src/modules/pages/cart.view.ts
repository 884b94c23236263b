import { randomUUID } from 'node:crypto';
import { clockText, zoneText } from '../../platform/texts/moments.rules.js';
import type { HoldDto } from '../ticketing/hold.dto.js';
import type { QuoteLineDto } from '../ticketing/quote.dto.js';
import { type Priced, quoteBill } from './bill.view.js';
import { eventHead } from './event.view.js';
import { questionAt } from './faults.rules.js';
import type { Reader } from './page-request.js';
import { pathIn } from './paths.js';
import { digitsField, proofHidden } from './proof.view.js';
import { type Asked, type Sent, drawQuestions, faultText, missingAnswers } from './questions.rules.js';
import { type RegistrationFacts, type Typed, consentGroup, consentsOf, personFields } from './registration.view.js';
import type { Act, CartView } from './sale-views.js';
import { answersOf, askedOf } from './ticket-questions.rules.js';
import type { Field, FieldGroup, NoticeView } from './views.js';
import { words } from './words.rules.js';

/** What is held, and what is asked about it. */
export interface CartFacts extends RegistrationFacts {
  hold: HoldDto;
  /** `/h/<token>` */
  path: string;
  now: Date;
}

/** A line of the quote that is a ticket by itself, with its place among all lines. */
interface Seat {
  line: QuoteLineDto;
  index: number;
  number: number;
}

const seatsOf = ({ hold }: CartFacts): Seat[] =>
  hold.quote.lines
    .map((line, index) => ({ line, index }))
    .filter(({ line }) => line.addOnTo === null)
    .map((seat, position) => ({ ...seat, number: position + 1 }));

const prefixOf = ({ number }: Seat): string => `t${number}-`;
const nameField = (seat: Seat): string => `${prefixOf(seat)}name`;

const lineName = (
  { name, variation }: Pick<QuoteLineDto, 'name' | 'variation'>,
  { locale }: Pick<Reader, 'locale'>,
) => {
  const named = words(name, locale);
  return variation ? { ...named, text: `${named.text}, ${words(variation, locale).text}` } : named;
};

const scoped = ({ questions }: CartFacts, scope: 'order' | 'attendee') =>
  questions.filter((question) => question.scope === scope);

/** The questions of the registration, and those of each ticket. */
function askedIn(facts: CartFacts): { order: Asked[]; seats: Asked[][] } {
  const of = (prefix: string, scope: 'order' | 'attendee') =>
    askedOf(facts.questions, prefix).filter((_, index) => facts.questions[index]?.scope === scope);
  return { order: of('', 'order'), seats: seatsOf(facts).map((seat) => of(prefixOf(seat), 'attendee')) };
}

export function cartView(facts: CartFacts, reader: Reader, typed: Typed): CartView {
  const { event, hold, organization, path } = facts;
  const { locale, t } = reader;
  const title = t('cart.title');
  const total = hold.quote.total;
  const approval = facts.offers.some(
    ({ approval: needs, ticketTypeId }) => needs && hold.quote.lines.some((line) => line.ticketTypeId === ticketTypeId),
  );
  return {
    page: {
      title: typed.errors.size > 0 ? t('form.wrongTitle', { title }) : title,
      path,
      organization: { text: organization },
    },
    event: eventHead(event, reader),
    alert: typed.alert ?? null,
    until: untilText(facts, reader),
    after: t('cart.after'),
    acts: actsOf(facts, reader),
    bill: quoteBill(hold.quote, pricedLines(hold, reader), reader),
    intro: [t(approval ? 'cart.introApproval' : total > 0 ? 'cart.introPaid' : 'register.intro')],
    form: {
      action: pathIn(path, locale),
      hidden: hiddenIn(typed),
      groups: detailGroups(facts, reader, typed),
      button: t(approval ? 'cart.ask' : total > 0 ? 'cart.order' : 'form.submit'),
    },
  };
}

function hiddenIn({ sent, errors }: Typed): CartView['form']['hidden'] {
  const key = errors.size > 0 ? undefined : sent.get('idempotencyKey')?.[0];
  return [{ name: 'idempotencyKey', value: key ?? randomUUID() }, ...proofHidden({ sent, errors })];
}

function untilText({ hold, event }: CartFacts, { locale, t }: Reader): string {
  const at = new Date(hold.expiresAt ?? 0);
  return t('cart.until', { at: `${clockText(at, event.timeZone, locale)}, ${zoneText(at, event.timeZone, locale)}` });
}

function actsOf({ hold, path }: CartFacts, { locale, t }: Reader): Act[] {
  const act = (name: string): Act => ({
    action: pathIn(`${path}/${name}`, locale),
    label: t(`cart.${name}`),
    hidden: [],
    look: 'second',
  });
  return [...(hold.extendable ? [act('extension')] : []), ...(hold.kind === 'cart' ? [act('release')] : [])];
}

const pricedLines = (hold: HoldDto, reader: Reader): Priced[] =>
  hold.quote.lines.map((line) => ({
    name: lineName(line, reader),
    detail: null,
    list: line.list,
    steps: line.steps,
    price: line.price,
    tax: line.tax,
  }));

function detailGroups(facts: CartFacts, reader: Reader, typed: Typed): FieldGroup[] {
  const { locale, t } = reader;
  const asked = askedIn(facts);
  const everything = [...asked.order, ...asked.seats.flat()];
  const draw = (questions: Asked[]) => drawQuestions(questions, { ...typed, locale, t }, everything);
  const seats = seatsOf(facts);
  return [
    { fields: [...personFields(reader, typed), ...digitsField(reader, typed)] },
    ...draw(asked.order),
    ...seats.flatMap((seat, position): FieldGroup[] => {
      const questions = draw(asked.seats[position] ?? []);
      if (seats.length === 1) return questions;
      return [
        { legend: { text: seatName(facts, seat, reader) }, fields: [seatNameField(facts, seat, reader, typed)] },
        ...questions,
      ];
    }),
    consentGroup(facts.organization, reader, typed),
  ];
}

/** What the ticket is, with what is added to it. */
function seatName({ hold }: CartFacts, { line, index, number }: Seat, reader: Reader): string {
  const more = hold.quote.lines.filter(({ addOnTo }) => addOnTo === index).map((addOn) => lineName(addOn, reader).text);
  return reader.t('manage.forTicket', { number, name: [lineName(line, reader).text, ...more].join(' + ') });
}

function seatNameField(facts: CartFacts, seat: Seat, { t }: Reader, { sent, errors }: Typed): Field {
  const id = nameField(seat);
  const error = errors.get(id);
  const hint = seat.number === 1 ? t('cart.nameFirst') : mayWait(facts, seat) ? t('cart.nameLater') : null;
  return {
    id,
    kind: 'text',
    label: { text: t('manage.attendee') },
    ...(hint !== null && { hint: { text: hint } }),
    required: hint === null,
    value: sent.get(id)?.[0] ?? '',
    options: [],
    maxLength: 200,
    ...(error !== undefined && { error }),
  };
}

const mayWait = ({ offers }: CartFacts, { line }: Seat): boolean =>
  offers.find(({ ticketTypeId }) => ticketTypeId === line.ticketTypeId)?.namesLater ?? false;

/** Whose name comes later, and of whom nothing else is said either, is asked later. */
const isLater = (facts: CartFacts, seat: Seat, sent: Sent): boolean =>
  seat.number > 1 &&
  mayWait(facts, seat) &&
  [...sent].every(
    ([field, values]) => !field.startsWith(prefixOf(seat)) || values.every((value) => value.trim() === ''),
  );

/** What can be seen to be missing, all at once. Whether the rest is right is the service's to say. */
export function cartMistakes(facts: CartFacts, sent: Sent, reader: Reader): Map<string, string> {
  const { t } = reader;
  const blank = (id: string) => (sent.get(id)?.[0] ?? '').trim() === '';
  const asked = askedIn(facts);
  const nameless = seatsOf(facts).filter((seat) => seat.number > 1 && blank(nameField(seat)) && !mayWait(facts, seat));
  const now = asked.seats.filter((_, position) => {
    const seat = seatsOf(facts)[position];
    return seat && !isLater(facts, seat, sent);
  });
  return new Map([
    ...(blank('name') ? [['name', t('form.nameMissing')] as const] : []),
    ...(blank('email') ? [['email', t('form.emailMissing')] as const] : []),
    ...nameless.map((seat) => [nameField(seat), t('form.nameMissing')] as const),
    ...missingAnswers([...asked.order, ...now.flat()], sent, reader),
  ]);
}

/** The form as a body of the API. */
export function holdOrderOf(facts: CartFacts, sent: Sent, reader: Reader): Record<string, unknown> {
  const text = (id: string) => sent.get(id)?.[0] ?? '';
  const seats = new Map(seatsOf(facts).map((seat) => [seat.index, seat]));
  return {
    name: text('name'),
    email: text('email'),
    locale: reader.locale,
    answers: answersOf(scoped(facts, 'order'), sent),
    consents: consentsOf(facts.organization, sent, reader),
    ...(sent.has('emailToken') && { emailToken: text('emailToken') }),
    attendees: facts.hold.quote.lines.map((_, index) => {
      const seat = seats.get(index);
      if (!seat || isLater(facts, seat, sent)) return {};
      const typed = text(nameField(seat)).trim();
      const name = typed === '' && seat.number === 1 ? text('name') : typed;
      return {
        ...(name.trim() !== '' && { attendee: { name } }),
        answers: answersOf(scoped(facts, 'attendee'), sent, prefixOf(seat)),
      };
    }),
  };
}

/** The errors of the fields that a refusal points at. */
export function cartErrors(
  pointers: readonly string[],
  facts: CartFacts,
  sent: Sent,
  reader: Reader,
): Map<string, string> {
  const { t } = reader;
  const asked = askedIn(facts);
  const everything = new Map([...asked.order, ...asked.seats.flat()].map((question) => [question.id, question]));
  const seats = new Map(seatsOf(facts).map((seat) => [seat.index, seat]));
  return new Map(
    pointers.flatMap((pointer): [string, string][] => {
      if (pointer === '/name') return [['name', t('form.nameWrong')]];
      if (pointer === '/email') return [['email', t('form.emailWrong')]];
      const seat = seats.get(Number(/^\/attendees\/(\d+)/.exec(pointer)?.[1]));
      const question = everything.get(`${seat ? prefixOf(seat) : ''}q-${questionAt(pointer) ?? ''}`);
      if (question) return [[question.id, faultText(question, sent, reader)]];
      if (!seat || !pointer.includes('/attendee')) return [];
      return [[seats.size === 1 ? 'name' : nameField(seat), t('form.nameWrong')]];
    }),
  );
}

/** The places are not held any more: why, and how to begin again. */
export function holdOverView({ event, hold, organization, path }: CartFacts, reader: Reader): NoticeView {
  const { locale, t } = reader;
  const state = hold.state === 'active' ? 'expired' : hold.state;
  const heading = t(`cart.over.${state}.heading`);
  return {
    page: { title: heading, path, organization: { text: organization } },
    event: eventHead(event, reader),
    tone: 'calm',
    heading,
    text: [t(`cart.over.${state}.text`)],
    actions:
      state === 'converted'
        ? [{ label: t('cart.over.find'), href: pathIn(`/e/${event.slug}/find`, locale), main: true }]
        : [
            { label: t('cart.over.again'), href: pathIn(`/e/${event.slug}/register`, locale), main: true },
            { label: t('refused.toEvent'), href: pathIn(`/e/${event.slug}`, locale) },
          ],
  };
}
