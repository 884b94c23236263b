import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import { hadKey } from './account.rules.js';
import type { QuotaOnSale } from './admission.js';
import type { StockLine } from './stock-lines.rules.js';

export const lockQuotas = (tx: Tx, actor: Actor, eventId: string): Promise<unknown[]> =>
  rows(tx, 'select from quotas where organization_id = $1 and event_id = $2 order by id for no key update', [
    actor.organizationId,
    eventId,
  ]);

/** The time by the database's clock: later than the start of the transaction, which may have waited for a lock. */
export async function databaseNow(tx: Tx): Promise<Date> {
  const row = await one<{ now: Date }>(tx, 'select clock_timestamp() as now');
  if (!row) throw new Error('The database has a clock');
  return row.now;
}

/** The quotas of an event as admission sees them. */
export const quotasOnSale = (tx: Tx, actor: Actor, eventId: string): Promise<QuotaOnSale[]> =>
  rows(
    tx,
    `select id, size, held, sold, blocked, closed_at is not null as closed from quotas
      where organization_id = $1 and event_id = $2 order by id`,
    [actor.organizationId, eventId],
  );

/** What people have already, for limits that count by person. */
interface Had {
  email: string;
  thing: string;
  count: number;
}

/**
 * How many tickets of each type, and uses of each code, these people have: in orders that count, and in carts and offers that
 * still count. By `hadKey`.
 */
export async function hadBy(
  tx: Tx,
  actor: Actor,
  eventId: string,
  emails: readonly string[],
): Promise<Map<string, number>> {
  const found = await rows<Had>(
    tx,
    `with had as (
       select o.email, k.ticket_type_id, k.code_id, 1 as count
         from orders o join tickets k on k.organization_id = o.organization_id and k.order_id = o.id and k.state <> 'cancelled'
        where o.organization_id = $1 and o.event_id = $2 and o.email = any($3)
       union all
       select h.email, l.ticket_type_id, l.code_id, l.count
         from holds h join hold_lines l on l.organization_id = h.organization_id and l.hold_id = h.id
        where h.organization_id = $1 and h.event_id = $2 and h.email = any($3) and h.state = 'active' and h.kind in ('cart', 'offer')
          and h.expires_at > clock_timestamp()
     )
     select email, ticket_type_id as thing, sum(count)::integer as count from had group by 1, 2
     union all
     select email, code_id, sum(count)::integer from had where code_id is not null group by 1, 2`,
    [actor.organizationId, eventId, emails],
  );
  return new Map(found.map(({ email, thing, count }) => [hadKey(email, thing), count]));
}

/** Open carts by visitor. */
export async function openHoldsOf(
  tx: Tx,
  actor: Actor,
  eventId: string,
  visitors: readonly string[],
): Promise<Map<string, number>> {
  if (visitors.length === 0) return new Map();
  const found = await rows<{ visitor: string; count: number }>(
    tx,
    `select encode(visitor, 'hex') as visitor, count(*)::integer as count from holds
      where organization_id = $1 and event_id = $2 and state = 'active' and kind = 'cart' and expires_at > clock_timestamp()
        and visitor = any(select decode(v, 'hex') from unnest($3::text[]) v)
      group by 1`,
    [actor.organizationId, eventId, visitors],
  );
  return new Map(found.map(({ visitor, count }) => [visitor, count]));
}

/** Which of these places in the waiting room have an open cart, or an order that counts. */
export async function placesInUse(tx: Tx, actor: Actor, placeIds: readonly string[]): Promise<Set<string>> {
  if (placeIds.length === 0) return new Set();
  const found = await rows<{ id: string }>(
    tx,
    `select room_place_id as id from holds
      where organization_id = $1 and room_place_id = any($2) and state = 'active' and expires_at > clock_timestamp()
     union
     select room_place_id from orders
      where organization_id = $1 and room_place_id = any($2) and state in ('awaiting-approval', 'pending', 'paid')`,
    [actor.organizationId, placeIds],
  );
  return new Set(found.map(({ id }) => id));
}

/** How often one person may use each of these codes, where that is limited. */
export async function limitsOfCodes(tx: Tx, actor: Actor, codeIds: readonly string[]): Promise<Map<string, number>> {
  if (codeIds.length === 0) return new Map();
  const found = await rows<{ id: string; limit: number }>(
    tx,
    `select id, max_per_person as limit from codes where organization_id = $1 and id = any($2) and max_per_person is not null`,
    [actor.organizationId, codeIds],
  );
  return new Map(found.map(({ id, limit }) => [id, limit]));
}

/** How the counters of one product move: of a type, or of one of its variations. */
export interface Movement {
  ticketTypeId: string;
  variationId: string | null;
  held: number;
  sold: number;
  blocked: number;
}

