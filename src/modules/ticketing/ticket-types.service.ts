import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { EventsService } from '../events/events.service.js';
import { type SaleTerms, requireSellable } from './sale.rules.js';
import { StockService } from './stock.service.js';
import { type ChangeTicketTypeDto, type NewTicketTypeDto, TicketTypeDto } from './ticket-type.dto.js';
import {
  type TicketType,
  deleteTicketType,
  findTicketType,
  insertTicketType,
  pageOfTicketTypes,
  updateTicketType,
} from './ticket-types.queries.js';
import { ticketTypeInUse, ticketTypeUnknown } from './ticketing.problems.js';

/** What people can take, when, and how many at once. */
@Injectable()
export class TicketTypesService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
    private readonly stock: StockService,
  ) {}

  create(actor: Actor, eventId: string, input: NewTicketTypeDto): Promise<TicketTypeDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const terms = newTerms(input);
      requireSellable(terms);
      const id = await insertTicketType(tx, actor, eventId, terms);
      await this.stock.redraw(tx, actor, { id, eventId, quotaIds: [] }, input.quotaIds);
      return TicketTypeDto.of(await this.find(tx, actor, id));
    });
  }

  list(actor: Actor, eventId: string, query: PageQuery): Promise<Page<TicketTypeDto>> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return pageOfTicketTypes(tx, actor, { eventId, query }, TicketTypeDto.of);
    });
  }

  show(actor: Actor, ticketTypeId: string): Promise<TicketTypeDto> {
    return this.db.read(actor, async (tx) => TicketTypeDto.of(await this.find(tx, actor, ticketTypeId)));
  }

  change(actor: Actor, ticketTypeId: string, version: number, input: ChangeTicketTypeDto): Promise<TicketTypeDto> {
    return this.db.transaction(actor, async (tx) => {
      const before = await this.find(tx, actor, ticketTypeId);
      const terms = changedTerms(before, input);
      requireSellable(terms);
      await this.stock.lock(tx, actor, before.eventId);
      const changed = await updateTicketType(tx, actor, { id: ticketTypeId, version }, terms);
      if (changed === 0) throw versionConflict();
      await this.stock.redraw(tx, actor, before, input.quotaIds ?? before.quotaIds);
      return TicketTypeDto.of(await this.find(tx, actor, ticketTypeId));
    });
  }

  delete(actor: Actor, ticketTypeId: string): Promise<void> {
    return this.db.transaction(actor, async (tx) => {
      await this.find(tx, actor, ticketTypeId);
      if (!(await deleteTicketType(tx, actor, ticketTypeId))) throw ticketTypeInUse();
    });
  }

  private async find(tx: Tx, actor: Actor, ticketTypeId: string): Promise<TicketType> {
    const type = await findTicketType(tx, actor, ticketTypeId);
    if (!type) throw ticketTypeUnknown();
    return type;
  }
}

const newTerms = (input: NewTicketTypeDto): SaleTerms => ({
  name: input.name,
  description: input.description ?? null,
  saleStartsAt: input.saleStartsAt ?? null,
  saleEndsAt: input.saleEndsAt ?? null,
  minPerOrder: input.minPerOrder ?? 1,
  maxPerOrder: input.maxPerOrder ?? 10,
  hidden: input.hidden ?? false,
});

const changedTerms = (before: SaleTerms, input: ChangeTicketTypeDto): SaleTerms => ({
  name: input.name ?? before.name,
  description: input.description === undefined ? before.description : input.description,
  saleStartsAt: input.saleStartsAt === undefined ? before.saleStartsAt : input.saleStartsAt,
  saleEndsAt: input.saleEndsAt === undefined ? before.saleEndsAt : input.saleEndsAt,
  minPerOrder: input.minPerOrder ?? before.minPerOrder,
  maxPerOrder: input.maxPerOrder ?? before.maxPerOrder,
  hidden: input.hidden ?? before.hidden,
});
