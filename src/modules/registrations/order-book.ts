import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { type Message, Jobs } from '../../platform/jobs/jobs.service.js';
import { Links } from '../../platform/links/links.service.js';
import { HoldsService } from '../ticketing/holds.service.js';
import { type SaleSettings, StockService, linesOf } from '../ticketing/stock.service.js';
import {
  type OrderDraft,
  type WrittenOrder,
  insertFees,
  insertOrders,
  insertTickets,
  markLinksWanted,
  setHolds,
} from './admission.queries.js';
import { type Admitted, type Application, draftOf } from './application.js';
import type { Order } from './orders.queries.js';
import { orderConfirmed, orderLinkWanted, orderPlaced, orderRequested } from './registrations.messages.js';

/** An order that was written, and how it came about. */
interface Entry {
  admitted: Admitted;
  order: Order;
}

/** Writes orders with all that comes with them: tickets, fees, places, private links, the news. Always many at once. */
@Injectable()
export class OrderBook {
  constructor(
    private readonly links: Links,
    private readonly jobs: Jobs,
    private readonly stock: StockService,
    private readonly holds: HoldsService,
  ) {}

  /**
   * The orders that were written, by the application they came from. One that the schema refuses is not among them, and
   * takes no place; its neighbours do.
   */
  async write(
    tx: Tx,
    actor: Actor,
    eventId: string,
    { admitted, settings }: { admitted: readonly Admitted[]; settings: SaleSettings },
  ): Promise<ReadonlyMap<Application, Order>> {
    if (admitted.length === 0) return new Map();
    const drafts = admitted.flatMap((outcome) =>
      outcome.request.person ? [{ admitted: outcome, draft: draftOf(outcome, outcome.request.person, settings) }] : [],
    );
    const rows = await insertOrders(
      tx,
      actor,
      eventId,
      drafts.map(({ draft }) => draft),
    );
    const entries = drafts.flatMap(({ admitted: outcome, draft }): Entry[] => {
      const row = rows.get(draft.id);
      return row ? [{ admitted: outcome, order: orderOf(draft, eventId, row) }] : [];
    });
    const held = await this.place(tx, actor, eventId, entries);
    await this.issue(tx, actor, eventId, held);
    return new Map(held.map(({ admitted: { request }, order }) => [request, order]));
  }

  /** Has the private link mailed once more to people who tried to register again; at most once an hour. */
  async remind(tx: Tx, actor: Actor, eventId: string, emails: readonly string[]): Promise<void> {
    const orderIds = await markLinksWanted(tx, actor, eventId, emails);
    const news = orderIds.map((id) => orderLinkWanted(id, eventId));
    await this.jobs.publish(tx, actor, news);
  }

  /**
   * Moves the counters by what was really written: what was held is sold, or waits for approval; the rest is taken from
   * what is free.
   */
  private async place(tx: Tx, actor: Actor, eventId: string, entries: readonly Entry[]): Promise<readonly Entry[]> {
    const fromHold = entries.filter(({ order }) => order.holdId !== null);
    const direct = entries.filter(({ order }) => order.holdId === null);
    const waits = ({ order }: Entry): boolean => order.state === 'awaiting-approval';
    const isGiven = (entry: Entry): boolean => !waits(entry);
    await this.holds.convert(tx, actor, holdIdsOf(fromHold.filter(isGiven)));
    await this.holds.awaitApproval(tx, actor, holdIdsOf(fromHold.filter(waits)));
    await this.holds.tie(
      tx,
      actor,
      fromHold.map(({ order }) => ({ holdId: order.holdId ?? '', orderId: order.id })),
    );
    await this.stock.take(tx, actor, linesOf(direct.filter(isGiven).flatMap(({ order }) => order.tickets)));
    const asking = await this.keepForApproval(tx, actor, eventId, direct.filter(waits));
    return entries.map((entry) => asking.get(entry) ?? entry);
  }

  /** Whoever waits for approval has their places held until it is decided. */
  private async keepForApproval(
    tx: Tx,
    actor: Actor,
    eventId: string,
    entries: readonly Entry[],
  ): Promise<ReadonlyMap<Entry, Entry>> {
    const holds = await this.holds.create(
      tx,
      actor,
      eventId,
      entries.map(({ admitted: { cart }, order }) => ({
        kind: 'approval',
        cart,
        email: order.email,
        orderId: order.id,
        minutes: null,
      })),
    );
    const kept = entries.map((entry, index) => {
      const order = { ...entry.order, holdId: holds[index]?.id ?? null, version: entry.order.version + 1 };
      return [entry, { ...entry, order }] as const;
    });
    await setHolds(
      tx,
      actor,
      kept.map(([, { order }]) => order),
    );
    return new Map(kept);
  }

  private async issue(tx: Tx, actor: Actor, eventId: string, entries: readonly Entry[]): Promise<void> {
    const orders = entries.map(({ order }) => order);
    await insertTickets(tx, actor, eventId, orders);
    if (orders.some(({ fees }) => fees.length > 0)) await insertFees(tx, actor, orders);
    await this.links.issue(
      tx,
      actor,
      'order',
      orders.map(({ id }) => id),
    );
    await this.jobs.publish(tx, actor, orders.map(newsOf));
  }
}

function newsOf({ id, eventId, state }: Order): Message {
  if (state === 'awaiting-approval') return orderRequested(id, eventId);
  return state === 'pending' ? orderPlaced(id, eventId) : orderConfirmed(id, eventId);
}

const holdIdsOf = (entries: readonly Entry[]): string[] => entries.flatMap(({ order }) => order.holdId ?? []);

const orderOf = (draft: OrderDraft, eventId: string, { contactId, expiresAt, createdAt }: WrittenOrder): Order => ({
  ...draft,
  eventId,
  contactId,
  expiresAt,
  cancellations: [],
  turns: 0,
  createdAt,
  updatedAt: createdAt,
  version: 1,
});
