import { Book, type Entry } from './book.js';
import { Courier, requireOwnMachine } from './courier.js';
import { type Fault, Faults } from './faults.js';
import { type Forgery, claimOf, forge } from './forgery.js';
import type { Account, Bill } from './model.js';
import { notificationsOf } from './notifications.js';
import { StripeObjects, intentId, uuidOf } from './stripe-objects.js';
import { Till } from './till.js';
import { YookassaObjects } from './yookassa-objects.js';

/** What an account or a payment comes to, in minor units. */
export interface Sums {
  readonly accountId: string;
  readonly paymentId: string;
  readonly currency: string;
  readonly captured: number;
  readonly refunded: number;
  readonly chargedBack: number;
}

/** What people and providers do, on command. */
export class Commands {
  readonly notifications = new Courier();
  readonly faults = new Faults();
  protected readonly till: Till;
  protected readonly objects: { stripe: StripeObjects; yookassa: YookassaObjects };

  constructor(file: string | null, pageOf: (bill: Bill) => string) {
    this.till = new Till(new Book(file));
    this.objects = { stripe: new StripeObjects(this.till, pageOf), yookassa: new YookassaObjects(this.till, pageOf) };
    this.till.onFact((fact) => {
      for (const notification of notificationsOf(fact, this.objects)) this.notifications.send(notification);
    });
  }

  /** Makes or changes an account: its secrets, and where its notifications go. */
  register(account: Pick<Account, 'provider' | 'key'> & Partial<Account>): Account {
    if (account.notificationUrl) requireOwnMachine(account.notificationUrl);
    const { provider, key, id, webhookSecret, notificationUrl } = account;
    return this.till.register({
      provider,
      key,
      ...(id !== undefined && { id }),
      ...(webhookSecret !== undefined && { webhookSecret }),
      ...(notificationUrl !== undefined && { notificationUrl }),
    });
  }

  /**
   * A person pays. `ref`: an id of a session, payment intent or payment. `late`: the money is on its way until `settle`.
   * `twice`: and once more, as a payment of its own. `anyway`: although it is cancelled or expired.
   */
  pay(ref: string, how: { late?: boolean; twice?: boolean; anyway?: boolean } = {}): string {
    const bill = this.bill(ref);
    if (how.twice) return this.nameOf(this.till.payTwice(bill));
    if (how.anyway) this.till.payAnyway(bill);
    else this.till.pay(bill, how.late);
    return this.nameOf(bill);
  }

  /** Money that was on its way arrives, or does not. */
  settle(ref: string, arrives = true): void {
    this.till.settle(this.bill(ref), arrives);
  }

  /** The person's bank declines. */
  refuse(ref: string): void {
    this.till.decline(this.bill(ref), 'general_decline');
  }

  expire(ref: string): void {
    this.till.expire(this.bill(ref));
  }

  /** A refund that was made at the provider, not by Turnout; all that is left unless an amount is named. */
  refund(ref: string, amount?: number): string {
    return this.till.refund(this.bill(ref), amount === undefined ? {} : { amount }).id;
  }

  /** Refunds from now on wait for `finishRefund`, or are done at once again. */
  letRefundsWait(wait: boolean): void {
    this.till.refundsWait = wait;
  }

  finishRefund(ref: string, succeeds = true): void {
    const refund = this.till.book.refunds.get(ref.includes('-') ? ref : uuidOf(ref));
    if (!refund) throw new Error(`There is no refund ${ref}`);
    this.till.finishRefund(refund, succeeds);
  }

  chargeBack(ref: string, amount?: number): void {
    this.till.chargeBack(this.bill(ref), amount);
  }

  /** The bank has to bring again what it took back. */
  reinstate(ref: string): void {
    this.till.reinstate(this.bill(ref));
  }

  /** Whether idempotency keys are forgotten at once, as they are after a day. */
  forgetKeys(forget: boolean): void {
    this.till.book.answers.forgetful = forget;
  }

  /** Tells Turnout a lie, signed as said; resolves to the status of its answer. */
  forge(forgery: Forgery): Promise<number | null> {
    const bill = this.bill(forgery.ref);
    const account = this.till.account(bill.accountId);
    return forge(account, bill, claimOf(account, bill, this.objects, forgery.amount), forgery);
  }

  /** Fails the next requests that match. */
  fail(fault: Fault): void {
    this.faults.add(fault);
  }

  /** Every movement of money, oldest first. */
  ledger(accountId?: string): Entry[] {
    return this.till.book.ledger(accountId);
  }

  /** What each payment comes to that money moved for. */
  sums(accountId?: string): Sums[] {
    const payments = new Map(this.ledger(accountId).map((entry) => [entry.paymentId, entry]));
    return [...payments.values()].map((entry) => ({
      accountId: entry.accountId,
      paymentId: this.nameOf(this.till.bill(entry.paymentId)),
      currency: entry.currency,
      ...this.till.book.sums(entry.paymentId),
    }));
  }

  private bill(ref: string): Bill {
    return this.till.bill(ref.includes('-') ? ref : uuidOf(ref));
  }

  /** What the provider calls it: `pi_…` at Stripe. */
  private nameOf(bill: Bill): string {
    return this.till.account(bill.accountId).provider === 'stripe' ? intentId(bill) : bill.id;
  }
}
