import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import { EventsService } from '../events/events.service.js';
import { type Ending, OffersDeskService } from './offers-desk.service.js';
import { insertPriorityChange, moveEntry, pageOfEntries, setPriority } from './waiting-entries.queries.js';
import {
  type ChangePriorityDto,
  type OfferNowDto,
  WaitingEntryDto,
  type WaitingEntryQuery,
} from './waiting-entry.dto.js';
import { WaitingListService } from './waiting-list.service.js';
import { waitingStateRefused } from './waitlist.problems.js';

/** What organisers do with those who wait. */
@Injectable()
export class WaitingEntriesService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
    private readonly lists: WaitingListService,
    private readonly desk: OffersDeskService,
  ) {}

  list(actor: Actor, eventId: string, query: WaitingEntryQuery): Promise<Page<WaitingEntryDto>> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return pageOfEntries(tx, actor, { eventId, query, state: query.state ?? null }, WaitingEntryDto.of);
    });
  }

  show(actor: Actor, entryId: string): Promise<WaitingEntryDto> {
    return this.db.read(actor, (tx) => this.present(tx, actor, entryId));
  }

  changePriority(actor: Actor, entryId: string, { priority, reason }: ChangePriorityDto): Promise<WaitingEntryDto> {
    return this.db.transaction(actor, async (tx) => {
      const entry = await this.lists.entry(tx, actor, entryId);
      if ((await setPriority(tx, actor, entryId, priority, entry.version)) === 0) throw versionConflict();
      const changedBy = `${actor.kind}:${actor.id}`;
      await insertPriorityChange(tx, actor, entryId, { before: entry.priority, after: priority, reason, changedBy });
      return this.present(tx, actor, entryId);
    });
  }

  /** Offers nothing until somebody says otherwise; the place in the line is kept. */
  pause(actor: Actor, entryId: string): Promise<WaitingEntryDto> {
    return this.end(actor, entryId, { offer: 'revoked', to: 'paused', because: 'organizer', from: ['waiting'] });
  }

  /** Takes an offer back. The person is skipped until they are let wait again; otherwise the place would be theirs again at once. */
  revoke(actor: Actor, entryId: string): Promise<WaitingEntryDto> {
    return this.end(actor, entryId, { offer: 'revoked', to: 'paused', because: 'revoked', from: ['offered'] });
  }

  remove(actor: Actor, entryId: string): Promise<WaitingEntryDto> {
    return this.end(actor, entryId, { offer: 'revoked', to: 'removed', from: ['waiting', 'offered', 'paused'] });
  }

  /** Lets somebody wait again, where they stood. */
  reactivate(actor: Actor, entryId: string): Promise<WaitingEntryDto> {
    return this.db.transaction(actor, async (tx) => {
      const { eventId } = await this.lists.entry(tx, actor, entryId);
      await this.lists.serve(tx, actor, eventId);
      if ((await moveEntry(tx, actor, entryId, { from: ['paused'], to: 'waiting' })) === 0) throw waitingStateRefused();
      await this.lists.serve(tx, actor, eventId);
      return this.present(tx, actor, entryId);
    });
  }

  offer(actor: Actor, entryId: string, { product, count }: OfferNowDto): Promise<WaitingEntryDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.lists.entry(tx, actor, entryId);
      await this.desk.offerNow(tx, actor, entryId, {
        ...(product && { product: { ticketTypeId: product.ticketTypeId, variationId: product.variationId ?? null } }),
        ...(count !== undefined && { count }),
      });
      return this.present(tx, actor, entryId);
    });
  }

  private end(actor: Actor, entryId: string, ending: Ending): Promise<WaitingEntryDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.lists.entry(tx, actor, entryId);
      await this.desk.end(tx, actor, entryId, ending);
      return this.present(tx, actor, entryId);
    });
  }

  private async present(tx: Tx, actor: Actor, entryId: string): Promise<WaitingEntryDto> {
    return WaitingEntryDto.of(await this.lists.entry(tx, actor, entryId));
  }
}
