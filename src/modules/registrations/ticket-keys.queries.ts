import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';

/** A key that signs, or once signed, the ticket codes of an event. Its number is in every code that it signed. */
export interface TicketKey {
  id: string;
  eventId: string;
  number: number;
  publicKey: Buffer;
  /** The validity of every code that it signs. */
  validFrom: Date;
  validUntil: Date;
  revokedAt: Date | null;
  createdAt: Date;
}

/** The key that signs now, with its private half, which is encrypted. */
export interface SigningKey extends TicketKey {
  privateKey: Buffer;
  /** The number of the newest key, revoked or not. */
  newest: number;
  /** When the event takes place now. */
  startsAt: Date;
  endsAt: Date;
}

const columns = `k.id, k.event_id as "eventId", k.number, k.public_key as "publicKey", k.valid_from as "validFrom",
  k.valid_until as "validUntil", k.revoked_at as "revokedAt", k.created_at as "createdAt"`;

/** The newest key that is not revoked. */
export const signingKey = (tx: Tx, actor: Actor, eventId: string): Promise<SigningKey | undefined> =>
  one(
    tx,
    `select ${columns}, k.private_key as "privateKey", e.starts_at as "startsAt", e.ends_at as "endsAt",
            (select max(number) from ticket_keys where organization_id = $1 and event_id = $2) as newest
       from ticket_keys k join events e on e.organization_id = k.organization_id and e.id = k.event_id
      where k.organization_id = $1 and k.event_id = $2 and k.revoked_at is null order by k.number desc limit 1`,
    [actor.organizationId, eventId],
  );

/** All keys of an event, the oldest first. */
export const keysOf = (tx: Tx, actor: Actor, eventId: string): Promise<TicketKey[]> =>
  rows(tx, `select ${columns} from ticket_keys k where k.organization_id = $1 and k.event_id = $2 order by k.number`, [
    actor.organizationId,
    eventId,
  ]);

/** The number of the newest key, 0 where there is none, and when the event takes place. */
export const keyStanding = (
  tx: Tx,
  actor: Actor,
  eventId: string,
): Promise<{ newest: number; startsAt: Date; endsAt: Date; readOnly: boolean } | undefined> =>
  one(
    tx,
    `select coalesce((select max(number) from ticket_keys where organization_id = $1 and event_id = $2), 0) as newest,
            starts_at as "startsAt", ends_at as "endsAt", current_setting('transaction_read_only')::boolean as "readOnly"
       from events where organization_id = $1 and id = $2`,
    [actor.organizationId, eventId],
  );

export type NewTicketKey = Pick<
  SigningKey,
  'eventId' | 'number' | 'publicKey' | 'privateKey' | 'validFrom' | 'validUntil'
>;

/** Writes nothing where another transaction has made the key with this number. */
export const insertKey = (tx: Tx, actor: Actor, key: NewTicketKey): Promise<number> =>
  affected(
    tx,
    `insert into ticket_keys (organization_id, event_id, number, public_key, private_key, valid_from, valid_until)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (organization_id, event_id, number) do nothing`,
    [actor.organizationId, key.eventId, key.number, key.publicKey, key.privateKey, key.validFrom, key.validUntil],
  );

/** Codes that it signed no longer admit. Returns it, undefined where there is none; once revoked it stays so. */
export const revokeKey = (tx: Tx, actor: Actor, eventId: string, keyId: string): Promise<TicketKey | undefined> =>
  one(
    tx,
    `update ticket_keys k set revoked_at = coalesce(revoked_at, clock_timestamp())
      where k.organization_id = $1 and k.event_id = $2 and k.id = $3 returning ${columns}`,
    [actor.organizationId, eventId, keyId],
  );
