import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { Links } from '../../platform/links/links.service.js';
import { Mails } from '../../platform/mail/mails.service.js';
import { StockService } from '../ticketing/stock.service.js';
import type { StockFreed } from '../ticketing/ticketing.messages.js';
import { type Product, placesOf } from './distribute.rules.js';
import { GiftsService } from './gifts.service.js';
import { followHolds, isAnybodyOnList, placesWanted } from './offers.queries.js';
import { type Entry, findEntry, placeInLine } from './waiting-entries.queries.js';
import { MyWaitingDto } from './waiting-entry.dto.js';
import { eventsWithWaiting, waitingListOf } from './waiting-lists.queries.js';
import { waitingMail } from './waitlist.mails.js';
import { waitingEntryUnknown } from './waitlist.problems.js';

export { type WaitingLetter, waitingLetters } from './waitlist.mails.js';
export type { Entry as WaitingEntry } from './waiting-entries.queries.js';

/** Free places go to those who wait before anybody else: in the locked step of every transaction that takes or frees places. */
@Injectable()
export class WaitingListService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly links: Links,
    private readonly mails: Mails,
    private readonly config: Config,
    private readonly stock: StockService,
    private readonly gifts: GiftsService,
  ) {}

  onModuleInit(): void {
    this.stock.onSettled({
      give: (tx, actor, eventId) => this.distribute(tx, actor, eventId),
      foresee: (tx, actor, eventId, freed) => this.foresee(tx, actor, eventId, freed),
      isOpen: async (tx, actor, eventId) => {
        const list = await waitingListOf(tx, actor, eventId);
        return list.open && (await this.gifts.stock(tx, actor, list)) !== null;
      },
    });
    this.jobs.on<StockFreed['data']>('stock.freed', 'waitlist', (tx, actor, { eventId }) =>
      this.serve(tx, actor, eventId),
    );
    // Whoever takes places settles first, so this is for the patience of those who wait, not for fairness.
    this.jobs.every('waiting-lists', '* * * * *', () => this.serveAll());
  }

  /** Offers what is free to those who wait. The stock is locked, and holds that are over have given back their places. */
  async distribute(tx: Tx, actor: Actor, eventId: string): Promise<void> {
    if (!(await isAnybodyOnList(tx, actor, eventId))) return;
    await this.follow(tx, actor, eventId);
    const list = await waitingListOf(tx, actor, eventId);
    if (list.version === 0 || list.paused) return;
    const stock = await this.gifts.stock(tx, actor, list);
    if (!stock) return;
    await this.gifts.give(tx, actor, list, await this.gifts.choose(tx, actor, list, stock), stock);
  }

  /** How many places of each quota would go to those who wait, were so many more free. */
  private async foresee(
    tx: Tx,
    actor: Actor,
    eventId: string,
    freed: ReadonlyMap<string, number>,
  ): Promise<ReadonlyMap<string, number>> {
    if (!(await isAnybodyOnList(tx, actor, eventId))) return new Map();
    const list = await waitingListOf(tx, actor, eventId);
    const now = list.version === 0 || list.paused ? null : await this.gifts.stock(tx, actor, list);
    if (!now) return new Map();
    const stock = { ...now, left: new Map([...now.left].map(([id, left]) => [id, left + (freed.get(id) ?? 0)])) };
    return placesOf(stock, (await this.gifts.choose(tx, actor, list, stock)).gifts);
  }

  /** Locks the stock and lets it settle: those who wait get what is free. */
  async serve(tx: Tx, actor: Actor, eventId: string): Promise<void> {
    await this.stock.lock(tx, actor, eventId);
    await this.stock.settle(tx, actor, eventId);
  }

  /** Lets the stock settle wherever somebody waits. */
  async serveAll(): Promise<void> {
    for (const actor of await this.db.organizations()) {
      for (const eventId of await this.db.read(actor, (tx) => eventsWithWaiting(tx, actor)))
        await this.db.transaction(actor, (tx) => this.serve(tx, actor, eventId));
    }
  }

  /** How many places of a product people wait for. */
  demand(tx: Tx, actor: Actor, eventId: string, product: Product): Promise<number> {
    return placesWanted(tx, actor, eventId, product);
  }

  /** The entry; refuses where the organisation has none with this id. */
  async entry(tx: Tx, actor: Actor, entryId: string): Promise<Entry> {
    const entry = await findEntry(tx, actor, entryId);
    if (!entry) throw waitingEntryUnknown();
    return entry;
  }

  /** The entry as its person sees it. */
  async mine(tx: Tx, actor: Actor, entryId: string): Promise<MyWaitingDto> {
    const entry = await this.entry(tx, actor, entryId);
    const { sort } = await waitingListOf(tx, actor, entry.eventId);
    return MyWaitingDto.of(entry, await placeInLine(tx, actor, entry, sort), this.urlOf(entryId));
  }

  /** The private address of an entry. */
  urlOf(entryId: string): string {
    return `${this.config.publicUrl}/w/${this.links.token('waiting-entry', entryId)}`;
  }

  private async follow(tx: Tx, actor: Actor, eventId: string): Promise<void> {
    const ended = await followHolds(tx, actor, eventId);
    await this.mails.enqueue(
      tx,
      actor,
      ended
        .filter(({ state }) => state === 'expired')
        .map((offer) =>
          waitingMail('waiting-offer-over', offer, { entryId: offer.entryId, offerId: offer.offerId }, offer.offerId),
        ),
    );
  }
}
