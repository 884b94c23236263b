import type { Locale } from '../../kernel/text.js';
import type { Actor, IdempotencyClaim } from '../../platform/auth/actor.js';
import { newId } from '../../platform/database/new-id.js';
import type { AdmissionOutcome, AdmissionRequest, TicketRequest } from '../ticketing/stock.service.js';
import type { OrderDraft } from './admission.queries.js';
import { newOrderCode } from './crockford.js';
import type { NewOrderDto } from './order-request.dto.js';
import type { Consent } from './orders.queries.js';

/** One person's wish to register, as it waits in line. */
export interface Application extends AdmissionRequest {
  organizationId: string;
  name: string;
  locale: Locale;
  source: string | null;
  /** The invitation to this event by whose link the person came. */
  invitationId: string | null;
  consents: readonly Consent[];
  tickets: readonly TicketApplication[];
  claim: IdempotencyClaim | undefined;
}

export interface TicketApplication extends TicketRequest {
  attendeeName: string;
  attendeeEmail: string | null;
}

export type Admitted = Extract<AdmissionOutcome<Application>, { admitted: true }>;

export const applicationOf = (visitor: Actor, input: NewOrderDto, invitationId: string | null): Application => ({
  organizationId: visitor.organizationId,
  claim: visitor.idempotency,
  name: input.name,
  email: input.email,
  locale: input.locale,
  source: input.source ?? null,
  invitationId,
  invited: invitationId !== null,
  consents: (input.consents ?? []).map(({ purpose, textVersion }) => ({ purpose, textVersion })),
  answers: input.answers ?? {},
  tickets: input.tickets.map((ticket) => ({
    ticketTypeId: ticket.ticketTypeId,
    attendeeName: ticket.attendee.name,
    attendeeEmail: ticket.attendee.email ?? null,
    answers: ticket.answers ?? {},
  })),
});

/** The order that an admitted application becomes, with the answers that count. */
export const draftOf = ({ request, answers, ticketAnswers }: Admitted): OrderDraft => ({
  id: newId(),
  code: newOrderCode(),
  name: request.name,
  email: request.email,
  locale: request.locale,
  source: request.source,
  invitationId: request.invitationId,
  consents: request.consents,
  state: 'paid',
  channel: 'public',
  complimentary: false,
  giftReason: null,
  total: 0,
  currency: null,
  paid: 0,
  retained: 0,
  difference: 0,
  paymentHours: null,
  pendingAdmits: false,
  onePerPerson: true,
  cancellationPolicy: null,
  rounding: 'line',
  holdId: null,
  fees: [],
  answers,
  tickets: request.tickets.map((ticket, index) => ({
    id: newId(),
    ticketTypeId: ticket.ticketTypeId,
    variationId: null,
    addOnTo: null,
    paidBy: null,
    state: 'valid',
    blocked: false,
    list: 0,
    steps: [],
    price: 0,
    tax: null,
    codeId: null,
    givenAway: 0,
    attendeeName: ticket.attendeeName,
    attendeeEmail: ticket.attendeeEmail,
    answers: ticketAnswers[index] ?? {},
    generation: 1,
  })),
});
