import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { EventsService } from '../events/events.service.js';
import { type StockLine, StockService, linesOf } from '../ticketing/stock.service.js';
import type { OrderState } from './order.rules.js';
import { type Order, insertCancellation } from './orders.queries.js';
import { OrdersService } from './orders.service.js';
import { ReleasesService } from './releases.service.js';
import { paidElsewhere, withdrawOffers } from './cancellations.queries.js';
import { orderConfirmed, orderExpired } from './registrations.messages.js';
import { TicketReceivers } from './ticket-receivers.js';
import {
  hasOtherOrder,
  markCredited,
  markExpired,
  markPaid,
  markReceived,
  markUnpaid,
  revalidate,
  reviveTickets,
  ticketsToRevive,
} from './settlements.queries.js';
import { TicketRetyping } from './ticket-retyping.js';

/** What an order owes and until when. Amounts in minor units of `currency`. */
export interface Standing {
  eventId: string;
  state: OrderState;
  /** What it costs. Of an expired or cancelled order: what it would cost again. */
  total: number;
  /** How much of that is covered by money that came. */
  paid: number;
  currency: string | null;
  /** Money that is kept after cancellation. */
  retained: number;
  expiresAt: Date | null;
}

/** 'no-stock': the money came for tickets that are gone, so it goes back. */
export type Settled = 'paid' | 'already' | 'no-stock';

/** What money does to an order that is paid already: a dearer change may have waited for it. */
const settledBy = { done: 'paid', none: 'already', 'no-stock': 'no-stock' } as const;

/** What money, and its absence, does to an order. Everything here happens once, whoever else tries at the same moment. */
@Injectable()
export class SettlementsService {
  constructor(
    private readonly orders: OrdersService,
    private readonly events: EventsService,
    private readonly stock: StockService,
    private readonly releases: ReleasesService,
    private readonly jobs: Jobs,
    private readonly retyping: TicketRetyping,
    private readonly receivers: TicketReceivers,
  ) {}

  /** Keeps everybody else from the places of the order's event until the transaction ends, and so from the order's state. */
  async lock(tx: Tx, actor: Actor, orderId: string): Promise<void> {
    await this.locked(tx, actor, orderId);
  }

  async standing(tx: Tx, actor: Actor, orderId: string): Promise<Standing> {
    const order = await this.orders.get(tx, actor, orderId);
    const { eventId, state, paid, currency, retained, expiresAt } = order;
    const total = (await this.costOf(tx, actor, order)) + order.difference;
    return { eventId, state, total, paid, currency, retained, expiresAt };
  }

  /**
   * The order's money is there. Its tickets become valid; an expired order takes its places again where they are still free.
   * What was cancelled was cancelled by somebody, so late money brings nothing back; what others have from it admits again.
   */
  async paid(tx: Tx, actor: Actor, orderId: string): Promise<Settled> {
    const order = await this.locked(tx, actor, orderId);
    if (order.state === 'paid') return settledBy[await this.retyping.complete(tx, actor, order)];
    if (order.state === 'pending') return this.confirm(tx, actor, order);
    if (order.state === 'retained') return this.revalidate(tx, actor, order);
    if (order.state !== 'expired') return 'no-stock';
    return (await this.revive(tx, actor, order, 'valid')) ? this.confirm(tx, actor, order) : 'no-stock';
  }

  /** The deadline has passed without the money; false where it has not, or the order is no longer pending. */
  async expire(tx: Tx, actor: Actor, orderId: string): Promise<boolean> {
    const order = await this.locked(tx, actor, orderId);
    if ((await markExpired(tx, actor, orderId)) === 0) return false;
    const cancellationId = await insertCancellation(tx, actor, orderId, { reason: 'expired', notify: true });
    const elsewhere = await paidElsewhere(tx, actor, orderId);
    const ticketIds = [...order.tickets, ...elsewhere].map(({ id }) => id);
    await this.releases.release(tx, actor, order, { cancellationId, ticketIds });
    await withdrawOffers(tx, actor, ticketIds);
    await this.jobs.publish(tx, actor, [orderExpired(orderId, order.eventId)]);
    if (elsewhere.length > 0) await this.receivers.follow(tx, actor, order);
    await this.stock.settle(tx, actor, order.eventId);
    return true;
  }

