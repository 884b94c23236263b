import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected } from '../../platform/database/sql.js';
import type { OrderState } from './order.rules.js';
import { totalOf } from './releases.queries.js';
import { orderStateRefused } from './registrations.problems.js';

/** What was asked for is given. */
export const grantTickets = (tx: Tx, actor: Actor, orderId: string, state: 'reserved' | 'valid'): Promise<number> =>
  affected(tx, `update tickets set state = $3 where organization_id = $1 and order_id = $2 and state = 'requested'`, [
    actor.organizationId,
    orderId,
    state,
  ]);

/** Brings an order into the state that its tickets have now, with its total as they make it; a pending one waits so long. */
export async function stopWaiting(
  tx: Tx,
  actor: Actor,
  orderId: string,
  { from, to, hours }: { from: OrderState; to: 'pending' | 'paid'; hours: number },
): Promise<void> {
  const moved = await affected(
    tx,
    `update orders o set state = $4, total_amount = ${totalOf('o')},
            expires_at = case when $4 = 'pending' then clock_timestamp() + $5 * interval '1 hour' end
      where organization_id = $1 and id = $2 and state = $3`,
    [actor.organizationId, orderId, from, to, hours],
  );
  if (moved === 0) throw orderStateRefused();
}

export const setDeadline = (tx: Tx, actor: Actor, orderId: string, hours: number): Promise<number> =>
  affected(
    tx,
    `update orders set expires_at = clock_timestamp() + $3 * interval '1 hour'
      where organization_id = $1 and id = $2 and state = 'pending'`,
    [actor.organizationId, orderId, hours],
  );

export const setPendingAdmits = (tx: Tx, actor: Actor, orderId: string, admits: boolean): Promise<number> =>
  affected(tx, `update orders set pending_admits = $3 where organization_id = $1 and id = $2 and state = 'pending'`, [
    actor.organizationId,
    orderId,
    admits,
  ]);
