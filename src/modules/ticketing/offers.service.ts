import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import { Problem } from '../../kernel/problem.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { type Tx, one } from '../../platform/database/sql.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { Links } from '../../platform/links/links.service.js';
import { eventUnknown } from '../events/events.problems.js';
import { EventsService } from '../events/events.service.js';
import { type StockNow, outlookOf, placesKept, stockNow } from './availability.queries.js';
import { demandOf, isExhausted, lookAhead, type PoolNow, poolsNow } from './availability.rules.js';
import type { Catalogue, Code } from './catalogue.js';
import { CatalogueService } from './catalogue.service.js';
import { type JudgedType, OfferDto, type OfferQuery } from './offer.dto.js';
import { judged } from './offers.rules.js';
import { QuestionDto } from './question.dto.js';
import { registrationQuestions } from './questions.queries.js';
import { QuotaStockDto, type StockDto } from './stock.dto.js';

/** Who looks, and what they bring along. */
export interface Onlooker {
  /** Whether they came by a personal link. */
  invited: boolean;
  /** For those who have tickets: also what is not, or no longer, for everybody. */
  everything?: boolean;
  code?: string | null;
  currency?: string | null;
}

/** How things stand at one moment. */
interface Picture extends StockNow {
  catalogue: Catalogue;
  standing: ReadonlyMap<string, PoolNow>;
}

/** What people who want to register are shown. A glance, not a promise: places are given out by admission alone. */
@Injectable()
export class OffersService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
    private readonly links: Links,
    private readonly catalogues: CatalogueService,
  ) {}

  async list(slug: string, { code, currency, invitationToken }: OfferQuery): Promise<Page<OfferDto>> {
    const { actor, eventId } = await this.events.visit(slug);
    const invited = await this.isInvited(actor, eventId, invitationToken);
    const onlooker = { invited, code: code ?? null, currency: currency ?? null };
    return this.db.read(actor, async (tx) => ({
      items: await this.offers(tx, actor, eventId, onlooker),
      next: null,
    }));
  }

  async questions(slug: string): Promise<Page<QuestionDto>> {
    const { actor, eventId } = await this.events.visit(slug);
    return this.db.read(actor, async (tx) => {
      await this.events.getPublic(tx, actor, eventId);
      return { items: (await registrationQuestions(tx, actor, eventId)).map(QuestionDto.of), next: null };
    });
  }

  /** What a visitor may take; hidden types too where they were invited, or have a code that opens them. */
  async offers(tx: Tx, actor: Actor, eventId: string, onlooker: Onlooker): Promise<OfferDto[]> {
    const { types, currencies } = await this.judge(tx, actor, eventId, onlooker);
    const currency = onlooker.currency ?? currencies[0] ?? null;
    return types.map((type) => OfferDto.of(type, currency));
  }

  /** How each of these types stands, as rules see it. */
  async judge(
    tx: Tx,
    actor: Actor,
    eventId: string,
    { invited, everything = false, code: typed = null }: Onlooker,
  ): Promise<{ types: JudgedType[]; currencies: readonly string[] }> {
    const picture = await this.picture(tx, actor, eventId);
    if (picture.event.status === 'draft') throw linkUnknown();
    const code = await this.codeOf(tx, actor, eventId, typed);
    const kept = code?.holdId ? await placesKept(tx, actor, code.holdId) : [];
    const { catalogue } = picture;
    const types = judged(catalogue, picture, { invited, everything, code, kept });
    return { types, currencies: catalogue.settings.currencies };
  }

  /** The same for organisers, with the counters behind it. */
  stock(actor: Actor, eventId: string): Promise<StockDto> {
    return this.db.read(actor, async (tx) => {
      const picture = await this.picture(tx, actor, eventId, { ahead: true });
      return {
        quotas: picture.pools.map((pool) =>
          QuotaStockDto.of(pool, picture.standing.get(pool.id) as PoolNow, overdueOf(picture, pool.id)),
        ),
        offers: judged(picture.catalogue, picture, { invited: true, everything: true, code: null, kept: [] }).map(
          (type) => OfferDto.of(type, picture.catalogue.settings.currencies[0] ?? null),
        ),
      };
    });
  }

  /** Where everything stands, in one statement where something is left of all, and the catalogue did not change. */
  private async picture(
    tx: Tx,
    actor: Actor,
    eventId: string,
    { ahead }: { ahead: boolean } = { ahead: false },
  ): Promise<Picture> {
    const stock = await stockNow(tx, actor, eventId);
    if (!stock) throw eventUnknown();
    const catalogue = await this.catalogues.load(tx, actor, eventId, stock.stamp);
    const standing = poolsNow(catalogue, stock.pools, stock.overdue);
    if (ahead || isAnythingGone(catalogue, standing))
      lookAhead(catalogue, standing, await outlookOf(tx, actor, eventId));
    return { ...stock, catalogue, standing };
  }

  private async codeOf(tx: Tx, actor: Actor, eventId: string, typed: string | null): Promise<Code | null> {
    if (typed === null) return null;
    const [code] = (await this.catalogues.codes(tx, actor, eventId, [typed])).values();
    return code ?? null;
  }

  /** A link that no longer works keeps nobody from looking like everybody else. */
  private async isInvited(visitor: Actor, eventId: string, token: string | undefined): Promise<boolean> {
    if (token === undefined) return false;
    try {
      const { actor, subjectId } = await this.links.visit('invitation', token);
      const found = await this.db.read(actor, (tx) =>
        one(tx, 'select from invited_people where organization_id = $1 and event_id = $2 and invitation_id = $3', [
          visitor.organizationId,
          eventId,
          subjectId,
        ]),
      );
      return found !== undefined;
    } catch (error) {
      if (error instanceof Problem && error.refusal === linkUnknown) return false;
      throw error;
    }
  }
}

const isAnythingGone = (catalogue: Catalogue, standing: ReadonlyMap<string, PoolNow>): boolean =>
  [...catalogue.types.values()].some((type) =>
    [null, ...type.variations].some((variation) => isExhausted(demandOf(catalogue, { type, variation }), standing)),
  );

/** What the counter of a quota still has of holds that are over. */
const overdueOf = ({ catalogue, overdue }: Picture, quotaId: string): number =>
  overdue
    .filter(({ ticketTypeId, variationId }) => {
      const type = catalogue.types.get(ticketTypeId);
      const variation = type?.variations.find(({ id }) => id === variationId);
      return type?.quotaIds.includes(quotaId) || variation?.quotaIds.includes(quotaId);
    })
    .reduce((sum, { count }) => sum + count, 0);
