import { Injectable } from '@nestjs/common';
import type { IdempotencyClaim } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { EventsService } from '../events/events.service.js';
import { OrderBook } from './order-book.js';
import { OrderPapers } from './order-papers.js';
import { OrdersService } from './orders.service.js';

/** Mails people their private links again, at most once an hour each. Nobody learns from the answer who is registered. */
@Injectable()
export class LinkLookupService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
    private readonly orders: OrdersService,
    private readonly papers: OrderPapers,
    private readonly book: OrderBook,
  ) {}

  async resend(token: string, claim: IdempotencyClaim | undefined): Promise<void> {
    const { actor, orderId } = await this.papers.holder(token, claim);
    await this.db.transaction(actor, async (tx) => {
      const { eventId, email } = await this.orders.get(tx, actor, orderId);
      await this.book.remind(tx, actor, eventId, [email]);
      return {};
    });
  }

  async lookup(slug: string, claim: IdempotencyClaim | undefined, email: string): Promise<void> {
    const { actor, eventId } = await this.events.visit(slug, claim);
    await this.db.transaction(actor, async (tx) => {
      await this.events.getPublic(tx, actor, eventId);
      await this.book.remind(tx, actor, eventId, [email]);
      return {};
    });
  }
}