/** Moves the counters of types, of variations, and of every quota that one or the other draws on, in one statement. */
export const movePlaces = (tx: Tx, actor: Actor, movements: readonly Movement[]): Promise<number> =>
  affected(
    tx,
    `with moved as (
       select m."ticketTypeId" as type_id, m."variationId" as variation_id,
              sum(m.held)::integer as held, sum(m.sold)::integer as sold, sum(m.blocked)::integer as blocked
         from jsonb_to_recordset($2::jsonb) as m("ticketTypeId" uuid, "variationId" uuid, held integer, sold integer, blocked integer)
        group by 1, 2
     ), types as (
       update ticket_types t set held = t.held + m.held, sold = t.sold + m.sold
         from (select type_id, sum(held)::integer as held, sum(sold)::integer as sold from moved group by 1) m
        where t.organization_id = $1 and t.id = m.type_id
     ), variations as (
       update ticket_variations v set held = v.held + m.held, sold = v.sold + m.sold
         from moved m where v.organization_id = $1 and v.id = m.variation_id
     ), pools as (
       select drawn.quota_id, sum(m.held)::integer as held, sum(m.sold)::integer as sold, sum(m.blocked)::integer as blocked
         from moved m cross join lateral (
           select quota_id from quota_ticket_types where organization_id = $1 and ticket_type_id = m.type_id
            union
           select quota_id from quota_ticket_variations where organization_id = $1 and variation_id = m.variation_id) drawn
        group by 1
     )
     update quotas q set held = q.held + pools.held, sold = q.sold + pools.sold, blocked = q.blocked + pools.blocked,
            closed_at = case when q.close_when_sold_out and pools.sold > 0 and q.sold + pools.sold + q.blocked + pools.blocked >= q.size
                             then coalesce(q.closed_at, clock_timestamp()) else q.closed_at end
       from pools where q.organization_id = $1 and q.id = pools.quota_id`,
    [actor.organizationId, JSON.stringify(movements)],
  );

/** How much more, or less, a code is used. */
export interface CodeMovement {
  codeId: string;
  used: number;
  givenAway: number;
}

export const moveCodes = (tx: Tx, actor: Actor, movements: readonly CodeMovement[]): Promise<number> =>
  affected(
    tx,
    `update codes c set used = c.used + m.used, given_away = c.given_away + m.given_away
       from (select "codeId" as id, sum(used)::integer as used, sum("givenAway")::bigint as given_away
               from jsonb_to_recordset($2::jsonb) as m("codeId" uuid, used integer, "givenAway" bigint) group by 1) m
      where c.organization_id = $1 and c.id = m.id`,
    [actor.organizationId, JSON.stringify(movements)],
  );

/** How many of the quotas and codes behind these lines have not enough left. A closed quota has nothing left. */
export async function countTight(
  tx: Tx,
  actor: Actor,
  lines: { places: readonly StockLine[]; coded: readonly StockLine[] },
): Promise<number> {
  const row = await one<{ tight: number }>(
    tx,
    `with wanted as (
       select * from jsonb_to_recordset($2::jsonb) as m("ticketTypeId" uuid, "variationId" uuid, count integer)
     ), pools as (
       select drawn.quota_id, sum(w.count) as places
         from wanted w cross join lateral (
           select quota_id from quota_ticket_types where organization_id = $1 and ticket_type_id = w."ticketTypeId"
            union
           select quota_id from quota_ticket_variations where organization_id = $1 and variation_id = w."variationId") drawn
        group by 1
     ), uses as (
       select "codeId" as id, sum(count) as used, sum("givenAway") as given_away
         from jsonb_to_recordset($3::jsonb) as m("codeId" uuid, count integer, "givenAway" bigint) group by 1
     )
     select (select count(*) from pools join quotas q on q.organization_id = $1 and q.id = pools.quota_id
              where q.closed_at is not null or q.held + q.sold + q.blocked + pools.places > q.size)
          + (select count(*) from uses join codes c on c.organization_id = $1 and c.id = uses.id
              where c.used + uses.used > c.max_uses or c.given_away + uses.given_away > c.budget_amount) as tight`,
    [actor.organizationId, JSON.stringify(lines.places), JSON.stringify(lines.coded)],
  );
  return row?.tight ?? 0;
}

/** A line of an organiser's hold out of which a code takes its places. */
export interface AllotmentLine {
  codeId: string;
  holdId: string;
  lineId: string;
  ticketTypeId: string;
  variationId: string | null;
  left: number;
}

/** What the allotments of these codes consist of, where their holds still count. */
export const allotmentsOf = (tx: Tx, actor: Actor, codeIds: readonly string[]): Promise<AllotmentLine[]> =>
  rows(
    tx,
    `select c.id as "codeId", h.id as "holdId", l.id as "lineId", l.ticket_type_id as "ticketTypeId", l.variation_id as "variationId", l.count as left
       from codes c
       join holds h on h.organization_id = c.organization_id and h.id = c.hold_id and h.state = 'active'
       join hold_lines l on l.organization_id = h.organization_id and l.hold_id = h.id
      where c.organization_id = $1 and c.id = any($2)`,
    [actor.organizationId, codeIds],
  );

export const moveAllotments = (
  tx: Tx,
  actor: Actor,
  movements: readonly { lineId: string; count: number }[],
): Promise<number> =>
  affected(
    tx,
    `update hold_lines l set count = l.count + m.count
       from (select "lineId" as id, sum(count)::integer as count
               from jsonb_to_recordset($2::jsonb) as m("lineId" uuid, count integer) group by 1) m
      where l.organization_id = $1 and l.id = m.id`,
    [actor.organizationId, JSON.stringify(movements)],
  );
