import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, rows } from '../../platform/database/sql.js';
import type { Attendance, ImportedContact } from './contact-import.rules.js';
import { type KnownContact, type Merge, attendanceKey } from './contact-merge.rules.js';
import { fold } from './contact-text.rules.js';

/** Adds the contacts whose address is new, in one statement; answers with their ids by address. */
export async function insertNew(
  tx: Tx,
  actor: Actor,
  contacts: readonly ImportedContact[],
): Promise<Map<string, string>> {
  // In the order of addresses, so that two imports at once wait for each other instead of deadlocking.
  const sorted = contacts
    .map((contact) => ({ ...contact, cityKey: contact.city && fold(contact.city) }))
    .toSorted((a, b) => (a.email < b.email ? -1 : 1));
  const written = await rows<{ id: string; email: string }>(
    tx,
    `insert into contacts (organization_id, email, name, city, city_key, locale, tags, interests)
     select $1, email, name, city, "cityKey", locale, tags, interests
       from jsonb_to_recordset($2::jsonb) as entry(email text, name text, city text, "cityKey" text, locale text, tags text[], interests text[])
     on conflict (organization_id, email) do nothing returning id, email`,
    [actor.organizationId, JSON.stringify(sorted)],
  );
  return new Map(written.map(({ id, email }) => [email, id]));
}

type KnownRow = Omit<KnownContact, 'attended'> & { attended: Attendance[] };

/** The contacts with these addresses, by address, with where they stand on consent and what they came to. */
export async function findKnown(
  tx: Tx,
  actor: Actor,
  emails: readonly string[],
  lock: '' | 'for update',
): Promise<Map<string, KnownContact>> {
  const found = await rows<KnownRow>(
    tx,
    `select c.id, c.email, c.name, c.city, c.locale, c.tags, c.interests, c.do_not_contact as "doNotContact",
        (select coalesce(jsonb_object_agg(held.purpose, held.decision), '{}')
           from (select distinct on (s.purpose) s.purpose, s.decision from consents s where s.organization_id = c.organization_id and s.contact_id = c.id
                  order by s.purpose, s.occurred_at desc, s.id desc) held) as consents,
        (select coalesce(jsonb_agg(jsonb_build_object('label', a.label, 'on', a.occurred_on)), '[]')
           from contact_activities a where a.organization_id = c.organization_id and a.contact_id = c.id and a.kind = 'attended') as attended
       from contacts c where c.organization_id = $1 and c.email = any($2) order by c.email ${lock}`,
    [actor.organizationId, emails],
  );
  return new Map(found.map((row) => [row.email, { ...row, attended: row.attended.map(attendanceKey) }]));
}

/** Writes what merges changed of contacts; each of them counts as changed, also where only a consent or an attendance is new. */
export async function updateKnown(
  tx: Tx,
  actor: Actor,
  changes: readonly { contact: KnownContact; merged: Merge }[],
): Promise<void> {
  if (changes.length === 0) return;
  const values = changes.map(({ contact, merged }) => {
    const { name, city, locale, tags, interests } = merged.fields ?? contact;
    return { id: contact.id, name, city, cityKey: city && fold(city), locale, tags, interests };
  });
  await affected(
    tx,
    `update contacts c set name = entry.name, city = entry.city, city_key = entry."cityKey", locale = entry.locale, tags = entry.tags, interests = entry.interests
       from jsonb_to_recordset($2::jsonb) as entry(id uuid, name text, city text, "cityKey" text, locale text, tags text[], interests text[])
      where c.organization_id = $1 and c.id = entry.id`,
    [actor.organizationId, JSON.stringify(values)],
  );
}

/** An event that a contact came to. */
export interface AttendanceEntry extends Attendance {
  contactId: string;
  eventId: string | null;
  source: 'import' | 'check-in';
}

/** Writes attendances down; one that is known already stays as it is. Answers with the contacts that gained one. */
export async function writeAttendances(tx: Tx, actor: Actor, entries: readonly AttendanceEntry[]): Promise<string[]> {
  if (entries.length === 0) return [];
  const values = entries.map((entry) => ({ ...entry, key: fold(entry.label) }));
  const written = await rows<{ contact_id: string }>(
    tx,
    `insert into contact_activities (organization_id, contact_id, kind, label, label_key, occurred_on, event_id, source)
     select $1, "contactId", 'attended', label, key, "on", "eventId", source
       from jsonb_to_recordset($2::jsonb) as entry("contactId" uuid, label text, key text, "on" date, "eventId" uuid, source text)
     on conflict do nothing returning contact_id`,
    [actor.organizationId, JSON.stringify(values)],
  );
  return written.map((row) => row.contact_id);
}
