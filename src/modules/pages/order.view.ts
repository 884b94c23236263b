import type { Locale } from '../../kernel/text.js';
import type { MyOrderDto, MyTicketDto } from '../registrations/my-order.dto.js';
import type { QuestionDto } from '../ticketing/question.dto.js';
import { orderBill } from './bill.view.js';
import { eventHead, stateOf } from './event.view.js';
import type { OrderFacts } from './order-facts.js';
import type { Reader } from './page-request.js';
import { afterSaleLinks, invoiceLinks, paperLinks, underWay } from './after-sale.view.js';
import { pathIn } from './paths.js';
import { dueView, moneyMoved } from './payment.view.js';
import type { Bill } from './sale-views.js';
import type { Link, ManageView, TicketView, Words } from './views.js';
import { words } from './words.rules.js';

export const isLive = ({ order }: OrderFacts): boolean => !['cancelled', 'expired', 'retained'].includes(order.state);

/** Whether its holder may still change or cancel it. */
export const isOpen = (facts: OrderFacts): boolean =>
  isLive(facts) && facts.event.status !== 'cancelled' && facts.now < new Date(facts.event.endsAt);

/** The tickets that the registration has, whether or not they are paid. */
export const standingTickets = ({ order }: OrderFacts): MyTicketDto[] =>
  order.tickets.filter(({ state }) => state !== 'cancelled');

/** Those that have a holder of their own: what is added to a ticket goes with it. */
export const namedTickets = (facts: OrderFacts): MyTicketDto[] =>
  standingTickets(facts).filter(({ addOnTo }) => addOnTo === null);

/** How many names are still to come; null where none are. */
export function namelessText(facts: OrderFacts, { t }: Reader): string | null {
  const count = namedTickets(facts).filter(({ attendee }) => attendee.name === null).length;
  return count > 0 ? t('group.nameless', { count }) : null;
}

/** What the ticket is called, with its variation. */
export function ticketName(
  { offers }: Pick<OrderFacts, 'offers'>,
  { ticketTypeId, variationId }: Pick<MyTicketDto, 'ticketTypeId' | 'variationId'>,
  locale: Locale,
): Words {
  const offer = offers.find((candidate) => candidate.ticketTypeId === ticketTypeId);
  const variation = offer?.variations.find((candidate) => candidate.variationId === variationId);
  const name = words(offer?.name, locale);
  return variation ? { ...name, text: `${name.text}, ${words(variation.name, locale).text}` } : name;
}

/** `pictures` are the QR codes of the tickets that admit, by code; `transferQr` that of an open transfer. */
export interface Pictures {
  tickets: ReadonlyMap<string, string>;
  transfer: string | null;
}

export function manageView(
  facts: OrderFacts,
  reader: Reader,
  shown: { done: string | null; pictures: Pictures },
): ManageView {
  const { path, order, event } = facts;
  const { locale, t } = reader;
  const open = isOpen(facts);
  return {
    page: { title: t('manage.title'), path, organization: { text: facts.organization } },
    event: eventHead(event, reader),
    orderCode: order.code,
    notice: noticeOf(facts, reader),
    done: shown.done,
    due: dueView(facts, facts.money, reader, shown.pictures.transfer),
    name: order.name,
    email: order.email,
    tickets: order.tickets.map((ticket) => ticketView(facts, ticket, reader, shown.pictures.tickets)),
    onlineUrl: open && order.tickets.some(({ code }) => code !== null) ? facts.onlineUrl : null,
    calendarHref: open ? `/v1/public/orders/${path.slice('/t/'.length)}/calendar.ics` : null,
    changeHref: open ? pathIn(`${path}/change`, locale) : null,
    cancelHref: open ? pathIn(`${path}/cancel`, locale) : null,
    group:
      open && namedTickets(facts).length > 1
        ? { href: pathIn(`${path}/attendees`, locale), nameless: namelessText(facts, reader) }
        : null,
    bill: billOf(facts, reader),
    moved: moneyMoved(facts.money, facts, reader),
    papers: invoiceLinks(facts, reader),
    answers: answersShown(facts, reader),
  };
}

