import { Injectable } from '@nestjs/common';
import type { Actor, IdempotencyClaim } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { Links, type Visit } from '../../platform/links/links.service.js';
import { CatalogueService } from '../ticketing/catalogue.service.js';
import type { HoldDto } from '../ticketing/hold.dto.js';
import { HoldsService } from '../ticketing/holds.service.js';
import { StockService } from '../ticketing/stock.service.js';
import { HoldPapers } from './hold-papers.js';
import { holdKept, holdOver } from './registrations.problems.js';

/** What the holder of a hold's token does with it, before it becomes an order. */
@Injectable()
export class MyHoldsService {
  constructor(
    private readonly db: Database,
    private readonly links: Links,
    private readonly catalogues: CatalogueService,
    private readonly stock: StockService,
    private readonly holds: HoldsService,
    private readonly papers: HoldPapers,
  ) {}

  /** Who holds the token, and of which hold. */
  visit(token: string, claim?: IdempotencyClaim): Promise<Visit> {
    return this.links.visit('hold', token, claim);
  }

  async show(token: string): Promise<HoldDto> {
    const { actor, subjectId } = await this.visit(token);
    return this.read(actor, subjectId);
  }

  /** Gives a cart its time once more, from now. */
  async extend(token: string): Promise<HoldDto> {
    const { actor, subjectId } = await this.visit(token);
    await this.db.transaction(actor, async (tx) => {
      const { eventId } = await this.holds.get(tx, actor, subjectId);
      const { settings } = await this.catalogues.load(tx, actor, eventId);
      if (await this.holds.extend(tx, actor, subjectId, settings.holdMinutes)) return;
      const { state } = await this.holds.get(tx, actor, subjectId);
      throw state === 'active' ? holdKept({ nextStep: 'finish-or-release' }) : holdOver({ nextStep: 'choose-again' });
    });
    return this.read(actor, subjectId);
  }

  /** Gives a cart back before its time; doing it again changes nothing. */
  async release(token: string): Promise<HoldDto> {
    const { actor, subjectId } = await this.visit(token);
    await this.db.transaction(actor, async (tx) => {
      const { eventId, kind } = await this.holds.get(tx, actor, subjectId);
      if (kind !== 'cart') throw holdKept();
      await this.stock.lock(tx, actor, eventId);
      await this.holds.end(tx, actor, [subjectId], 'released');
      await this.stock.settle(tx, actor, eventId);
    });
    return this.read(actor, subjectId);
  }

  private read(actor: Actor, holdId: string): Promise<HoldDto> {
    return this.db.read(actor, async (tx) => {
      const hold = await this.holds.get(tx, actor, holdId);
      return this.papers.of(hold, await this.catalogues.load(tx, actor, hold.eventId));
    });
  }
}
