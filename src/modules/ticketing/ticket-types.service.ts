import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { EventsService } from '../events/events.service.js';
import { toAmounts } from './amounts.dto.js';
import { DrawingService } from './drawing.service.js';
import { type SaleTerms, requireSellable } from './sale.rules.js';
import { StockService } from './stock.service.js';
import { TaxRulesService } from './tax-rules.service.js';
import { changed } from './terms-table.js';
import { type ChangeTicketTypeDto, type NewTicketTypeDto, TicketTypeDto } from './ticket-type.dto.js';
import {
  type TicketType,
  countTicketTypes,
  findTicketType,
  hasCategory,
  hasUnclearBundle,
  pageOfTicketTypes,
  replaceAddOns,
  replaceCompanions,
  replaceParts,
  replacePrices,
  ticketTypes,
} from './ticket-types.queries.js';
import {
  bundleInvalid,
  categoryUnknown,
  limitsCrossed,
  ticketTypeInUse,
  ticketTypeUnknown,
} from './ticketing.problems.js';

/** What people can take, when, how many at once, and what it costs. */
@Injectable()
export class TicketTypesService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
    private readonly stock: StockService,
    private readonly drawing: DrawingService,
    private readonly taxRules: TaxRulesService,
  ) {}

  create(actor: Actor, eventId: string, input: NewTicketTypeDto): Promise<TicketTypeDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const terms = newTerms(input);
      await this.requireTerms(tx, actor, eventId, terms);
      await this.stock.lock(tx, actor, eventId);
      const id = await ticketTypes.insert(tx, actor, eventId, terms);
      await this.write(tx, actor, { id, eventId, quotaIds: [] }, input);
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
      const terms = changed(before, input);
      await this.requireTerms(tx, actor, before.eventId, terms);
      await this.stock.lock(tx, actor, before.eventId);
      const done = await ticketTypes.update(tx, actor, { id: ticketTypeId, version }, terms);
      if (done === 0) throw versionConflict();
      await this.write(tx, actor, before, input);
      return TicketTypeDto.of(await this.find(tx, actor, ticketTypeId));
    });
  }

  delete(actor: Actor, ticketTypeId: string): Promise<void> {
    return this.db.transaction(actor, async (tx) => {
      const { eventId } = await this.find(tx, actor, ticketTypeId);
      await this.stock.lock(tx, actor, eventId);
      if (!(await ticketTypes.remove(tx, actor, ticketTypeId))) throw ticketTypeInUse();
    });
  }

  /** Refuses where the event has not all of these types. */
  async requireAll(
    tx: Tx,
    actor: Actor,
    eventId: string,
    ids: readonly string[],
    pointer = '/ticketTypeIds',
  ): Promise<void> {
    if (ids.length > 0 && (await countTicketTypes(tx, actor, eventId, ids)) < ids.length)
      throw ticketTypeUnknown({ pointer });
  }

  private async requireTerms(tx: Tx, actor: Actor, eventId: string, terms: SaleTerms): Promise<void> {
    requireSellable(terms);
    await this.taxRules.require(tx, actor, terms.taxRuleId);
    if (terms.categoryId !== null && !(await hasCategory(tx, actor, eventId, terms.categoryId)))
      throw categoryUnknown({ pointer: '/categoryId' });
  }

  /** Writes what hangs on a type, where the request says something about it. */
  private async write(
    tx: Tx,
    actor: Actor,
    type: Pick<TicketType, 'id' | 'eventId' | 'quotaIds'>,
    { quotaIds, prices, companionIds, addOns, parts }: ChangeTicketTypeDto,
  ): Promise<void> {
    const product = { eventId: type.eventId, ticketTypeId: type.id, variationId: null };
    await this.drawing.redraw(tx, actor, { ...product, quotaIds: type.quotaIds }, quotaIds ?? type.quotaIds);
    if (prices) await replacePrices(tx, actor, product, toAmounts(prices));
    if (companionIds && (await replaceCompanions(tx, actor, type, companionIds)) < companionIds.length)
      throw ticketTypeUnknown({ pointer: '/companionIds' });
    if (addOns?.some(({ min, max }) => max < min)) throw limitsCrossed({ pointer: '/addOns' });
    if (addOns && (await replaceAddOns(tx, actor, type, addOns)) < addOns.length)
      throw categoryUnknown({ pointer: '/addOns' });
    if (parts) await this.writeParts(tx, actor, type, parts);
  }

  private async writeParts(
    tx: Tx,
    actor: Actor,
    type: Pick<TicketType, 'id' | 'eventId'>,
    parts: TicketType['parts'],
  ): Promise<void> {
    if (parts.some(({ ticketTypeId }) => ticketTypeId === type.id)) throw bundleInvalid({ pointer: '/parts' });
    if ((await replaceParts(tx, actor, type, parts)) < parts.length) throw ticketTypeUnknown({ pointer: '/parts' });
    if (await hasUnclearBundle(tx, actor, type.eventId)) throw bundleInvalid({ pointer: '/parts' });
  }

  private async find(tx: Tx, actor: Actor, ticketTypeId: string): Promise<TicketType> {
    const type = await findTicketType(tx, actor, ticketTypeId);
    if (!type) throw ticketTypeUnknown();
    return type;
  }
}

const standard: Omit<SaleTerms, 'name'> = {
  description: null,
  kind: 'admission',
  categoryId: null,
  pricing: 'fixed',
  taxRuleId: null,
  channel: 'public',
  approval: false,
  namesLater: false,
  saleStartsAt: null,
  saleEndsAt: null,
  minPerOrder: 1,
  maxPerOrder: 10,
  maxPerPerson: null,
  hidden: false,
  position: 0,
};

const newTerms = (input: NewTicketTypeDto): SaleTerms => changed({ ...standard, name: input.name }, input);
