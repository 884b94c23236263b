import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import type { TicketType } from './ticket-types.queries.js';

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

/** Counts a place more (sign 1) or less (sign -1) for each ticket, given by its type, there and in the quotas of the type. */
export const moveSold = (tx: Tx, actor: Actor, ticketTypeIds: readonly string[], sign: 1 | -1): Promise<number> =>
  affected(
    tx,
    `with tickets as (
       select type_id, $3 * count(*)::integer as places from unnest($2::uuid[]) as ticket(type_id) group by type_id
     ), types as (
       update ticket_types t set sold = t.sold + tickets.places from tickets where t.organization_id = $1 and t.id = tickets.type_id
     ), pools as (
       select l.quota_id, sum(tickets.places)::integer as places
         from tickets join quota_ticket_types l on l.organization_id = $1 and l.ticket_type_id = tickets.type_id group by l.quota_id
     )
     update quotas q set sold = q.sold + pools.places from pools where q.organization_id = $1 and q.id = pools.quota_id`,
    [actor.organizationId, ticketTypeIds, sign],
  );

/**
 * Counts the places that a type has taken in these quotas too (sign 1) or no longer (sign -1). Returns how many of them
 * had room.
 */
export const carryTaken = (
  tx: Tx,
  actor: Actor,
  typeId: string,
  { quotaIds, sign }: { quotaIds: readonly string[]; sign: 1 | -1 },
): Promise<number> =>
  affected(
    tx,
    `update quotas q set held = q.held + $4 * t.held, sold = q.sold + $4 * t.sold
       from ticket_types t
      where t.organization_id = $1 and t.id = $2 and q.organization_id = $1 and q.id = any($3)
        and (q.size is null or q.held + q.sold + q.blocked + $4 * (t.held + t.sold) <= q.size)`,
    [actor.organizationId, typeId, quotaIds, sign],
  );

type Drawing = Pick<TicketType, 'id' | 'eventId'>;

/** From now on the type draws on these quotas too. Returns how many of them its event has. */
export const startDrawing = (tx: Tx, actor: Actor, type: Drawing, quotaIds: readonly string[]): Promise<number> =>
  affected(
    tx,
    `insert into quota_ticket_types (organization_id, event_id, quota_id, ticket_type_id)
     select organization_id, event_id, id, $3 from quotas where organization_id = $1 and event_id = $2 and id = any($4)`,
    [actor.organizationId, type.eventId, type.id, quotaIds],
  );

/** From now on the type no longer draws on these quotas. */
export const stopDrawing = (tx: Tx, actor: Actor, type: Drawing, quotaIds: readonly string[]): Promise<number> =>
  affected(
    tx,
    'delete from quota_ticket_types where organization_id = $1 and ticket_type_id = $2 and quota_id = any($3)',
    [actor.organizationId, type.id, quotaIds],
  );
