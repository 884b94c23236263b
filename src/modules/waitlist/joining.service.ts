import { Injectable } from '@nestjs/common';
import { type Actor, type IdempotencyClaim, visitorActor } from '../../platform/auth/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/new-id.js';
import type { Tx } from '../../platform/database/sql.js';
import { Links } from '../../platform/links/links.service.js';
import { Mails } from '../../platform/mail/mails.service.js';
import { EventsService } from '../events/events.service.js';
import { GiftsService } from './gifts.service.js';
import { whyNotJoin } from './joining.rules.js';
import { keysWanted } from './offers.queries.js';
import { insertEntry, markLinkWanted } from './waiting-entries.queries.js';
import type { JoinWaitingListDto, MyWaitingDto } from './waiting-entry.dto.js';
import { WaitingListService } from './waiting-list.service.js';
import { countEntries, lockList } from './waiting-lists.queries.js';
import { waitingMail } from './waitlist.mails.js';
import { alreadyWaiting } from './waitlist.problems.js';

/** How people get on the list. */
@Injectable()
export class JoiningService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly links: Links,
    private readonly mails: Mails,
    private readonly lists: WaitingListService,
    private readonly gifts: GiftsService,
  ) {}

  /** Puts somebody on the list. Whoever is on it already gets their link by mail, at most once an hour, and nobody else does. */
  async join(slug: string, claim: IdempotencyClaim | undefined, input: JoinWaitingListDto): Promise<MyWaitingDto> {
    const { actor, eventId } = await this.events.visit(slug, claim);
    const joined = await this.db.transaction(actor, (tx) => this.add(tx, actor, eventId, input));
    if (joined) return joined;
    await this.db.transaction(visitorOnly(actor), (tx) => this.remind(tx, actor, eventId, input.email));
    throw alreadyWaiting();
  }

  private async add(tx: Tx, actor: Actor, eventId: string, input: JoinWaitingListDto): Promise<MyWaitingDto | null> {
    const wish = {
      partySize: input.partySize,
      partial: input.partial,
      products: input.products.map(({ ticketTypeId, variationId = null }) => ({ ticketTypeId, variationId })),
    };
    await this.events.getPublic(tx, actor, eventId);
    // What is over is given back before it is judged whether one need wait.
    await this.lists.serve(tx, actor, eventId);
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
    // Others may wait for more than there is, and this party fit.
    await this.lists.serve(tx, actor, eventId);
    return this.lists.mine(tx, actor, id);
  }

  private async remind(tx: Tx, actor: Actor, eventId: string, email: string): Promise<void> {
    const known = await markLinkWanted(tx, actor, eventId, email);
    if (!known) return;
    const occasion = `${known.id}:${this.clock.now().toISOString().slice(0, 13)}`;
    await this.mails.enqueue(tx, actor, [
      waitingMail('waiting-link', { ...known, email }, { entryId: known.id }, occasion),
    ]);
  }
}

/** The same visitor without the key of the request: what they are told is a refusal, and refusals are not kept. */
const visitorOnly = ({ organizationId }: Actor): Actor => visitorActor(organizationId);
