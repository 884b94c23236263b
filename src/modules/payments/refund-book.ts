import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { closeDiscrepancies, openDiscrepancy } from './discrepancies.queries.js';
import { type PostingSubject, post } from './ledger.queries.js';
import {
  type Posting,
  broughtBack,
  refundDropped,
  refundReturned,
  refunded,
  refunding,
  takenBack,
} from './ledger.rules.js';
import { OrderCoverage } from './order-coverage.js';
import { watchOrder } from './order-watch.js';
import { refundCreated, refundDone, refundRun } from './payments.messages.js';
import { paymentUnknown, refundExceeds } from './payments.problems.js';
import { type Payment, findPayment } from './payments.queries.js';
import { spread } from './payments.rules.js';
import { type Refund, insertRefund, moveRefund, nextRound, refundable, restOf } from './refunds.queries.js';

/** What is to be given back of an order, and why. */
export interface Return {
  amount: number;
  reason: string;
  /** What makes it this return and no other: the same a second time does nothing. Null: each time is another one. */
  source: string | null;
  /** Of this payment only. */
  paymentId?: string;
}

/** The rows of refunds and what they post. Whoever calls holds the money of the order. */
@Injectable()
export class RefundBook {
  constructor(
    private readonly jobs: Jobs,
    private readonly coverage: OrderCoverage,
  ) {}

  /** Creates refunds over the payments of an order, the newest first. Refuses more than there is. */
  async giveBack(
    tx: Tx,
    actor: Actor,
    order: { id: string; currency: string | null },
    wanted: Return,
  ): Promise<Refund[]> {
    if (order.currency === null) throw refundExceeds();
    const rests = (await refundable(tx, actor, order.id, order.currency)).filter(
      ({ id }) => wanted.paymentId === undefined || id === wanted.paymentId,
    );
    const parts = spread(wanted.amount, rests);
    const reach = parts.reduce((sum, part) => sum + part.amount, 0);
    if (reach < wanted.amount) throw refundExceeds({ possible: reach });
    const made: Refund[] = [];
    for (const part of parts) {
      const refund = await this.create(tx, actor, { ...part, orderId: order.id, currency: order.currency }, wanted);
      if (refund) made.push(refund);
    }
    await this.look(tx, actor, order.id);
    return made;
  }

  /** It was given back: the provider says so. */
  async done(tx: Tx, actor: Actor, found: Refund, providerRef: string | null): Promise<boolean> {
    if (isOver(found) && (await restOf(tx, actor, found.paymentId)) < found.amount)
      return this.listBeyond(tx, actor, found);
    const refund = await this.revived(tx, actor, found);
    const moved = await moveRefund(tx, actor, { id: refund.id, from: ['created', 'transit'], to: 'done', providerRef });
    if (moved === 0) return false;
    const payment = await this.paymentOf(tx, actor, refund);
    await this.post(tx, actor, payment, refund, refunded(refund.id, refund.amount, refund.round));
    await closeDiscrepancies(tx, actor, { kinds: ['refund-failed'], subject: refund.id, resolution: 'gone' });
    await this.jobs.publish(tx, actor, [refundDone(refund.id, refund.orderId)]);
    await this.look(tx, actor, refund.orderId);
    return true;
  }

  /** It was not given back, or came again: the money is the order's, and somebody has to look at it. */
  async failed(
    tx: Tx,
    actor: Actor,
    refund: Refund,
    failure: string,
    to: 'failed' | 'canceled' = 'failed',
  ): Promise<boolean> {
    const moved = await moveRefund(tx, actor, { id: refund.id, from: ['created', 'transit', 'done'], to, failure });
    if (moved === 0) return false;
    const payment = await this.paymentOf(tx, actor, refund);
    if (refund.state === 'done')
      await this.post(tx, actor, payment, refund, refundReturned(refund.id, refund.amount, refund.round));
    await this.post(tx, actor, payment, refund, refundDropped(refund.id, refund.amount, refund.round));
    if (to === 'failed')
      await openDiscrepancy(tx, actor, {
        kind: 'refund-failed',
        subject: refund.id,
        orderId: refund.orderId,
        paymentId: refund.paymentId,
        refundId: refund.id,
        amount: refund.amount,
        currency: refund.currency,
        details: { failure },
      });
    await this.look(tx, actor, refund.orderId);
    return true;
  }

  /** Another try after the provider said no. Refuses where what is left of the payment went back in another way. */
  async again(tx: Tx, actor: Actor, found: Refund): Promise<boolean> {
    const rest = await restOf(tx, actor, found.paymentId);
    if (isOver(found) && rest < found.amount) throw refundExceeds({ possible: rest });
    const refund = await this.revived(tx, actor, found);
    if (refund === found) return false;
    await this.jobs.publish(tx, actor, [refundCreated(refund.id, refund.orderId), refundRun(refund.id)]);
    await this.look(tx, actor, refund.orderId);
    return true;
  }

