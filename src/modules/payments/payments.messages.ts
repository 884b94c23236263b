import type { Message } from '../../platform/jobs/jobs.service.js';

/** Money came for an order; whether it covers it is another matter. */
export type PaymentConfirmed = Message<'payment.confirmed', { paymentId: string; orderId: string }>;
export const paymentConfirmed = (paymentId: string, orderId: string): PaymentConfirmed => ({
  type: 'payment.confirmed',
  data: { paymentId, orderId },
});

/** Money is to be given back. */
export type RefundCreated = Message<'refund.created', { refundId: string; orderId: string }>;
export const refundCreated = (refundId: string, orderId: string): RefundCreated => ({
  type: 'refund.created',
  data: { refundId, orderId },
});

/** Money was given back. */
export type RefundDone = Message<'refund.done', { refundId: string; orderId: string }>;
export const refundDone = (refundId: string, orderId: string): RefundDone => ({
  type: 'refund.done',
  data: { refundId, orderId },
});

/** A provider is to be told of a refund. */
export type RefundRun = Message<'refund/run', { refundId: string }>;
export const refundRun = (refundId: string): RefundRun => ({ type: 'refund/run', data: { refundId } });

/** What is open for an order is not to be paid any more. */
export type PaymentsMoot = Message<'payments/moot', { orderId: string }>;
export const paymentsMoot = (orderId: string): PaymentsMoot => ({ type: 'payments/moot', data: { orderId } });
