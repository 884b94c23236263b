import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { EventsService } from '../events/events.service.js';
import { orderChanged } from './registrations.messages.js';
import { ticketCancelled, ticketGone, ticketReissuedTooOften } from './registrations.problems.js';
import {
  type BlockTicketDto,
  type ReissueTicketDto,
  RevocationDto,
  RevocationListDto,
  TicketStandingDto,
} from './ticket-standing.dto.js';
import {
  type TicketStanding,
  lockTicket,
  recordBlock,
  revocationTime,
  revocationsOf,
  setStanding,
  touchOrder,
} from './ticket-standing.queries.js';

/** As much as two bytes of a code hold. */
const mostGenerations = 65_535;

/** Whether a ticket that is in order admits all the same: suspended or not, and by which code. */
@Injectable()
export class TicketStandingService {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly events: EventsService,
  ) {}

  /** Suspends a ticket, or lifts that. Doing it twice changes nothing more, and both reasons are kept. */
  block(actor: Actor, ticketId: string, blocked: boolean, { reason }: BlockTicketDto): Promise<TicketStandingDto> {
    return this.db.transaction(actor, async (tx) => {
      const ticket = await this.lock(tx, actor, ticketId);
      await recordBlock(tx, actor, { ticketId, blocked, reason });
      return ticket.blocked === blocked
        ? TicketStandingDto.of(ticket)
        : TicketStandingDto.of(await this.save(tx, actor, { ...ticket, blocked }));
    });
  }

  /** Gives the ticket a new code; the one that is out dies at once. */
  reissue(actor: Actor, ticketId: string, { notify }: ReissueTicketDto): Promise<TicketStandingDto> {
    return this.db.transaction(actor, async (tx) => {
      const ticket = await this.lock(tx, actor, ticketId);
      if (ticket.generation >= mostGenerations) throw ticketReissuedTooOften();
      const saved = await this.save(tx, actor, { ...ticket, generation: ticket.generation + 1 });
      await this.jobs.publish(tx, actor, [orderChanged(ticket.orderId, ticket.eventId, notify)]);
      return TicketStandingDto.of(saved);
    });
  }

  revocations(actor: Actor, eventId: string, since: Date | null): Promise<RevocationListDto> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const asOf = await revocationTime(tx);
      const items = await revocationsOf(tx, actor, eventId, since);
      return { asOf: asOf.toISOString(), items: items.map(RevocationDto.of) };
    });
  }

  /** The order first, as everywhere; a ticket that was handed on meanwhile is in another one. */
  private async lock(tx: Tx, actor: Actor, ticketId: string): Promise<TicketStanding> {
    const orderId = await touchOrder(tx, actor, ticketId);
    const ticket = await lockTicket(tx, actor, ticketId);
    if (!ticket) throw ticketGone();
    if (ticket.state === 'cancelled') throw ticketCancelled();
    if (ticket.orderId !== orderId) await touchOrder(tx, actor, ticketId);
    return ticket;
  }

  private async save(tx: Tx, actor: Actor, ticket: TicketStanding): Promise<TicketStanding> {
    const saved = await setStanding(tx, actor, ticket);
    if (!saved) throw new Error('A locked ticket is there');
    return saved;
  }
}
