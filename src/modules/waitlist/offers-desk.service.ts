import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { HoldsService } from '../ticketing/holds.service.js';
import { StockService } from '../ticketing/stock.service.js';
import { type Gift, type Product, keyOf, roomFor } from './distribute.rules.js';
import { GiftsService } from './gifts.service.js';
import { moveOffer } from './offers.queries.js';
import { type Entry, type EntryState, type PausedBecause, findEntry, moveEntry } from './waiting-entries.queries.js';
import { waitingListOf } from './waiting-lists.queries.js';
import { noPlacesToOffer, productRefused, waitingStateRefused, waitlistOver } from './waitlist.problems.js';

/** How an entry ends, or pauses, and what becomes of the offer that it has. */
export interface Ending {
  from: readonly EntryState[];
  to: 'left' | 'removed' | 'paused';
  because?: PausedBecause;
  offer: 'declined' | 'revoked';
}

/** Makes and ends single offers, with the stock of the event locked: what is given back goes to whoever is next. */
@Injectable()
export class OffersDeskService {
  constructor(
    private readonly stock: StockService,
    private readonly holds: HoldsService,
    private readonly gifts: GiftsService,
  ) {}

  /** Ends or pauses an entry. Whatever it was offered is free in the same transaction, and offered on. */
  async end(tx: Tx, actor: Actor, entryId: string, { from, to, because, offer: ended }: Ending): Promise<void> {
    const entry = await this.locked(tx, actor, entryId);
    const { offer } = entry;
    if (offer && entry.state === 'offered' && (await moveOffer(tx, actor, offer.id, ended)) === 1)
      await this.holds.end(tx, actor, [offer.holdId], 'released');
    if ((await moveEntry(tx, actor, entryId, { from, to, because })) === 0) throw waitingStateRefused();
    await this.stock.settle(tx, actor, entry.eventId);
  }

  /** An offer out of turn, from what is free; what is left out is as the person wants it. */
  async offerNow(tx: Tx, actor: Actor, entryId: string, wish: { product?: Product; count?: number }): Promise<void> {
    const entry = await this.locked(tx, actor, entryId);
    if (entry.state !== 'waiting' && entry.state !== 'paused') throw waitingStateRefused();
    const list = await waitingListOf(tx, actor, entry.eventId);
    const stock = await this.gifts.stock(tx, actor, list);
    if (!stock) throw waitlistOver();
    const count = wish.count ?? entry.partySize;
    const wanted = (wish.product ? [wish.product] : entry.products).flatMap(
      (product) => stock.products.get(keyOf(product)) ?? [],
    );
    if (wanted.length === 0) throw productRefused({ pointer: '/product' });
    const chosen = wanted.find((product) => roomFor(product, stock.left) >= count);
    if (!chosen) throw noPlacesToOffer({ wanted: count });
    const { ticketTypeId, variationId } = chosen;
    const gift: Gift = { entryId, ticketTypeId, variationId, count };
    await this.gifts.give(tx, actor, list, { gifts: [gift], to: [entry] }, stock);
  }

  /** The entry as it stands when the stock is locked and settled: who has ordered from the offer is no longer offered anything. */
  private async locked(tx: Tx, actor: Actor, entryId: string): Promise<Entry> {
    const before = await findEntry(tx, actor, entryId);
    if (!before) throw waitingStateRefused();
    await this.stock.lock(tx, actor, before.eventId);
    await this.stock.settle(tx, actor, before.eventId);
    return (await findEntry(tx, actor, entryId)) ?? before;
  }
}
