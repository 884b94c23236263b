import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { closeDiscrepancies, openDiscrepancy } from './discrepancies.queries.js';
import type { PaymentReport, ReportedRefund } from './payment-provider.js';
import { type Payment, findPayment, lockMoney, markEnded } from './payments.queries.js';
import { agreedOn, differences } from './payments.rules.js';
import { ReceiptsService } from './receipts.service.js';
import { RefundBook } from './refund-book.js';
import { type Refund, moveRefund, refundsOfPayment, restOf } from './refunds.queries.js';

/** What an answer of the provider changed. */
export type Applied = 'confirmed' | 'ended' | 'refunds' | 'unchanged' | 'mismatch';

/** Writes down what a provider answered when it was asked. In any order and as often as it comes, the effect is one. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly receipts: ReceiptsService,
    private readonly book: RefundBook,
  ) {}

  async apply(
    tx: Tx,
    actor: Actor,
    paymentId: string,
    { report, live, ref }: { report: PaymentReport; live: boolean | null; ref: string },
  ): Promise<Applied> {
    const before = await findPayment(tx, actor, paymentId);
    if (!before) return 'unchanged';
    await lockMoney(tx, actor, before.orderId);
    const differing = differences(agreedOn(before, live), report);
    if (differing.length > 0) return this.mismatch(tx, actor, before, { report, differing });
    const applied = await this.move(tx, actor, before, { report, ref });
    await closeDiscrepancies(tx, actor, { kinds: ['stuck'], subject: paymentId, resolution: 'gone' });
    const payment = await findPayment(tx, actor, paymentId);
    if (payment?.state !== 'confirmed') return applied;
    const moved = await this.applyRefunds(tx, actor, payment, report.refunds);
    return applied === 'unchanged' && moved ? 'refunds' : applied;
  }

  private async move(
    tx: Tx,
    actor: Actor,
    payment: Payment,
    { report, ref }: { report: PaymentReport; ref: string },
  ): Promise<Applied> {
    if (report.state === 'confirmed') {
      const { money, captureRef } = report;
      const settled = await this.receipts.confirm(tx, actor, { paymentId: payment.id, money, ref, captureRef });
      return settled === 'again' ? 'unchanged' : 'confirmed';
    }
    if (report.state === 'pending') return 'unchanged';
    const { state, failure } = report;
    const ended = await markEnded(tx, actor, payment.id, { state, failure, overAtProvider: true });
    return ended === 1 ? 'ended' : 'unchanged';
  }

  /** It never pays. Whether money moved at all is for somebody to find out: the list has what the provider says. Without money it is stuck. */
  private async mismatch(
    tx: Tx,
    actor: Actor,
    payment: Payment,
    { report, differing }: { report: PaymentReport; differing: readonly string[] },
  ): Promise<Applied> {
    const { id: subject, orderId, amount, currency } = payment;
    const about = { subject, orderId, paymentId: subject };
    if (report.state !== 'confirmed') {
      const details = { reason: `not as agreed: ${differing.join(', ')}`, differing };
      await openDiscrepancy(tx, actor, { kind: 'stuck', ...about, amount, currency, details });
      return 'mismatch';
    }
    await closeDiscrepancies(tx, actor, { kinds: ['stuck'], subject, resolution: 'gone' });
    const details = { differing, agreed: { amount, currency }, captureRef: report.captureRef };
    await openDiscrepancy(tx, actor, { kind: 'mismatch', ...about, ...report.money, details });
    return 'mismatch';
  }

  /** Whether any of them was news. */
  private async applyRefunds(
    tx: Tx,
    actor: Actor,
    payment: Payment,
    reported: readonly ReportedRefund[],
  ): Promise<boolean> {
    const known = await refundsOfPayment(tx, actor, payment.id);
    const external = new Set(reported.filter(({ state }) => state === 'done'));
    let moved = false;
    for (const refund of known) {
      const mine = reported.filter(({ ref, refundId }) => ref === refund.providerRef || refundId === refund.id);
      // Where it was done twice over there, the one that we know is ours, and the other is not.
      const done = mine.filter(({ state }) => state === 'done');
      const ours = done.find(({ ref }) => ref === refund.providerRef) ?? done[0];
      if (ours) external.delete(ours);
      const news =
        refund.state === 'external'
          ? await this.applyWon(tx, actor, refund, mine)
          : await this.applyOurs(tx, actor, refund, mine);
      moved = news || moved;
    }
    for (const report of external) moved = (await this.applyExternal(tx, actor, payment, report)) || moved;
    return moved;
  }

  /** Each round of a refund is another one at the provider: what an earlier round came to says nothing of this one. */
  private async applyOurs(tx: Tx, actor: Actor, refund: Refund, mine: readonly ReportedRefund[]): Promise<boolean> {
    const done = mine.find(({ state }) => state === 'done');
    if (done) return refund.state !== 'done' && this.book.done(tx, actor, refund, done.ref);
    const pending = mine.find(({ state }) => state === 'pending');
    if (!pending) return mine.length >= refund.round && this.book.failed(tx, actor, refund, 'failed at the provider');
    const move = { id: refund.id, from: ['created'], to: 'transit', providerRef: pending.ref } as const;
    return (await moveRefund(tx, actor, move)) === 1;
  }

  /** What a bank took back, and had to bring again. */
  private async applyWon(tx: Tx, actor: Actor, refund: Refund, mine: readonly ReportedRefund[]): Promise<boolean> {
    const again = mine.some(({ ref, state }) => ref === refund.providerRef && state === 'failed');
    return again && this.book.broughtBack(tx, actor, refund);
  }

  /** What was given back over there is gone; what was to go back here and now has no room, stays. What is more than was left is listed. */
  private async applyExternal(tx: Tx, actor: Actor, payment: Payment, report: ReportedRefund): Promise<boolean> {
    const refunds = await refundsOfPayment(tx, actor, payment.id);
    if (refunds.some(({ providerRef }) => providerRef === report.ref)) return false;
    const { amount, currency } = report.money;
    // Nothing of another currency ever came.
    const wanted = currency === payment.capturedCurrency ? amount : 0;
    const waiting = refunds.filter(({ state }) => state === 'created' || state === 'transit').toReversed();
    let room = await restOf(tx, actor, payment.id);
    for (const refund of waiting) {
      if (room >= wanted) break;
      await this.book.failed(tx, actor, refund, 'given back at the provider', 'canceled');
      room += refund.amount;
    }
    const booked = Math.min(wanted, room);
    return this.book.takenBack(tx, actor, payment, {
      ref: report.ref,
      amount: booked,
      beyond: amount - booked,
      currency,
    });
  }
}
