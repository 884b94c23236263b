import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { StockService } from '../ticketing/stock.service.js';
import type { CancelOrderDto } from './order-request.dto.js';
import { OrderDto } from './order.dto.js';
import { planCancellation } from './order.rules.js';
import { type Order, insertCancellation, setOrderState } from './orders.queries.js';
import { OrdersService } from './orders.service.js';
import { ReleasesService } from './releases.service.js';
import { orderCancelled, orderChanged } from './registrations.messages.js';
import { orderStateRefused } from './registrations.problems.js';

/** What is cancelled of an order, why, and whether the person hears of it by mail. `ticketIds` null: all that is valid. */
export interface CancellationOf {
  orderId: string;
  ticketIds: readonly string[] | null;
  reason: string | null;
  notify: boolean;
}

/** Takes tickets back. Their places are free at once, in the same transaction, and once only. */
@Injectable()
export class CancellationsService {
  constructor(
    private readonly db: Database,
    private readonly orders: OrdersService,
    private readonly stock: StockService,
    private readonly releases: ReleasesService,
    private readonly jobs: Jobs,
  ) {}

  /** By an organiser. */
  cancelFor(actor: Actor, orderId: string, input: CancelOrderDto): Promise<OrderDto> {
    return this.db.transaction(actor, async (tx) => {
      const { reason, notify } = input;
      return OrderDto.of(await this.cancel(tx, actor, { orderId, ticketIds: input.ticketIds ?? null, reason, notify }));
    });
  }

  /** The order as it is afterwards. The stock is locked before the order is read, so two cancellations do not meet. */
  async cancel(tx: Tx, actor: Actor, { orderId, ticketIds: named, reason, notify }: CancellationOf): Promise<Order> {
    const { eventId } = await this.orders.get(tx, actor, orderId);
    await this.stock.lock(tx, actor, eventId);
    const before = await this.orders.get(tx, actor, orderId);
    const { ticketIds, state } = planCancellation(before, named);
    const cancellationId = await insertCancellation(tx, actor, orderId, { reason, notify });
    await this.releases.releaseForGood(tx, actor, before, { cancellationId, ticketIds });
    const moved = await setOrderState(tx, actor, orderId, { from: before.state, to: state });
    if (moved === 0) throw orderStateRefused();
    const news = state === 'cancelled' ? orderCancelled : orderChanged;
    await this.jobs.publish(tx, actor, [news(orderId, eventId, notify)]);
    await this.stock.settle(tx, actor, eventId);
    return this.orders.get(tx, actor, orderId);
  }
}
