/** Whose money it is: a merchant's account at one of the two providers. */
export interface Account {
  /** `acct_…` at Stripe, the shop's id at YooKassa. */
  readonly id: string;
  readonly provider: 'stripe' | 'yookassa';
  /** The secret key that requests carry. */
  readonly key: string;
  /** Signs notifications (Stripe only). */
  readonly webhookSecret: string;
  /** Where notifications go; null for nowhere. */
  readonly notificationUrl: string | null;
}

/**
 * `processing`: the person paid, the money is on its way. `held`: authorized, to be captured or cancelled. `bounced`: it was on
 * its way and did not arrive, and the page on which it was paid is over.
 */
export type BillState = 'open' | 'processing' | 'held' | 'paid' | 'bounced' | 'cancelled';

/** What a merchant asks a person to pay. Both APIs show it in their own words. */
export interface Bill {
  /** A UUID: YooKassa's payment id as it is, Stripe's ids without the dashes behind their prefix. */
  readonly id: string;
  readonly accountId: string;
  /** Minor units. */
  readonly amount: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
  readonly description: string;
  /** Of the payment (Stripe: of the payment intent). */
  readonly metadata: Readonly<Record<string, string>>;
  /** Of a Checkout session; Stripe does not copy it to the payment intent. */
  readonly sessionMetadata: Readonly<Record<string, string>>;
  readonly returnUrl: string;
  /** Where a person goes who turns back without paying. */
  readonly cancelUrl: string;
  /** The merchant's words for it, given back as they came. */
  readonly reference: string | null;
  readonly locale: string | null;
  /** Whether a page belongs to it (a Checkout session), or a bare payment intent. */
  readonly hosted: boolean;
  /** Off: money is held until the merchant captures it. */
  readonly capture: boolean;
  /** Unix milliseconds. */
  readonly createdAt: number;
  readonly expiresAt: number | null;
  state: BillState;
  /** Whether a person ever handed it in on the page. */
  submitted: boolean;
  /** Why it was cancelled or declined last, in YooKassa's words. */
  reason: string | null;
  /** What the person's bank took back, and whether it had to bring it again. */
  dispute?: { amount: number; won: boolean };
}

export type RefundState = 'pending' | 'succeeded' | 'failed';

export interface Refund {
  readonly id: string;
  readonly billId: string;
  readonly amount: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly reason: string | null;
  readonly createdAt: number;
  state: RefundState;
}

export type FactKind =
  | 'processing'
  | 'held'
  | 'paid'
  | 'settled'
  | 'declined'
  | 'bounced'
  | 'expired'
  | 'cancelled'
  | 'refund-made'
  | 'refund-done'
  | 'refund-failed'
  | 'charged-back'
  | 'reinstated';

/** Something that happened, for the provider to tell its merchant. */
export interface Fact {
  readonly kind: FactKind;
  readonly account: Account;
  readonly bill: Bill;
  readonly refund?: Refund;
}
