import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one } from '../../platform/database/sql.js';
import type { DiscrepancyKind, Resolution } from './discrepancies.rules.js';

export interface Discrepancy {
  id: string;
  kind: DiscrepancyKind;
  subject: string;
  orderId: string | null;
  paymentId: string | null;
  refundId: string | null;
  amount: number | null;
  currency: string | null;
  details: Record<string, unknown>;
  state: 'open' | 'resolved';
  resolution: Resolution | 'gone' | null;
  resolvedAt: Date | null;
  createdAt: Date;
  version: number;
}

export const discrepancyColumns = `id, kind, subject, order_id as "orderId", payment_id as "paymentId", refund_id as "refundId", amount, currency,
  details, state, resolution, resolved_at as "resolvedAt", created_at as "createdAt", updated_at, version`;

export interface NewDiscrepancy {
  kind: DiscrepancyKind;
  /** What it is about; open once. */
  subject: string;
  orderId?: string | null;
  paymentId?: string | null;
  refundId?: string | null;
  amount?: number | null;
  currency?: string | null;
  details?: Record<string, unknown>;
}

/** Puts it on the list, or says anew what stands there. What somebody has accepted, as it is, does not come back. */
export const openDiscrepancy = (tx: Tx, actor: Actor, found: NewDiscrepancy): Promise<number> =>
  affected(
    tx,
    `insert into payment_discrepancies as d (organization_id, kind, subject, order_id, payment_id, refund_id, amount, currency, details)
     select $1, $2, $3, $4::uuid, $5::uuid, $6::uuid, $7::bigint, $8, $9::jsonb
      where not exists (select from payment_discrepancies accepted where accepted.organization_id = $1 and accepted.kind = $2
                          and accepted.subject = $3 and accepted.resolution = 'accept' and accepted.amount is not distinct from $7::bigint)
     on conflict (organization_id, kind, subject) where state = 'open' do update
        set amount = excluded.amount, currency = excluded.currency, details = excluded.details
      where (d.amount, d.details) is distinct from (excluded.amount, excluded.details)`,
    [
      actor.organizationId,
      found.kind,
      found.subject,
      found.orderId ?? null,
      found.paymentId ?? null,
      found.refundId ?? null,
      found.amount ?? null,
      found.currency ?? null,
      JSON.stringify(found.details ?? {}),
    ],
  );

/** Takes from the list what no longer is so. */
export const closeDiscrepancies = (
  tx: Tx,
  actor: Actor,
  {
    kinds,
    subject,
    resolution,
  }: { kinds: readonly DiscrepancyKind[]; subject: string; resolution: Resolution | 'gone' },
): Promise<number> =>
  affected(
    tx,
    `update payment_discrepancies set state = 'resolved', resolution = $4, resolved_at = clock_timestamp()
      where organization_id = $1 and kind = any($2) and subject = $3 and state = 'open'`,
    [actor.organizationId, kinds, subject, resolution],
  );

export const findDiscrepancy = (tx: Tx, actor: Actor, id: string): Promise<Discrepancy | undefined> =>
  one(tx, `select ${discrepancyColumns} from payment_discrepancies where organization_id = $1 and id = $2`, [
    actor.organizationId,
    id,
  ]);
