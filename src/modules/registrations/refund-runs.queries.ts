import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';

/** A mass refund, and how far it has come. */
export interface RefundRun {
  id: string;
  eventId: string;
  rate: number;
  reason: string;
  orders: number;
  done: number;
  refused: readonly { orderId: string; code: string }[];
  createdAt: Date;
}

const columns = `
  t.id, t.event_id as "eventId", t.rate, t.reason, t.created_at as "createdAt",
  (select count(*)::integer from refund_run_orders r where r.organization_id = t.organization_id and r.run_id = t.id) as orders,
  (select count(*)::integer from refund_run_orders r where r.organization_id = t.organization_id and r.run_id = t.id and r.state <> 'waiting') as done,
  (select coalesce(jsonb_agg(jsonb_build_object('orderId', r.order_id, 'code', r.code) order by r.order_id), '[]') from refund_run_orders r
    where r.organization_id = t.organization_id and r.run_id = t.id and r.state = 'refused') as refused`;

export const findRun = (tx: Tx, actor: Actor, eventId: string, runId: string): Promise<RefundRun | undefined> =>
  one(tx, `select ${columns} from refund_runs t where organization_id = $1 and event_id = $2 and id = $3`, [
    actor.organizationId,
    eventId,
    runId,
  ]);

export const runsOf = (tx: Tx, actor: Actor, eventId: string): Promise<RefundRun[]> =>
  rows(tx, `select ${columns} from refund_runs t where organization_id = $1 and event_id = $2 order by id desc`, [
    actor.organizationId,
    eventId,
  ]);

/** Writes the run with every order of the event that stands. Returns its id and theirs. */
export async function insertRun(
  tx: Tx,
  actor: Actor,
  eventId: string,
  { rate, reason }: { rate: number; reason: string },
): Promise<{ runId: string; orderIds: string[] }> {
  const run = await one<{ id: string }>(
    tx,
    `insert into refund_runs (organization_id, event_id, rate, reason, started_by) values ($1, $2, $3, $4, $5) returning id`,
    [actor.organizationId, eventId, rate, reason, actor.personId],
  );
  if (!run) throw new Error('An insert returns its row');
  const orders = await rows<{ id: string }>(
    tx,
    `insert into refund_run_orders (organization_id, run_id, order_id)
     select organization_id, $3, id from orders
      where organization_id = $1 and event_id = $2 and state in ('awaiting-approval', 'pending', 'paid')
     returning order_id as id`,
    [actor.organizationId, eventId, run.id],
  );
  return { runId: run.id, orderIds: orders.map(({ id }) => id) };
}

/** An order of a run that nobody has dealt with, locked until the transaction ends; undefined where somebody has. */
export const lockRunOrder = (
  tx: Tx,
  actor: Actor,
  runId: string,
  orderId: string,
): Promise<{ rate: number; reason: string } | undefined> =>
  one(
    tx,
    `select t.rate, t.reason from refund_run_orders r join refund_runs t on t.organization_id = r.organization_id and t.id = r.run_id
      where r.organization_id = $1 and r.run_id = $2 and r.order_id = $3 and r.state = 'waiting' for update of r`,
    [actor.organizationId, runId, orderId],
  );

export const settleRunOrder = (
  tx: Tx,
  actor: Actor,
  { runId, orderId, amount, code }: { runId: string; orderId: string; amount: number; code: string | null },
): Promise<number> =>
  affected(
    tx,
    `update refund_run_orders set state = case when $5::text is null then 'done' else 'refused' end, amount = $4, code = $5, updated_at = now()
      where organization_id = $1 and run_id = $2 and order_id = $3 and state = 'waiting'`,
    [actor.organizationId, runId, orderId, amount, code],
  );
