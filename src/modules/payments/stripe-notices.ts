import type { Stripe } from 'stripe';
import type { Money } from '../../kernel/money.js';
import type { Notice } from './payment-provider.js';
import { fromStripe } from './stripe-amounts.rules.js';

/** What the objects of Stripe's events have that we look at. */
interface Told {
  id?: string;
  object?: string;
  amount?: number;
  amount_total?: number | null;
  currency?: string | null;
  livemode?: boolean;
  client_reference_id?: string | null;
  metadata?: Record<string, string> | null;
  payment_intent?: string | { id: string } | null;
}

const moneyOf = (told: Told): Money | null => {
  const amount = told.object === 'checkout.session' ? told.amount_total : told.amount;
  const of = told.object === 'checkout.session' || told.object === 'payment_intent';
  if (!of || typeof amount !== 'number' || !told.currency) return null;
  const currency = told.currency.toUpperCase();
  return { amount: fromStripe(amount, currency), currency };
};

/** Metadata may be anybody's: what is no id of ours names nothing. */
const uuidOrNull = (text: string | null | undefined): string | null =>
  text && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? text : null;

const paying = new Set([
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'payment_intent.succeeded',
  'charge.succeeded',
]);

/** What an event, whose signature was found right, is about. */
export function noticeOf(event: Stripe.Event): Notice {
  const told = event.data.object as Told;
  const session = told.object === 'checkout.session';
  const intent = typeof told.payment_intent === 'object' ? (told.payment_intent?.id ?? null) : told.payment_intent;
  return {
    eventRef: event.id,
    kind: event.type,
    signed: true,
    paymentId: uuidOrNull(told.metadata?.['payment'] ?? told.client_reference_id),
    ref: session ? (told.id ?? null) : null,
    captureRef: told.object === 'payment_intent' ? (told.id ?? null) : (intent ?? null),
    money: moneyOf(told),
    live: event.livemode,
    claimsPaid: paying.has(event.type),
  };
}
