import type { SaleChannel, TicketWish } from './cart.rules.js';
import type { Catalogue, Code, PricedCart } from './catalogue.js';
import type { Question } from './questions.rules.js';
import type { EventOnSale, QuotaState } from './sale.rules.js';

/** A quota, and whether an organiser, or selling out, has closed it. */
export interface QuotaOnSale extends QuotaState {
  closed: boolean;
}

/** Everything that decides who gets a place, as it stands while the quotas of the event are locked and settled. */
export interface Stock {
  event: EventOnSale;
  catalogue: Catalogue;
  quotas: ReadonlyMap<string, QuotaOnSale>;
  /** In the order in which they are asked. */
  questions: readonly Question[];
  /** The e-mail addresses, in lower case, that already have an order of this event. */
  registered: ReadonlySet<string>;
  /** The codes that people named, by their spelling in upper case. */
  codes: ReadonlyMap<string, Code>;
  /** What is left in organisers' holds for codes that take their places there; by `allotmentKey`. */
  allotments: ReadonlyMap<string, number>;
  /** How many of a type, and how many uses of a code, people have already; by `hadKey`. */
  had: ReadonlyMap<string, number>;
  /** Open carts by visitor. */
  openHolds: ReadonlyMap<string, number>;
  /** Places in the waiting room whose turn is used: by an open cart, or by an order that counts. */
  usedPlaces: ReadonlySet<string>;
  /** How often one person may use the codes in promised carts, where that is limited; by the code's id. */
  codeLimits: ReadonlyMap<string, number>;
}

/** One person's wish for places, at least one ticket. */
export interface AdmissionRequest {
  /** 'quote' asks only; 'hold' keeps places for somebody who is not known yet; 'order' gives them to a person. */
  purpose: 'quote' | 'hold' | 'order';
  channel: SaleChannel;
  /** In lower case; null where it is not known yet. */
  email: string | null;
  /** Whether the person has shown that the address is theirs. */
  proven: boolean;
  /** Whether the person came by a personal link. */
  invited: boolean;
  /** A keyed hash of the visitor's address; null where carts are not counted. */
  visitor: string | null;
  /** Their place in the waiting room, where they came through one: it has one cart, or order, at a time. */
  roomPlaceId?: string | null;
  /** Null: the event's first. */
  currency: string | null;
  /** As typed. */
  code: string | null;
  /** Whether an organiser gives the tickets away. */
  gift: boolean;
  answers: Readonly<Record<string, unknown>>;
  tickets: readonly TicketRequest[];
  /** What a hold of theirs has promised; its places are taken already. */
  promised: Promised | null;
}

export interface TicketRequest extends TicketWish {
  /** Whether it is said who the ticket is for. */
  named: boolean;
  answers: Readonly<Record<string, unknown>>;
}

/** The cart of a hold; then `tickets` tell who the lines are for, one by one, and may be fewer. */
export interface Promised {
  holdId: string;
  /** Under which address its places are counted already; null: under none. */
  email: string | null;
  cart: PricedCart;
}
