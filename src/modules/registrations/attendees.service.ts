import { Injectable, type OnModuleInit } from '@nestjs/common';
import { fromPublicId } from '../../kernel/id.js';
import type { Actor, IdempotencyClaim } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { CatalogueService } from '../ticketing/catalogue.service.js';
import { QuestionsService } from '../ticketing/questions.service.js';
import { answersFrom, personFrom } from './attendee.rules.js';
import { ordersWithoutNames } from './attendees.queries.js';
import {
  type NamedAttendeesDto,
  type NamedRow,
  NamedRowDto,
  type NameAttendeesDto,
  type RowFault,
} from './attendees.dto.js';
import { admittedAmong, lockOrders } from './cancellations.queries.js';
import { OrderPapers } from './order-papers.js';
import { requireLive } from './order.rules.js';
import { type Order, type Ticket, type TicketChange, setOrderState, updateTickets } from './orders.queries.js';
import { OrdersService } from './orders.service.js';
import { readPeople } from './people-csv.js';
import { namesWanted, orderChanged } from './registrations.messages.js';

/** One person of a group: the ticket where it is named; answers where they are sent anew. */
interface Wanted {
  row: number;
  ticketId: string | null;
  named: boolean;
  name: string;
  email: string;
  answers: Readonly<Record<string, unknown>> | null;
}

