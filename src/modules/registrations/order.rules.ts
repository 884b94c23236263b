import { type Transitions, move } from '../../kernel/transitions.js';
import { eventOver, orderStateRefused, ticketCancelled, ticketUnknown } from './registrations.problems.js';

/**
 * `awaiting-approval` is asked for, `pending` is given and not paid, `paid` is what admits (also when it cost nothing),
 * `expired` gave its places back unpaid, `cancelled` has no ticket left, `retained` neither, but part of its money is kept, or
 * still pays for tickets that others have from it.
 */
export const orderStates = ['awaiting-approval', 'pending', 'paid', 'expired', 'cancelled', 'retained'] as const;
export type OrderState = (typeof orderStates)[number];

export const orderSteps: Transitions<OrderState> = {
  'awaiting-approval': ['pending', 'paid', 'cancelled'],
  pending: ['paid', 'retained', 'expired', 'cancelled'],
  paid: ['pending', 'cancelled', 'retained'],
  expired: ['pending', 'paid', 'retained', 'cancelled'],
  cancelled: ['pending', 'paid'],
  retained: ['pending', 'cancelled'],
};

/** States of an order that counts as the one of its person. */
export const liveStates = ['awaiting-approval', 'pending', 'paid'] as const;

/** `requested` waits for approval while its place is held, `reserved` waits for money; both become `valid`. */
export const ticketStates = ['requested', 'reserved', 'valid', 'cancelled'] as const;
export type TicketState = (typeof ticketStates)[number];

/** The part of an order that decides what may be done with it. */
export interface OrderStanding {
  state: OrderState;
  tickets: readonly { id: string; state: TicketState; addOnTo: string | null }[];
}

/** Whether the door lets somebody in with the ticket, as far as it is up to the order. */
export const admits = (order: { pendingAdmits: boolean }, ticket: { state: TicketState; blocked: boolean }): boolean =>
  !ticket.blocked && (ticket.state === 'valid' || (ticket.state === 'reserved' && order.pendingAdmits));

/** What happened at the event is not rewritten afterwards by those who were, or were not, there. */
export function requireNotOver({ endsAt }: { endsAt: Date }, now: Date): void {
  if (now >= endsAt) throw eventOver();
}

/** Refuses to touch an order whose places are gone. */
export function requireLive({ state }: Pick<OrderStanding, 'state'>): void {
  if (!liveStates.some((live) => live === state)) throw orderStateRefused({ state });
}

/** Refuses tickets that are not in the order, or not valid any more. */
export function requireValid({ tickets }: OrderStanding, ticketIds: readonly string[]): void {
  for (const ticketId of ticketIds) {
    const ticket = tickets.find(({ id }) => id === ticketId);
    if (!ticket) throw ticketUnknown();
    if (ticket.state === 'cancelled') throw ticketCancelled();
  }
}

/** The tickets that a cancellation takes: those named with what was added to them, or all; and the state of the order after it. */
export function planCancellation(
  order: OrderStanding,
  named: readonly string[] | null,
): { ticketIds: string[]; state: OrderState } {
  requireLive(order);
  if (named) requireValid(order, named);
  const standing = order.tickets.filter(({ state }) => state !== 'cancelled');
  const goes = ({ id, addOnTo }: OrderStanding['tickets'][number]) =>
    !named || named.includes(id) || (addOnTo !== null && named.includes(addOnTo));
  const ticketIds = standing.filter(goes).map(({ id }) => id);
  const all = ticketIds.length === standing.length;
  return { ticketIds, state: all ? move(orderSteps, order.state, 'cancelled', orderStateRefused) : order.state };
}