  /** Part of the money is there: `covered` of the total. Nothing where the order no longer waits. */
  async received(tx: Tx, actor: Actor, orderId: string, covered: number): Promise<void> {
    await markReceived(tx, actor, orderId, covered);
  }

  /**
   * Money was taken back, or never covered a dearer change: of the total, `covered` is paid. The order waits for the rest
   * until the deadline; its tickets, whoever has them now, no longer admit unless it admits while pending.
   */
  async uncovered(
    tx: Tx,
    actor: Actor,
    orderId: string,
    { covered, hours }: { covered: number; hours: number },
  ): Promise<boolean> {
    const order = await this.locked(tx, actor, orderId);
    if (!(await markUnpaid(tx, actor, orderId, { covered, hours }))) return false;
    await this.receivers.follow(tx, actor, order);
    return true;
  }

  /** Money goes back although nothing is cancelled: so much less is owed, of the total and of what is kept. */
  async credit(
    tx: Tx,
    actor: Actor,
    orderId: string,
    { credited, retained }: { credited: number; retained: number },
  ): Promise<void> {
    if (credited + retained > 0) await markCredited(tx, actor, orderId, { credited, retained });
  }

  /** Takes the places of an order that lost them, where they are free; its tickets are reserved or valid then. */
  async revive(tx: Tx, actor: Actor, order: Order, state: 'reserved' | 'valid'): Promise<boolean> {
    const { status, endsAt } = await this.events.get(tx, actor, order.eventId);
    if (status !== 'published' || endsAt <= (await this.stock.now(tx))) return false;
    if (await hasOtherOrder(tx, actor, order.id)) return false;
    const tickets = await ticketsToRevive(tx, actor, order.id);
    const lines: StockLine[] = linesOf(tickets);
    if (tickets.length === 0 || !(await this.stock.fits(tx, actor, lines))) return false;
    await this.stock.take(tx, actor, lines);
    await reviveTickets(
      tx,
      actor,
      order.id,
      tickets.map(({ id }) => id),
      state,
    );
    await this.receivers.follow(tx, actor, order);
    return true;
  }

  /** The order as it stands once everybody else is done with its event. */
  private async locked(tx: Tx, actor: Actor, orderId: string): Promise<Order> {
    const { eventId } = await this.orders.get(tx, actor, orderId);
    await this.stock.lock(tx, actor, eventId);
    await this.stock.settle(tx, actor, eventId);
    return this.orders.get(tx, actor, orderId);
  }

  private async confirm(tx: Tx, actor: Actor, order: Order): Promise<Settled> {
    const { id, eventId, state } = order;
    if ((await markPaid(tx, actor, id, state)) === 0) return 'already';
    await this.receivers.follow(tx, actor, order);
    await this.jobs.publish(tx, actor, [orderConfirmed(id, eventId)]);
    return 'paid';
  }

  /** Nothing of it is left but what others have. */
  private async revalidate(tx: Tx, actor: Actor, order: Order): Promise<'no-stock'> {
    if ((await revalidate(tx, actor, order.id)) > 0) await this.receivers.follow(tx, actor, order);
    return 'no-stock';
  }

  private async costOf(tx: Tx, actor: Actor, order: Order): Promise<number> {
    if (order.state !== 'cancelled' && order.state !== 'expired') return order.total;
    const tickets = await ticketsToRevive(tx, actor, order.id);
    return [...tickets, ...order.fees].reduce((sum, { price }) => sum + price, 0);
  }
}
