import { Injectable } from '@nestjs/common';
import type { IdempotencyClaim } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { CancellationsService } from './cancellations.service.js';
import { ChangesService } from './changes.service.js';
import type { MyOrderDto } from './my-order.dto.js';
import type { ChangeOrderDto } from './order-request.dto.js';
import { OrderPapers } from './order-papers.js';
import { OrdersService } from './orders.service.js';

/** What the holder of a private link does with their registration. */
@Injectable()
export class MyOrdersService {
  constructor(
    private readonly db: Database,
    private readonly papers: OrderPapers,
    private readonly orders: OrdersService,
    private readonly changes: ChangesService,
    private readonly cancellations: CancellationsService,
  ) {}

  async show(token: string): Promise<MyOrderDto> {
    const { actor, orderId } = await this.papers.holder(token);
    return this.db.read(actor, async (tx) => this.papers.of(tx, actor, await this.orders.get(tx, actor, orderId)));
  }

  async change(token: string, version: number, input: ChangeOrderDto): Promise<MyOrderDto> {
    const { actor, orderId } = await this.papers.holder(token);
    return this.db.transaction(actor, async (tx) => {
      const order = await this.orders.getOpen(tx, actor, orderId);
      await this.changes.change(tx, actor, order, { version, input });
      return this.papers.of(tx, actor, await this.orders.get(tx, actor, orderId));
    });
  }

  /** Cancels one ticket, or all where `ticketId` is null. */
  async cancel(
    token: string,
    claim: IdempotencyClaim | undefined,
    ticketId: string | null,
    reason?: string,
  ): Promise<MyOrderDto> {
    const { actor, orderId } = await this.papers.holder(token, claim);
    return this.db.transaction(actor, async (tx) => {
      await this.orders.getOpen(tx, actor, orderId);
      const ticketIds = ticketId === null ? null : [ticketId];
      const order = await this.cancellations.cancel(tx, actor, {
        orderId,
        ticketIds,
        reason: reason ?? null,
        notify: true,
      });
      return this.papers.of(tx, actor, order);
    });
  }
}
