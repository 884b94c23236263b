import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { type AgendaSession, personKey } from './agenda.rules.js';
import { AgendaSessionDto, type DraftSession } from './agenda-session.dto.js';

const columns = `t.guid, t.number, t.title, t.subtitle, t.abstract, t.description, t.language, t.track, t.kind, t.room_id as "roomId",
  t.room_name as "roomName", t.starts_at as "startsAt", t.ends_at as "endsAt", t.persons, t.links`;

const draft = `(select session.*, room.name as room_name from agenda_sessions session
  left join rooms room on room.organization_id = session.organization_id and room.id = session.room_id)`;

/** Everything in the draft of an event. */
export function draftSessions(tx: Tx, actor: Actor, eventId: string): Promise<DraftSession[]> {
  return rows<DraftSession>(
    tx,
    `select t.id, t.version, ${columns} from ${draft} t where t.organization_id = $1 and t.event_id = $2`,
    [actor.organizationId, eventId],
  );
}

export function draftSession(
  tx: Tx,
  actor: Actor,
  eventId: string,
  sessionId: string,
): Promise<DraftSession | undefined> {
  return one<DraftSession>(
    tx,
    `select t.id, t.version, ${columns} from ${draft} t where t.organization_id = $1 and t.event_id = $2 and t.id = $3`,
    [actor.organizationId, eventId, sessionId],
  );
}

export function pageOfDraft(
  tx: Tx,
  actor: Actor,
  event: { id: string; timeZone: string },
  query: PageQuery,
): Promise<Page<AgendaSessionDto>> {
  const listing = {
    from: draft,
    select: `t.id, t.version, ${columns}`,
    where: 't.event_id = $2',
    params: [actor.organizationId, event.id],
  };
  return readPage<DraftSession, AgendaSessionDto>(tx, listing, query, (session) =>
    AgendaSessionDto.of(session, event.timeZone),
  );
}

/** Only one at a time changes which sessions an agenda has, or releases it. Lasts until the transaction ends. */
export async function lockAgenda(tx: Tx, eventId: string): Promise<void> {
  await one(tx, `select pg_advisory_xact_lock(hashtextextended('agenda ' || $1, 0))`, [eventId]);
}

/** The highest session number that the draft or a release of the event has used. */
export async function lastNumber(tx: Tx, actor: Actor, eventId: string): Promise<number> {
  const row = await one<{ last: number }>(
    tx,
    `select greatest(
       (select max(number) from agenda_sessions where organization_id = $1 and event_id = $2),
       (select max(number) from released_sessions where organization_id = $1 and event_id = $2), 0) as last`,
    [actor.organizationId, eventId],
  );
  return row?.last ?? 0;
}

/** A session to be put into the draft; its guid says whether it is there already. */
export type SessionToWrite = Omit<AgendaSession, 'id' | 'roomName'>;

/** Writes sessions into the draft by their guid, in one statement; returns their ids by guid. */
export async function writeDraft(
  tx: Tx,
  actor: Actor,
  eventId: string,
  sessions: readonly SessionToWrite[],
): Promise<Map<string, string>> {
  const written = await rows<{ id: string; guid: string }>(
    tx,
    `insert into agenda_sessions (organization_id, event_id, guid, number, title, subtitle, abstract, description, language, track, kind,
                                  room_id, starts_at, ends_at, persons, links)
     select $1, $2, guid, number, title, subtitle, abstract, description, language, track, kind, "roomId", "startsAt", "endsAt", persons, links
       from jsonb_to_recordset($3::jsonb) as session(${recordColumns})
     on conflict (organization_id, event_id, guid) do update set
       title = excluded.title, subtitle = excluded.subtitle, abstract = excluded.abstract, description = excluded.description,
       language = excluded.language, track = excluded.track, kind = excluded.kind, room_id = excluded.room_id,
       starts_at = excluded.starts_at, ends_at = excluded.ends_at, persons = excluded.persons, links = excluded.links
     returning id, guid`,
    [actor.organizationId, eventId, JSON.stringify(sessions)],
  );
  return new Map(written.map(({ id, guid }) => [guid, id]));
}

const recordColumns = `guid uuid, number int, title jsonb, subtitle jsonb, abstract jsonb, description jsonb, language text, track text, kind text,
  "roomId" uuid, "startsAt" timestamptz, "endsAt" timestamptz, persons text[], links jsonb`;

