import { createHash, createHmac, randomUUID } from 'node:crypto';

import type { Book } from './book.js';
import type { Account, Bill, BillState, Fact, FactKind, Refund } from './model.js';

/** Why the till does not do what was asked; each API says it in its own words. */
export class Refused extends Error {
  constructor(
    readonly why: 'unknown' | 'state' | 'amount' | 'currency',
    message: string,
  ) {
    super(message);
  }
}

export type NewBill = Pick<Bill, 'accountId' | 'amount' | 'currency'> & Partial<Bill>;

/** The providers' side of the money: accounts, bills, refunds, and the ledger. It knows nothing of who asks. */
export class Till {
  private readonly listeners: ((fact: Fact) => void)[] = [];
  /** Whether refunds are done at once, or wait for `finishRefund`. */
  refundsWait = false;

  constructor(readonly book: Book) {}

  onFact(listener: (fact: Fact) => void): void {
    this.listeners.push(listener);
  }

  /** Makes the account or changes what is given; what is left out is derived from the key, so a sandbox needs no set-up. */
  register(given: Pick<Account, 'provider' | 'key'> & Partial<Account>): Account {
    const id = given.id ?? `acct_${createHash('sha256').update(given.key).digest('hex').slice(0, 16)}`;
    const known = this.book.accounts.get(id);
    const account: Account = {
      webhookSecret: known?.webhookSecret ?? derivedWebhookSecret(given.key),
      notificationUrl: known?.notificationUrl ?? null,
      ...given,
      id,
    };
    this.book.accounts.set(id, account);
    this.book.keep();
    return account;
  }

  open(input: NewBill): Bill {
    const bill: Bill = {
      description: '',
      metadata: {},
      sessionMetadata: {},
      returnUrl: '',
      cancelUrl: input.returnUrl ?? '',
      reference: null,
      locale: null,
      hosted: true,
      capture: true,
      expiresAt: null,
      submitted: false,
      ...input,
      id: randomUUID(),
      createdAt: Date.now(),
      state: 'open',
      reason: null,
    };
    this.book.bills.set(bill.id, bill);
    this.book.keep();
    return bill;
  }

  /** The bill as it stands now; one that nobody paid in time is cancelled by looking at it. */
  bill(id: string): Bill {
    const bill = this.book.bills.get(id);
    if (!bill) throw new Refused('unknown', `There is no payment ${id}`);
    if (bill.state === 'open' && bill.expiresAt !== null && bill.expiresAt <= Date.now()) this.expire(bill);
    return bill;
  }

  /** A person pays. `late`: the money is only on its way until `settle`. */
  pay(bill: Bill, late = false): void {
    this.require(bill, ['open'], 'It cannot be paid any more');
    bill.submitted = true;
    if (late) return this.move(bill, 'processing', 'processing');
    if (!bill.capture) return this.move(bill, 'held', 'held');
    this.take(bill, 'paid');
  }

  /** Money that was on its way arrives, or does not. */
  settle(bill: Bill, arrives = true): void {
    this.require(bill, ['processing'], 'No money is on its way');
    if (!arrives) return this.bounce(bill);
    if (!bill.capture) return this.move(bill, 'held', 'held');
    this.take(bill, 'settled');
  }

  /** Money arrives whatever the state was, as no provider should do. */
  payAnyway(bill: Bill): void {
    if (bill.state === 'paid') throw new Refused('state', 'It is paid');
    this.take(bill, 'paid');
  }

  capture(bill: Bill): void {
    this.require(bill, ['held'], 'Nothing is held');
    this.take(bill, 'paid');
  }

  /** The person's bank says no. At Stripe they may try again; YooKassa cancels the payment. */
  decline(bill: Bill, reason: string): void {
    this.require(bill, ['open', 'processing'], 'It cannot be declined any more');
    const { provider } = this.account(bill.accountId);
    bill.reason = reason;
    this.move(bill, provider === 'stripe' ? 'open' : 'cancelled', 'declined');
  }

  /** At Stripe the page is over with it: a session that is complete neither expires nor is paid again. */
  private bounce(bill: Bill): void {
    if (this.account(bill.accountId).provider !== 'stripe' || !bill.hosted)
      return this.decline(bill, 'general_decline');
    bill.reason = 'general_decline';
    this.move(bill, 'bounced', 'bounced');
  }

