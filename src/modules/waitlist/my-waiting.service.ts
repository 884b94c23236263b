import { Injectable } from '@nestjs/common';
import type { Actor, IdempotencyClaim } from '../../platform/auth/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/new-id.js';
import type { Tx } from '../../platform/database/sql.js';
import { Links } from '../../platform/links/links.service.js';
import { Mails } from '../../platform/mail/mails.service.js';
import { EventsService } from '../events/events.service.js';
import { HoldsService } from '../ticketing/holds.service.js';
import { GiftsService } from './gifts.service.js';
import { whyNotJoin } from './joining.rules.js';
import { keysWanted, moveOffer } from './offers.queries.js';
import { OffersDeskService } from './offers-desk.service.js';
import { type Entry, insertEntry, markLinkWanted, moveEntry, placeInLine } from './waiting-entries.queries.js';
import { ClaimedOfferDto, type JoinWaitingListDto, MyWaitingDto, WaitingOfferDto } from './waiting-entry.dto.js';
import { WaitingListService } from './waiting-list.service.js';
import { countEntries, lockList, waitingListOf } from './waiting-lists.queries.js';
import { waitingMail } from './waitlist.mails.js';
import { alreadyWaiting, noOffer, offerOver, waitingStateRefused } from './waitlist.problems.js';

const live = ['waiting', 'offered', 'paused'] as const;

/** What people who wait do themselves. */
@Injectable()
export class MyWaitingService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly links: Links,
    private readonly mails: Mails,
    private readonly holds: HoldsService,
    private readonly lists: WaitingListService,
    private readonly gifts: GiftsService,
    private readonly desk: OffersDeskService,
  ) {}

  /** Puts somebody on the list. Whoever is on it already gets their link by mail, at most once an hour, and nobody else does. */
  async join(slug: string, claim: IdempotencyClaim | undefined, input: JoinWaitingListDto): Promise<MyWaitingDto> {
    const { actor, eventId } = await this.events.visit(slug, claim);
    const joined = await this.db.transaction(actor, (tx) => this.add(tx, actor, eventId, input));
    if (joined) return joined;
    await this.db.transaction(visitorOnly(actor), (tx) => this.remind(tx, actor, eventId, input.email));
    throw alreadyWaiting();
  }

  async show(token: string): Promise<MyWaitingDto> {
    const { actor, entryId } = await this.holder(token);
    return this.db.read(actor, (tx) => this.present(tx, actor, entryId));
  }

  /** Goes for good. An offer that stands is given back at once. */
  async leave(token: string, claim?: IdempotencyClaim): Promise<MyWaitingDto> {
    const { actor, entryId } = await this.holder(token, claim);
    return this.db.transaction(actor, async (tx) => {
      await this.desk.end(tx, actor, entryId, { offer: 'declined', to: 'left', from: live });
      return this.present(tx, actor, entryId);
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
      return this.present(tx, actor, entryId);
    });
  }

  /** Waits again after an offer that was declined or ran out, at the end of the line. */
  async resume(token: string, claim?: IdempotencyClaim): Promise<MyWaitingDto> {
    const { actor, entryId } = await this.holder(token, claim);
    return this.db.transaction(actor, async (tx) => {
      const entry = await this.lists.entry(tx, actor, entryId);
      if (entry.pausedBecause !== 'declined' && entry.pausedBecause !== 'expired') throw waitingStateRefused();
      const moved = await moveEntry(tx, actor, entryId, { from: ['paused'], to: 'waiting', last: true });
      if (moved === 0) throw waitingStateRefused();
      await this.lists.serve(tx, actor, entry.eventId);
      return this.present(tx, actor, entryId);
    });
  }

  private async add(tx: Tx, actor: Actor, eventId: string, input: JoinWaitingListDto): Promise<MyWaitingDto | null> {
    const wish = {
      partySize: input.partySize,
      partial: input.partial,
      products: input.products.map(({ ticketTypeId, variationId = null }) => ({ ticketTypeId, variationId })),
    };
    await this.events.getPublic(tx, actor, eventId);
    const list = await lockList(tx, actor, eventId);
    const counts = await countEntries(tx, actor, eventId);
    const problem = whyNotJoin(
      {
        ...list,
        stock: await this.gifts.stock(tx, actor, list),
        entries: counts.waiting + counts.offered + counts.paused,
        wanted: await keysWanted(tx, actor, eventId),
      },
      wish,
    );
    if (problem) throw problem;
    const { name, email, locale } = input;
    const id = newId();
    if (!(await insertEntry(tx, actor, { id, eventId, name, email, locale, ...wish }))) return null;
    await this.links.issue(tx, actor, 'waiting-entry', [id]);
    await this.mails.enqueue(tx, actor, [waitingMail('waiting-joined', { name, email, locale }, { entryId: id }, id)]);
    return this.present(tx, actor, id);
  }

  private async remind(tx: Tx, actor: Actor, eventId: string, email: string): Promise<void> {
    const known = await markLinkWanted(tx, actor, eventId, email);
    if (!known) return;
    const occasion = `${known.id}:${this.clock.now().toISOString().slice(0, 13)}`;
    await this.mails.enqueue(tx, actor, [
      waitingMail('waiting-link', { ...known, email }, { entryId: known.id }, occasion),
    ]);
  }

  private async present(tx: Tx, actor: Actor, entryId: string): Promise<MyWaitingDto> {
    const entry: Entry = await this.lists.entry(tx, actor, entryId);
    const { sort } = await waitingListOf(tx, actor, entry.eventId);
    return MyWaitingDto.of(entry, await placeInLine(tx, actor, entry, sort), this.lists.urlOf(entryId));
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

/** The same visitor without the key of the request: what they are told is a refusal, and refusals are not kept. */
function visitorOnly({ idempotency: _, ...actor }: Actor): Actor {
  return actor;
}
