import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { EventsService } from '../events/events.service.js';
import { StockService } from '../ticketing/stock.service.js';
import type { RefundChoice } from './cancellation.rules.js';
import { paidElsewhere } from './cancellations.queries.js';
import type { Order } from './orders.queries.js';
import { OrdersService } from './orders.service.js';
import { type Owed, owedOf } from './refunds-owed.rules.js';

/** What comes back, and whose money it is. */
export interface OwedTo extends Owed {
  payerId: string;
}

/** Finds out what comes back of tickets that go: shown before the act, and done in it. */
@Injectable()
export class RefundsOwedService {
  constructor(
    private readonly events: EventsService,
    private readonly orders: OrdersService,
    private readonly stock: StockService,
  ) {}

  /** The tickets are all of this order, and all paid by the same money. */
  async of(
    tx: Tx,
    actor: Actor,
    order: Order,
    { ticketIds, choice }: { ticketIds: readonly string[]; choice: RefundChoice },
  ): Promise<OwedTo> {
    const tickets = order.tickets.filter(({ id }) => ticketIds.includes(id));
    const payerId = payerOf(order, ticketIds);
    const payer = payerId === order.id ? order : await this.orders.get(tx, actor, payerId);
    const own = payer.tickets.filter(({ state, paidBy }) => state !== 'cancelled' && paidBy === null);
    const elsewhere = await paidElsewhere(tx, actor, payerId);
    const left = [...own.map(({ id }) => id), ...elsewhere].filter((id) => !ticketIds.includes(id));
    const { startsAt } = await this.events.get(tx, actor, order.eventId);
    const leaving = { payer, tickets, last: left.length === 0, startsAt, now: await this.stock.now(tx) };
    return { ...owedOf(leaving, choice), payerId };
  }
}

/** The order whose money paid for these tickets. */
export const payerOf = (order: Pick<Order, 'id' | 'tickets'>, ticketIds: readonly string[]): string =>
  order.tickets.find(({ id, paidBy }) => paidBy !== null && ticketIds.includes(id))?.paidBy ?? order.id;
