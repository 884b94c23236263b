import { type Transitions, move } from '../../kernel/transitions.js';
import type { OrderState, TicketState } from './order.rules.js';
import {
  orderStateRefused,
  ticketBound,
  ticketCancelled,
  ticketUnknown,
  ticketUsed,
  transferOver,
  transferTooOften,
} from './registrations.problems.js';

/** `offered` waits for the receiver; every other state is an end. */
export const transferStates = ['offered', 'accepted', 'declined', 'withdrawn', 'expired'] as const;
export type TransferState = (typeof transferStates)[number];

const transferSteps: Transitions<TransferState> = {
  offered: ['accepted', 'declined', 'withdrawn', 'expired'],
  accepted: [],
  declined: [],
  withdrawn: [],
  expired: [],
};

/** Refuses to end an offer that is over. */
export const requireOffered = (from: TransferState, to: TransferState): TransferState =>
  move(transferSteps, from, to, transferOver);

/** The part of a ticket that decides whether it may leave its order, or become something else. */
export interface MovableTicket {
  id: string;
  state: TicketState;
  addOnTo: string | null;
  price: number;
}

const dayMs = 86_400_000;

/** How many offers may come to nothing within a day: enough for mistakes, too few to write to strangers in our name. */
const mostOfTicket = 5;
const mostOfOrder = 20;

/** Refuses another offer where too many were made in vain. */
export function requireFewVainOffers({ ofTicket, ofOrder }: { ofTicket: number; ofOrder: number }): void {
  if (ofTicket >= mostOfTicket) throw transferTooOften({ atMost: mostOfTicket });
  if (ofOrder >= mostOfOrder) throw transferTooOften({ atMost: mostOfOrder });
}

/** How long a receiver may think. */
const daysToAnswer = 7;

/** An offer waits for some days, and not longer than until the event is over. */
export const offerEndsAt = (now: Date, endsAt: Date): Date =>
  new Date(Math.min(now.getTime() + daysToAnswer * dayMs, endsAt.getTime()));

/**
 * The ticket, where it stands by itself and nobody has come in by it: only then it is handed on, returned or exchanged. What
 * was added to it goes with it.
 */
export function movable<T extends MovableTicket>(
  order: { state: OrderState; tickets: readonly T[] },
  ticketId: string,
  admitted: ReadonlySet<string>,
): { ticket: T; withIt: readonly T[] } {
  if (order.state !== 'paid') throw orderStateRefused({ state: order.state });
  const ticket = order.tickets.find(({ id }) => id === ticketId);
  if (!ticket) throw ticketUnknown();
  if (ticket.state === 'cancelled') throw ticketCancelled();
  if (ticket.addOnTo !== null) throw ticketBound();
  const withIt = order.tickets.filter(({ addOnTo, state }) => addOnTo === ticketId && state !== 'cancelled');
  if ([ticket, ...withIt].some(({ id }) => admitted.has(id))) throw ticketUsed();
  return { ticket, withIt };
}
