import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one } from '../../platform/database/sql.js';
import { contactUnknown } from './audience.problems.js';
import type { Channel, Decision, Purpose } from './consent.rules.js';
import type { ContactRow } from './contact.dto.js';

/** What `ContactRow` is read from, for a row `t` of contacts. */
export const contactColumns = `t.id, t.email, t.name, t.city, t.locale, t.tags, t.interests, t.do_not_contact, t.do_not_contact_since,
  t.created_at, t.updated_at, t.version, (${decisionsOf('t')}) as consents`;

/** The decision that holds on each purpose, for a row of contacts: `[{purpose, decision, since}]`. */
function decisionsOf(contact: string): string {
  return `select coalesce(jsonb_agg(jsonb_build_object('purpose', held.purpose, 'decision', held.decision, 'since', held.occurred_at) order by held.purpose), '[]')
    from (select distinct on (s.purpose) s.purpose, s.decision, s.occurred_at from consents s
           where s.organization_id = ${contact}.organization_id and s.contact_id = ${contact}.id
           order by s.purpose, s.occurred_at desc, s.id desc) held`;
}

/** The decision that holds on one purpose, or null where there is none, for a row of contacts. */
const decisionOn = (contact: string, purpose: string): string =>
  `(select s.decision from consents s where s.organization_id = ${contact}.organization_id and s.contact_id = ${contact}.id and s.purpose = ${purpose}
     order by s.occurred_at desc, s.id desc limit 1)`;

/** Whether a row of contacts agrees to mail for one purpose, apart from do-not-contact. */
export const consentsTo = (contact: string, purpose: string): string =>
  `coalesce(${decisionOn(contact, purpose)} = 'granted', false)`;

/** The contact, or `audience/contact-unknown`. */
export async function findContact(tx: Tx, actor: Actor, contactId: string): Promise<ContactRow> {
  const row = await one<ContactRow>(
    tx,
    `select ${contactColumns} from contacts t where t.organization_id = $1 and t.id = $2`,
    [actor.organizationId, contactId],
  );
  if (!row) throw contactUnknown();
  return row;
}

/** A decision to be written down. */
export interface ConsentEntry {
  contactId: string;
  purpose: Purpose;
  decision: Decision;
  textVersion: string | null;
  channel: Channel;
  occurredAt: Date;
}

/** Writes decisions down. What holds for a contact is part of it: whoever calls this marks the contacts as changed. */
export async function insertConsents(tx: Tx, actor: Actor, entries: readonly ConsentEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await affected(
    tx,
    `insert into consents (organization_id, contact_id, purpose, decision, text_version, channel, occurred_at)
     select $1, "contactId", purpose, decision, "textVersion", channel, "occurredAt"
       from jsonb_to_recordset($2::jsonb) as entry("contactId" uuid, purpose text, decision text, "textVersion" text, channel text, "occurredAt" timestamptz)`,
    [actor.organizationId, JSON.stringify(entries)],
  );
}

/** Makes a change beside the contact's own row a change of the contact, for whoever reads by `updatedSince`. */
export async function touchContacts(tx: Tx, actor: Actor, contactIds: readonly string[]): Promise<void> {
  await affected(tx, 'update contacts set updated_at = now() where organization_id = $1 and id = any($2)', [
    actor.organizationId,
    [...new Set(contactIds)],
  ]);
}
