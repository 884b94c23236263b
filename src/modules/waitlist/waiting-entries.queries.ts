import type { Page } from '../../kernel/page.js';
import type { Locale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one } from '../../platform/database/sql.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import type { ListStock, Product } from './distribute.rules.js';

export type EntryState = 'waiting' | 'offered' | 'paused' | 'fulfilled' | 'left' | 'removed';
export type PausedBecause = 'declined' | 'expired' | 'revoked' | 'organizer';

/** A row of `waiting_offers`. */
export interface Offer extends Product {
  id: string;
  holdId: string;
  count: number;
  state: 'pending' | 'claimed' | 'fulfilled' | 'declined' | 'expired' | 'revoked';
  expiresAt: Date;
}

/** A row of `waiting_priority_changes`. */
export interface PriorityChange {
  before: number;
  after: number;
  reason: string;
  changedBy: string;
  /** RFC 3339 */
  at: string;
}

/** A row of `waiting_entries`, with what belongs to it. */
export interface Entry {
  id: string;
  eventId: string;
  email: string;
  name: string;
  locale: Locale;
  partySize: number;
  partial: boolean;
  priority: number;
  joinedAt: Date;
  state: EntryState;
  pausedBecause: PausedBecause | null;
  products: readonly Product[];
  priorityChanges: readonly PriorityChange[];
  /** The newest. */
  offer: Offer | null;
  version: number;
}

type EntryRow = Omit<Entry, 'offer'> & { offer: (Omit<Offer, 'expiresAt'> & { expiresAt: string }) | null };

const productsOf = `(select jsonb_agg(jsonb_build_object('ticketTypeId', p.ticket_type_id, 'variationId', p.variation_id) order by p.preference)
   from waiting_products p where p.organization_id = t.organization_id and p.entry_id = t.id)`;

const columns = `t.id, t.event_id as "eventId", t.email, t.name, t.locale, t.party_size as "partySize", t.partial, t.priority,
  t.joined_at as "joinedAt", t.state, t.paused_because as "pausedBecause", t.version, t.updated_at,
  coalesce(${productsOf}, '[]') as products,
  (select coalesce(jsonb_agg(jsonb_build_object('before', c.before, 'after', c.after, 'reason', c.reason, 'changedBy', c.changed_by,
            'at', c.created_at) order by c.id), '[]')
     from waiting_priority_changes c where c.organization_id = t.organization_id and c.entry_id = t.id) as "priorityChanges",
  (select jsonb_build_object('id', o.id, 'holdId', o.hold_id, 'ticketTypeId', o.ticket_type_id, 'variationId', o.variation_id,
            'count', o.count, 'state', o.state, 'expiresAt', o.expires_at)
     from waiting_offers o where o.organization_id = t.organization_id and o.entry_id = t.id order by o.id desc limit 1) as offer`;

const entryOf = ({ offer, ...row }: EntryRow): Entry => ({
  ...row,
  offer: offer && { ...offer, expiresAt: new Date(offer.expiresAt) },
});

export async function findEntry(tx: Tx, actor: Actor, entryId: string): Promise<Entry | undefined> {
  const row = await one<EntryRow>(
    tx,
    `select ${columns} from waiting_entries t where t.organization_id = $1 and t.id = $2`,
    [actor.organizationId, entryId],
  );
  return row && entryOf(row);
}

export function pageOfEntries<T>(
  tx: Tx,
  actor: Actor,
  { eventId, query, state }: { eventId: string; query: PageQuery; state: EntryState | null },
  of: (entry: Entry) => T,
): Promise<Page<T>> {
  const listing = {
    from: 'waiting_entries',
    select: columns,
    where: 't.event_id = $2 and ($3::text is null or t.state = $3)',
    params: [actor.organizationId, eventId, state],
  };
  return readPage<EntryRow, T>(tx, listing, query, (row) => of(entryOf(row)));
}

export interface NewEntry extends Pick<
  Entry,
  'id' | 'eventId' | 'email' | 'name' | 'locale' | 'partySize' | 'partial'
> {
  products: readonly Product[];
}

