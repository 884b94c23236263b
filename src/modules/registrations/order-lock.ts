import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { StockService } from '../ticketing/stock.service.js';
import { OrderDto } from './order.dto.js';
import type { Order } from './orders.queries.js';
import { OrdersService } from './orders.service.js';

/** Decisions about one order, one at a time: the stock of its event is locked and settled before the order is read. */
@Injectable()
export class OrderLock {
  constructor(
    private readonly db: Database,
    private readonly stock: StockService,
    private readonly orders: OrdersService,
  ) {}

  /** The order as it is after the decision. */
  decide(actor: Actor, orderId: string, decision: (tx: Tx, order: Order) => Promise<void>): Promise<OrderDto> {
    return this.db.transaction(actor, async (tx) => {
      const { eventId } = await this.orders.get(tx, actor, orderId);
      await this.stock.lock(tx, actor, eventId);
      await this.stock.settle(tx, actor, eventId);
      await decision(tx, await this.orders.get(tx, actor, orderId));
      return OrderDto.of(await this.orders.get(tx, actor, orderId));
    });
  }
}
