import { Injectable } from '@nestjs/common';
import type { Money } from '../../kernel/money.js';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { orderUnknown } from '../registrations/registrations.problems.js';
import { captured } from './ledger.rules.js';
import { post } from './ledger.queries.js';
import { watchOrder } from './order-watch.js';
import { paymentConfirmed } from './payments.messages.js';
import { paymentUnknown } from './payments.problems.js';
import {
  type OrderForPayment,
  type Payment,
  findPayment,
  insertPayment,
  lockMoney,
  lockPayment,
  markConfirmed,
  orderForPayment,
} from './payments.queries.js';
import { covers, surplus } from './payments.rules.js';
import { RefundBook } from './refund-book.js';
import { Settlements } from './settlements.js';

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
    private readonly settlements: Settlements,
    private readonly refunds: RefundBook,
  ) {}

  /** A payment is confirmed. Whoever calls has made sure that the provider, the bank or a person says so. */
  async confirm(tx: Tx, actor: Actor, receipt: Receipt): Promise<Settled> {
    const { orderId } = await this.find(tx, actor, receipt.paymentId);
    await lockMoney(tx, actor, orderId);
    const payment = await lockPayment(tx, actor, receipt.paymentId);
    if (!payment) throw paymentUnknown();
    const { amount, currency } = receipt.money;
    const came = { amount, currency, ref: receipt.ref, captureRef: receipt.captureRef };
    if ((await markConfirmed(tx, actor, payment.id, came)) === 0) return 'again';
    await post(
      tx,
      actor,
      { orderId, paymentId: payment.id, provider: payment.provider, accountId: payment.accountId, currency },
      captured(payment.id, amount),
    );
    await this.jobs.publish(tx, actor, [paymentConfirmed(payment.id, orderId)]);
    const settled = await this.settle(tx, actor, orderId);
    await watchOrder(tx, actor, orderId);
    return settled;
  }

  /** Money that nobody had asked for in this form: a second transfer, cash at the door. It is a payment of its own. */
  async receive(tx: Tx, actor: Actor, receipt: UnexpectedReceipt): Promise<{ payment: Payment; settled: Settled }> {
    await lockMoney(tx, actor, receipt.orderId);
    const made = await insertPayment(tx, actor, {
      orderId: receipt.orderId,
      provider: receipt.provider,
      accountId: receipt.accountId,
      ...receipt.money,
      state: 'pending',
    });
    const settled = await this.confirm(tx, actor, {
      paymentId: made.id,
      money: receipt.money,
      ref: receipt.ref,
      captureRef: null,
    });
    return { payment: await this.find(tx, actor, made.id), settled };
  }

  /** Lets the money of an order have its effect. Also where places may have come back since it came. */
  async settle(tx: Tx, actor: Actor, orderId: string): Promise<Exclude<Settled, 'again'>> {
    const order = await orderForPayment(tx, actor, orderId);
    if (!order) throw orderUnknown();
    if (order.state === 'cancelled' || order.state === 'retained') return this.giveBack(tx, actor, order);
    if (!covers(order)) return 'short';
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
