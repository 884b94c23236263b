import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import type { RefundChoice } from './cancellation.rules.js';
import { applyRefund, lockOrders, lockTickets, repriceTickets, withdrawOffers } from './cancellations.queries.js';
import type { CancelOrderDto } from './order-request.dto.js';
import { OrderDto } from './order.dto.js';
import { type OrderState, planCancellation } from './order.rules.js';
import { type Order, insertCancellation, setOrderState } from './orders.queries.js';
import { OrdersService } from './orders.service.js';
import { SaleContext } from './sale-context.js';
import { type OwedTo, RefundsOwedService, payerOf } from './refunds-owed.service.js';
import { orderCancelled, orderChanged, orderRefundDue } from './registrations.messages.js';
import { orderStateRefused } from './registrations.problems.js';
import { ReleasesService } from './releases.service.js';
import { SettlementsService } from './settlements.service.js';
import { endChangesOf } from './ticket-changes.queries.js';

/** What is cancelled of an order, why, and whether the person hears of it by mail. `ticketIds` null: all that stand. */
export interface CancellationOf {
  orderId: string;
  ticketIds: readonly string[] | null;
  reason: string | null;
  notify: boolean;
  refund: RefundChoice;
  /** Judges what would come back, and the tickets, before anything is done; refuses where it must not be. */
  judge?: (order: Order, ticketIds: readonly string[], owed: OwedTo) => Promise<void>;
}

/**
 * Takes tickets back, with all that was added to them. Their places are free at once, in the same transaction, and once
 * only; what is owed for them is told in the same transaction too.
 */
@Injectable()
export class CancellationsService {
  constructor(
    private readonly db: Database,
    private readonly orders: OrdersService,
    private readonly owed: RefundsOwedService,
    private readonly sale: SaleContext,
    private readonly releases: ReleasesService,
    private readonly settlements: SettlementsService,
  ) {}

  /** By an organiser. */
  cancelFor(actor: Actor, orderId: string, input: CancelOrderDto): Promise<OrderDto> {
    return this.db.transaction(actor, async (tx) => {
      const { reason, notify } = input;
      const of = { orderId, ticketIds: input.ticketIds ?? null, reason, notify, refund: input.refund ?? 'policy' };
      await this.cancel(tx, actor, of);
      return OrderDto.of(await this.orders.get(tx, actor, orderId));
    });
  }

  /** What was owed for it. Stock and orders are locked before the order is judged, so two cancellations do not meet. */
  async cancel(tx: Tx, actor: Actor, of: CancellationOf): Promise<OwedTo> {
    const order = await this.locked(tx, actor, of.orderId);
    const { ticketIds } = planCancellation(order, of.ticketIds);
    await lockTickets(tx, actor, ticketIds);
    const owed = await this.owed.of(tx, actor, order, { ticketIds, choice: of.refund });
    await of.judge?.(order, ticketIds, owed);
    const cancellationId = await insertCancellation(tx, actor, order.id, { ...of, ...owed, refund: owed.refund });
    await this.releases.release(tx, actor, order, { cancellationId, ticketIds });
    await this.endOffers(tx, actor, ticketIds);
    await repriceTickets(tx, actor, owed.repriced);
    await applyRefund(tx, actor, { ...owed, orderId: owed.payerId });
    await this.tell(tx, actor, order, { ...of, owed, cancellationId, left: leftOf(order, ticketIds) });
    await this.sale.stock.settle(tx, actor, order.eventId);
    return owed;
  }

  private async locked(tx: Tx, actor: Actor, orderId: string): Promise<Order> {
    const { eventId } = await this.orders.get(tx, actor, orderId);
    await this.sale.stock.lock(tx, actor, eventId);
    const order = await this.orders.get(tx, actor, orderId);
    const payers = order.tickets.map(({ id }) => payerOf(order, [id]));
    await lockOrders(tx, actor, [...new Set([orderId, ...payers])]);
    return this.orders.get(tx, actor, orderId);
  }

  /** What was begun with these tickets ends with them. */
  private async endOffers(tx: Tx, actor: Actor, ticketIds: readonly string[]): Promise<void> {
    await this.sale.holds.end(tx, actor, await endChangesOf(tx, actor, ticketIds), 'released');
    await withdrawOffers(tx, actor, ticketIds);
  }

  private async tell(
    tx: Tx,
    actor: Actor,
    order: Order,
    done: { owed: OwedTo; cancellationId: string; left: number; notify: boolean; reason: string | null },
  ): Promise<void> {
    const { owed, cancellationId, left, notify } = done;
    const state = left > 0 ? order.state : endOf(order, owed);
    if ((await setOrderState(tx, actor, order.id, { from: order.state, to: state })) === 0) throw orderStateRefused();
    const news = left > 0 ? orderChanged : orderCancelled;
    await this.sale.jobs.publish(tx, actor, [news(order.id, order.eventId, notify)]);
    if (owed.refund > 0) {
      const due = { amount: owed.refund, reason: done.reason ?? 'cancelled', sourceId: cancellationId, notify };
      await this.sale.jobs.publish(tx, actor, [orderRefundDue(owed.payerId, order.eventId, due)]);
    }
    if (left > 0 && state === 'pending') await this.settleIfCovered(tx, actor, order.id);
  }

  /** What is left of an order may be paid by what has come, or cost nothing. */
  private async settleIfCovered(tx: Tx, actor: Actor, orderId: string): Promise<void> {
    const { total, paid } = await this.orders.get(tx, actor, orderId);
    if (paid >= total) await this.settlements.paid(tx, actor, orderId);
  }
}

const leftOf = (order: Order, ticketIds: readonly string[]): number =>
  order.tickets.filter(({ id, state }) => state !== 'cancelled' && !ticketIds.includes(id)).length;

/** An order without tickets: whether something of its money is kept. */
const endOf = (order: Order, owed: OwedTo): OrderState => {
  const own = owed.payerId === order.id ? owed.total + owed.kept : order.total;
  return own + order.retained > 0 ? 'retained' : 'cancelled';
};
