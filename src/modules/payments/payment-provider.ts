import type { Money } from '../../kernel/money.js';
import type { Locale } from '../../kernel/text.js';

/** Ways to pay. `free` is for what costs nothing in the end, `cash` for the box office. */
export const providerNames = ['free', 'cash', 'bank-transfer', 'stripe', 'yookassa'] as const;
export type ProviderName = (typeof providerNames)[number];

/** Those that an organisation has an account with. */
export const accountProviders = ['stripe', 'yookassa', 'bank-transfer'] as const;
export type AccountProvider = (typeof accountProviders)[number];

/** What a provider may be told of an account; `secrets` are opened for the call only. */
export interface ProviderAccount {
  id: string;
  provider: AccountProvider;
  settings: Readonly<Record<string, unknown>>;
  secrets: Readonly<Record<string, string>>;
}

/** What is to be paid. Starting it again with the same `paymentId` is the same payment at the provider. */
export interface PaymentIntent {
  paymentId: string;
  orderId: string;
  /** Of the order, for people to read out. */
  orderCode: string;
  money: Money;
  description: string;
  email: string;
  locale: Locale;
  /** Where the payer comes back to, whatever happened. */
  returnUrl: string;
}

/** What the payer is told to do where there is no page to send them to; fields as the provider has them. */
export type Instructions = Readonly<Record<string, string>>;

export interface StartedPayment {
  /** The provider's name of it; null where it has none. */
  ref: string | null;
  redirectUrl: string | null;
  instructions: Instructions | null;
  /** What the payer writes on a transfer. */
  reference: string | null;
}

/** A refund as the provider has it. */
export interface ReportedRefund {
  ref: string;
  /** Our refund that it is; null where somebody made it at the provider, or a bank took the money back. */
  refundId: string | null;
  money: Money;
  state: 'pending' | 'done' | 'failed';
}

/** What the provider says of a payment when it is asked: the only thing that is believed. */
export interface PaymentReport {
  state: 'pending' | 'confirmed' | 'failed' | 'canceled';
  /** What the provider has taken, or will take. */
  money: Money;
  /** The payment of ours that it was made for, as the provider has it on record. */
  paymentId: string | null;
  /** Whether it is real money; null where the provider makes no difference. */
  live: boolean | null;
  /** The name under which the money is given back, where it is another one. */
  captureRef: string | null;
  failure: string | null;
  /** Whether the payer has done their part and the money is on its way. */
  underWay: boolean;
  refunds: readonly ReportedRefund[];
}

export interface RefundIntent {
  refundId: string;
  /** The same for each try of one request, another one for the next request. */
  key: string;
  paymentId: string;
  /** The provider's names of the payment. */
  ref: string;
  captureRef: string | null;
  money: Money;
  reason: string;
}

/** What became of asking for a refund. */
export interface RefundReport {
  ref: string | null;
  state: 'pending' | 'done' | 'failed';
  failure: string | null;
}

/** What a notice is about. It is a reason to ask the provider, never a proof. */
export interface Notice {
  /** The same for each delivery of it. */
  eventRef: string;
  kind: string;
  /** Whether a signature shows who sent it. */
  signed: boolean;
  /** How it names the payment: by our id, by the provider's, or by where the money was taken. */
  paymentId: string | null;
  ref: string | null;
  captureRef: string | null;
  /** What it claims; compared with what was agreed before anybody is asked. Null where it says nothing of it. */
  money: Money | null;
  live: boolean | null;
  /** Whether it claims that the money came. */
  claimsPaid: boolean;
}

export type NoticeHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** The provider could not be asked, or did not answer in time: nobody knows; ask again with the same key. */
export class ProviderUnreachable extends Error {}

/**
 * We may not ask: the key was changed, or taken away. That says nothing of what has happened, and asking again helps once
 * somebody has put it right.
 */
export class ProviderForbids extends ProviderUnreachable {}

/** The provider said no: asking again changes nothing. */
export class ProviderRefused extends Error {}

/** The notice is not from the provider, or not for this account. */
export class NoticeForged extends Error {}

/**
 * A way to pay. Adapters speak to one provider and know nothing of orders, states and ledgers. They are called outside
 * transactions. What is done twice with the same id is done once.
 */
export interface PaymentProvider {
  readonly provider: ProviderName;
  /** Whether a program is behind it that can be asked; where not, people say what came and what was given back. */
  readonly online: boolean;
  start(account: ProviderAccount | null, intent: PaymentIntent): Promise<StartedPayment>;
  ask(account: ProviderAccount, ref: string): Promise<PaymentReport>;
  /** Calls it off, so that it can no longer be paid; answers with what it is then. */
  cancel(account: ProviderAccount, ref: string): Promise<PaymentReport>;
  refund(account: ProviderAccount, intent: RefundIntent): Promise<RefundReport>;
  /** Reads a notice; a `NoticeForged` where it cannot be from the provider. */
  readNotification(account: ProviderAccount, body: Buffer, headers: NoticeHeaders): Notice;
}
