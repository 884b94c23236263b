import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { EventsService } from '../events/events.service.js';
import { type ChangeDiscountDto, DiscountDto, type DiscountTerms, type NewDiscountDto } from './discount.dto.js';
import { requireDiscount } from './terms.rules.js';
import { type Row, TermsTable, changed } from './terms-table.js';
import { TicketTypesService } from './ticket-types.service.js';
import { discountUnknown } from './ticketing.problems.js';

const discounts = new TermsTable<DiscountTerms>('discounts', {
  name: 'name',
  position: 'position',
  kind: 'kind',
  every: 'every',
  pay: 'pay',
  atLeast: 'at_least',
  rate: 'rate',
  ticketTypeIds: 'ticket_type_ids',
  validFrom: 'valid_from',
  validUntil: 'valid_until',
});

/** Discounts that need no code. */
@Injectable()
export class DiscountsService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
    private readonly ticketTypes: TicketTypesService,
  ) {}

  create(actor: Actor, eventId: string, input: NewDiscountDto): Promise<DiscountDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const terms = newTerms(input);
      requireDiscount(terms);
      await this.ticketTypes.requireAll(tx, actor, eventId, terms.ticketTypeIds);
      return DiscountDto.of(await this.find(tx, actor, await discounts.insert(tx, actor, eventId, terms)));
    });
  }

  list(actor: Actor, eventId: string, query: PageQuery): Promise<Page<DiscountDto>> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return discounts.page(tx, actor, { query, where: 't.event_id = $2', params: [eventId] }, DiscountDto.of);
    });
  }

  show(actor: Actor, discountId: string): Promise<DiscountDto> {
    return this.db.read(actor, async (tx) => DiscountDto.of(await this.find(tx, actor, discountId)));
  }

  change(actor: Actor, discountId: string, version: number, input: ChangeDiscountDto): Promise<DiscountDto> {
    return this.db.transaction(actor, async (tx) => {
      const { eventId, ...before } = await this.find(tx, actor, discountId);
      const terms = changed(before, input);
      requireDiscount(terms);
      await this.ticketTypes.requireAll(tx, actor, eventId, terms.ticketTypeIds);
      if ((await discounts.update(tx, actor, { id: discountId, version }, terms)) === 0) throw versionConflict();
      return DiscountDto.of(await this.find(tx, actor, discountId));
    });
  }

  delete(actor: Actor, discountId: string): Promise<void> {
    return this.db.transaction(actor, async (tx) => {
      await this.find(tx, actor, discountId);
      await discounts.remove(tx, actor, discountId);
    });
  }

  private async find(tx: Tx, actor: Actor, discountId: string): Promise<Row<DiscountTerms>> {
    const found = await discounts.find(tx, actor, discountId);
    if (!found) throw discountUnknown();
    return found;
  }
}

const newTerms = (input: NewDiscountDto): DiscountTerms => ({
  name: input.name,
  position: input.position ?? 0,
  kind: input.kind,
  every: input.every ?? null,
  pay: input.pay ?? null,
  atLeast: input.atLeast ?? null,
  rate: input.rate ?? null,
  ticketTypeIds: input.ticketTypeIds ?? [],
  validFrom: input.validFrom ?? null,
  validUntil: input.validUntil ?? null,
});
