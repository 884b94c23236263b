import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { closeDiscrepancies, openDiscrepancy } from './discrepancies.queries.js';
import { judgeOrder } from './discrepancies.rules.js';
import { orderForPayment } from './payments.queries.js';

const byOrder = ['paid-without-ticket', 'overpaid'] as const;

/** Puts an order on the list, or takes it off, as its money now stands. After each movement, and from time to time for all. */
export async function watchOrder(tx: Tx, actor: Actor, orderId: string): Promise<void> {
  const order = await orderForPayment(tx, actor, orderId);
  if (!order) return;
  const found = judgeOrder(order);
  const gone = byOrder.filter((kind) => kind !== found?.kind);
  await closeDiscrepancies(tx, actor, { kinds: gone, subject: orderId, resolution: 'gone' });
  if (!found) return;
  await openDiscrepancy(tx, actor, {
    kind: found.kind,
    subject: orderId,
    orderId,
    amount: found.amount,
    currency: order.currency,
    details: { orderState: order.state },
  });
}
