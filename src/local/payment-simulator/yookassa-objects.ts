import type { Bill, BillState, Refund } from './model.js';
import type { Till } from './till.js';

const status: Record<BillState, string> = {
  open: 'pending',
  processing: 'pending',
  held: 'waiting_for_capture',
  paid: 'succeeded',
  bounced: 'canceled',
  cancelled: 'canceled',
};

/** `{"value": "12.50", "currency": "RUB"}`. Every currency that YooKassa takes has two decimal digits. */
export const amountOf = (amount: number, currency: string): { value: string; currency: string } => ({
  value: `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`,
  currency,
});

/** The objects of YooKassa's API as merchants see them. */
export class YookassaObjects {
  constructor(
    private readonly till: Till,
    private readonly pageOf: (bill: Bill) => string,
  ) {}

  payment(bill: Bill): object {
    const { captured, refunded } = this.till.book.sums(bill.id);
    return {
      id: bill.id,
      status: status[bill.state],
      amount: amountOf(bill.amount, bill.currency),
      ...(captured > 0 && { income_amount: amountOf(captured, bill.currency) }),
      description: bill.description,
      recipient: { account_id: bill.accountId, gateway_id: '1' },
      created_at: new Date(bill.createdAt).toISOString(),
      ...(bill.state === 'open' && {
        confirmation: { type: 'redirect', return_url: bill.returnUrl, confirmation_url: this.pageOf(bill) },
      }),
      test: true,
      paid: bill.state === 'paid' || bill.state === 'held',
      refundable: bill.state === 'paid' && this.till.refundable(bill) > 0,
      ...(captured > 0 && { refunded_amount: amountOf(refunded, bill.currency) }),
      ...(bill.state === 'cancelled' && {
        cancellation_details: {
          party: bill.reason === 'canceled_by_merchant' ? 'merchant' : 'yoo_money',
          reason: bill.reason,
        },
      }),
      metadata: bill.metadata,
    };
  }

  refund(bill: Bill, refund: Refund): object {
    return {
      id: refund.id,
      status: { pending: 'pending', succeeded: 'succeeded', failed: 'canceled' }[refund.state],
      amount: amountOf(refund.amount, bill.currency),
      created_at: new Date(refund.createdAt).toISOString(),
      payment_id: bill.id,
      ...(refund.reason !== null && { description: refund.reason }),
      ...(refund.state === 'failed' && {
        cancellation_details: { party: 'yoo_money', reason: 'rejected_by_payee' },
      }),
    };
  }
}
