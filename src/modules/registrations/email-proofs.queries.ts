import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one } from '../../platform/database/sql.js';

/** How many codes were mailed to the address within the hour. */
export async function proofsSince(tx: Tx, actor: Actor, eventId: string, email: string): Promise<number> {
  const row = await one<{ count: number }>(
    tx,
    `select count(*)::integer as count from email_proofs
      where organization_id = $1 and event_id = $2 and email = $3 and created_at > now() - interval '1 hour'`,
    [actor.organizationId, eventId, email],
  );
  return row?.count ?? 0;
}

/** Returns until when its code may be named. */
export async function insertProof(
  tx: Tx,
  actor: Actor,
  proof: { id: string; eventId: string; email: string; codeHash: Buffer },
): Promise<Date> {
  const row = await one<{ expiresAt: Date }>(
    tx,
    `insert into email_proofs (organization_id, event_id, id, email, code_hash, expires_at)
     values ($1, $2, $3, $4, $5, clock_timestamp() + interval '10 minutes') returning expires_at as "expiresAt"`,
    [actor.organizationId, proof.eventId, proof.id, proof.email, proof.codeHash],
  );
  if (!row) throw new Error('An insert returns its row');
  return row.expiresAt;
}

/** Counts one more try for the newest code of the address; nothing where none can be named any more. */
export const countTry = (
  tx: Tx,
  actor: Actor,
  eventId: string,
  email: string,
): Promise<{ id: string; codeHash: Buffer } | undefined> =>
  one(
    tx,
    `update email_proofs set tries = tries + 1
      where organization_id = $1 and tries < 5 and used_at is null and expires_at > clock_timestamp()
        and id = (select id from email_proofs where organization_id = $1 and event_id = $2 and email = $3 order by id desc limit 1)
      returning id, code_hash as "codeHash"`,
    [actor.organizationId, eventId, email],
  );

export const markUsed = (tx: Tx, actor: Actor, proofId: string): Promise<number> =>
  affected(tx, 'update email_proofs set used_at = now() where organization_id = $1 and id = $2 and used_at is null', [
    actor.organizationId,
    proofId,
  ]);

export const deleteOldProofs = (tx: Tx, actor: Actor): Promise<number> =>
  affected(tx, `delete from email_proofs where organization_id = $1 and created_at < now() - interval '1 day'`, [
    actor.organizationId,
  ]);
