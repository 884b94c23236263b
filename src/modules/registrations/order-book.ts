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
import type { Order } from './orders.queries.js';
import { orderConfirmed, orderLinkWanted } from './registrations.messages.js';

/** Writes orders with all that comes with them: tickets, private links, the news. Always many at once. */
@Injectable()
export class OrderBook {
  constructor(
    private readonly links: Links,
    private readonly jobs: Jobs,
  ) {}

  /** The orders that were written, by id. One that the schema refuses is not among them, and its neighbours are. */
  async write(
    tx: Tx,
    actor: Actor,
    eventId: string,
    drafts: readonly OrderDraft[],
  ): Promise<ReadonlyMap<string, Order>> {
    if (drafts.length === 0) return new Map();
    const written = new Map((await insertOrders(tx, actor, eventId, drafts)).map((row) => [row.id, row]));
    const kept = drafts.filter(({ id }) => written.has(id));
    await insertTickets(tx, actor, eventId, kept);
    await this.links.issue(tx, actor, 'order', [...written.keys()]);
    await this.jobs.publish(
      tx,
      actor,
      kept.map(({ id }) => orderConfirmed(id, eventId)),
    );
    return new Map(kept.flatMap((draft) => orderOf(draft, eventId, written.get(draft.id))));
  }

  /** Has the private link mailed once more to people who tried to register again; at most once an hour. */
  async remind(tx: Tx, actor: Actor, eventId: string, emails: readonly string[]): Promise<void> {
    const orderIds = await markLinksWanted(tx, actor, eventId, emails);
    await this.jobs.publish(
      tx,
      actor,
      orderIds.map((id) => orderLinkWanted(id, eventId)),
    );
  }
}

const orderOf = (draft: OrderDraft, eventId: string, row: WrittenOrder | undefined): [string, Order][] =>
  row
    ? [
        [
          draft.id,
          {
            ...draft,
            eventId,
            contactId: row.contactId,
            state: 'paid',
            cancellations: [],
            createdAt: row.createdAt,
            updatedAt: row.createdAt,
            version: 1,
          },
        ],
      ]
    : [];
