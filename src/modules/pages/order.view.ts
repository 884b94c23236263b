import { type LocalizedText, inLocale } from '../../kernel/text.js';
import type { PublicEventDto } from '../events/event.dto.js';
import type { MyOrderDto, MyTicketDto } from '../registrations/my-order.dto.js';
import type { OfferDto } from '../ticketing/offer.dto.js';
import type { QuestionDto } from '../ticketing/question.dto.js';
import { eventHead, stateOf } from './event.view.js';
import type { Reader } from './page-request.js';
import { pathIn } from './paths.js';
import type { ConfirmView, ManageView, TicketView, Words } from './views.js';
import { words } from './words.rules.js';

/** What the pages of a registration are drawn from. */
export interface OrderFacts {
  /** `/t/<token>` */
  path: string;
  order: MyOrderDto;
  event: PublicEventDto;
  /** Where the event is seen online; for those who are registered only. */
  onlineUrl: string | null;
  organization: string;
  offers: readonly OfferDto[];
  questions: readonly QuestionDto[];
  now: Date;
}

export const isLive = ({ order }: OrderFacts): boolean =>
  !['cancelled', 'expired', 'retained'].includes(order.state);

/** Whether its holder may still change or cancel it. */
export const isOpen = (facts: OrderFacts): boolean =>
  isLive(facts) && facts.event.status !== 'cancelled' && facts.now < new Date(facts.event.endsAt);

export const validTickets = ({ order }: OrderFacts): MyTicketDto[] =>
  order.tickets.filter(({ state }) => state === 'valid');

/** What the ticket is called. */
export const ticketName = ({ offers }: OrderFacts, { ticketTypeId }: MyTicketDto): LocalizedText =>
  offers.find((offer) => offer.ticketTypeId === ticketTypeId)?.name ?? {};

/** `pictures` are the QR codes of the valid tickets, by code. */
export function manageView(
  facts: OrderFacts,
  reader: Reader,
  shown: { done: string | null; pictures: ReadonlyMap<string, string> },
): ManageView {
  const { path, order, event } = facts;
  const { locale, t } = reader;
  const open = isOpen(facts);
  const several = validTickets(facts).length > 1;
  return {
    page: { title: t('manage.title'), path, organization: { text: facts.organization } },
    event: eventHead(event, reader),
    orderCode: order.code,
    state: stateOfOrder(facts),
    done: shown.done,
    name: order.name,
    email: order.email,
    tickets: order.tickets.map((ticket): TicketView => ({
      id: ticket.id,
      name: words(ticketName(facts, ticket), locale),
      attendee: ticket.attendee.name ?? order.name,
      valid: ticket.code !== null && event.status !== 'cancelled',
      code: ticket.code ?? '',
      qr: shown.pictures.get(ticket.code ?? '') ?? '',
      cancelHref: open && several ? pathIn(`${path}/cancel?ticket=${ticket.id}`, locale) : null,
    })),
    onlineUrl: open ? facts.onlineUrl : null,
    calendarHref: open ? `/v1/public/orders/${path.slice('/t/'.length)}/calendar.ics` : null,
    changeHref: open ? pathIn(`${path}/change`, locale) : null,
    cancelHref: open ? pathIn(`${path}/cancel`, locale) : null,
    answers: answersShown(facts, reader),
  };
}

function stateOfOrder(facts: OrderFacts): ManageView['state'] {
  if (!isLive(facts)) return 'cancelled';
  const event = stateOf(facts.event, facts.now);
  return event === 'planned' ? 'confirmed' : event === 'over' ? 'over' : 'event-cancelled';
}

/** What was answered, and by whom where there are several. */
function answersShown(facts: OrderFacts, reader: Reader): ManageView['answers'] {
  const valid = validTickets(facts);
  const given = [
    { answers: facts.order.answers, who: null },
    ...valid.map(({ answers, attendee }) => ({ answers, who: valid.length > 1 ? attendee.name : null })),
  ];
  return facts.questions.flatMap((question) =>
    given
      .filter(({ answers }) => answers[question.key] !== undefined)
      .map(({ answers, who }) => ({
        question: words(question.label, reader.locale),
        answer: [...answerShown(question, answers[question.key], reader), ...(who === null ? [] : [{ text: who }])],
      })),
  );
}

function answerShown({ options }: QuestionDto, answer: unknown, { locale, t }: Reader): Words[] {
  if (typeof answer === 'boolean') return [{ text: t(answer ? 'form.yes' : 'form.no') }];
  const values = Array.isArray(answer) ? answer : [answer];
  return values.map((value) => {
    const option = options.find((candidate) => candidate.value === value);
    return option ? words(option.label, locale) : { text: String(value) };
  });
}

/** Asks before it cancels: everything, or one ticket where `ticket` is given. */
export function cancelView(facts: OrderFacts, ticket: MyTicketDto | null, { locale, t }: Reader): ConfirmView {
  const { path, event, organization } = facts;
  const here = ticket ? `${path}/cancel?ticket=${ticket.id}` : `${path}/cancel`;
  const heading = t(ticket ? 'cancel.ticketHeading' : 'cancel.heading');
  return {
    page: { title: heading, path: here, organization: { text: organization } },
    heading,
    text: [
      ...(ticket ? [t('cancel.ticketText', { name: ticket.attendee.name ?? facts.order.name })] : [inLocale(event.title, locale)]),
      t('cancel.text'),
    ],
    action: pathIn(here, locale),
    button: t(ticket ? 'cancel.ticketButton' : 'cancel.button'),
    danger: true,
    back: { label: t('cancel.keep'), href: pathIn(path, locale) },
  };
}
