import { type Transitions, move } from '../../kernel/transitions.js';
import { eventOver, orderStateRefused, ticketCancelled, ticketUnknown } from './registrations.problems.js';

/**
 * `awaiting-approval` is asked for, `pending` is given and not paid, `paid` is what admits (also when it cost nothing),
 * `expired` gave its places back unpaid, `cancelled` has no valid ticket left.
 */
export const orderStates = ['awaiting-approval', 'pending', 'paid', 'expired', 'cancelled'] as const;
export type OrderState = (typeof orderStates)[number];

const orderSteps: Transitions<OrderState> = {
  'awaiting-approval': ['pending', 'paid', 'cancelled'],
  pending: ['paid', 'expired', 'cancelled'],
  paid: ['cancelled'],
  expired: ['pending', 'paid', 'cancelled'],
  cancelled: [],
};

export const ticketStates = ['valid', 'cancelled'] as const;
export type TicketState = (typeof ticketStates)[number];

/** The part of an order that decides what may be done with it. */
export interface OrderStanding {
  state: OrderState;
  tickets: readonly { id: string; state: TicketState }[];
}

/** What happened at the event is not rewritten afterwards by those who were, or were not, there. */
export function requireNotOver({ endsAt }: { endsAt: Date }, now: Date): void {
  if (now >= endsAt) throw eventOver();
}

/** Refuses to touch an order whose places are gone. */
export function requireLive({ state }: OrderStanding): void {
  if (state === 'expired' || state === 'cancelled') throw orderStateRefused({ state });
}

/** Refuses tickets that are not in the order, or not valid any more. */
export function requireValid({ tickets }: OrderStanding, ticketIds: readonly string[]): void {
  for (const ticketId of ticketIds) {
    const ticket = tickets.find(({ id }) => id === ticketId);
    if (!ticket) throw ticketUnknown();
    if (ticket.state === 'cancelled') throw ticketCancelled();
  }
}

/** The tickets that a cancellation takes: those named, or all that are valid; and the state of the order after it. */
export function planCancellation(
  order: OrderStanding,
  named: readonly string[] | null,
): { ticketIds: string[]; state: OrderState } {
  requireLive(order);
  if (named) requireValid(order, named);
  const valid = order.tickets.filter(({ state }) => state === 'valid').map(({ id }) => id);
  const ticketIds = named ? valid.filter((id) => named.includes(id)) : valid;
  const all = ticketIds.length === valid.length;
  return { ticketIds, state: all ? move(orderSteps, order.state, 'cancelled', orderStateRefused) : order.state };
}