/** Replaces a session of the draft where its version is still the one that was read. */
export async function replaceSession(tx: Tx, actor: Actor, session: DraftSession): Promise<boolean> {
  const changed = await affected(
    tx,
    `update agenda_sessions set title = $4, subtitle = $5, abstract = $6, description = $7, language = $8, track = $9, kind = $10,
            room_id = $11, starts_at = $12, ends_at = $13, persons = $14, links = $15
      where organization_id = $1 and id = $2 and version = $3`,
    [
      actor.organizationId,
      session.id,
      session.version,
      session.title,
      session.subtitle,
      session.abstract,
      session.description,
      session.language,
      session.track,
      session.kind,
      session.roomId,
      session.startsAt,
      session.endsAt,
      session.persons,
      JSON.stringify(session.links),
    ],
  );
  return changed === 1;
}

/** A release of an agenda. */
export interface Release {
  id: string;
  number: number;
  name: string;
  createdAt: Date;
}

const releaseColumns = `id, number, name, created_at as "createdAt"`;

export function latestRelease(tx: Tx, actor: Actor, eventId: string): Promise<Release | undefined> {
  return one<Release>(
    tx,
    `select ${releaseColumns} from agenda_releases where organization_id = $1 and event_id = $2 order by number desc limit 1`,
    [actor.organizationId, eventId],
  );
}

export function releaseBefore(tx: Tx, actor: Actor, eventId: string, number: number): Promise<Release | undefined> {
  return one<Release>(
    tx,
    `select ${releaseColumns} from agenda_releases where organization_id = $1 and event_id = $2 and number < $3 order by number desc limit 1`,
    [actor.organizationId, eventId, number],
  );
}

export function findRelease(tx: Tx, actor: Actor, eventId: string, releaseId: string): Promise<Release | undefined> {
  return one<Release>(
    tx,
    `select ${releaseColumns} from agenda_releases where organization_id = $1 and event_id = $2 and id = $3`,
    [actor.organizationId, eventId, releaseId],
  );
}

export function pageOfReleases<T>(
  tx: Tx,
  actor: Actor,
  eventId: string,
  query: PageQuery,
  of: (release: Release) => T,
): Promise<Page<T>> {
  const from = '(select *, created_at as updated_at from agenda_releases)';
  const listing = { from, select: releaseColumns, where: 't.event_id = $2', params: [actor.organizationId, eventId] };
  return readPage<Release, T>(tx, listing, query, of);
}

/** Undefined where the event has a release of this name. */
export function insertRelease(tx: Tx, actor: Actor, eventId: string, name: string): Promise<Release | undefined> {
  return one<Release>(
    tx,
    `insert into agenda_releases (organization_id, event_id, number, name)
     select $1, $2, coalesce(max(number), 0) + 1, $3 from agenda_releases where organization_id = $1 and event_id = $2
     on conflict (organization_id, event_id, name) do nothing returning ${releaseColumns}`,
    [actor.organizationId, eventId, name],
  );
}

export function releasedSessions(tx: Tx, actor: Actor, releaseId: string): Promise<AgendaSession[]> {
  return rows<AgendaSession>(
    tx,
    `select t.session_id as id, ${columns} from released_sessions t where t.organization_id = $1 and t.release_id = $2`,
    [actor.organizationId, releaseId],
  );
}

/** Copies sessions into a release, and who is busy in them. Clashes show when the constraints are checked. */
export async function insertReleased(
  tx: Tx,
  actor: Actor,
  release: { id: string; eventId: string },
  sessions: readonly AgendaSession[],
): Promise<void> {
  const copies = sessions.map((session) => ({
    ...session,
    sessionId: session.id,
    personKeys: session.persons.map(personKey),
  }));
  await affected(
    tx,
    `with copies as (
       select * from jsonb_to_recordset($4::jsonb) as session("sessionId" uuid, "roomName" text, "personKeys" text[], ${recordColumns})
     ), inserted as (
       insert into released_sessions (organization_id, event_id, release_id, session_id, guid, number, title, subtitle, abstract, description,
                                      language, track, kind, room_id, room_name, starts_at, ends_at, persons, links)
       select $1, $2, $3, "sessionId", guid, number, title, subtitle, abstract, description, language, track, kind, "roomId", "roomName",
              "startsAt", "endsAt", persons, links from copies
       returning id, session_id, during
     )
     insert into released_session_persons (organization_id, release_id, released_session_id, person_key, during)
     select $1, $3, inserted.id, person.key, inserted.during
       from inserted join copies on copies."sessionId" = inserted.session_id cross join unnest(copies."personKeys") as person(key)`,
    [actor.organizationId, release.eventId, release.id, JSON.stringify(copies)],
  );
}
