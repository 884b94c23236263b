import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';

/** An invitation as its row has it. */
export interface Invitation {
  id: string;
  eventId: string;
  /** Null once the person is erased. */
  contactId: string | null;
}

/** Who has been invited to the event. */
export async function invitedContacts(tx: Tx, actor: Actor, eventId: string): Promise<Set<string>> {
  const found = await rows<{ contact_id: string }>(
    tx,
    'select contact_id from invitations where organization_id = $1 and event_id = $2 and contact_id is not null',
    [actor.organizationId, eventId],
  );
  return new Set(found.map((row) => row.contact_id));
}

/** Writes invitations whose mails are queued. */
export async function insertInvitations(
  tx: Tx,
  actor: Actor,
  eventId: string,
  invitations: readonly { id: string; contactId: string; mailId: string }[],
): Promise<void> {
  await affected(
    tx,
    `insert into invitations (organization_id, event_id, id, contact_id, mail_id)
     select $1, $2, id, "contactId", "mailId" from jsonb_to_recordset($3::jsonb) as entry(id uuid, "contactId" uuid, "mailId" uuid)`,
    [actor.organizationId, eventId, JSON.stringify(invitations)],
  );
}

export function findInvitation(tx: Tx, actor: Actor, invitationId: string): Promise<Invitation | undefined> {
  return one<Invitation>(
    tx,
    `select id, event_id as "eventId", contact_id as "contactId" from invitations where organization_id = $1 and id = $2`,
    [actor.organizationId, invitationId],
  );
}
