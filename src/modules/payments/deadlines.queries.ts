import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, rows } from '../../platform/database/sql.js';
import type { ProviderName } from './payment-provider.js';
import type { PaymentState } from './payments.rules.js';

/** Pending orders whose deadline has passed by the database's clock, the longest overdue first. */
export async function overdueOrders(tx: Tx, actor: Actor): Promise<string[]> {
  const found = await rows<{ id: string }>(
    tx,
    `select id from orders where organization_id = $1 and state = 'pending' and expires_at <= clock_timestamp()
      order by expires_at limit 500`,
    [actor.organizationId],
  );
  return found.map(({ id }) => id);
}

export interface OverduePayment {
  id: string;
  provider: ProviderName;
  state: PaymentState;
  /** Whether the deadline passed so long ago that whoever pays now pays late. */
  late: boolean;
}

export const overduePayments = (tx: Tx, actor: Actor, orderId: string): Promise<OverduePayment[]> =>
  rows(
    tx,
    `select p.id, p.provider, p.state, o.expires_at + interval '15 minutes' <= clock_timestamp() as late
       from payments p join orders o on o.organization_id = p.organization_id and o.id = p.order_id
      where p.organization_id = $1 and p.order_id = $2 and p.state in ('created', 'pending') order by p.id`,
    [actor.organizationId, orderId],
  );

/**
 * Payments that a provider may know more about than we do: begun and not told, open, or ended by us alone; the longest
 * untouched first.
 */
export async function paymentsToFollow(tx: Tx, actor: Actor): Promise<{ id: string; state: PaymentState }[]> {
  return rows(
    tx,
    `select id, state from payments where organization_id = $1 and provider in ('stripe', 'yookassa')
        and created_at > clock_timestamp() - interval '30 days' and updated_at < clock_timestamp() - interval '5 minutes'
        and (state in ('created', 'pending') or (state in ('failed', 'canceled') and not over_at_provider))
      order by updated_at limit 200`,
    [actor.organizationId],
  );
}

/** Refunds that a provider has not brought to an end. */
export const refundsToFollow = (
  tx: Tx,
  actor: Actor,
): Promise<{ id: string; paymentId: string; providerRef: string | null }[]> =>
  rows(
    tx,
    `select r.id, r.payment_id as "paymentId", r.provider_ref as "providerRef"
       from refunds r join payments p on p.organization_id = r.organization_id and p.id = r.payment_id
      where r.organization_id = $1 and p.provider in ('stripe', 'yookassa') and r.state in ('created', 'transit')
        and r.updated_at < clock_timestamp() - interval '10 minutes' order by r.updated_at limit 200`,
    [actor.organizationId],
  );

/** Money of the last month that may have been given back or taken back without us. */
export async function paymentsToRevisit(tx: Tx, actor: Actor): Promise<string[]> {
  const found = await rows<{ id: string }>(
    tx,
    `select id from payments where organization_id = $1 and state = 'confirmed' and provider in ('stripe', 'yookassa')
        and confirmed_at > clock_timestamp() - interval '30 days' order by confirmed_at desc limit 1000`,
    [actor.organizationId],
  );
  return found.map(({ id }) => id);
}
