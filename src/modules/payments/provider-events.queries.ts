import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one } from '../../platform/database/sql.js';

export type EventOutcome = 'received' | 'applied' | 'ignored' | 'unknown' | 'mismatch';

export interface EventVerdict {
  outcome: EventOutcome;
  detail: string | null;
}

/** Writes down that a notice came, and returns what became of it when it came before; again counts one more delivery. */
export async function recordEvent(
  tx: Tx,
  actor: Actor,
  event: { accountId: string; eventRef: string; kind: string; bodyHash: Buffer; paymentId: string | null },
): Promise<EventOutcome | undefined> {
  const row = await one<{ outcome: EventOutcome }>(
    tx,
    `insert into provider_events as e (organization_id, account_id, event_ref, kind, body_hash, payment_id) values ($1, $2, $3, $4, $5, $6)
     on conflict (organization_id, account_id, event_ref) do update
        set deliveries = e.deliveries + 1, payment_id = coalesce(e.payment_id, excluded.payment_id), updated_at = now()
     returning outcome`,
    [actor.organizationId, event.accountId, event.eventRef, event.kind, event.bodyHash, event.paymentId],
  );
  return row?.outcome;
}

/** What had an effect keeps its outcome: a later delivery only finds it done. */
export const judgeEvent = (
  tx: Tx,
  actor: Actor,
  accountId: string,
  eventRef: string,
  { outcome, detail }: EventVerdict,
): Promise<number> =>
  affected(
    tx,
    `update provider_events set outcome = $4, detail = $5, updated_at = now()
      where organization_id = $1 and account_id = $2 and event_ref = $3 and outcome <> 'applied'`,
    [actor.organizationId, accountId, eventRef, outcome, detail],
  );