/** Writes nothing where the address is on the list already. Its lot is drawn from the list's seed and the address. */
export async function insertEntry(tx: Tx, actor: Actor, entry: NewEntry): Promise<boolean> {
  const written = await affected(
    tx,
    `insert into waiting_entries (organization_id, event_id, id, email, name, locale, party_size, partial, lottery_rank)
     select $1, $2, $3, $4, $5, $6, $7, $8, ('x' || left(encode(sha256((seed::text || $4)::bytea), 'hex'), 13))::bit(52)::bigint
       from waiting_lists where organization_id = $1 and event_id = $2
     on conflict do nothing`,
    [
      actor.organizationId,
      entry.eventId,
      entry.id,
      entry.email,
      entry.name,
      entry.locale,
      entry.partySize,
      entry.partial,
    ],
  );
  if (written === 0) return false;
  await affected(
    tx,
    `insert into waiting_products (organization_id, event_id, entry_id, preference, ticket_type_id, variation_id)
     select $1, $2, $3, ordinality, ticket_type_id, variation_id
       from unnest($4::uuid[], $5::uuid[]) with ordinality as product(ticket_type_id, variation_id, ordinality)`,
    [
      actor.organizationId,
      entry.eventId,
      entry.id,
      entry.products.map(({ ticketTypeId }) => ticketTypeId),
      entry.products.map(({ variationId }) => variationId),
    ],
  );
  return true;
}

/** The entry of an address that is on the list already, where its link was not mailed within the hour; from now on it was. */
export async function markLinkWanted(
  tx: Tx,
  actor: Actor,
  eventId: string,
  email: string,
): Promise<Pick<Entry, 'id' | 'name' | 'locale'> | undefined> {
  return one(
    tx,
    `update waiting_entries set link_mailed_at = now()
      where organization_id = $1 and event_id = $2 and email = $3 and state in ('waiting', 'offered', 'paused')
        and (link_mailed_at is null or link_mailed_at < now() - interval '1 hour')
     returning id, name, locale`,
    [actor.organizationId, eventId, email],
  );
}

export interface Move {
  from: readonly EntryState[];
  to: EntryState;
  because?: PausedBecause;
  /** Whether the person goes to the end of the line. */
  last?: boolean;
}

/** Moves an entry; changes nothing where it is in none of these states. */
export const moveEntry = (
  tx: Tx,
  actor: Actor,
  entryId: string,
  { from, to, because, last = false }: Move,
): Promise<number> =>
  affected(
    tx,
    `update waiting_entries set state = $4, paused_because = $5, joined_at = case when $6 then clock_timestamp() else joined_at end
      where organization_id = $1 and id = $2 and state = any($3)`,
    [actor.organizationId, entryId, from, to, because ?? null, last],
  );

export const setPriority = (
  tx: Tx,
  actor: Actor,
  entryId: string,
  priority: number,
  version: number,
): Promise<number> =>
  affected(tx, 'update waiting_entries set priority = $3 where organization_id = $1 and id = $2 and version = $4', [
    actor.organizationId,
    entryId,
    priority,
    version,
  ]);

export const insertPriorityChange = (
  tx: Tx,
  actor: Actor,
  entryId: string,
  change: Omit<PriorityChange, 'at'>,
): Promise<number> =>
  affected(
    tx,
    `insert into waiting_priority_changes (organization_id, entry_id, before, after, reason, changed_by) values ($1, $2, $3, $4, $5, $6)`,
    [actor.organizationId, entryId, change.before, change.after, change.reason, change.changedBy],
  );

/** Where somebody stands in the line, and how long it is. */
export async function placeInLine(
  tx: Tx,
  actor: Actor,
  entry: Pick<Entry, 'id' | 'eventId' | 'state'>,
  sort: ListStock['sort'],
): Promise<{ position: number | null; of: number }> {
  const line = await one<{ ahead: number; of: number }>(
    tx,
    `select count(*)::integer as of, count(*) filter (where
              (-t.priority, case when $4 then t.lottery_rank else 0 end, t.joined_at, t.id) <
              (-me.priority, case when $4 then me.lottery_rank else 0 end, me.joined_at, me.id))::integer as ahead
       from waiting_entries me join waiting_entries t on t.organization_id = me.organization_id and t.event_id = me.event_id
      where me.organization_id = $1 and me.event_id = $2 and me.id = $3 and t.state = 'waiting'`,
    [actor.organizationId, entry.eventId, entry.id, sort === 'lottery'],
  );
  return { position: entry.state === 'waiting' && line ? line.ahead + 1 : null, of: line?.of ?? 0 };
}
