import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one } from '../../platform/database/sql.js';

/** What becomes of an order when its money comes, or does not come in time. */
@Injectable()
export class Settlements {
  /** The money covers it: its tickets are valid. 'no-stock': its places are gone. */
  async paid(tx: Tx, actor: Actor, orderId: string): Promise<'paid' | 'already' | 'no-stock'> {
    const order = await one<{ state: string }>(
      tx,
      `select state from orders where organization_id = $1 and id = $2 for no key update`,
      [actor.organizationId, orderId],
    );
    if (order?.state === 'paid') return 'already';
    if (order?.state !== 'pending') return 'no-stock';
    await affected(tx, `update orders set state = 'paid' where organization_id = $1 and id = $2`, [
      actor.organizationId,
      orderId,
    ]);
    await affected(
      tx,
      `update tickets set state = 'valid' where organization_id = $1 and order_id = $2 and state = 'reserved'`,
      [actor.organizationId, orderId],
    );
    return 'paid';
  }

  /** The money did not come in time: its places are free. Nothing where it no longer waits. */
  async expire(tx: Tx, actor: Actor, orderId: string): Promise<void> {
    await affected(
      tx,
      `update orders set state = 'expired' where organization_id = $1 and id = $2 and state = 'pending'`,
      [actor.organizationId, orderId],
    );
  }
}
