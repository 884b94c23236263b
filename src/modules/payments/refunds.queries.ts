import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import type { Refundable, RefundState } from './payments.rules.js';

export interface Refund {
  id: string;
  orderId: string;
  paymentId: string;
  state: RefundState;
  amount: number;
  currency: string;
  reason: string;
  source: string;
  sequence: number;
  round: number;
  providerRef: string | null;
  failure: string | null;
  doneAt: Date | null;
  createdAt: Date;
  version: number;
}

const columns = `id, order_id as "orderId", payment_id as "paymentId", state, amount, currency, reason, source, sequence, round,
  provider_ref as "providerRef", failure, done_at as "doneAt", created_at as "createdAt", version`;

export interface NewRefund {
  orderId: string;
  paymentId: string;
  amount: number;
  currency: string;
  reason: string;
  /** Null: its own. */
  source: string | null;
  state: 'created' | 'external';
  providerRef: string | null;
}

/** Undefined where a refund of this source exists already. The schema refuses what does not fit into the payment. */
export const insertRefund = (tx: Tx, actor: Actor, refund: NewRefund): Promise<Refund | undefined> =>
  one(
    tx,
    `insert into refunds (organization_id, order_id, payment_id, amount, currency, reason, source, state, provider_ref, sequence, done_at)
     select $1, $2::uuid, $3::uuid, $4::bigint, $5::text, $6::text, coalesce($7::text, uuidv7()::text), $8::text, $9::text, 1 + coalesce(max(sequence), 0), case when $8 = 'external' then clock_timestamp() end
       from refunds where organization_id = $1 and payment_id = $3
     on conflict (organization_id, source) do nothing returning ${columns}`,
    [
      actor.organizationId,
      refund.orderId,
      refund.paymentId,
      refund.amount,
      refund.currency,
      refund.reason,
      refund.source,
      refund.state,
      refund.providerRef,
    ],
  );

export const findRefund = (tx: Tx, actor: Actor, id: string): Promise<Refund | undefined> =>
  one(tx, `select ${columns} from refunds where organization_id = $1 and id = $2`, [actor.organizationId, id]);

export const refundsOf = (tx: Tx, actor: Actor, orderId: string): Promise<Refund[]> =>
  rows(tx, `select ${columns} from refunds where organization_id = $1 and order_id = $2 order by id`, [
    actor.organizationId,
    orderId,
  ]);

export const refundsOfPayment = (tx: Tx, actor: Actor, paymentId: string): Promise<Refund[]> =>
  rows(tx, `select ${columns} from refunds where organization_id = $1 and payment_id = $2 order by sequence`, [
    actor.organizationId,
    paymentId,
  ]);

export interface RefundMove {
  id: string;
  from: readonly RefundState[];
  to: RefundState;
  providerRef?: string | null;
  failure?: string | null;
}

/** Nothing where it has moved on meanwhile. */
export const moveRefund = (tx: Tx, actor: Actor, { id, from, to, providerRef, failure }: RefundMove): Promise<number> =>
  affected(
    tx,
    `update refunds set state = $4, provider_ref = coalesce($5, provider_ref), failure = $6,
            done_at = case when $4 = 'done' then clock_timestamp() end
      where organization_id = $1 and id = $2 and state = any($3)`,
    [actor.organizationId, id, from, to, providerRef ?? null, failure ?? null],
  );

/** A request of its own for a refund that the provider has said no to. */
export const nextRound = (tx: Tx, actor: Actor, id: string): Promise<number> =>
  affected(
    tx,
    `update refunds set state = 'transit', round = round + 1, provider_ref = null, failure = null, done_at = null
      where organization_id = $1 and id = $2 and state in ('failed', 'canceled')`,
    [actor.organizationId, id],
  );

/** What is left of a payment. */
export async function restOf(tx: Tx, actor: Actor, paymentId: string): Promise<number> {
  const row = await one<{ rest: number }>(
    tx,
    `select coalesce(p.captured_amount, 0) - coalesce((select sum(r.amount) from refunds r where r.organization_id = $1 and r.payment_id = $2
              and r.state not in ('failed', 'canceled')), 0) as rest
       from payments p where p.organization_id = $1 and p.id = $2`,
    [actor.organizationId, paymentId],
  );
  return row?.rest ?? 0;
}

/** The payments of an order of which something is left, the newest first. */
export const refundable = (tx: Tx, actor: Actor, orderId: string, currency: string): Promise<Refundable[]> =>
  rows(
    tx,
    `select p.id, p.captured_amount - coalesce(sum(r.amount), 0) as rest
       from payments p left join refunds r on r.organization_id = p.organization_id and r.payment_id = p.id
            and r.state not in ('failed', 'canceled')
      where p.organization_id = $1 and p.order_id = $2 and p.state = 'confirmed' and p.captured_currency = $3
      group by p.id, p.captured_amount, p.confirmed_at having p.captured_amount > coalesce(sum(r.amount), 0)
      order by p.confirmed_at desc, p.id desc`,
    [actor.organizationId, orderId, currency],
  );
