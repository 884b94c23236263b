import type { Locale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import { audienceMissing } from './audience.problems.js';
import type { Purpose } from './consent.rules.js';
import { consentsTo } from './contacts.queries.js';
import type { EventAudienceRow } from './event-audience.dto.js';
import { type Scope, compile } from './segment-sql.rules.js';
import type { SegmentRow } from './segment.dto.js';

/** A contact as other modules see it. */
export interface KnownPerson {
  contactId: string;
  email: string;
  name: string | null;
  locale: Locale | null;
}

/** A person with what mail for one purpose they may get. */
export interface AudienceMember extends KnownPerson {
  consented: boolean;
  /** Whatever the consent says, nothing is mailed. */
  doNotContact: boolean;
}

/** Lets one transaction at a time freeze an event's audience; the partial unique index stands behind it. */
export async function lockAudience(tx: Tx, eventId: string): Promise<void> {
  await one(tx, `select pg_advisory_xact_lock(hashtextextended('audience ' || $1, 0))`, [eventId]);
}

/** Whether an audience is frozen for the event. */
export async function isFrozen(tx: Tx, actor: Actor, eventId: string): Promise<boolean> {
  const sql =
    'select id from audience_snapshots where organization_id = $1 and event_id = $2 and superseded_at is null';
  return (await one(tx, sql, [actor.organizationId, eventId])) !== undefined;
}

/** Takes down who is in the segment now; the snapshot before it, if there is one, is superseded and kept. */
export async function freezeMembers(
  tx: Tx,
  actor: Actor,
  eventId: string,
  segment: SegmentRow,
  scope: Scope,
): Promise<void> {
  await affected(
    tx,
    'update audience_snapshots set superseded_at = now() where organization_id = $1 and event_id = $2 and superseded_at is null',
    [actor.organizationId, eventId],
  );
  // Everybody is written with one statement, in one moment; it may take longer than a request usually may.
  await one(tx, `select set_config('statement_timeout', '60000', true)`);
  const { sql, params } = compile(segment.rule, scope);
  const [event, id, name, rule] = [1, 2, 3, 4].map((offset) => `$${params.length + offset}`);
  await affected(
    tx,
    `with chosen as materialized (select c.id from contacts c where ${sql}),
      snapshot as (
        insert into audience_snapshots (organization_id, event_id, segment_id, segment_name, rule, size)
        values ($1, ${event}, ${id}, ${name}, ${rule}, (select count(*) from chosen)) returning id)
     insert into audience_members (organization_id, snapshot_id, event_id, contact_id)
     select $1, snapshot.id, ${event}, chosen.id from snapshot, chosen`,
    [...params, eventId, segment.id, segment.name, JSON.stringify(segment.rule)],
  );
}

/** The event's audience with what may be written to its people today, or `audience/none-frozen`. */
export async function findAudience(tx: Tx, actor: Actor, eventId: string): Promise<EventAudienceRow> {
  const row = await one<EventAudienceRow>(
    tx,
    `select s.id, s.event_id, s.segment_id, s.segment_name, s.rule, s.size, s.created_at, standing.*
       from audience_snapshots s cross join lateral (
         select count(*) filter (where blocked)::int as do_not_contact,
                count(*) filter (where not blocked and consented)::int as may_invite,
                count(*) filter (where not blocked and not consented)::int as without_consent
           from (select c.do_not_contact is not null as blocked, ${consentsTo('c', '$3')} as consented
                   from audience_members m join contacts c on c.organization_id = m.organization_id and c.id = m.contact_id
                  where m.organization_id = s.organization_id and m.snapshot_id = s.id offset 0) person) standing
      where s.organization_id = $1 and s.event_id = $2 and s.superseded_at is null`,
    [actor.organizationId, eventId, 'event-invitations' satisfies Purpose],
  );
  if (!row) throw audienceMissing();
  return row;
}

/** The people of the event's audience who have not been erased, in the order of their ids. */
export function readMembers(tx: Tx, actor: Actor, eventId: string, purpose: Purpose): Promise<AudienceMember[]> {
  return rows<AudienceMember>(
    tx,
    `select c.id as "contactId", c.email, c.name, c.locale, ${consentsTo('c', '$3')} as consented, c.do_not_contact is not null as "doNotContact"
       from audience_snapshots s
       join audience_members m on m.organization_id = s.organization_id and m.snapshot_id = s.id
       join contacts c on c.organization_id = m.organization_id and c.id = m.contact_id
      where s.organization_id = $1 and s.event_id = $2 and s.superseded_at is null order by c.id`,
    [actor.organizationId, eventId, purpose],
  );
}
