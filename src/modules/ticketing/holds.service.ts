import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { newId } from '../../platform/database/new-id.js';
import type { Tx } from '../../platform/database/sql.js';
import { Links } from '../../platform/links/links.service.js';
import type { PricedCart } from './catalogue.js';
import {
  type Hold,
  type HoldDraft,
  type HoldState,
  activeHolds,
  awaitApproval,
  endHolds,
  extendHold,
  findHold,
  insertHolds,
  reduceHold,
  releaseEmpty,
  tieHolds,
} from './holds.queries.js';
import { PlacesService } from './places.service.js';
import { type StockLine, linesOf } from './stock-lines.rules.js';
import { holdUnknown } from './ticketing.problems.js';

export type { Hold, HoldKind, HoldState } from './holds.queries.js';

/** Places that are about to be held for somebody, with what they are promised. */
export interface NewHold {
  kind: 'cart' | 'offer' | 'approval';
  cart: PricedCart;
  email: string | null;
  /** A keyed hash of the visitor's address, as hexadecimal digits. */
  visitor?: string | null;
  /** The place in the waiting room that it was taken with. */
  roomPlaceId?: string | null;
  invitationId?: string | null;
  /** The order that it keeps the places of. */
  orderId?: string | null;
  /** How long it counts; null: until it is decided. */
  minutes: number | null;
}

/** Places that wait for somebody. Whoever makes or ends holds has locked the stock of the event. */
@Injectable()
export class HoldsService {
  constructor(
    private readonly places: PlacesService,
    private readonly links: Links,
  ) {}

  /** The hold as it stands by the database's clock; refuses where the organisation has none with this id. */
  async get(tx: Tx, actor: Actor, holdId: string): Promise<Hold> {
    const hold = await findHold(tx, actor, holdId);
    if (!hold) throw holdUnknown();
    return hold;
  }

  /** Those of these holds that still count, by id. */
  active(tx: Tx, actor: Actor, holdIds: readonly string[]): Promise<Map<string, Hold>> {
    return holdIds.length === 0 ? Promise.resolve(new Map()) : activeHolds(tx, actor, holdIds);
  }

  /** Takes the places and uses of these carts, and makes a private link for each. In the order in which they are given. */
  async create(tx: Tx, actor: Actor, eventId: string, holds: readonly NewHold[]): Promise<Hold[]> {
    if (holds.length === 0) return [];
    const drafts = holds.map(draftOf);
    await this.places.take(
      tx,
      actor,
      drafts.flatMap((draft) => draft.lines),
      'held',
    );
    const written = await insertHolds(tx, actor, eventId, drafts);
    await this.links.issue(
      tx,
      actor,
      'hold',
      drafts.filter(({ kind }) => kind !== 'approval').map(({ id }) => id),
    );
    return drafts.map((draft) => holdOf(eventId, draft, written.get(draft.id)));
  }

  /** What was held for these carts is sold now. Each hold once, and only while it counts: returns which they were. */
  async convert(tx: Tx, actor: Actor, holdIds: readonly string[]): Promise<Set<string>> {
    if (holdIds.length === 0) return new Set();
    const ended = await endHolds(tx, actor, holdIds, 'converted');
    await this.places.sell(
      tx,
      actor,
      ended.filter(({ count }) => count > 0),
    );
    return new Set(ended.map(({ holdId }) => holdId));
  }

  /** These carts wait for approval now: they count until it is decided. */
  async awaitApproval(tx: Tx, actor: Actor, holdIds: readonly string[]): Promise<void> {
    if (holdIds.length > 0) await awaitApproval(tx, actor, holdIds);
  }

  /** Says which order each hold became. */
  async tie(tx: Tx, actor: Actor, ties: readonly { holdId: string; orderId: string }[]): Promise<void> {
    if (ties.length > 0) await tieHolds(tx, actor, ties);
  }

  /** Gives back what these holds count, each once. Returns which of them still counted. */
  async end(
    tx: Tx,
    actor: Actor,
    holdIds: readonly string[],
    to: Extract<HoldState, 'released' | 'expired'>,
  ): Promise<Set<string>> {
    if (holdIds.length === 0) return new Set();
    const ended = await endHolds(tx, actor, holdIds, to);
    await this.places.restore(tx, actor, ended);
    return new Set(ended.map(({ holdId }) => holdId));
  }

  /** Gives a cart its time once more; false where it is no cart, is over, or was extended before. */
  extend(tx: Tx, actor: Actor, holdId: string, minutes: number): Promise<boolean> {
    return extendHold(tx, actor, holdId, minutes);
  }

  /** Gives back a part of what somebody's hold counts; with the last of it the hold ends. */
  async reduce(tx: Tx, actor: Actor, holdId: string, lines: readonly StockLine[]): Promise<void> {
    const reduced = await reduceHold(tx, actor, holdId, lines);
    if (reduced < lines.length) throw new Error('A hold gives back no more than it counts');
    await this.places.giveBack(tx, actor, lines, 'held');
    await releaseEmpty(tx, actor, holdId);
  }

  /** The token of the hold's private link. */
  tokenOf(holdId: string): string {
    return this.links.token('hold', holdId);
  }
}

const draftOf = (hold: NewHold): HoldDraft => ({
  id: newId(),
  kind: hold.kind,
  label: null,
  email: hold.email,
  visitor: hold.visitor ?? null,
  roomPlaceId: hold.roomPlaceId ?? null,
  invitationId: hold.invitationId ?? null,
  quote: hold.cart,
  minutes: hold.minutes,
  expiresAt: null,
  orderId: hold.orderId ?? null,
  lines: linesOfCart(hold.cart),
});

/** What the stock counts of a priced cart. */
export const linesOfCart = (cart: PricedCart): StockLine[] =>
  linesOf(cart.lines.map(({ item, codeId, givenAway }) => ({ ...item, codeId, givenAway })));

const holdOf = (
  eventId: string,
  draft: HoldDraft,
  written: { expiresAt: Date | null; createdAt: Date } | undefined,
): Hold => {
  if (!written) throw new Error('An insert returns its rows');
  const { visitor: _, minutes: __, ...kept } = draft;
  return { ...kept, ...written, eventId, state: 'active', extendedAt: null, version: 1 };
};
