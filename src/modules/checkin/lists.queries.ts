import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import type { ListTerms } from './scan.rules.js';

/** A row of `check_in_lists`. */
export interface CheckInList extends ListTerms {
  id: string;
  eventId: string;
  name: string;
  version: number;
}

const columns = `id, event_id as "eventId", name, ticket_type_ids as "ticketTypeIds", variation_ids as "variationIds", opens_at as "opensAt",
  closes_at as "closesAt", entries, includes_pending as "includesPending", max_entries as "maxEntries",
  max_entries_per_day as "maxEntriesPerDay", minutes_between as "minutesBetween", version`;

/** A list as JSON; its dates are text then. */
export const listJson = (row: string): string => `jsonb_build_object(
  'id', ${row}.id, 'eventId', ${row}.event_id, 'name', ${row}.name, 'ticketTypeIds', ${row}.ticket_type_ids,
  'variationIds', ${row}.variation_ids, 'opensAt', ${row}.opens_at, 'closesAt', ${row}.closes_at, 'entries', ${row}.entries,
  'includesPending', ${row}.includes_pending, 'maxEntries', ${row}.max_entries, 'maxEntriesPerDay', ${row}.max_entries_per_day,
  'minutesBetween', ${row}.minutes_between, 'version', ${row}.version)`;

export const listsOf = (tx: Tx, actor: Actor, eventId: string): Promise<CheckInList[]> =>
  rows(tx, `select ${columns} from check_in_lists where organization_id = $1 and event_id = $2 order by id`, [
    actor.organizationId,
    eventId,
  ]);

export const findList = (tx: Tx, actor: Actor, listId: string): Promise<CheckInList | undefined> =>
  one(tx, `select ${columns} from check_in_lists where organization_id = $1 and id = $2`, [
    actor.organizationId,
    listId,
  ]);

/** How many of these products the event has. */
export async function productsAmong(
  tx: Tx,
  actor: Actor,
  { eventId, ticketTypeIds, variationIds }: Pick<CheckInList, 'eventId' | 'ticketTypeIds' | 'variationIds'>,
): Promise<number> {
  const counted = await one<{ products: number }>(
    tx,
    `select (select count(*) from ticket_types where organization_id = $1 and event_id = $2 and id = any($3))
          + (select count(*) from ticket_variations where organization_id = $1 and event_id = $2 and id = any($4)) as products`,
    [actor.organizationId, eventId, ticketTypeIds, variationIds],
  );
  return counted?.products ?? 0;
}

/** Returns the id of the new list. */
export async function insertList(tx: Tx, actor: Actor, list: Omit<CheckInList, 'id' | 'version'>): Promise<string> {
  const row = await one<{ id: string }>(
    tx,
    `insert into check_in_lists (organization_id, event_id, name, ticket_type_ids, variation_ids, opens_at, closes_at, entries,
       includes_pending, max_entries, max_entries_per_day, minutes_between)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id`,
    [actor.organizationId, list.eventId, ...termsOf(list)],
  );
  if (!row) throw new Error('An insert returns its row');
  return row.id;
}

/** Changes nothing where it was changed since that version. */
export const updateList = (tx: Tx, actor: Actor, list: CheckInList): Promise<number> =>
  affected(
    tx,
    `update check_in_lists set name = $4, ticket_type_ids = $5, variation_ids = $6, opens_at = $7, closes_at = $8, entries = $9,
            includes_pending = $10, max_entries = $11, max_entries_per_day = $12, minutes_between = $13
      where organization_id = $1 and id = $2 and version = $3`,
    [actor.organizationId, list.id, list.version, ...termsOf(list)],
  );

const termsOf = (list: Omit<CheckInList, 'id' | 'version'>): unknown[] => [
  list.name,
  list.ticketTypeIds,
  list.variationIds,
  list.opensAt,
  list.closesAt,
  list.entries,
  list.includesPending,
  list.maxEntries,
  list.maxEntriesPerDay,
  list.minutesBetween,
];

/** Deletes nothing where somebody was scanned on it. */
export const deleteList = (tx: Tx, actor: Actor, listId: string): Promise<number> =>
  affected(
    tx,
    `delete from check_in_lists l where l.organization_id = $1 and l.id = $2
        and not exists (select from scans s where s.organization_id = $1 and s.event_id = l.event_id and s.list_id = l.id)`,
    [actor.organizationId, listId],
  );