  cancel(bill: Bill, reason: string): void {
    this.require(bill, ['open', 'held'], `You cannot cancel it because it has a status of ${bill.state}`);
    bill.reason = reason;
    this.move(bill, 'cancelled', 'cancelled');
  }

  expire(bill: Bill): void {
    this.require(bill, ['open'], 'Only what is open expires');
    bill.reason = 'expired_on_confirmation';
    this.move(bill, 'cancelled', 'expired');
  }

  refund(bill: Bill, input: Partial<Pick<Refund, 'amount' | 'metadata' | 'reason'>> = {}): Refund {
    this.require(bill, ['paid'], 'It is not paid');
    const left = this.refundable(bill);
    const amount = input.amount ?? left;
    if (amount < 1 || amount > left) throw new Refused('amount', `${left} is left to refund, not ${amount}`);
    const refund: Refund = {
      id: randomUUID(),
      billId: bill.id,
      amount,
      metadata: input.metadata ?? {},
      reason: input.reason ?? null,
      createdAt: Date.now(),
      state: 'pending',
    };
    this.book.refunds.set(refund.id, refund);
    this.tell('refund-made', bill, refund);
    if (!this.refundsWait) this.finishRefund(refund);
    return refund;
  }

  finishRefund(refund: Refund, succeeds = true): void {
    if (refund.state !== 'pending') throw new Refused('state', 'The refund is over');
    const bill = this.bill(refund.billId);
    refund.state = succeeds ? 'succeeded' : 'failed';
    if (succeeds) this.book.enter(bill, 'refunded', refund.amount, refund.id);
    this.tell(succeeds ? 'refund-done' : 'refund-failed', bill, refund);
  }

  /** A bank may take back all that came, whatever was given back of it before. */
  chargeBack(bill: Bill, amount = this.refundable(bill)): void {
    this.require(bill, ['paid'], 'It is not paid');
    const { captured, chargedBack } = this.book.sums(bill.id);
    if (amount < 1 || amount > captured - chargedBack) throw new Refused('amount', 'So much never came');
    bill.dispute = { amount: amount + (bill.dispute?.amount ?? 0), won: false };
    this.book.enter(bill, 'charged-back', amount);
    this.tell('charged-back', bill);
  }

  /** The merchant was right: the bank brings again what it took back. */
  reinstate(bill: Bill): void {
    if (!bill.dispute || bill.dispute.won) throw new Refused('state', 'Nothing is disputed');
    bill.dispute = { ...bill.dispute, won: true };
    this.book.enter(bill, 'reinstated', bill.dispute.amount);
    this.tell('reinstated', bill);
  }

  /** A second payment of the same thing, as when a page is open twice. */
  payTwice(bill: Bill): Bill {
    this.pay(bill);
    const twin = this.open({ ...bill, hosted: false });
    this.pay(twin);
    return twin;
  }

  account(id: string): Account {
    const account = this.book.accounts.get(id);
    if (!account) throw new Refused('unknown', `There is no account ${id}`);
    return account;
  }

  refundsOf(bill: Bill): Refund[] {
    return [...this.book.refunds.values()].filter((refund) => refund.billId === bill.id);
  }

  /** Minor units that may still go back; refunds under way count as gone. */
  refundable(bill: Bill): number {
    const { captured, chargedBack } = this.book.sums(bill.id);
    const refunds = this.refundsOf(bill).filter(({ state }) => state !== 'failed');
    return captured - chargedBack - refunds.reduce((sum, { amount }) => sum + amount, 0);
  }

  private take(bill: Bill, kind: 'paid' | 'settled'): void {
    this.book.enter(bill, 'captured', bill.amount);
    bill.submitted = true;
    this.move(bill, 'paid', kind);
  }

  private move(bill: Bill, to: BillState, kind: FactKind): void {
    bill.state = to;
    this.tell(kind, bill);
  }

  private tell(kind: FactKind, bill: Bill, refund?: Refund): void {
    this.book.keep();
    const fact = { kind, account: this.account(bill.accountId), bill, ...(refund && { refund }) };
    for (const listener of this.listeners) listener(fact);
  }

  private require(bill: Bill, states: readonly BillState[], message: string): void {
    if (!states.includes(bill.state)) throw new Refused('state', message);
  }
}

/** The secret that signs the notifications of an account that was registered without one. */
export function derivedWebhookSecret(key: string): string {
  return `whsec_${createHmac('sha256', 'turnout payment simulator').update(key).digest('hex')}`;
}
