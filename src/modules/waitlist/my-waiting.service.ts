import { Injectable } from '@nestjs/common';
import type { Actor, IdempotencyClaim } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { Links } from '../../platform/links/links.service.js';
import { HoldsService } from '../ticketing/holds.service.js';
import { JoiningService } from './joining.service.js';
import { moveOffer } from './offers.queries.js';
import { OffersDeskService } from './offers-desk.service.js';
import { type Entry, moveEntry } from './waiting-entries.queries.js';
import {
  type ClaimedOfferDto,
  type JoinWaitingListDto,
  type MyWaitingDto,
  WaitingOfferDto,
} from './waiting-entry.dto.js';
import { WaitingListService } from './waiting-list.service.js';
import { noOffer, offerOver, waitingStateRefused } from './waitlist.problems.js';

const live = ['waiting', 'offered', 'paused'] as const;

/** What people who wait do themselves. */
@Injectable()
export class MyWaitingService {
  constructor(
    private readonly db: Database,
    private readonly links: Links,
    private readonly holds: HoldsService,
    private readonly joining: JoiningService,
    private readonly lists: WaitingListService,
    private readonly desk: OffersDeskService,
  ) {}

  /** Puts somebody on the list. */
  join(slug: string, claim: IdempotencyClaim | undefined, input: JoinWaitingListDto): Promise<MyWaitingDto> {
    return this.joining.join(slug, claim, input);
  }

  async show(token: string): Promise<MyWaitingDto> {
    const { actor, entryId } = await this.holder(token);
    return this.db.read(actor, (tx) => this.lists.mine(tx, actor, entryId));
  }

  /** Goes for good. An offer that stands is given back at once. */
  async leave(token: string, claim?: IdempotencyClaim): Promise<MyWaitingDto> {
    const { actor, entryId } = await this.holder(token, claim);
    return this.db.transaction(actor, async (tx) => {
      await this.desk.end(tx, actor, entryId, { offer: 'declined', to: 'left', from: live });
      return this.lists.mine(tx, actor, entryId);
    });
  }

  /** The hold that keeps the places: from here on the person orders as everybody does. May be repeated. */
  async claim(token: string, claim?: IdempotencyClaim): Promise<ClaimedOfferDto> {
    const { actor, entryId } = await this.holder(token, claim);
    return this.db.transaction(actor, async (tx) => {
      const { offer } = await this.lists.entry(tx, actor, entryId);
      if (offer?.state !== 'pending' && offer?.state !== 'claimed')
        throw offer?.state === 'expired' ? offerOver() : noOffer();
      if ((await moveOffer(tx, actor, offer.id, 'claimed')) === 0) throw offerOver();
      return {
        holdToken: this.holds.tokenOf(offer.holdId),
        expiresAt: offer.expiresAt.toISOString(),
        offer: WaitingOfferDto.ofOffer({ ...offer, state: 'claimed' }),
      };
    });
  }

  /** Gives the offer back: the places go to whoever is next. The person is offered nothing more until they ask for it. */
  async decline(token: string, claim?: IdempotencyClaim): Promise<MyWaitingDto> {
    const { actor, entryId } = await this.holder(token, claim);
    return this.db.transaction(actor, async (tx) => {
      const { offer } = await this.lists.entry(tx, actor, entryId);
      if (offer?.state !== 'pending' && offer?.state !== 'claimed') throw noOffer();
      await this.desk.end(tx, actor, entryId, {
        offer: 'declined',
        to: 'paused',
        because: 'declined',
        from: ['offered'],
      });
      return this.lists.mine(tx, actor, entryId);
    });
  }

  /** Waits again after an offer that was declined or ran out, at the end of the line. */
  async resume(token: string, claim?: IdempotencyClaim): Promise<MyWaitingDto> {
    const { actor, entryId } = await this.holder(token, claim);
    return this.db.transaction(actor, async (tx) => {
      const entry = await this.lists.entry(tx, actor, entryId);
      if (entry.pausedBecause !== 'declined' && entry.pausedBecause !== 'expired') throw waitingStateRefused();
      // The stock is locked before the entry, as everywhere.
      await this.lists.serve(tx, actor, entry.eventId);
      const moved = await moveEntry(tx, actor, entryId, { from: ['paused'], to: 'waiting', last: true });
      if (moved === 0) throw waitingStateRefused();
      await this.lists.serve(tx, actor, entry.eventId);
      return this.lists.mine(tx, actor, entryId);
    });
  }

  /** Whose entry the link opens, of which event, and in which language they read. */
  async visit(token: string): Promise<{ actor: Actor; entry: Entry }> {
    const { actor, entryId } = await this.holder(token);
    return { actor, entry: await this.db.read(actor, (tx) => this.lists.entry(tx, actor, entryId)) };
  }

  private async holder(token: string, claim?: IdempotencyClaim): Promise<{ actor: Actor; entryId: string }> {
    const { actor, subjectId } = await this.links.visit('waiting-entry', token, claim);
    return { actor, entryId: subjectId };
  }
}
