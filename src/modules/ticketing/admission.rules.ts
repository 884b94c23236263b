import { toPublicId } from '../../kernel/id.js';
import type { Problem } from '../../kernel/problem.js';
import { type Answers, type Question, type SettledForm, settleForm } from './questions.rules.js';
import { type EventOnSale, type QuotaState, type SaleWindow, placesLeft, whyClosed } from './sale.rules.js';
import {
  alreadyRegistered,
  answersInvalid,
  eventCancelled,
  notOffered,
  notYetOnSale,
  registrationNotOpen,
  registrationOver,
  saleOver,
  soldOut,
  tooFew,
  tooMany,
} from './ticketing.problems.js';

/** A ticket type as the rules of admission see it. */
export interface TypeOnSale extends SaleWindow {
  id: string;
  /** Hidden types are taken only by people who come by a personal link. */
  hidden: boolean;
  minPerOrder: number;
  maxPerOrder: number;
  /** The quotas that each ticket takes a place from; at least one. */
  quotaIds: readonly string[];
}

/** Everything that decides who gets a place, as it stands while the quotas of the event are locked. */
export interface Stock {
  event: EventOnSale;
  types: ReadonlyMap<string, TypeOnSale>;
  quotas: ReadonlyMap<string, QuotaState>;
  /** In the order in which they are asked. */
  questions: readonly Question[];
  /** The e-mail addresses, in lower case, that already have an order of this event. */
  registered: ReadonlySet<string>;
}

/** One person's wish for places, at least one ticket. */
export interface AdmissionRequest {
  /** In lower case. */
  email: string;
  /** Whether the person came by a personal link. */
  invited: boolean;
  answers: Readonly<Record<string, unknown>>;
  tickets: readonly TicketRequest[];
}

export interface TicketRequest {
  ticketTypeId: string;
  answers: Readonly<Record<string, unknown>>;
}

/** "No" is a normal answer to somebody in a rush, so it is a value. `ticketAnswers` are in the order of the tickets. */
export type AdmissionOutcome<R extends AdmissionRequest> =
  | { request: R; admitted: true; answers: Answers; ticketAnswers: readonly Answers[] }
  | { request: R; admitted: false; problem: Problem };

/** The running account of one batch: what earlier requests in it have left over. */
interface Account {
  left: Map<string, number>;
  registered: Set<string>;
}

/**
 * Decides the requests of one batch in the order in which they came. Pure, so that the whole rule of who gets a place
 * can be compared with a naive reference; one request alone is a batch of one.
 */
export function admit<R extends AdmissionRequest>(
  stock: Stock,
  requests: readonly R[],
  now: Date,
): AdmissionOutcome<R>[] {
  const account: Account = {
    left: new Map([...stock.quotas.values()].map((quota) => [quota.id, placesLeft(quota)])),
    registered: new Set(stock.registered),
  };
  return requests.map((request) => {
    const { answers, ticketAnswers, faults } = settleForm(stock.questions, request);
    const problem = whyNot(stock, account, request, now) ?? whyUnanswered(faults);
    if (problem) return { request, admitted: false, problem };
    take(stock, account, request);
    return { request, admitted: true, answers, ticketAnswers };
  });
}

/** The first reason against the request, in the order in which a person would want to hear it. */
function whyNot(stock: Stock, account: Account, request: AdmissionRequest, now: Date): Problem | null {
  return (
    whyEventIsShut(stock.event, now) ??
    whyTypesAreShut(stock, request, now) ??
    (account.registered.has(request.email) ? alreadyRegistered() : null) ??
    whyNoPlaces(stock, account, request)
  );
}

function whyEventIsShut({ status, endsAt }: EventOnSale, now: Date): Problem | null {
  if (status === 'draft') return registrationNotOpen();
  if (status === 'cancelled') return eventCancelled();
  return status === 'closed' || now >= endsAt ? registrationOver() : null;
}

function whyTypesAreShut(stock: Stock, request: AdmissionRequest, now: Date): Problem | null {
  for (const [id, wanted] of wantedTypes(request)) {
    const type = stock.types.get(id);
    if (!type || (type.hidden && !request.invited)) return notOffered({ pointer: wanted.pointer });
    const problem = whyNotForSale(stock.event, type, now) ?? whyOutsideLimits(type, wanted);
    if (problem) return problem;
  }
  return null;
}

function whyNotForSale(event: EventOnSale, type: TypeOnSale, now: Date): Problem | null {
  const closed = whyClosed(event, type, now);
  if (!closed) return null;
  const ticketTypeId = toPublicId('tty', type.id);
  return closed.state === 'sale-over'
    ? saleOver({ ticketTypeId, since: closed.since })
    : notYetOnSale({ ticketTypeId, from: closed.from });
}

function whyOutsideLimits({ id, minPerOrder, maxPerOrder }: TypeOnSale, { count, pointer }: Wanted): Problem | null {
  const ticketTypeId = toPublicId('tty', id);
  if (count < minPerOrder) return tooFew({ ticketTypeId, pointer, wanted: count, atLeast: minPerOrder });
  return count > maxPerOrder ? tooMany({ ticketTypeId, pointer, wanted: count, atMost: maxPerOrder }) : null;
}

function whyNoPlaces(stock: Stock, account: Account, request: AdmissionRequest): Problem | null {
  for (const [quotaId, wanted] of placesByQuota(stock, request)) {
    const left = account.left.get(quotaId) ?? 0;
    if (wanted > left) return soldOut({ wanted, left });
  }
  return null;
}

function whyUnanswered(faults: SettledForm['faults']): Problem | null {
  const [first] = faults;
  return first ? answersInvalid({ detail: first.detail, pointer: first.pointer, errors: faults }) : null;
}

function take(stock: Stock, account: Account, request: AdmissionRequest): void {
  account.registered.add(request.email);
  for (const [quotaId, wanted] of placesByQuota(stock, request)) {
    account.left.set(quotaId, (account.left.get(quotaId) ?? 0) - wanted);
  }
}

interface Wanted {
  count: number;
  /** JSON Pointer to the first ticket of this type in the request. */
  pointer: string;
}

function wantedTypes({ tickets }: AdmissionRequest): Map<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  for (const [index, { ticketTypeId }] of tickets.entries()) {
    const before = wanted.get(ticketTypeId);
    wanted.set(
      ticketTypeId,
      before ? { ...before, count: before.count + 1 } : { count: 1, pointer: `/tickets/${index}/ticketTypeId` },
    );
  }
  return wanted;
}

/** A ticket takes one place from every quota of its type, so types that share a quota add up. */
function placesByQuota(stock: Stock, { tickets }: AdmissionRequest): Map<string, number> {
  const places = new Map<string, number>();
  for (const quotaId of tickets.flatMap(({ ticketTypeId }) => stock.types.get(ticketTypeId)?.quotaIds ?? [])) {
    places.set(quotaId, (places.get(quotaId) ?? 0) + 1);
  }
  return places;
}
