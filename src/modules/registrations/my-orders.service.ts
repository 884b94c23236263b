import { Injectable } from '@nestjs/common';
import type { IdempotencyClaim } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { CancellationPreviewDto } from './cancellation.dto.js';
import { ChangesService } from './changes.service.js';
import { MyCancellationsService } from './my-cancellations.service.js';
import type { MyOrderDto } from './my-order.dto.js';
import type { CancelMineDto, ChangeOrderDto } from './order-request.dto.js';
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
    private readonly cancellations: MyCancellationsService,
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

  /** What would come back if one ticket, or all where `ticketId` is null, were cancelled now. */
  previewCancellation(token: string, ticketId: string | null): Promise<CancellationPreviewDto> {
    return this.cancellations.preview(token, ticketId);
  }

  /** Cancels one ticket, or all where `ticketId` is null. */
  cancel(
    token: string,
    claim: IdempotencyClaim | undefined,
    ticketId: string | null,
    input: CancelMineDto = {},
  ): Promise<MyOrderDto> {
    return this.cancellations.cancel(token, claim, ticketId, input);
  }
}
