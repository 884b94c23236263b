import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { EventsService } from '../events/events.service.js';
import { pricedAlone } from '../ticketing/catalogue.service.js';
import { type Rounding, StockService } from '../ticketing/stock.service.js';
import type { RefundChoice } from './cancellation.rules.js';
import { type PaidTicket, paidElsewhere } from './cancellations.queries.js';
import type { Order } from './orders.queries.js';
import { OrdersService } from './orders.service.js';
import { type Owed, owedOf } from './refunds-owed.rules.js';

/** What comes back, and whose money it is. */
export interface OwedTo extends Owed {
  payerId: string;
  /** The tickets that stay and cost something else without those that go. */
  repriced: readonly PaidTicket[];
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
    const left = [...own, ...elsewhere].filter(({ id }) => !ticketIds.includes(id));
    const repriced = choice === 'policy' ? repricedOf(left, tickets, payer.rounding) : [];
    const { startsAt } = await this.events.get(tx, actor, order.eventId);
    const leaving = {
      payer,
      tickets,
      last: left.length === 0,
      reductionLost: costOf(repriced) - costOf(left.filter(({ id }) => repriced.some((ticket) => ticket.id === id))),
      startsAt,
      now: await this.stock.now(tx),
    };
    return { ...owedOf(leaving, choice), payerId, repriced };
  }
}

const costOf = (tickets: readonly { price: number }[]): number => tickets.reduce((sum, { price }) => sum + price, 0);

/** Those of the tickets that stay whose price is another without those that go. */
function repricedOf(left: readonly PaidTicket[], going: readonly PaidTicket[], rounding: Rounding): PaidTicket[] {
  const alone = pricedAlone(left, rounding, costOf(left) + costOf(going));
  return alone === left ? [] : alone.filter(({ price }, index) => price !== left[index]?.price);
}

/** The order whose money paid for these tickets. */
export const payerOf = (order: Pick<Order, 'id' | 'tickets'>, ticketIds: readonly string[]): string =>
  order.tickets.find(({ id, paidBy }) => paidBy !== null && ticketIds.includes(id))?.paidBy ?? order.id;
