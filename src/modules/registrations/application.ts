import type { Locale } from '../../kernel/text.js';
import type { Actor, IdempotencyClaim } from '../../platform/auth/actor.js';
import { newId } from '../../platform/database/new-id.js';
import type {
  AdmissionOutcome,
  AdmissionRequest,
  PricedLine,
  SaleSettings,
  TicketRequest,
} from '../ticketing/stock.service.js';
import type { PlaceOrderDto } from './decision.dto.js';
import type { OrderDraft } from './admission.queries.js';
import type { CartDto, HoldOrderDto, NewOrderDto, CartTicketDto } from './order-request.dto.js';
import { newOrderCode } from './crockford.js';
import type { OrderState, TicketState } from './order.rules.js';
import type { Consent, Ticket } from './orders.queries.js';

/** One person's wish, as it waits in line: to have places held, or to register. */
export interface Application extends AdmissionRequest {
  purpose: 'hold' | 'order';
  organizationId: string;
  claim: IdempotencyClaim | undefined;
  /** The invitation to this event by whose link the person came. */
  invitationId: string | null;
  /** Null for whoever only wants places held. */
  person: Person | null;
  tickets: readonly TicketApplication[];
}

/** Who registers. */
export interface Person {
  name: string;
  email: string;
  /** Whether the address is the person's own; otherwise nothing is written to it. */
  reachable: boolean;
  locale: Locale;
  source: string | null;
  consents: readonly Consent[];
  /** Why an organiser gives the tickets away. */
  giftReason: string | null;
}

export interface TicketApplication extends TicketRequest {
  attendeeName: string | null;
  attendeeEmail: string | null;
}

export type Admitted = Extract<AdmissionOutcome<Application>, { admitted: true }>;

/** What is known of a visitor besides what they sent. */
export interface Caller {
  visitor: Actor;
  invitationId: string | null;
  /** Whether the address they named is shown to be theirs. */
  proven: boolean;
  /** A keyed hash of their address, as hexadecimal digits; null where carts are not counted. */
  visitorHash: string | null;
  /** Their place in the waiting room, where they came through one. */
  roomPlaceId?: string | null;
}

const nobody = { attendeeName: null, attendeeEmail: null, named: false, answers: {} };

const wishOf = (ticket: CartTicketDto) => ({
  ticketTypeId: ticket.ticketTypeId,
  variationId: ticket.variationId ?? null,
  offered: ticket.price ?? null,
  addOns: (ticket.addOns ?? []).map((addOn) => ({
    ticketTypeId: addOn.ticketTypeId,
    variationId: addOn.variationId ?? null,
    offered: addOn.price ?? null,
  })),
});

/** A cart as admission sees it. */
export const cartOf = <P extends 'quote' | 'hold'>(caller: Caller, input: CartDto, purpose: P) => ({
  purpose,
  channel: 'public' as const,
  email: input.email ?? null,
  proven: caller.proven,
  invited: caller.invitationId !== null,
  visitor: caller.visitorHash,
  roomPlaceId: caller.roomPlaceId ?? null,
  currency: input.currency ?? null,
  code: input.code ?? null,
  gift: false,
  promised: null,
  answers: {},
  tickets: input.tickets.map((ticket) => ({ ...wishOf(ticket), ...nobody })),
});

/** The wish to have a cart held. */
export const holdApplicationOf = (caller: Caller, input: CartDto): Application => ({
  ...cartOf(caller, input, 'hold'),
  organizationId: caller.visitor.organizationId,
  claim: caller.visitor.idempotency,
  invitationId: caller.invitationId,
  person: null,
});

const personOf = (input: Omit<NewOrderDto, 'tickets'> | HoldOrderDto): Person => ({
  name: input.name,
  email: input.email,
  reachable: true,
  locale: input.locale,
  source: input.source ?? null,
  consents: (input.consents ?? []).map(({ purpose, textVersion }) => ({ purpose, textVersion })),
  giftReason: null,
});

/** The wish to register, with everything in one step. */
export const applicationOf = (caller: Caller, input: NewOrderDto): Application => ({
  ...cartOf(caller, input, 'hold'),
  purpose: 'order',
  visitor: null,
  organizationId: caller.visitor.organizationId,
  claim: caller.visitor.idempotency,
  invitationId: caller.invitationId,
  person: personOf(input),
  answers: input.answers ?? {},
  tickets: input.tickets.map((ticket) => ({
    ...wishOf(ticket),
    named: ticket.attendee !== undefined,
    attendeeName: ticket.attendee?.name ?? null,
    attendeeEmail: ticket.attendee?.email ?? null,
    answers: ticket.answers ?? {},
  })),
});

