import { createHmac, randomUUID } from 'node:crypto';

import type { StripeObjects } from './stripe-objects.js';
import type { Account, Fact, FactKind } from './model.js';
import type { YookassaObjects } from './yookassa-objects.js';

/** What a merchant is told, as it goes out. */
export interface Notification {
  readonly id: string;
  readonly account: Account;
  /** `payment_intent.succeeded`, `payment.succeeded`, … */
  readonly type: string;
  readonly body: string;
}

interface Objects {
  readonly stripe: StripeObjects;
  readonly yookassa: YookassaObjects;
}

/** What the provider tells about a fact, in the order in which it happened. */
export function notificationsOf(fact: Fact, objects: Objects): Notification[] {
  return fact.account.provider === 'stripe'
    ? stripeEvents(fact, objects.stripe)
    : yookassaNotices(fact, objects.yookassa);
}

/** Types that begin with `checkout.session` are about the session and leave out bare intents. */
const stripeTypes: Record<FactKind, readonly string[]> = {
  processing: ['checkout.session.completed', 'payment_intent.processing'],
  held: ['checkout.session.completed', 'payment_intent.amount_capturable_updated'],
  paid: ['checkout.session.completed', 'payment_intent.succeeded', 'charge.succeeded'],
  settled: ['checkout.session.async_payment_succeeded', 'payment_intent.succeeded', 'charge.succeeded'],
  declined: ['payment_intent.payment_failed'],
  bounced: ['checkout.session.async_payment_failed', 'payment_intent.payment_failed'],
  expired: ['checkout.session.expired'],
  cancelled: ['payment_intent.canceled'],
  'refund-made': ['refund.created'],
  'refund-done': ['charge.refunded', 'refund.updated'],
  'refund-failed': ['refund.failed'],
  'charged-back': ['charge.dispute.created', 'charge.dispute.funds_withdrawn'],
  reinstated: ['charge.dispute.funds_reinstated', 'charge.dispute.closed'],
};

function stripeEvents(fact: Fact, objects: StripeObjects): Notification[] {
  return stripeTypes[fact.kind]
    .filter((type) => fact.bill.hosted || !type.startsWith('checkout.session'))
    .map((type) => stripeEvent(fact.account, type, stripeObject(type, fact, objects)));
}

/** A notification of Stripe's kind about any object. */
export function stripeEvent(account: Account, type: string, object: object): Notification {
  const id = `evt_${randomUUID().replaceAll('-', '')}`;
  const created = Math.floor(Date.now() / 1000);
  const event = { id, object: 'event', created, data: { object }, livemode: false, pending_webhooks: 1, type };
  return { id, account, type, body: JSON.stringify(event) };
}

function stripeObject(type: string, { bill, refund }: Fact, objects: StripeObjects): object {
  if (type.startsWith('checkout.session')) return objects.session(bill);
  if (type.startsWith('refund') && refund) return objects.refund(bill, refund);
  if (type.startsWith('charge.dispute')) return objects.dispute(bill);
  return type.startsWith('charge') ? objects.charge(bill) : objects.intent(bill);
}

/** YooKassa tells the end of things only; a chargeback is seen in its reports. */
const yookassaTypes: Partial<Record<FactKind, string>> = {
  held: 'payment.waiting_for_capture',
  paid: 'payment.succeeded',
  settled: 'payment.succeeded',
  declined: 'payment.canceled',
  expired: 'payment.canceled',
  cancelled: 'payment.canceled',
  'refund-done': 'refund.succeeded',
};

function yookassaNotices({ kind, account, bill, refund }: Fact, objects: YookassaObjects): Notification[] {
  const type = yookassaTypes[kind];
  if (!type) return [];
  return [yookassaNotice(account, type, refund ? objects.refund(bill, refund) : objects.payment(bill))];
}

/** A notification of YooKassa's kind about any object. */
export function yookassaNotice(account: Account, event: string, object: object): Notification {
  const body = JSON.stringify({ type: 'notification', event, object });
  return { id: randomUUID(), account, type: event, body };
}

/** `Stripe-Signature`: HMAC-SHA256 over time and body. `at` in Unix seconds. */
export function signature(body: string, secret: string, at: number): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
}
