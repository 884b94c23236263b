import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import type { OrderRefundDue } from '../registrations/registrations.messages.js';
import { orderUnknown } from '../registrations/registrations.problems.js';
import { SettlementsService } from '../registrations/settlements.service.js';
import { watchOrder } from './order-watch.js';
import { paymentUnknown, refundExceeds, refundNotManual, refundUnknown } from './payments.problems.js';
import { type OrderForPayment, findPayment, lockMoney, orderForPayment, paymentsOf } from './payments.queries.js';
import { goodwill, surplus } from './payments.rules.js';
import { Providers } from './providers.js';
import { RefundBook } from './refund-book.js';
import { type NewRefundDto, RefundDto } from './refund.dto.js';
import { type Refund, findRefund, refundsOf, restOf } from './refunds.queries.js';

/** Money that goes back: because somebody says so, or because it is owed after a cancellation or a cheaper change. */
@Injectable()
export class RefundsService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly providers: Providers,
    private readonly book: RefundBook,
    private readonly settlements: SettlementsService,
  ) {}

  onModuleInit(): void {
    this.jobs.on<OrderRefundDue['data']>('order.refund-due', 'refunds', (tx, actor, told) =>
      this.giveBackSurplus(tx, actor, told.orderId, told),
    );
  }

  list(actor: Actor, orderId: string): Promise<RefundDto[]> {
    return this.db.read(actor, async (tx) => {
      await this.order(tx, actor, orderId);
      return (await refundsOf(tx, actor, orderId)).map(RefundDto.of);
    });
  }

  /**
   * The refunds that a command of an organiser makes: several where one payment does not reach. Nothing is cancelled by it, so
   * what is owed is less by as much. See decisions/0016.
   */
  create(actor: Actor, orderId: string, input: NewRefundDto): Promise<RefundDto[]> {
    return this.db.transaction(actor, async (tx) => {
      await lockMoney(tx, actor, orderId);
      // Before the order is looked at, and before anything of it is written: places are locked first everywhere.
      await this.settlements.lock(tx, actor, orderId);
      const order = await this.order(tx, actor, orderId);
      await this.requirePossible(tx, actor, order, input);
      await this.settlements.credit(tx, actor, orderId, goodwill(order, input.amount.amount));
      const made = await this.book.giveBack(tx, actor, order, {
        amount: input.amount.amount,
        reason: input.reason,
        source: null,
        ...(input.paymentId !== undefined && { paymentId: input.paymentId }),
      });
      return made.map(RefundDto.of);
    });
  }

  /** An organiser has given it back by hand: cash, or a transfer at the bank. */
  complete(actor: Actor, refundId: string): Promise<RefundDto> {
    return this.db.transaction(actor, async (tx) => {
      const refund = await this.find(tx, actor, refundId);
      await lockMoney(tx, actor, refund.orderId);
      const payment = await findPayment(tx, actor, refund.paymentId);
      if (!payment || this.providers.of(payment.provider).online) throw refundNotManual();
      const open = refund.state === 'created' || refund.state === 'transit';
      if (!open || !(await this.book.done(tx, actor, refund, null))) throw refundNotManual({ state: refund.state });
      return RefundDto.of(await this.find(tx, actor, refundId));
    });
  }

  /**
   * Money of a transfer left the account: the refund that was waiting for it, or else the payer's bank took it back. False where
   * no transfer of the order has so much left.
   */
  async wentBack(
    tx: Tx,
    actor: Actor,
    { orderId, amount, currency, ref }: { orderId: string; amount: number; currency: string; ref: string },
  ): Promise<boolean> {
    await lockMoney(tx, actor, orderId);
    const transfers = (await paymentsOf(tx, actor, orderId)).filter(
      ({ provider, capturedCurrency }) => provider === 'bank-transfer' && capturedCurrency === currency,
    );
    for (const refund of await refundsOf(tx, actor, orderId)) {
      const mine = refund.state === 'created' && refund.amount === amount;
      if (mine && transfers.some(({ id }) => id === refund.paymentId)) return this.book.done(tx, actor, refund, null);
    }
    for (const payment of transfers.toReversed())
      if ((await restOf(tx, actor, payment.id)) >= amount)
        return this.book.takenBack(tx, actor, payment, { ref, amount, beyond: 0, currency });
    return false;
  }

  /**
   * Gives back what is owed after a change, and no more than came beyond what the order now costs: so a message that is
   * delivered twice, or after another, gives nothing back twice.
   */
  async giveBackSurplus(
    tx: Tx,
    actor: Actor,
    orderId: string,
    { amount, reason }: { amount: number; reason: string },
  ): Promise<void> {
    await lockMoney(tx, actor, orderId);
    const order = await this.order(tx, actor, orderId);
    const owed = Math.min(amount, surplus(order));
    if (owed > 0) await this.book.giveBack(tx, actor, order, { amount: owed, reason, source: null });
    await watchOrder(tx, actor, orderId);
  }

  private async requirePossible(tx: Tx, actor: Actor, order: OrderForPayment, input: NewRefundDto): Promise<void> {
    if (input.amount.amount <= 0 || input.amount.currency !== order.currency)
      throw refundExceeds({ pointer: '/amount' });
    if (input.paymentId === undefined) return;
    const payment = await findPayment(tx, actor, input.paymentId);
    if (payment?.orderId !== order.id) throw paymentUnknown({ pointer: '/paymentId' });
  }

  private async order(tx: Tx, actor: Actor, orderId: string): Promise<OrderForPayment> {
    const order = await orderForPayment(tx, actor, orderId);
    if (!order) throw orderUnknown();
    return order;
  }

  private async find(tx: Tx, actor: Actor, refundId: string): Promise<Refund> {
    const refund = await findRefund(tx, actor, refundId);
    if (!refund) throw refundUnknown();
    return refund;
  }
}
