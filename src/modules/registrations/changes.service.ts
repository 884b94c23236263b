import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { QuestionsService } from '../ticketing/questions.service.js';
import { answersInvalid } from '../ticketing/ticketing.problems.js';
import type { ChangeOrderDto, ChangeTicketDto } from './order-request.dto.js';
import { requireLive, requireValid } from './order.rules.js';
import { type Order, type Ticket, updateOrder, updateTickets } from './orders.queries.js';
import { orderChanged } from './registrations.messages.js';

/** Changes what a person said about themselves and their guests. Which tickets they have is not changed here. */
@Injectable()
export class ChangesService {
  constructor(
    private readonly questions: QuestionsService,
    private readonly jobs: Jobs,
  ) {}

  /** Answers are judged only where some are sent anew; then all of them are, since one decides what else is asked. */
  async change(
    tx: Tx,
    actor: Actor,
    order: Order,
    { version, input }: { version: number; input: ChangeOrderDto },
  ): Promise<void> {
    const sent = input.tickets ?? [];
    requireLive(order);
    requireValid(
      order,
      sent.map(({ id }) => id),
    );
    const valid = order.tickets.filter(({ state }) => state !== 'cancelled');
    const answered = input.answers !== undefined || sent.some(({ answers }) => answers !== undefined);
    const asked = valid.filter((ticket) => isAsked(ticket, sentOf(ticket, sent)));
    const { answers, ticketAnswers } = answered
      ? await this.settled(tx, actor, order, { asked, input })
      : { answers: order.answers, ticketAnswers: asked.map((ticket) => ticket.answers) };
    const saved = await updateOrder(tx, actor, { id: order.id, version, name: input.name ?? order.name, answers });
    if (saved === 0) throw versionConflict();
    const settled = new Map(asked.map((ticket, index) => [ticket.id, ticketAnswers[index]]));
    const tickets = valid.map((ticket) => ticketAfter(ticket, sent, settled.get(ticket.id) ?? ticket.answers));
    await updateTickets(tx, actor, order.id, tickets);
    await this.jobs.publish(tx, actor, [orderChanged(order.id, order.eventId, false)]);
  }

  /** What is wrong is pointed at where the request has it, or else where the order has it. */
  private async settled(
    tx: Tx,
    actor: Actor,
    order: Order,
    { asked, input }: { asked: readonly Ticket[]; input: ChangeOrderDto },
  ) {
    const settled = await this.questions.judge(tx, actor, order.eventId, formOf(order, asked, input));
    const places = asked.map((asking) => {
      const sent = (input.tickets ?? []).findIndex(({ id }) => id === asking.id);
      return sent === -1 ? order.tickets.indexOf(asking) : sent;
    });
    const errors = settled.faults.map((fault) => ({
      ...fault,
      pointer: fault.pointer.replace(/^\/tickets\/(\d+)/, (_, index: string) => `/tickets/${places[Number(index)]}`),
    }));
    const [first] = errors;
    if (first) throw answersInvalid({ detail: first.detail, pointer: first.pointer, errors });
    return settled;
  }
}

/** What is added to a ticket is asked nothing of its own, and who has no name yet is asked later. */
const isAsked = ({ addOnTo, attendeeName }: Ticket, sent: ChangeTicketDto | undefined): boolean =>
  sent?.answers !== undefined || (addOnTo === null && (attendeeName !== null || sent?.attendee !== undefined));

const formOf = (order: Order, asked: readonly Ticket[], input: ChangeOrderDto) => ({
  ...part(order.answers, input.answers),
  tickets: asked.map((ticket) => part(ticket.answers, sentOf(ticket, input.tickets ?? [])?.answers)),
});

const part = (before: Record<string, unknown>, sent: Record<string, unknown> | undefined) =>
  sent === undefined ? { answers: before, stored: true } : { answers: sent };

function ticketAfter(ticket: Ticket, all: readonly ChangeTicketDto[], answers: Record<string, unknown>) {
  const attendee = sentOf(ticket, all)?.attendee;
  return {
    id: ticket.id,
    attendeeName: attendee?.name ?? ticket.attendeeName,
    attendeeEmail: attendee ? (attendee.email ?? null) : ticket.attendeeEmail,
    answers,
  };
}

const sentOf = (ticket: Ticket, all: readonly ChangeTicketDto[]): ChangeTicketDto | undefined =>
  all.find(({ id }) => id === ticket.id);
