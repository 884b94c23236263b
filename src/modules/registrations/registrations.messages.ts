import type { Message } from '../../platform/jobs/jobs.service.js';

/** Somebody is registered, with tickets. */
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
