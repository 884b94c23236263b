import type { Bill, BillState, Refund } from './model.js';
import type { Till } from './till.js';

const bare = (id: string): string => id.replaceAll('-', '');
const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

export const sessionId = (bill: Bill): string => `cs_test_${bare(bill.id)}`;
export const intentId = (bill: Bill): string => `pi_${bare(bill.id)}`;
export const refundId = (refund: Refund): string => `re_${bare(refund.id)}`;
const chargeId = (bill: Bill): string => `ch_${bare(bill.id)}`;

/** The UUID behind an id of Stripe's kind. */
export function uuidOf(id: string): string {
  const hex = id.slice(-32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const intentStatus: Record<BillState, string> = {
  open: 'requires_payment_method',
  processing: 'processing',
  held: 'requires_capture',
  paid: 'succeeded',
  bounced: 'requires_payment_method',
  cancelled: 'canceled',
};

/** The objects of Stripe's API as merchants see them; amounts in minor units, times in Unix seconds. */
export class StripeObjects {
  constructor(
    private readonly till: Till,
    private readonly pageOf: (bill: Bill) => string,
  ) {}

  /** The payment intent is there once the person handed something in, as in API versions since 2022-08-01. */
  session(bill: Bill, expand: readonly string[] = []): object {
    const status = bill.submitted ? 'complete' : bill.state === 'cancelled' ? 'expired' : 'open';
    const intent = expand.includes('payment_intent') ? this.intent(bill, within(expand)) : intentId(bill);
    return {
      id: sessionId(bill),
      object: 'checkout.session',
      amount_subtotal: bill.amount,
      amount_total: bill.amount,
      cancel_url: bill.cancelUrl,
      client_reference_id: bill.reference,
      created: seconds(bill.createdAt),
      currency: bill.currency.toLowerCase(),
      expires_at: seconds(bill.expiresAt ?? 0),
      livemode: false,
      locale: bill.locale,
      metadata: bill.sessionMetadata,
      mode: 'payment',
      payment_intent: bill.submitted ? intent : null,
      payment_method_types: ['card'],
      payment_status: bill.state === 'paid' ? 'paid' : 'unpaid',
      status,
      success_url: bill.returnUrl,
      url: status === 'open' ? this.pageOf(bill) : null,
    };
  }

  intent(bill: Bill, expand: readonly string[] = []): object {
    const captured = bill.state === 'paid';
    const charge = expand.includes('latest_charge') ? this.charge(bill) : chargeId(bill);
    return {
      id: intentId(bill),
      object: 'payment_intent',
      amount: bill.amount,
      amount_capturable: bill.state === 'held' ? bill.amount : 0,
      amount_received: captured ? bill.amount : 0,
      cancellation_reason: bill.state === 'cancelled' ? 'requested_by_customer' : null,
      capture_method: bill.capture ? 'automatic' : 'manual',
      client_secret: `${intentId(bill)}_secret_simulated`,
      created: seconds(bill.createdAt),
      currency: bill.currency.toLowerCase(),
      description: bill.description || null,
      last_payment_error: declineOf(bill),
      latest_charge: captured || bill.state === 'held' ? charge : null,
      livemode: false,
      metadata: bill.metadata,
      payment_method_types: ['card'],
      status: intentStatus[bill.state],
    };
  }

  charge(bill: Bill): object {
    const { captured, refunded } = this.till.book.sums(bill.id);
    return {
      id: chargeId(bill),
      object: 'charge',
      amount: bill.amount,
      amount_captured: captured,
      amount_refunded: refunded,
      captured: captured > 0,
      created: seconds(bill.createdAt),
      currency: bill.currency.toLowerCase(),
      disputed: bill.dispute !== undefined,
      livemode: false,
      metadata: bill.metadata,
      paid: true,
      payment_intent: intentId(bill),
      refunded: refunded >= captured,
      status: 'succeeded',
    };
  }

  refund(bill: Bill, refund: Refund): object {
    return {
      id: refundId(refund),
      object: 'refund',
      amount: refund.amount,
      charge: chargeId(bill),
      created: seconds(refund.createdAt),
      currency: bill.currency.toLowerCase(),
      failure_reason: refund.state === 'failed' ? 'expired_or_canceled_card' : null,
      metadata: refund.metadata,
      payment_intent: intentId(bill),
      reason: refund.reason,
      status: refund.state,
    };
  }

  dispute(bill: Bill): object {
    return {
      id: `du_${bare(bill.id)}`,
      object: 'dispute',
      amount: bill.dispute?.amount ?? 0,
      charge: chargeId(bill),
      created: seconds(Date.now()),
      currency: bill.currency.toLowerCase(),
      livemode: false,
      metadata: {},
      payment_intent: intentId(bill),
      reason: 'fraudulent',
      status: bill.dispute?.won ? 'won' : 'lost',
    };
  }
}

const declineOf = ({ state, reason }: Bill): object | null =>
  (state === 'open' || state === 'bounced') && reason
    ? { type: 'card_error', code: 'card_declined', decline_code: 'generic_decline' }
    : null;

/** `payment_intent.latest_charge` of a session is `latest_charge` of its intent. */
const within = (expand: readonly string[]): string[] =>
  expand.flatMap((path) => (path.startsWith('payment_intent.') ? [path.slice('payment_intent.'.length)] : []));