  /** Somebody gave it back without us; `beyond` what is left of the payment, so it stands on the list only. False where that is known. */
  async takenBack(
    tx: Tx,
    actor: Actor,
    payment: Payment,
    { ref, amount, beyond, currency }: { ref: string; amount: number; beyond: number; currency: string },
  ): Promise<boolean> {
    const about = { kind: 'refund-at-provider' as const, orderId: payment.orderId, paymentId: payment.id, currency };
    const details = { ref, ...(beyond > 0 && { beyond }) };
    if (amount === 0) {
      const found = { ...about, subject: `external:${payment.id}:${ref}`, amount: beyond, details };
      return (await openDiscrepancy(tx, actor, found)) === 1;
    }
    const refund = await insertRefund(tx, actor, {
      orderId: payment.orderId,
      paymentId: payment.id,
      amount,
      currency,
      reason: 'at-provider',
      source: `external:${payment.id}:${ref}`,
      state: 'external',
      providerRef: ref,
    });
    if (!refund) return false;
    await this.post(tx, actor, payment, refund, takenBack(refund.id, amount));
    await openDiscrepancy(tx, actor, {
      ...about,
      subject: refund.id,
      refundId: refund.id,
      amount: amount + beyond,
      details,
    });
    await this.look(tx, actor, payment.orderId);
    return true;
  }

  /** A bank that took it back had to bring it again: it is the order's once more. */
  async broughtBack(tx: Tx, actor: Actor, refund: Refund): Promise<boolean> {
    const failure = 'the bank brought it again';
    if ((await moveRefund(tx, actor, { id: refund.id, from: ['external'], to: 'failed', failure })) === 0) return false;
    const payment = await this.paymentOf(tx, actor, refund);
    await this.post(tx, actor, payment, refund, broughtBack(refund.id, refund.amount));
    await closeDiscrepancies(tx, actor, { kinds: ['refund-at-provider'], subject: refund.id, resolution: 'gone' });
    await this.look(tx, actor, refund.orderId);
    return true;
  }

  /** The provider gave back what had failed after all, and what was left of the payment had gone back in another way. */
  private async listBeyond(tx: Tx, actor: Actor, refund: Refund): Promise<boolean> {
    const { id: refundId, orderId, paymentId, amount, currency, providerRef } = refund;
    const about = { subject: refundId, orderId, paymentId, refundId, amount, currency };
    const details = { ref: providerRef, beyond: amount };
    return (await openDiscrepancy(tx, actor, { kind: 'refund-at-provider', ...about, details })) === 1;
  }

  /** Money moved: what does that make of the order, and of the list? */
  private async look(tx: Tx, actor: Actor, orderId: string): Promise<void> {
    await this.coverage.check(tx, actor, orderId);
    await watchOrder(tx, actor, orderId);
  }

  /** The refund as it is after one more round, where the last one had failed; otherwise as it was. */
  private async revived(tx: Tx, actor: Actor, refund: Refund): Promise<Refund> {
    if (!isOver(refund)) return refund;
    if ((await nextRound(tx, actor, refund.id)) === 0) return refund;
    const next: Refund = { ...refund, state: 'transit', round: refund.round + 1, providerRef: null };
    const payment = await this.paymentOf(tx, actor, refund);
    await this.post(tx, actor, payment, next, refunding(next.id, next.amount, next.round));
    return next;
  }

  private async create(
    tx: Tx,
    actor: Actor,
    part: { orderId: string; paymentId: string; amount: number; currency: string },
    { reason, source }: Return,
  ): Promise<Refund | undefined> {
    const refund = await insertRefund(tx, actor, {
      ...part,
      reason,
      source: source === null ? null : `${source}:${part.paymentId}`,
      state: 'created',
      providerRef: null,
    });
    if (!refund) return undefined;
    const payment = await this.paymentOf(tx, actor, refund);
    await this.post(tx, actor, payment, refund, refunding(refund.id, refund.amount, refund.round));
    await this.jobs.publish(tx, actor, [refundCreated(refund.id, refund.orderId), refundRun(refund.id)]);
    return refund;
  }

  private async paymentOf(tx: Tx, actor: Actor, refund: Refund): Promise<Payment> {
    const payment = await findPayment(tx, actor, refund.paymentId);
    if (!payment) throw paymentUnknown();
    return payment;
  }

  private post(tx: Tx, actor: Actor, payment: Payment, refund: Refund, posting: Posting): Promise<void> {
    const subject: PostingSubject = {
      orderId: refund.orderId,
      paymentId: refund.paymentId,
      refundId: refund.id,
      provider: payment.provider,
      accountId: payment.accountId,
      currency: refund.currency,
    };
    return post(tx, actor, subject, posting);
  }
}

const isOver = ({ state }: Refund): boolean => state === 'failed' || state === 'canceled';
