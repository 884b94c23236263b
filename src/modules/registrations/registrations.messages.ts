import type { Message } from '../../platform/jobs/jobs.service.js';

/** Somebody asks for tickets that an organiser must approve. */
export type OrderRequested = Message<'order.requested', { orderId: string; eventId: string }>;
export const orderRequested = (orderId: string, eventId: string): OrderRequested => ({
  type: 'order.requested',
  data: { orderId, eventId },
});

/** Somebody has tickets that wait for their money, until the order's deadline. */
export type OrderPlaced = Message<'order.placed', { orderId: string; eventId: string }>;
export const orderPlaced = (orderId: string, eventId: string): OrderPlaced => ({
  type: 'order.placed',
  data: { orderId, eventId },
});

/** The money did not come in time: the places are given back. */
export type OrderExpired = Message<'order.expired', { orderId: string; eventId: string }>;
export const orderExpired = (orderId: string, eventId: string): OrderExpired => ({
  type: 'order.expired',
  data: { orderId, eventId },
});

/** The deadline of an order comes near, and it still waits for its money. */
export type OrderUnpaid = Message<'order.unpaid', { orderId: string; eventId: string }>;
export const orderUnpaid = (orderId: string, eventId: string): OrderUnpaid => ({
  type: 'order.unpaid',
  data: { orderId, eventId },
});

/** The organiser did not approve. */
export type OrderDenied = Message<'order.denied', { orderId: string; eventId: string; notify: boolean }>;
export const orderDenied = (orderId: string, eventId: string, notify: boolean): OrderDenied => ({
  type: 'order.denied',
  data: { orderId, eventId, notify },
});

/**
 * Money is owed to the person: after a cancellation, or a change to something cheaper. Minor units of the order's currency.
 * `sourceId` is what it is owed for: the same refund, however often the news comes.
 */
export type OrderRefundDue = Message<
  'order.refund-due',
  { orderId: string; eventId: string; amount: number; reason: string; sourceId: string; notify: boolean }
>;
export const orderRefundDue = (
  orderId: string,
  eventId: string,
  due: { amount: number; reason: string; sourceId: string; notify: boolean },
): OrderRefundDue => ({ type: 'order.refund-due', data: { orderId, eventId, ...due } });

/** A difference is to be paid, after a change to something dearer. */
export type OrderDue = Message<'order.due', { orderId: string; eventId: string }>;
export const orderDue = (orderId: string, eventId: string): OrderDue => ({
  type: 'order.due',
  data: { orderId, eventId },
});

/** Somebody is registered, with tickets that are paid or cost nothing. */
export type OrderConfirmed = Message<'order.confirmed', { orderId: string; eventId: string }>;
export const orderConfirmed = (orderId: string, eventId: string): OrderConfirmed => ({
  type: 'order.confirmed',
  data: { orderId, eventId },
});

/** Names, answers or the number of tickets changed; what is left of the order is valid. */
export type OrderChanged = Message<'order.changed', { orderId: string; eventId: string; notify: boolean }>;
export const orderChanged = (orderId: string, eventId: string, notify: boolean): OrderChanged => ({
  type: 'order.changed',
  data: { orderId, eventId, notify },
});

/** No ticket of the order is valid any more. `notify` is whether the person is to hear of it by mail. */
export type OrderCancelled = Message<'order.cancelled', { orderId: string; eventId: string; notify: boolean }>;
export const orderCancelled = (orderId: string, eventId: string, notify: boolean): OrderCancelled => ({
  type: 'order.cancelled',
  data: { orderId, eventId, notify },
});

/** Somebody tried to register again: the private link of their order is to be mailed to them once more. */
export type OrderLinkWanted = Message<'order.link-wanted', { orderId: string; eventId: string }>;
export const orderLinkWanted = (orderId: string, eventId: string): OrderLinkWanted => ({
  type: 'order.link-wanted',
  data: { orderId, eventId },
});

/** Somebody offers a ticket of their order to somebody else. */
export type TransferOffered = Message<'transfer.offered', { transferId: string; orderId: string; eventId: string }>;
export const transferOffered = (transferId: string, orderId: string, eventId: string): TransferOffered => ({
  type: 'transfer.offered',
  data: { transferId, orderId, eventId },
});

/** An offer of a ticket was taken, refused, or taken back. */
export type TransferEnded = Message<
  'transfer.ended',
  { transferId: string; orderId: string; eventId: string; state: 'accepted' | 'declined' | 'withdrawn' }
>;
export const transferEnded = (
  transferId: string,
  orderId: string,
  eventId: string,
  state: TransferEnded['data']['state'],
): TransferEnded => ({ type: 'transfer.ended', data: { transferId, orderId, eventId, state } });

/** A ticket is one of another type now; its code is a new one. */
export type TicketRetyped = Message<
  'ticket.retyped',
  { ticketId: string; orderId: string; eventId: string; generation: number }
>;
export const ticketRetyped = (
  ticketId: string,
  orderId: string,
  eventId: string,
  generation: number,
): TicketRetyped => ({ type: 'ticket.retyped', data: { ticketId, orderId, eventId, generation } });

/** The event is near, and tickets of the order have no names yet. */
export type NamesWanted = Message<'order.names-wanted', { orderId: string; eventId: string }>;
export const namesWanted = (orderId: string, eventId: string): NamesWanted => ({
  type: 'order.names-wanted',
  data: { orderId, eventId },
});

/** Somebody would give a ticket back as soon as somebody waits for it. */
export type ResaleOffered = Message<'resale.offered', { eventId: string }>;
export const resaleOffered = (eventId: string): ResaleOffered => ({ type: 'resale.offered', data: { eventId } });

/** An order of a mass refund waits to be dealt with. */
export type OrderRefundWanted = Message<'order.refund-wanted', { runId: string; orderId: string; eventId: string }>;
export const orderRefundWanted = (runId: string, orderId: string, eventId: string): OrderRefundWanted => ({
  type: 'order.refund-wanted',
  data: { runId, orderId, eventId },
});

/** People of an import wait for their places. */
export type AttendeesWaiting = Message<'attendees.waiting', { importId: string; eventId: string }>;
export const attendeesWaiting = (importId: string, eventId: string): AttendeesWaiting => ({
  type: 'attendees.waiting',
  data: { importId, eventId },
});
