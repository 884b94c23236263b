import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import type { Schedule } from './room.rules.js';

/** A row of `waiting_rooms`, and the time by the database's clock when it was read. */
export interface Room {
  eventId: string;
  enabled: boolean;
  opensAt: Date;
  sort: 'queue' | 'lottery';
  admissionMinutes: number;
  schedule: Schedule;
  round: number;
  openedAt: Date | null;
  seed: string | null;
  lastNumber: number;
  version: number;
  now: Date;
}

const selected = `select event_id as "eventId", enabled, opens_at as "opensAt", sort, admission_minutes as "admissionMinutes", schedule,
       round, opened_at as "openedAt", seed, last_number as "lastNumber", version, clock_timestamp() as now
  from waiting_rooms where organization_id = $1 and event_id = $2`;

export const findRoom = (tx: Tx, actor: Actor, eventId: string): Promise<Room | undefined> =>
  one(tx, selected, [actor.organizationId, eventId]);

/** The same, for whoever gives out numbers: those who do come one after the other, a batch at a time. */
export async function lockRoom(tx: Tx, actor: Actor, eventId: string): Promise<Room | undefined> {
  await one(tx, 'select from waiting_rooms where organization_id = $1 and event_id = $2 for no key update', [
    actor.organizationId,
    eventId,
  ]);
  return findRoom(tx, actor, eventId);
}

export type RoomTerms = Pick<Room, 'eventId' | 'enabled' | 'opensAt' | 'sort' | 'admissionMinutes' | 'schedule'>;

export const insertRoom = (tx: Tx, actor: Actor, room: RoomTerms): Promise<number> =>
  affected(
    tx,
    `insert into waiting_rooms (organization_id, event_id, enabled, opens_at, sort, admission_minutes, schedule)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    paramsOf(actor, room),
  );

/** Changes nothing where it was changed since that version. A new round begins without numbers. */
export const updateRoom = (
  tx: Tx,
  actor: Actor,
  room: RoomTerms,
  { version, anew }: { version: number; anew: boolean },
): Promise<number> =>
  affected(
    tx,
    anew
      ? `update waiting_rooms set enabled = $3, opens_at = $4, sort = $5, admission_minutes = $6, schedule = $7,
                round = round + 1, opened_at = null, seed = null, last_number = 0, version = version + 1, updated_at = now()
          where organization_id = $1 and event_id = $2 and version = $8`
      : `update waiting_rooms set enabled = $3, opens_at = $4, sort = $5, admission_minutes = $6, schedule = $7
          where organization_id = $1 and event_id = $2 and version = $8`,
    [...paramsOf(actor, room), version],
  );

const paramsOf = (actor: Actor, room: RoomTerms): unknown[] => [
  actor.organizationId,
  room.eventId,
  room.enabled,
  room.opensAt,
  room.sort,
  room.admissionMinutes,
  JSON.stringify(room.schedule),
];

/**
 * Numbers those who came before the room opened, by arrival or by lot, in one statement. The seed of the lot is drawn here and
 * published with the room: each number is the rank of SHA-256(seed, place), so anybody can check theirs.
 */
export async function numberEarlyPlaces(
  tx: Tx,
  actor: Actor,
  { eventId, round, sort }: Pick<Room, 'eventId' | 'round' | 'sort'>,
): Promise<void> {
  await affected(
    tx,
    `update waiting_rooms set opened_at = clock_timestamp(), seed = gen_random_uuid() where organization_id = $1 and event_id = $2`,
    [actor.organizationId, eventId],
  );
  const numbered = await affected(
    tx,
    `with ranked as (
       select p.id, row_number() over (
                order by case when $4 then encode(sha256((r.seed::text || p.id::text)::bytea), 'hex') end, p.created_at, p.id) as number
         from room_places p join waiting_rooms r on r.organization_id = p.organization_id and r.event_id = p.event_id
        where p.organization_id = $1 and p.event_id = $2 and p.round = $3 and p.number is null
     )
     update room_places p set number = ranked.number from ranked where p.organization_id = $1 and p.id = ranked.id`,
    [actor.organizationId, eventId, round, sort === 'lottery'],
  );
  await setLastNumber(tx, actor, eventId, numbered);
}

export const setLastNumber = (tx: Tx, actor: Actor, eventId: string, number: number): Promise<number> =>
  affected(tx, 'update waiting_rooms set last_number = $3 where organization_id = $1 and event_id = $2', [
    actor.organizationId,
    eventId,
    number,
  ]);

export interface Place {
  id: string;
  round: number;
  /** Null before the room opens. */
  number: number | null;
}

/** Writes the places that are not there yet, in the order in which people came. */
export const insertPlaces = (tx: Tx, actor: Actor, eventId: string, places: readonly Place[]): Promise<number> =>
  affected(
    tx,
    `insert into room_places (organization_id, event_id, id, round, number)
     select $1, $2, id, round, number from jsonb_to_recordset($3::jsonb) as place(id uuid, round integer, number integer)
     on conflict (id) do nothing`,
    [actor.organizationId, eventId, JSON.stringify(places)],
  );

export const placesById = async (
  tx: Tx,
  actor: Actor,
  eventId: string,
  ids: readonly string[],
): Promise<Map<string, Place>> =>
  new Map(
    (
      await rows<Place>(
        tx,
        'select id, round, number from room_places where organization_id = $1 and event_id = $2 and id = any($3)',
        [actor.organizationId, eventId, ids],
      )
    ).map((place) => [place.id, place]),
  );

/** How many came in this round. */
export async function countPlaces(tx: Tx, actor: Actor, eventId: string, round: number): Promise<number> {
  const counted = await one<{ places: number }>(
    tx,
    'select count(*)::integer as places from room_places where organization_id = $1 and event_id = $2 and round = $3',
    [actor.organizationId, eventId, round],
  );
  return counted?.places ?? 0;
}
