import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { Links } from '../../platform/links/links.service.js';
import {
  type OrderDraft,
  type WrittenOrder,
  insertOrders,
  insertTickets,
  markLinksWanted,
} from './admission.queries.js';
import { type Admitted, type Application, draftOf } from './application.js';
import type { Order } from './orders.queries.js';
import { orderConfirmed, orderLinkWanted } from './registrations.messages.js';

/** Writes orders with all that comes with them: tickets, private links, the news. Always many at once. */
@Injectable()
export class OrderBook {
  constructor(
    private readonly links: Links,
    private readonly jobs: Jobs,
  ) {}

  /**
   * The orders that were written, by the application they came from. One that the schema refuses is not among them, and
   * its neighbours are.
   */
  async write(
    tx: Tx,
    actor: Actor,
    eventId: string,
    admitted: readonly Admitted[],
  ): Promise<ReadonlyMap<Application, Order>> {
    if (admitted.length === 0) return new Map();
    const drafts = admitted.map((outcome) => ({ application: outcome.request, draft: draftOf(outcome) }));
    const rows = await insertOrders(
      tx,
      actor,
      eventId,
      drafts.map(({ draft }) => draft),
    );
    const orders = new Map(
      drafts.flatMap(({ application, draft }) => {
        const row = rows.get(draft.id);
        return row ? [[application, orderOf(draft, eventId, row)] as const] : [];
      }),
    );
    await this.issue(tx, actor, eventId, [...orders.values()]);
    return orders;
  }

  /** Has the private link mailed once more to people who tried to register again; at most once an hour. */
  async remind(tx: Tx, actor: Actor, eventId: string, emails: readonly string[]): Promise<void> {
    const orderIds = await markLinksWanted(tx, actor, eventId, emails);
    const news = orderIds.map((id) => orderLinkWanted(id, eventId));
    await this.jobs.publish(tx, actor, news);
  }

  private async issue(tx: Tx, actor: Actor, eventId: string, orders: readonly Order[]): Promise<void> {
    const orderIds = orders.map(({ id }) => id);
    const news = orderIds.map((id) => orderConfirmed(id, eventId));
    await insertTickets(tx, actor, eventId, orders);
    await this.links.issue(tx, actor, 'order', orderIds);
    await this.jobs.publish(tx, actor, news);
  }
}

const orderOf = (draft: OrderDraft, eventId: string, { contactId, expiresAt, createdAt }: WrittenOrder): Order => ({
  ...draft,
  eventId,
  contactId,
  expiresAt,
  cancellations: [],
  createdAt,
  updatedAt: createdAt,
  version: 1,
});
