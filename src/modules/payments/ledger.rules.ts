/** Where money is: at a provider, a bank or in the cash box; what came for orders; what is on its way back. */
export type LedgerAccount = 'provider' | 'order' | 'refunds';

/** What is posted once. Its source says what happened to what. */
export interface Posting {
  source: string;
  /** More than nothing is debit; together they are nothing. */
  lines: readonly { account: LedgerAccount; amount: number }[];
}

const move = (source: string, from: LedgerAccount, to: LedgerAccount, amount: number): Posting => ({
  source,
  lines: [
    { account: to, amount },
    { account: from, amount: -amount },
  ],
});

/** Money came. */
export const captured = (paymentId: string, amount: number): Posting =>
  move(`captured:${paymentId}`, 'order', 'provider', amount);

/** Money is to go back. */
export const refunding = (refundId: string, amount: number, round: number): Posting =>
  move(`refunding:${refundId}:${round}`, 'refunds', 'order', amount);

/** Money went back. */
export const refunded = (refundId: string, amount: number, round: number): Posting =>
  move(`refunded:${refundId}:${round}`, 'provider', 'refunds', amount);

/** Money that was to go back stays. */
export const refundDropped = (refundId: string, amount: number, round: number): Posting =>
  move(`refund-dropped:${refundId}:${round}`, 'order', 'refunds', amount);

/** Money that had gone back came again: the payer's bank would not take it. */
export const refundReturned = (refundId: string, amount: number, round: number): Posting =>
  move(`refund-returned:${refundId}:${round}`, 'refunds', 'provider', amount);

/** Money that had gone back without us came again: the payer's bank had to bring it. */
export const broughtBack = (refundId: string, amount: number): Posting =>
  move(`brought-back:${refundId}`, 'order', 'provider', amount);

/** Money went back without us. */
export const takenBack = (refundId: string, amount: number): Posting =>
  move(`taken-back:${refundId}`, 'provider', 'order', amount);
