import type { LocalizedText } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import type { ListStock, ProductOnList } from './distribute.rules.js';

/** A row of `waiting_lists`; version 0 where there is none. */
export interface WaitingList {
  eventId: string;
  open: boolean;
  paused: boolean;
  cap: number | null;
  sort: ListStock['sort'];
  offerHours: number;
  cutOffHours: number;
  maxParty: number;
  outsideSale: boolean;
  version: number;
}

const none = (eventId: string): WaitingList => ({
  eventId,
  open: false,
  paused: false,
  cap: null,
  sort: 'queue',
  offerHours: 24,
  cutOffHours: 24,
  maxParty: 10,
  outsideSale: false,
  version: 0,
});

const selected = `select event_id as "eventId", open, paused, cap, sort, offer_hours as "offerHours", cut_off_hours as "cutOffHours",
       max_party as "maxParty", outside_sale as "outsideSale", version
  from waiting_lists where organization_id = $1 and event_id = $2`;

export const waitingListOf = async (tx: Tx, actor: Actor, eventId: string): Promise<WaitingList> =>
  (await one<WaitingList>(tx, selected, [actor.organizationId, eventId])) ?? none(eventId);

/** The same for somebody who joins: those of a list with a cap come one after the other, so that it holds. */
export async function lockList(tx: Tx, actor: Actor, eventId: string): Promise<WaitingList> {
  const list = await waitingListOf(tx, actor, eventId);
  if (list.cap === null) return list;
  return (
    (await one<WaitingList>(tx, `${selected} for no key update`, [actor.organizationId, eventId])) ?? none(eventId)
  );
}

/** Writes nothing where it was changed since that version; 0 makes the first. */
export const saveWaitingList = (tx: Tx, actor: Actor, list: WaitingList): Promise<number> =>
  affected(
    tx,
    list.version === 0
      ? `insert into waiting_lists (organization_id, event_id, open, paused, cap, sort, offer_hours, cut_off_hours, max_party, outside_sale)
         select $1, $2, $3, $4, $5::integer, $6, $7::integer, $8::integer, $9::integer, $10 where $11 = 0 on conflict do nothing`
      : `update waiting_lists set open = $3, paused = $4, cap = $5, sort = $6, offer_hours = $7, cut_off_hours = $8, max_party = $9, outside_sale = $10
          where organization_id = $1 and event_id = $2 and version = $11`,
    [
      actor.organizationId,
      list.eventId,
      list.open,
      list.paused,
      list.cap,
      list.sort,
      list.offerHours,
      list.cutOffHours,
      list.maxParty,
      list.outsideSale,
      list.version,
    ],
  );

/** How many wait, how many have an offer, how many are on the list in all. */
export async function countEntries(
  tx: Tx,
  actor: Actor,
  eventId: string,
): Promise<{ waiting: number; offered: number; paused: number }> {
  const counted = await one<{ waiting: number; offered: number; paused: number }>(
    tx,
    `select count(*) filter (where state = 'waiting')::integer as waiting, count(*) filter (where state = 'offered')::integer as offered,
            count(*) filter (where state = 'paused')::integer as paused
       from waiting_entries where organization_id = $1 and event_id = $2 and state in ('waiting', 'offered', 'paused')`,
    [actor.organizationId, eventId],
  );
  return counted ?? { waiting: 0, offered: 0, paused: 0 };
}

/** A product with what people call it. */
export interface NamedProduct extends ProductOnList {
  name: LocalizedText;
  variationName: LocalizedText | null;
}

interface StockRow {
  products: (Omit<NamedProduct, 'saleStartsAt' | 'saleEndsAt'> & {
    saleStartsAt: string | null;
    saleEndsAt: string | null;
  })[];
  quotas: { id: string; left: number | null }[];
  startsAt: Date;
  endsAt: Date;
  status: string;
  now: Date;
}

/** What the event has to give away, and the time by the database's clock. */
export interface EventStock extends Pick<ListStock, 'left'> {
  /** In the order in which organisers show them. */
  products: readonly NamedProduct[];
  startsAt: Date;
  published: boolean;
  now: Date;
}

/** Reads the whole stock in one statement. Places of holds that are over but not swept count as taken. */
export async function stockOf(tx: Tx, actor: Actor, eventId: string): Promise<EventStock> {
  const row = await one<StockRow>(
    tx,
    `select e.starts_at as "startsAt", e.ends_at as "endsAt", e.status, clock_timestamp() as now,
            (select coalesce(jsonb_agg(jsonb_build_object('ticketTypeId', ticket_type_id, 'variationId', variation_id, 'takes', takes,
                      'least', least, 'most', most, 'saleStartsAt', sale_starts_at, 'saleEndsAt', sale_ends_at, 'name', name, 'variationName', variation_name)
                      order by position, ticket_type_id, variation_position, variation_id), '[]')
               from products_on_list p where p.organization_id = $1 and p.event_id = $2) as products,
            (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'left',
                      case when closed_at is not null then 0 else size - held - sold - blocked end)), '[]')
               from quotas q where q.organization_id = $1 and q.event_id = $2) as quotas
       from events e where e.organization_id = $1 and e.id = $2`,
    [actor.organizationId, eventId],
  );
  if (!row) throw new Error('The event of a waiting list exists');
  const date = (text: string | null) => (text === null ? null : new Date(text));
  return {
    products: row.products.map((product) => ({
      ...product,
      saleStartsAt: date(product.saleStartsAt),
      saleEndsAt: date(product.saleEndsAt),
    })),
    left: new Map(row.quotas.map(({ id, left }) => [id, left ?? Infinity])),
    startsAt: row.startsAt,
    published: row.status === 'published' && row.now < row.endsAt,
    now: row.now,
  };
}

/** Events of the organisation where somebody waits or has an offer. */
export const eventsWithWaiting = async (tx: Tx, actor: Actor): Promise<string[]> =>
  (
    await rows<{ event_id: string }>(
      tx,
      `select distinct event_id from waiting_entries where organization_id = $1 and state in ('waiting', 'offered') order by event_id`,
      [actor.organizationId],
    )
  ).map((row) => row.event_id);