/** Says who comes with a group, once it is known: row by row, and a row that is wrong keeps no other from being saved. */
@Injectable()
export class AttendeesService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly questions: QuestionsService,
    private readonly catalogue: CatalogueService,
    private readonly orders: OrdersService,
    private readonly papers: OrderPapers,
  ) {}

  onModuleInit(): void {
    this.jobs.every('names-wanted', '41 * * * *', () => this.remindAll());
  }

  async name(token: string, claim: IdempotencyClaim | undefined, input: NameAttendeesDto): Promise<NamedAttendeesDto> {
    return this.save(token, claim, () =>
      Promise.resolve(
        input.attendees.map(({ ticketId, name, email = '', answers = null }, index) => ({
          row: index + 1,
          ticketId,
          named: true,
          name,
          email,
          answers,
        })),
      ),
    );
  }

  async nameFrom(token: string, claim: IdempotencyClaim | undefined, csv: string): Promise<NamedAttendeesDto> {
    const people = readPeople(csv);
    return this.save(token, claim, async (tx, actor, order) => {
      const asked = await this.questions.ofAttendees(tx, actor, order.eventId);
      return people.map(({ row, name, email, ticket, others }) => ({
        row,
        ticketId: ticket === '' ? null : fromPublicId('tkt', ticket),
        named: ticket !== '',
        name,
        email,
        answers: Object.keys(others).length > 0 ? answersFrom(others, asked) : null,
      }));
    });
  }

  /** Reminds people whose event starts within a week of the tickets that have no names, once. */
  async remindAll(): Promise<void> {
    for (const actor of await this.db.organizations())
      await this.db.transaction(actor, async (tx) => {
        const orders = await ordersWithoutNames(tx, actor);
        const news = orders.map(({ orderId, eventId }) => namesWanted(orderId, eventId));
        await this.jobs.publish(tx, actor, news);
      });
  }

  private async save(
    token: string,
    claim: IdempotencyClaim | undefined,
    read: (tx: Tx, actor: Actor, order: Order) => Promise<Wanted[]>,
  ): Promise<NamedAttendeesDto> {
    const { actor, orderId } = await this.papers.holder(token, claim);
    return this.db.transaction(actor, async (tx) => {
      await lockOrders(tx, actor, [orderId]);
      const order = await this.orders.getOpen(tx, actor, orderId);
      requireLive(order);
      const { rows, changes } = await this.judge(tx, actor, order, await read(tx, actor, order));
      await updateTickets(tx, actor, orderId, changes);
      await setOrderState(tx, actor, orderId, { from: order.state, to: order.state });
      await this.jobs.publish(tx, actor, [orderChanged(orderId, order.eventId, false)]);
      const isPerson = await this.personsIn(tx, actor, order);
      const after = await this.orders.get(tx, actor, orderId);
      const refused = rows.filter(({ fault }) => fault !== null).length;
      return {
        saved: rows.length - refused,
        refused,
        nameless: after.tickets.filter((ticket) => isNameless(ticket) && isPerson(ticket)).length,
        rows: rows.map(NamedRowDto.of),
      };
    });
  }

  private async judge(
    tx: Tx,
    actor: Actor,
    order: Order,
    wanted: readonly Wanted[],
  ): Promise<{ rows: NamedRow[]; changes: TicketChange[] }> {
    const admitted = await admittedAmong(
      tx,
      actor,
      order.tickets.map(({ id }) => id),
    );
    const isPerson = await this.personsIn(tx, actor, order);
    const free = order.tickets.filter(
      (ticket) => isNameless(ticket) && isPerson(ticket) && !wanted.some(({ ticketId }) => ticketId === ticket.id),
    );
    const rows: NamedRow[] = [];
    const changes = new Map<string, TicketChange>();
    for (const person of wanted) {
      const ticket = person.named ? order.tickets.find(({ id }) => id === person.ticketId) : free[0];
      const asked = ticket !== undefined && isPerson(ticket);
      const judged = await this.judgeOne(tx, actor, order, { person, ticket, asked, admitted });
      if ('fault' in judged)
        rows.push({ row: person.row, ticketId: ticket?.id ?? null, name: person.name, fault: judged.fault });
      else {
        if (!person.named) free.shift();
        changes.set(judged.id, judged);
        rows.push({ row: person.row, ticketId: judged.id, name: person.name, fault: null });
      }
    }
    return { rows, changes: [...changes.values()] };
  }

  private async judgeOne(
    tx: Tx,
    actor: Actor,
    order: Order,
    {
      person,
      ticket,
      asked,
      admitted,
    }: { person: Wanted; ticket: Ticket | undefined; asked: boolean; admitted: ReadonlySet<string> },
  ): Promise<TicketChange | { fault: RowFault }> {
    const fault = (code: string) => ({ fault: { code, detail: null, questions: [] } });
    if (!ticket) return fault(person.named ? 'ticket-unknown' : 'no-ticket-left');
    if (ticket.state === 'cancelled') return fault('ticket-cancelled');
    if (admitted.has(ticket.id)) return fault('ticket-used');
    const read = personFrom(person);
    if ('fault' in read) return fault(read.fault);
    const answered = asked
      ? await this.answered(tx, actor, order, { ticket, sent: person.answers })
      : { answers: ticket.answers };
    if ('fault' in answered) return answered;
    return { id: ticket.id, attendeeName: read.name, attendeeEmail: read.email, answers: answered.answers };
  }

  /** Tickets that let somebody in; what was only added to one is nobody. */
  private async personsIn(tx: Tx, actor: Actor, { eventId }: Order): Promise<(ticket: Ticket) => boolean> {
    const { types } = await this.catalogue.load(tx, actor, eventId);
    return ({ ticketTypeId }) => types.get(ticketTypeId)?.kind !== 'add-on';
  }

  /** Whoever gets a name has answered what must be answered: until then nobody was asked. Otherwise answers stay as they were. */
  private async answered(
    tx: Tx,
    actor: Actor,
    order: Order,
    { ticket, sent }: { ticket: Ticket; sent: Wanted['answers'] },
  ): Promise<{ answers: Record<string, unknown> } | { fault: RowFault }> {
    if (!sent && ticket.attendeeName !== null) return { answers: ticket.answers };
    const { ticketAnswers, faults } = await this.questions.judge(tx, actor, order.eventId, {
      answers: order.answers,
      stored: true,
      tickets: [sent ? { answers: sent } : { answers: ticket.answers, stored: true }],
    });
    const wrong = faults.filter(({ pointer }) => pointer.startsWith('/tickets/'));
    if (wrong.length === 0) return { answers: { ...ticketAnswers[0] } };
    const keys = wrong.map(({ pointer }) => pointer.slice(pointer.lastIndexOf('/') + 1));
    return { fault: { code: 'answers-invalid', detail: wrong[0]?.detail ?? null, questions: [...new Set(keys)] } };
  }
}

const isNameless = ({ state, attendeeName }: Ticket): boolean => state !== 'cancelled' && attendeeName === null;
