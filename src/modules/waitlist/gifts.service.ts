import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { newId } from '../../platform/database/new-id.js';
import type { Tx } from '../../platform/database/sql.js';
import { Mails } from '../../platform/mail/mails.service.js';
import { CatalogueService, plainCart } from '../ticketing/catalogue.service.js';
import { HoldsService } from '../ticketing/holds.service.js';
import { type Gift, type ListStock, distribute, keyOf, openProducts, roomFor, without } from './distribute.rules.js';
import { type Candidate, candidatesFor, insertOffers } from './offers.queries.js';
import { type EventStock, type WaitingList, stockOf } from './waiting-lists.queries.js';
import { waitingMail } from './waitlist.mails.js';

/** Who gets something. */
type Addressee = Pick<Candidate, 'id' | 'email' | 'name' | 'locale'>;

/** Gifts, and those whom they are for. */
export interface Chosen {
  gifts: Gift[];
  to: Addressee[];
}

/** People who are read at a time, however many places there are. */
const mostAtOnce = 500;

/** What there is to give at this moment, and until when an offer that is made now would stand. */
export interface GivingNow extends ListStock {
  now: Date;
  /** Minutes that an offer stands; less than one: nothing is offered any more. */
  minutes: number;
}

/** Keeps places for those who wait, and tells them. Whoever calls it has locked the stock. */
@Injectable()
export class GiftsService {
  constructor(
    private readonly catalogues: CatalogueService,
    private readonly holds: HoldsService,
    private readonly mails: Mails,
  ) {}

  /** The stock as the list sees it; null where nothing is offered at all: the event is not open, or starts too soon. */
  async stock(tx: Tx, actor: Actor, list: WaitingList): Promise<GivingNow | null> {
    const stock = await stockOf(tx, actor, list.eventId);
    const giving = givingNow(list, stock);
    return stock.published && giving.minutes >= 1 ? giving : null;
  }

  /**
   * Who gets what of the stock. No more people are read at a time than there are places for: the first of them always gets something,
   * and whoever was passed over once does not fit into what is left later either.
   */
  async choose(tx: Tx, actor: Actor, { eventId, sort }: WaitingList, stock: GivingNow): Promise<Chosen> {
    const chosen: Chosen = { gifts: [], to: [] };
    for (let left = stock; ;) {
      const open = openProducts(left, stock.now).map((product) => ({ ...product, room: roomFor(product, left.left) }));
      if (open.length === 0) return chosen;
      const atMost = Math.min(
        mostAtOnce,
        open.reduce((sum, { room }) => sum + room, 0),
      );
      const given = chosen.gifts.map(({ entryId }) => entryId);
      const candidates = await candidatesFor(tx, actor, eventId, { sort, open, given, atMost });
      const gifts = distribute(left, candidates, stock.now);
      chosen.gifts.push(...gifts);
      chosen.to.push(...candidates);
      if (gifts.length === 0 || candidates.length < atMost) return chosen;
      left = without(left, gifts);
    }
  }

  /** Each gift becomes an offer: a hold that keeps the places at today's price, and a mail, in this transaction. */
  async give(
    tx: Tx,
    actor: Actor,
    list: WaitingList,
    { gifts, to }: Chosen,
    { minutes, now }: GivingNow,
  ): Promise<void> {
    if (gifts.length === 0) return;
    const people = new Map(to.map((person) => [person.id, person]));
    const catalogue = await this.catalogues.load(tx, actor, list.eventId);
    const given = gifts.flatMap((gift) => {
      const person = people.get(gift.entryId);
      const cart = plainCart(catalogue, gift, gift.count, now);
      return person && cart ? [{ gift, person, cart, id: newId() }] : [];
    });
    const holds = await this.holds.create(
      tx,
      actor,
      list.eventId,
      given.map(({ person, cart }) => ({ kind: 'offer', cart, email: person.email, minutes })),
    );
    const offers = given.map(({ gift, id }, index) => {
      const hold = holds[index];
      if (!hold?.expiresAt) throw new Error('The hold of an offer ends');
      return { ...gift, id, holdId: hold.id, expiresAt: hold.expiresAt };
    });
    await insertOffers(tx, actor, list.eventId, offers);
    await this.mails.enqueue(
      tx,
      actor,
      given.map(({ person, id }) => waitingMail('waiting-offer', person, { entryId: person.id, offerId: id }, id)),
    );
  }
}

/** Nothing is kept for anybody beyond the cut-off, so offers that are made shortly before it are shorter. */
export function givingNow(list: WaitingList, { products, left, startsAt, now }: EventStock): GivingNow {
  const cutOffAt = new Date(startsAt.getTime() - list.cutOffHours * 3_600_000);
  const untilCutOff = Math.floor((cutOffAt.getTime() - now.getTime()) / 60_000);
  return {
    sort: list.sort,
    outsideSale: list.outsideSale,
    products: new Map(products.map((product) => [keyOf(product), product])),
    left,
    cutOffAt,
    now,
    minutes: Math.min(list.offerHours * 60, untilCutOff),
  };
}
