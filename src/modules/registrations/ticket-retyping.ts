import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { HoldsService } from '../ticketing/holds.service.js';
import { type PricedLine, StockService, linesOf } from '../ticketing/stock.service.js';
import { soldOut } from '../ticketing/ticketing.problems.js';
import type { RefundPlan } from './cancellation.rules.js';
import { applyRefund } from './cancellations.queries.js';
import { type Order, setOrderState } from './orders.queries.js';
import { orderChanged, orderRefundDue, ticketRetyped } from './registrations.messages.js';
import { withdrawResales } from './resale.queries.js';
import {
  type RetypedTicket,
  addDifference,
  endChange,
  insertChange,
  openChangeOf,
  retypeTicket,
} from './ticket-changes.queries.js';

/** A change that costs no more than the ticket did. */
export interface CheaperChange {
  ticketId: string;
  option: { ticketTypeId: string; variationId: string | null };
  line: PricedLine;
  currency: string | null;
  /** At most nothing, in minor units. */
  difference: number;
  /** What of it comes back, and what the order costs then. */
  plan: RefundPlan;
}

/** Writes the change of a ticket's type: places, money, code and answers move together. The stock is locked. */
@Injectable()
export class TicketRetyping {
  constructor(
    private readonly jobs: Jobs,
    private readonly stock: StockService,
    private readonly holds: HoldsService,
  ) {}

  /** The old place goes back and the new one is taken; what is cheaper comes back by the policy, and the rest is kept. */
  async now(tx: Tx, actor: Actor, order: Order, change: CheaperChange): Promise<void> {
    const { ticketId, option, line, currency, difference, plan } = change;
    const before = ticketIn(order, ticketId);
    await this.stock.giveBack(tx, actor, linesOf([before]));
    const places = linesOf([{ ...option, codeId: null, givenAway: 0 }]);
    if (!(await this.stock.fits(tx, actor, places))) throw soldOut();
    await this.stock.take(tx, actor, places);
    const done = { orderId: order.id, ticketId, ...option, line, difference, holdId: null, expiresAt: null, currency };
    const changeId = await insertChange(tx, actor, order.eventId, done);
    if (!changeId) throw new Error('Only open changes exclude each other');
    await applyRefund(tx, actor, {
      orderId: order.id,
      total: plan.total,
      paid: plan.paid,
      kept: plan.kept,
      feeIds: [],
    });
    await this.write(tx, actor, order, { id: ticketId, ...option, line });
    if (plan.refund > 0) {
      const due = { amount: plan.refund, reason: 'changed', sourceId: changeId, notify: true };
      await this.jobs.publish(tx, actor, [orderRefundDue(order.id, order.eventId, due)]);
    }
  }

  /**
   * The difference is paid: the change that waits for it is done. 'none' where no change waits; 'no-stock' where its time was
   * over, and the place that was held is gone.
   */
  async complete(tx: Tx, actor: Actor, order: Order): Promise<'done' | 'none' | 'no-stock'> {
    const change = await openChangeOf(tx, actor, order.id);
    if (!change?.holdId) return 'none';
    const { ticketId, ticketTypeId, variationId, line, holdId, difference, currency } = change;
    const converted = await this.holds.convert(tx, actor, [holdId]);
    if (!converted.has(holdId)) return 'no-stock';
    await endChange(tx, actor, change.id, 'applied');
    await this.stock.giveBack(tx, actor, linesOf([ticketIn(order, ticketId)]));
    await addDifference(tx, actor, { orderId: order.id, difference, currency });
    await this.write(tx, actor, order, { id: ticketId, ticketTypeId, variationId, line });
    return 'done';
  }

  private async write(tx: Tx, actor: Actor, order: Order, ticket: Omit<RetypedTicket, 'answers'>): Promise<void> {
    const { answers, generation } = ticketIn(order, ticket.id);
    await retypeTicket(tx, actor, { ...ticket, answers });
    await withdrawResales(tx, actor, [ticket.id]);
    await setOrderState(tx, actor, order.id, { from: order.state, to: order.state });
    await this.jobs.publish(tx, actor, [
      orderChanged(order.id, order.eventId, false),
      ticketRetyped(ticket.id, order.id, order.eventId, generation + 1),
    ]);
    await this.stock.settle(tx, actor, order.eventId);
  }
}

function ticketIn(order: Order, ticketId: string) {
  const ticket = order.tickets.find(({ id }) => id === ticketId);
  if (!ticket) throw new Error('A ticket that changes is in its order');
  return ticket;
}
