import type { Locale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import { type ListStock, type Product, type ProductOnList, type Waiting, keyOf } from './distribute.rules.js';
import type { Offer } from './waiting-entries.queries.js';

/** Whether anybody of the event waits, or has an offer; the first question of every admission, answered by an index. */
export async function isAnybodyOnList(tx: Tx, actor: Actor, eventId: string): Promise<boolean> {
  const found = await one<{ any: boolean }>(
    tx,
    `select exists (select from waiting_entries where organization_id = $1 and event_id = $2 and state = 'offered')
         or exists (select from waiting_entries where organization_id = $1 and event_id = $2 and state = 'waiting') as any`,
    [actor.organizationId, eventId],
  );
  return found?.any ?? false;
}

/** An offer that ended with its hold, and whose it was. */
export interface EndedOffer {
  offerId: string;
  entryId: string;
  state: 'fulfilled' | 'expired' | 'declined';
  email: string;
  name: string;
  locale: Locale;
}

/**
 * Brings offers into line with the holds that keep their places: ordered from, run out, or let go. Whoever let an offer run
 * out is skipped until they say that they still want a place; otherwise the next place would be theirs again, unseen.
 */
export const followHolds = (tx: Tx, actor: Actor, eventId: string): Promise<EndedOffer[]> =>
  rows(
    tx,
    `with ended as (
       update waiting_offers o
          set state = case h.state when 'converted' then 'fulfilled' when 'expired' then 'expired' else 'declined' end
         from holds h
        where o.organization_id = $1 and o.event_id = $2 and o.state in ('pending', 'claimed')
          and h.organization_id = $1 and h.id = o.hold_id and h.state <> 'active'
       returning o.id, o.entry_id, o.state
     )
     update waiting_entries e
        set state = case ended.state when 'fulfilled' then 'fulfilled' else 'paused' end,
            paused_because = case ended.state when 'fulfilled' then null else ended.state end
       from ended
      where e.organization_id = $1 and e.id = ended.entry_id and e.state = 'offered'
     returning ended.id as "offerId", e.id as "entryId", ended.state, e.email, e.name, e.locale`,
    [actor.organizationId, eventId],
  );

/** A candidate, and where to write to. */
export interface Candidate extends Waiting {
  email: string;
  name: string;
  locale: Locale;
}

/** What may be given out, and to whom. */
export interface Giving {
  sort: ListStock['sort'];
  /** With how many tickets of each there are places for. */
  open: readonly (ProductOnList & { room: number })[];
  /** Who has got something already. */
  given: readonly string[];
  atMost: number;
}

/**
 * The first in line of those who could get one of these products: the whole party fits, or they are content with fewer. Whoever has
 * the one order that a person may have is offered nothing that they could not take.
 */
export const candidatesFor = (
  tx: Tx,
  actor: Actor,
  eventId: string,
  { sort, open, given, atMost }: Giving,
): Promise<Candidate[]> =>
  rows(
    tx,
    `with open as materialized (
       select * from unnest($3::uuid[], $4::uuid[], $5::float8[], $6::integer[], $7::integer[]) as o(ticket_type_id, variation_id, room, least, most)
     )
     select e.id, e.email, e.name, e.locale, e.priority, e.lottery_rank::float8 as "lotteryRank", e.joined_at as "joinedAt",
            e.party_size as "partySize", e.partial,
            (select jsonb_agg(jsonb_build_object('ticketTypeId', p.ticket_type_id, 'variationId', p.variation_id) order by p.preference)
               from waiting_products p join open on open.ticket_type_id = p.ticket_type_id and open.variation_id is not distinct from p.variation_id
              where p.organization_id = $1 and p.entry_id = e.id) as products
       from waiting_entries e
      where e.organization_id = $1 and e.event_id = $2 and e.state = 'waiting' and e.id <> all($8::uuid[])
        and exists (select from waiting_products p
                      join open on open.ticket_type_id = p.ticket_type_id and open.variation_id is not distinct from p.variation_id
                     where p.organization_id = $1 and p.entry_id = e.id and e.party_size >= open.least
                       and (e.partial or e.party_size <= least(open.room, open.most)))
        and not (coalesce((select s.one_order_per_person from sale_settings s where s.organization_id = $1 and s.event_id = $2), true)
                 and exists (select from orders o where o.organization_id = $1 and o.event_id = $2 and o.email = e.email
                                and o.state in ('awaiting-approval', 'pending', 'paid')))
      order by e.priority desc, ${sort === 'lottery' ? 'e.lottery_rank, ' : ''}e.joined_at, e.id
      limit $9`,
    [
      actor.organizationId,
      eventId,
      open.map(({ ticketTypeId }) => ticketTypeId),
      open.map(({ variationId }) => variationId),
      open.map(({ room }) => room),
      open.map(({ least }) => least),
      open.map(({ most }) => most),
      given,
      atMost,
    ],
  );

export interface NewOffer extends Omit<Offer, 'state'> {
  entryId: string;
}

/** Writes the offers and marks whom they are for. */
export async function insertOffers(tx: Tx, actor: Actor, eventId: string, offers: readonly NewOffer[]): Promise<void> {
  await affected(
    tx,
    `insert into waiting_offers (organization_id, event_id, id, entry_id, hold_id, ticket_type_id, variation_id, count, expires_at)
     select $1, $2, id, "entryId", "holdId", "ticketTypeId", "variationId", count, "expiresAt"
       from jsonb_to_recordset($3::jsonb) as offer(id uuid, "entryId" uuid, "holdId" uuid, "ticketTypeId" uuid, "variationId" uuid,
              count integer, "expiresAt" timestamptz)`,
    [actor.organizationId, eventId, JSON.stringify(offers)],
  );
  await affected(
    tx,
    `update waiting_entries set state = 'offered', paused_because = null
      where organization_id = $1 and id = any($2) and state in ('waiting', 'paused')`,
    [actor.organizationId, offers.map(({ entryId }) => entryId)],
  );
}

/** Ends or claims an offer; changes nothing where it is in none of these states, or has run out and is to be claimed. */
export const moveOffer = (
  tx: Tx,
  actor: Actor,
  offerId: string,
  to: 'claimed' | 'declined' | 'revoked',
): Promise<number> =>
  affected(
    tx,
    `update waiting_offers set state = $3
      where organization_id = $1 and id = $2 and state in ('pending', 'claimed') and ($3 <> 'claimed' or expires_at > clock_timestamp())`,
    [actor.organizationId, offerId, to],
  );

/** How many places those who wait for a product want. */
export async function placesWanted(
  tx: Tx,
  actor: Actor,
  eventId: string,
  { ticketTypeId, variationId }: Product,
): Promise<number> {
  const found = await one<{ places: number }>(
    tx,
    `select places from waiting_counts
      where organization_id = $1 and event_id = $2 and ticket_type_id = $3 and variation_id is not distinct from $4`,
    [actor.organizationId, eventId, ticketTypeId, variationId],
  );
  return found?.places ?? 0;
}

/** The products that somebody waits for, by key. */
export async function keysWanted(tx: Tx, actor: Actor, eventId: string): Promise<Set<string>> {
  const found = await rows<Product>(
    tx,
    `select ticket_type_id as "ticketTypeId", variation_id as "variationId" from waiting_counts where organization_id = $1 and event_id = $2`,
    [actor.organizationId, eventId],
  );
  return new Set(found.map(keyOf));
}