function ticketView(
  facts: OrderFacts,
  ticket: MyTicketDto,
  reader: Reader,
  pictures: ReadonlyMap<string, string>,
): TicketView {
  const { locale, t } = reader;
  const { event } = facts;
  const code = event.status === 'cancelled' || ticket.blocked ? '' : (ticket.code ?? '');
  const gone = isGone(facts, ticket);
  return {
    id: ticket.id,
    name: ticketName(facts, ticket, locale),
    attendee: ticket.attendee.name ?? t('manage.nameLater'),
    number:
      facts.order.tickets.length > 1 ? t('manage.numbered', { number: facts.order.tickets.indexOf(ticket) + 1 }) : null,
    standing: gone ? 'void' : code === '' ? 'waits' : 'valid',
    note: noteOf(facts, ticket, { gone, waits: code === '' }, reader),
    code,
    qr: pictures.get(code) ?? '',
    papers: code === '' ? [] : paperLinks(facts, ticket, t),
    links: gone ? [] : [...afterSaleLinks(facts, ticket, reader), ...cancelLink(facts, ticket, reader)],
  };
}

/** Whether the ticket is of no use any more. */
const isGone = (facts: OrderFacts, { state }: MyTicketDto): boolean =>
  state === 'cancelled' || !isLive(facts) || facts.event.status === 'cancelled';

/** One of several; the last one goes with the registration. */
function cancelLink(facts: OrderFacts, { id, addOnTo }: MyTicketDto, { locale, t }: Reader): Link[] {
  if (!isOpen(facts) || addOnTo !== null || standingTickets(facts).length < 2) return [];
  return [{ label: t('manage.cancelTicket'), href: pathIn(`${facts.path}/cancel?ticket=${id}`, locale) }];
}

function noteOf(
  facts: OrderFacts,
  ticket: MyTicketDto,
  { gone, waits }: { gone: boolean; waits: boolean },
  reader: Reader,
): string | null {
  if (gone) return reader.t('manage.ticketVoid');
  if (waits) return reader.t(waitsFor(facts.order.state, ticket));
  return underWay(facts, ticket, reader, (product) => ticketName(facts, product, reader.locale).text);
}

/** Why a ticket does not admit, though nobody cancelled it. */
function waitsFor(state: MyOrderDto['state'], { blocked }: MyTicketDto): string {
  if (blocked) return 'manage.ticketBlocked';
  return state === 'awaiting-approval' ? 'manage.ticketRequested' : 'manage.ticketReserved';
}

const billOf = (facts: OrderFacts, reader: Reader): Bill | null =>
  orderBill(
    facts.order,
    standingTickets(facts).map((ticket) => ({
      name: ticketName(facts, ticket, reader.locale),
      detail: null,
      ...ticket.price,
    })),
    reader,
  );

/** How it stands where that is not well, and what can be done. */
function noticeOf(facts: OrderFacts, { t }: Reader): ManageView['notice'] {
  const { order, event } = facts;
  const said = (key: string, tone: 'calm' | 'bad' = 'calm') => ({ tone, heading: t(key), text: [t(`${key}Next`)] });
  if (event.status === 'cancelled' && isLive(facts)) return said('event.cancelled', 'bad');
  if (order.state === 'cancelled' || order.state === 'retained') return said('manage.cancelled');
  if (order.state === 'expired') return said('manage.expired', 'bad');
  if (stateOf(event, facts.now) === 'over') return { tone: 'calm', heading: t('event.over'), text: [] };
  return order.state === 'awaiting-approval' ? said('manage.awaiting') : null;
}

/** What was answered, and by whom where there are several. */
function answersShown(facts: OrderFacts, reader: Reader): ManageView['answers'] {
  const valid = standingTickets(facts);
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