/** The wish to turn what is held into a registration. */
export const heldApplicationOf = (
  caller: Caller,
  promised: NonNullable<AdmissionRequest['promised']>,
  input: HoldOrderDto,
): Application => ({
  purpose: 'order',
  channel: 'public',
  email: input.email,
  proven: caller.proven,
  invited: caller.invitationId !== null,
  visitor: null,
  roomPlaceId: caller.roomPlaceId ?? null,
  currency: promised.cart.currency,
  code: null,
  gift: false,
  promised,
  organizationId: caller.visitor.organizationId,
  claim: caller.visitor.idempotency,
  invitationId: caller.invitationId,
  person: personOf(input),
  answers: input.answers ?? {},
  tickets: (input.attendees ?? []).map(({ attendee, answers }) => ({
    ticketTypeId: '',
    named: attendee !== undefined,
    attendeeName: attendee?.name ?? null,
    attendeeEmail: attendee?.email ?? null,
    answers: answers ?? {},
  })),
});

/** The order that an organiser places for somebody. */
export const internalApplicationOf = (actor: Actor, input: PlaceOrderDto): Application => {
  const caller = { visitor: actor, invitationId: null, proven: true, visitorHash: null };
  const application = applicationOf(caller, input);
  const giftReason = input.giftReason ?? null;
  return {
    ...application,
    channel: 'internal',
    claim: undefined,
    gift: giftReason !== null,
    person: application.person && { ...application.person, giftReason },
  };
};

/** A ticket for somebody who stands at the door. */
export interface DoorSale {
  ticketTypeId: string;
  variationId: string | null;
  /** Null where nobody asked. */
  name: string | null;
  email: string | null;
  locale: Locale | null;
}

const guest = { en: 'Guest', ru: 'Гость' };

/** The sale to somebody at the door. Without an address of theirs the organisation's stands in, and counts for no limit. */
export const doorApplicationOf = (
  actor: Actor,
  sale: DoorSale,
  organisation: { email: string; locale: Locale },
): Application => {
  const locale = sale.locale ?? organisation.locale;
  return {
    purpose: 'order',
    channel: 'door',
    organizationId: actor.organizationId,
    claim: undefined,
    invitationId: null,
    email: sale.email,
    proven: true,
    invited: false,
    visitor: null,
    currency: null,
    code: null,
    gift: false,
    promised: null,
    answers: {},
    person: {
      name: sale.name ?? guest[locale],
      email: sale.email ?? organisation.email,
      reachable: sale.email !== null,
      locale,
      source: null,
      consents: [],
      giftReason: null,
    },
    tickets: [
      {
        ticketTypeId: sale.ticketTypeId,
        variationId: sale.variationId,
        offered: null,
        addOns: [],
        named: true,
        attendeeName: sale.name,
        attendeeEmail: null,
        answers: {},
      },
    ],
  };
};

/** What an order and its tickets are at first: given at once where nothing is to be paid and nobody must approve. */
function firstStates(admitted: Admitted): { state: OrderState; ticketState: TicketState } {
  if (admitted.needsApproval && admitted.request.channel === 'public')
    return { state: 'awaiting-approval', ticketState: 'requested' };
  return admitted.cart.total > 0
    ? { state: 'pending', ticketState: 'reserved' }
    : { state: 'paid', ticketState: 'valid' };
}

/** The order that an admitted application becomes, with the answers that count. */
export function draftOf(admitted: Admitted, person: Person, settings: SaleSettings): OrderDraft {
  const { request, cart, answers } = admitted;
  const { state, ticketState } = firstStates(admitted);
  const ids = cart.lines.map(newId);
  return {
    ...person,
    id: newId(),
    code: newOrderCode(),
    state,
    invitationId: request.invitationId,
    roomPlaceId: request.roomPlaceId ?? null,
    channel: request.channel,
    complimentary: person.giftReason !== null,
    total: cart.total,
    currency: cart.currency,
    paid: 0,
    retained: 0,
    credited: 0,
    difference: 0,
    typeChange: null,
    paymentHours: state === 'pending' ? settings.paymentHours : null,
    pendingAdmits: settings.pendingAdmits,
    onePerPerson: settings.oneOrderPerPerson && person.reachable,
    cancellationPolicy: settings.cancellationPolicy,
    rounding: settings.rounding,
    holdId: request.promised?.holdId ?? null,
    answers,
    fees: cart.fees.map((fee) => ({ ...fee, id: newId(), cancelled: false })),
    tickets: cart.lines.map((line, index) => ({
      ...ticketOf(line, ids),
      ...attendeeOf(admitted, index),
      id: ids[index] ?? newId(),
      state: ticketState,
    })),
  };
}

const ticketOf = ({ item, list, steps, price, tax, codeId, givenAway }: PricedLine, ids: readonly string[]) => ({
  ticketTypeId: item.ticketTypeId,
  variationId: item.variationId,
  addOnTo: item.addOnTo === null ? null : (ids[item.addOnTo] ?? null),
  paidBy: null,
  blocked: false,
  generation: 1,
  list,
  steps,
  price,
  tax,
  codeId,
  givenAway,
});

function attendeeOf(
  { request, tellers, ticketAnswers }: Admitted,
  index: number,
): Pick<Ticket, 'attendeeName' | 'attendeeEmail' | 'answers'> {
  const teller = request.tickets[tellers[index] ?? -1];
  return {
    attendeeName: teller?.attendeeName ?? null,
    attendeeEmail: teller?.attendeeEmail ?? null,
    answers: ticketAnswers[index] ?? {},
  };
}
