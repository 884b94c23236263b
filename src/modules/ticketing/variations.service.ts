import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { toAmounts } from './amounts.dto.js';
import { DrawingService } from './drawing.service.js';
import { requireWindow } from './sale.rules.js';
import { StockService } from './stock.service.js';
import { changed } from './terms-table.js';
import { type TicketType, findTicketType, hasUnclearBundle, replacePrices } from './ticket-types.queries.js';
import { bundleInvalid, ticketTypeUnknown, variationInUse, variationUnknown } from './ticketing.problems.js';
import { type ChangeVariationDto, type NewVariationDto, VariationDto } from './variation.dto.js';
import { type Variation, type VariationTerms, variations } from './variations.queries.js';

/** The forms of a ticket type, each with its own time, quotas and prices. */
@Injectable()
export class VariationsService {
  constructor(
    private readonly db: Database,
    private readonly stock: StockService,
    private readonly drawing: DrawingService,
  ) {}

  create(actor: Actor, ticketTypeId: string, input: NewVariationDto): Promise<VariationDto> {
    return this.db.transaction(actor, async (tx) => {
      const { eventId } = await this.type(tx, actor, ticketTypeId);
      const terms = newTerms(ticketTypeId, input);
      requireWindow(terms);
      await this.stock.lock(tx, actor, eventId);
      const id = await variations.insert(tx, actor, eventId, terms);
      if (await hasUnclearBundle(tx, actor, eventId)) throw bundleInvalid();
      await this.write(tx, actor, { id, eventId, ticketTypeId, quotaIds: [] }, input);
      return VariationDto.of(await this.find(tx, actor, id));
    });
  }

  list(actor: Actor, ticketTypeId: string, query: PageQuery): Promise<Page<VariationDto>> {
    return this.db.read(actor, async (tx) => {
      await this.type(tx, actor, ticketTypeId);
      const wanted = { query, where: 't.ticket_type_id = $2', params: [ticketTypeId] };
      return variations.page<Variation, VariationDto>(tx, actor, wanted, VariationDto.of);
    });
  }

  show(actor: Actor, variationId: string): Promise<VariationDto> {
    return this.db.read(actor, async (tx) => VariationDto.of(await this.find(tx, actor, variationId)));
  }

  change(actor: Actor, variationId: string, version: number, input: ChangeVariationDto): Promise<VariationDto> {
    return this.db.transaction(actor, async (tx) => {
      const before = await this.find(tx, actor, variationId);
      const terms = changed(before, input);
      requireWindow(terms);
      await this.stock.lock(tx, actor, before.eventId);
      if ((await variations.update(tx, actor, { id: variationId, version }, terms)) === 0) throw versionConflict();
      await this.write(tx, actor, before, input);
      return VariationDto.of(await this.find(tx, actor, variationId));
    });
  }

  delete(actor: Actor, variationId: string): Promise<void> {
    return this.db.transaction(actor, async (tx) => {
      const { eventId } = await this.find(tx, actor, variationId);
      await this.stock.lock(tx, actor, eventId);
      if (!(await variations.remove(tx, actor, variationId))) throw variationInUse();
    });
  }

  /** Writes what hangs on a variation, where the request says something about it. */
  private async write(
    tx: Tx,
    actor: Actor,
    { id, eventId, ticketTypeId, quotaIds: before }: Pick<Variation, 'id' | 'eventId' | 'ticketTypeId' | 'quotaIds'>,
    { quotaIds, prices }: ChangeVariationDto,
  ): Promise<void> {
    const product = { eventId, ticketTypeId, variationId: id };
    await this.drawing.redraw(tx, actor, { ...product, quotaIds: before }, quotaIds ?? before);
    if (prices) await replacePrices(tx, actor, product, toAmounts(prices));
  }

  private async type(tx: Tx, actor: Actor, ticketTypeId: string): Promise<TicketType> {
    const type = await findTicketType(tx, actor, ticketTypeId);
    if (!type) throw ticketTypeUnknown();
    return type;
  }

  private async find(tx: Tx, actor: Actor, variationId: string): Promise<Variation> {
    const found = await variations.find<Variation>(tx, actor, variationId);
    if (!found) throw variationUnknown();
    return found;
  }
}

const newTerms = (ticketTypeId: string, input: NewVariationDto): VariationTerms => ({
  ticketTypeId,
  name: input.name,
  position: input.position ?? 0,
  saleStartsAt: input.saleStartsAt ?? null,
  saleEndsAt: input.saleEndsAt ?? null,
});
