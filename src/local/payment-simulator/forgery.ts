import { post } from './courier.js';
import { type Notification, signature, stripeEvent, yookassaNotice } from './notifications.js';
import { type StripeObjects, intentId } from './stripe-objects.js';
import type { Account, Bill } from './model.js';
import { type YookassaObjects, amountOf } from './yookassa-objects.js';

export interface Forgery {
  /** A session, payment intent or payment that the forger says is paid. */
  readonly ref: string;
  /**
   * How a claim to Stripe's name is signed: not at all, with a secret of the forger's own, an hour ago with the right one
   * (a recording), or with the right signature of other words. YooKassa signs nothing: there the claim itself is the forgery.
   */
  readonly how?: 'unsigned' | 'wrong-secret' | 'old' | 'changed';
  /** Default: the account's notification URL. */
  readonly url?: string;
  /** Minor units that the forger says were paid. Default: what the bill says. */
  readonly amount?: number;
}

/** Tells a merchant that something is paid that is not; resolves to the status of the answer. */
export function forge(
  account: Account,
  bill: Bill,
  claim: Notification,
  { how = 'wrong-secret', url }: Forgery,
): Promise<number | null> {
  const target = url ?? account.notificationUrl;
  if (!target) throw new Error(`Account ${account.id} has no notification URL`);
  const now = Math.floor(Date.now() / 1000);
  const { body } = claim;
  const signed = {
    unsigned: undefined,
    'wrong-secret': signature(body, 'whsec_of_somebody_else', now),
    old: signature(body, account.webhookSecret, now - 3_600),
    changed: signature(body.replace(bill.id, ''), `${account.webhookSecret} `, now),
  }[how];
  return post(target, body, account.provider === 'stripe' && signed ? { 'stripe-signature': signed } : {});
}

/** What a genuine notification would say if the bill were paid. */
export function claimOf(
  account: Account,
  bill: Bill,
  objects: { stripe: StripeObjects; yookassa: YookassaObjects },
  amount = bill.amount,
): Notification {
  if (account.provider === 'yookassa') {
    const payment = {
      ...objects.yookassa.payment(bill),
      status: 'succeeded',
      paid: true,
      amount: amountOf(amount, bill.currency),
    };
    return yookassaNotice(account, 'payment.succeeded', payment);
  }
  if (!bill.hosted) {
    const intent = { ...objects.stripe.intent(bill), status: 'succeeded', amount, amount_received: amount };
    return stripeEvent(account, 'payment_intent.succeeded', intent);
  }
  const paid = { status: 'complete', payment_status: 'paid', amount_total: amount, payment_intent: intentId(bill) };
  return stripeEvent(account, 'checkout.session.completed', { ...objects.stripe.session(bill), ...paid });
}
