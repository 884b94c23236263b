import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { EventsService } from '../events/events.service.js';
import { OfferDto, QuotaStockDto, type StockDto } from './offer.dto.js';
import { QuestionDto } from './question.dto.js';
import { registrationQuestions } from './questions.queries.js';
import { type Quota, quotasOf } from './quotas.queries.js';
import { type EventOnSale, availability } from './sale.rules.js';
import { type TicketType, ticketTypesOf } from './ticket-types.queries.js';

/** What people who want to register are shown. A glance, not a promise: places are given out by admission alone. */
@Injectable()
export class OffersService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
  ) {}

  async list(slug: string): Promise<Page<OfferDto>> {
    const { actor, eventId } = await this.events.visit(slug);
    return this.db.read(actor, async (tx) => ({
      items: await this.offers(tx, actor, eventId, { invited: false }),
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

  /** What a visitor may take; hidden types too where they were invited. */
  async offers(tx: Tx, actor: Actor, eventId: string, { invited }: { invited: boolean }): Promise<OfferDto[]> {
    const event = await this.events.getPublic(tx, actor, eventId);
    const types = await ticketTypesOf(tx, actor, eventId);
    const quotas = await quotasOf(tx, actor, eventId);
    return this.judge(
      event,
      types.filter((type) => invited || !type.hidden),
      quotas,
    );
  }

  /** The same for organisers, with the counters behind it. */
  stock(actor: Actor, eventId: string): Promise<StockDto> {
    return this.db.read(actor, async (tx) => {
      const event = await this.events.get(tx, actor, eventId);
      const types = await ticketTypesOf(tx, actor, eventId);
      const quotas = await quotasOf(tx, actor, eventId);
      return { quotas: quotas.map(QuotaStockDto.of), offers: this.judge(event, types, quotas) };
    });
  }

  private judge(event: EventOnSale, types: readonly TicketType[], quotas: readonly Quota[]): OfferDto[] {
    const now = this.clock.now();
    return types.map((type) => {
      const drawn = quotas.filter((quota) => type.quotaIds.includes(quota.id));
      return OfferDto.of(type, availability(event, type, drawn, now));
    });
  }
}
