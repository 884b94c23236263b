import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { newId } from '../../platform/database/new-id.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { Links } from '../../platform/links/links.service.js';
import { HoldsService } from '../ticketing/holds.service.js';
import { QuestionsService } from '../ticketing/questions.service.js';
import { paidElsewhere } from './cancellations.queries.js';
import { newOrderCode } from './crockford.js';
import { type Order, type Ticket, setOrderState } from './orders.queries.js';
import { orderCancelled, orderChanged, orderConfirmed, transferEnded } from './registrations.messages.js';
import { withdrawResales } from './resale.queries.js';
import { endChangesOf } from './ticket-changes.queries.js';
import type { AcceptTransferDto } from './transfer.dto.js';
import { type Transfer, insertSplitOrder, moveTickets } from './transfers.queries.js';

/** Gives tickets to somebody else, who gets an order of their own; the money stays with the order that paid. */
@Injectable()
export class TicketHandover {
  constructor(
    private readonly links: Links,
    private readonly jobs: Jobs,
    private readonly holds: HoldsService,
    private readonly questions: QuestionsService,
  ) {}

  /** Moves the tickets, the first of them for the receiver; their questions are asked anew. Returns the new order's id. */
  async split(
    tx: Tx,
    actor: Actor,
    order: Order,
    { tickets, to }: { tickets: readonly Ticket[]; to: AcceptTransferDto },
  ): Promise<string> {
    const { answers, ticketAnswers } = await this.questions.settle(tx, actor, order.eventId, {
      answers: to.answers ?? {},
      tickets: [{ answers: to.attendeeAnswers ?? {} }],
    });
    const id = newId();
    const { name, email, locale } = to;
    await insertSplitOrder(tx, actor, { id, from: order.id, code: newOrderCode(), name, email, locale, answers });
    const moved = tickets.map((ticket, index) => ({
      id: ticket.id,
      position: index + 1,
      answers: ticketAnswers[index] ?? {},
    }));
    await moveTickets(tx, actor, { orderId: id, name, email }, moved);
    const changes = await endChangesOf(
      tx,
      actor,
      tickets.map((ticket) => ticket.id),
    );
    await this.holds.end(tx, actor, changes, 'released');
    await withdrawResales(
      tx,
      actor,
      tickets.map((ticket) => ticket.id),
    );
    await this.links.issue(tx, actor, 'order', [id]);
    await this.jobs.publish(tx, actor, [orderConfirmed(id, order.eventId)]);
    await this.leave(tx, actor, order, tickets.length);
    return id;
  }

  /** What became of an offer. */
  async tell(
    tx: Tx,
    actor: Actor,
    { id, orderId, eventId }: Transfer,
    state: 'accepted' | 'declined' | 'withdrawn',
  ): Promise<void> {
    await this.jobs.publish(tx, actor, [transferEnded(id, orderId, eventId, state)]);
  }

  /** The giver's order, with what is left of it. One without tickets is over; the money that paid for them stays in it. */
  private async leave(tx: Tx, actor: Actor, order: Order, gone: number): Promise<void> {
    const left = order.tickets.filter(({ state }) => state !== 'cancelled').length - gone;
    if (left > 0) {
      await setOrderState(tx, actor, order.id, { from: order.state, to: order.state });
      await this.jobs.publish(tx, actor, [orderChanged(order.id, order.eventId, false)]);
      return;
    }
    const paying = (await paidElsewhere(tx, actor, order.id)).length > 0 && order.total + order.retained > 0;
    await setOrderState(tx, actor, order.id, { from: order.state, to: paying ? 'retained' : 'cancelled' });
    await this.jobs.publish(tx, actor, [orderCancelled(order.id, order.eventId, false)]);
  }
}
