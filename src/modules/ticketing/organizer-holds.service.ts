import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/new-id.js';
import type { Tx } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { EventsService } from '../events/events.service.js';
import type { Catalogue } from './catalogue.js';
import { CatalogueService } from './catalogue.service.js';
import {
  type Hold,
  changeHold,
  endHolds,
  eventsWithOverdueHolds,
  findHold,
  insertHolds,
  pageOfOrganizerHolds,
  reduceHold,
  releaseEmpty,
} from './holds.queries.js';
import {
  type ChangeOrganizerHoldDto,
  type NewOrganizerHoldDto,
  OrganizerHoldDto,
  type ReleaseOrganizerHoldDto,
} from './organizer-hold.dto.js';
import { PlacesService } from './places.service.js';
import { productOf } from './pricing.rules.js';
import { type StockLine, linesOf } from './stock-lines.rules.js';
import { StockService } from './stock.service.js';
import { holdEnded, holdUnknown, lessHeld, notOffered, soldOut } from './ticketing.problems.js';

/** Places that organisers keep back: for sponsors, for the crew, for later. */
@Injectable()
export class OrganizerHoldsService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly events: EventsService,
    private readonly catalogues: CatalogueService,
    private readonly stock: StockService,
    private readonly places: PlacesService,
  ) {}

  onModuleInit(): void {
    this.jobs.every('holds', '* * * * *', () => this.tidy());
  }

  create(actor: Actor, eventId: string, input: NewOrganizerHoldDto): Promise<OrganizerHoldDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      await this.stock.lock(tx, actor, eventId);
      await this.stock.settle(tx, actor, eventId);
      const lines = linesFor(await this.catalogues.load(tx, actor, eventId), input.lines);
      if (!(await this.places.fits(tx, actor, lines))) throw soldOut({ pointer: '/lines', nextStep: 'choose-fewer' });
      await this.places.block(tx, actor, lines, 1);
      const draft = { ...nothingPromised, id: newId(), label: input.label, expiresAt: input.expiresAt ?? null, lines };
      await insertHolds(tx, actor, eventId, [draft]);
      return OrganizerHoldDto.of(await this.find(tx, actor, draft.id));
    });
  }

  list(actor: Actor, eventId: string, query: PageQuery): Promise<Page<OrganizerHoldDto>> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return pageOfOrganizerHolds(tx, actor, { eventId, query }, OrganizerHoldDto.of);
    });
  }

  show(actor: Actor, holdId: string): Promise<OrganizerHoldDto> {
    return this.db.read(actor, async (tx) => OrganizerHoldDto.of(await this.find(tx, actor, holdId)));
  }

  change(actor: Actor, holdId: string, version: number, input: ChangeOrganizerHoldDto): Promise<OrganizerHoldDto> {
    return this.db.transaction(actor, async (tx) => {
      const before = await this.find(tx, actor, holdId);
      if (before.state !== 'active') throw holdEnded();
      const label = input.label ?? before.label;
      const expiresAt = input.expiresAt === undefined ? before.expiresAt : input.expiresAt;
      if ((await changeHold(tx, actor, { id: holdId, version, label, expiresAt })) === 0) throw versionConflict();
      return OrganizerHoldDto.of(await this.find(tx, actor, holdId));
    });
  }

  /** Gives places back to the sale: those named, or all. Who waits for them gets them first. */
  release(actor: Actor, holdId: string, { lines }: ReleaseOrganizerHoldDto): Promise<OrganizerHoldDto> {
    return this.db.transaction(actor, async (tx) => {
      const { eventId } = await this.find(tx, actor, holdId);
      await this.stock.lock(tx, actor, eventId);
      await this.stock.settle(tx, actor, eventId);
      if ((await this.find(tx, actor, holdId)).state !== 'active') throw holdEnded();
      if (lines) await this.giveBack(tx, actor, holdId, lines.map(lineOf));
      else await this.places.restore(tx, actor, await endHolds(tx, actor, [holdId], 'released'));
      await this.stock.settle(tx, actor, eventId);
      return OrganizerHoldDto.of(await this.find(tx, actor, holdId));
    });
  }

  /** Holds that are over count for nobody who looks; this brings the counters after them where nobody came. */
  async tidy(): Promise<void> {
    for (const actor of await this.db.organizations()) {
      const eventIds = await this.db.read(actor, (tx) => eventsWithOverdueHolds(tx, actor));
      for (const eventId of eventIds)
        await this.db.transaction(actor, async (tx) => {
          await this.stock.lock(tx, actor, eventId);
          await this.stock.settle(tx, actor, eventId);
        });
    }
  }

  private async giveBack(tx: Tx, actor: Actor, holdId: string, lines: readonly StockLine[]): Promise<void> {
    if ((await reduceHold(tx, actor, holdId, lines)) < lines.length) throw lessHeld({ pointer: '/lines' });
    await this.places.block(tx, actor, lines, -1);
    await releaseEmpty(tx, actor, holdId);
  }

  private async find(tx: Tx, actor: Actor, holdId: string): Promise<Hold> {
    const hold = await findHold(tx, actor, holdId);
    if (hold?.kind !== 'organizer') throw holdUnknown();
    return hold;
  }
}

type Line = NewOrganizerHoldDto['lines'][number];

const nothingPromised = {
  kind: 'organizer' as const,
  email: null,
  visitor: null,
  roomPlaceId: null,
  invitationId: null,
  quote: null,
  minutes: null,
  orderId: null,
};

const lineOf = ({ ticketTypeId, variationId, count }: Line): StockLine => ({
  ticketTypeId,
  variationId: variationId ?? null,
  codeId: null,
  count,
  givenAway: 0,
});

/** One line for each product, of those that the event has. */
function linesFor(catalogue: Catalogue, wanted: readonly Line[]): StockLine[] {
  for (const [index, line] of wanted.entries())
    if (!productOf(catalogue, lineOf(line))) throw notOffered({ pointer: `/lines/${index}` });
  return linesOf(wanted.flatMap((line) => Array.from({ length: line.count }, () => lineOf(line))));
}
