import { Injectable } from '@nestjs/common';
import type { Money } from '../../kernel/money.js';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { orderUnknown } from '../registrations/registrations.problems.js';
import { SettlementsService } from '../registrations/settlements.service.js';
import { captured } from './ledger.rules.js';
import { post } from './ledger.queries.js';
import { watchOrder } from './order-watch.js';
import { paymentConfirmed } from './payments.messages.js';
import { paymentUnknown } from './payments.problems.js';
import {
  type OrderForPayment,
  type Payment,
  findNamed,
  findPayment,
  insertConfirmed,
  lockMoney,
  markConfirmed,
  orderForPayment,
} from './payments.queries.js';
import { covers, settles, surplus } from './payments.rules.js';
import { RefundBook } from './refund-book.js';

/** Money that came. */
export interface Receipt {
  paymentId: string;
  money: Money;
  /** The provider's names of it. */
  ref: string | null;
  captureRef: string | null;
}

/** Money that came without a payment that waited for it, or beside one. */
export interface UnexpectedReceipt {
  orderId: string;
  provider: 'cash' | 'bank-transfer';
  accountId: string | null;
  money: Money;
  /** What makes it this money and no other, such as the line of a statement; the same twice is refused by the schema. */
  ref: string | null;
  /** Where people find it again. */
  note?: string | null;
}

/**
 * What its coming did to the order: `paid`; `short` and it waits for the rest; `over` where it was paid before; `refunding`
 * where its places are gone; `again` where this very money was written down before.
 */
export type Settled = 'paid' | 'short' | 'over' | 'refunding' | 'again';

/** Writes down money that came, once, and settles the order with it, in one transaction. */
@Injectable()
export class ReceiptsService {
  constructor(
    private readonly jobs: Jobs,
    private readonly settlements: SettlementsService,
    private readonly refunds: RefundBook,
  ) {}

  /** A payment is confirmed. Whoever calls has made sure that the provider, the bank or a person says so. */
  async confirm(tx: Tx, actor: Actor, receipt: Receipt): Promise<Settled> {
    const before = await this.find(tx, actor, receipt.paymentId);
    await lockMoney(tx, actor, before.orderId);
    const { money, ref, captureRef } = receipt;
    if ((await markConfirmed(tx, actor, before.id, { ...money, ref, captureRef })) === 0) return 'again';
    return this.arrived(tx, actor, before, money);
  }

  /** Writes the money of a payment down and lets it have no effect on the order; false where it is written down already. */
  async book(tx: Tx, actor: Actor, { paymentId, money, ref, captureRef }: Receipt): Promise<boolean> {
    const payment = await this.find(tx, actor, paymentId);
    await lockMoney(tx, actor, payment.orderId);
    if ((await markConfirmed(tx, actor, paymentId, { ...money, ref, captureRef })) === 0) return false;
    await this.post(tx, actor, payment, money);
    return true;
  }

  /** Money that nobody had asked for in this form: a second transfer, cash at the door. It is a payment of its own. */
  async receive(tx: Tx, actor: Actor, receipt: UnexpectedReceipt): Promise<{ payment: Payment; settled: Settled }> {
    await lockMoney(tx, actor, receipt.orderId);
    const made = await insertConfirmed(tx, actor, { ...receipt, captureRef: null, twinOf: null });
    const settled = await this.arrived(tx, actor, made, receipt.money);
    return { payment: made, settled };
  }

  /** The provider took the money of a payment a second time, under another name. 'again' where that is known. */
  async receiveTwin(
    tx: Tx,
    actor: Actor,
    first: Payment,
    twin: { ref: string; captureRef: string | null; money: Money },
  ): Promise<Settled> {
    await lockMoney(tx, actor, first.orderId);
    const { accountId, orderId, provider } = first;
    if (accountId === null) throw new Error('Only providers take money twice');
    if (await findNamed(tx, actor, accountId, { paymentId: null, ...twin })) return 'again';
    const made = await insertConfirmed(tx, actor, { orderId, provider, accountId, ...twin, twinOf: first.id });
    return this.arrived(tx, actor, made, twin.money);
  }

  private async arrived(tx: Tx, actor: Actor, payment: Payment, money: Money): Promise<Settled> {
    await this.post(tx, actor, payment, money);
    const settled = await this.settle(tx, actor, payment.orderId);
    await watchOrder(tx, actor, payment.orderId);
    return settled;
  }

  private async post(tx: Tx, actor: Actor, payment: Payment, { amount, currency }: Money): Promise<void> {
    const { id: paymentId, orderId, provider, accountId } = payment;
    await post(tx, actor, { orderId, paymentId, provider, accountId, currency }, captured(paymentId, amount));
    await this.jobs.publish(tx, actor, [paymentConfirmed(paymentId, orderId)]);
  }

  /** Lets the money of an order have its effect. Also where places may have come back since it came. */
  async settle(tx: Tx, actor: Actor, orderId: string): Promise<Exclude<Settled, 'again'>> {
    // Before the order is looked at: who cancels it at this moment is done, or has not begun.
    await this.settlements.lock(tx, actor, orderId);
    const order = await orderForPayment(tx, actor, orderId);
    if (!order) throw orderUnknown();
    // What others have that it paid for is paid again.
    if (order.state === 'retained' && covers(order)) await this.settlements.paid(tx, actor, orderId);
    if (order.state === 'cancelled' || order.state === 'retained') return this.giveBack(tx, actor, order);
    // Late money that does not reach brings no ticket, so it goes back.
    if (order.state === 'expired' && !covers(order)) return this.giveBack(tx, actor, order);
    if (!settles(order)) {
      await this.settlements.received(tx, actor, orderId, order.net - order.retained);
      return 'short';
    }
    const outcome = await this.settlements.paid(tx, actor, orderId);
    if (outcome === 'no-stock') return this.giveBack(tx, actor, order);
    return outcome === 'paid' ? 'paid' : 'over';
  }

  /** Nothing in between: who gets no ticket gets the money. */
  private async giveBack(tx: Tx, actor: Actor, order: OrderForPayment): Promise<'refunding' | 'over'> {
    const amount = surplus(order);
    if (amount === 0) return 'over';
    await this.refunds.giveBack(tx, actor, order, { amount, reason: 'no-ticket', source: null });
    return 'refunding';
  }

  private async find(tx: Tx, actor: Actor, paymentId: string): Promise<Payment> {
    const payment = await findPayment(tx, actor, paymentId);
    if (!payment) throw paymentUnknown();
    return payment;
  }
}
