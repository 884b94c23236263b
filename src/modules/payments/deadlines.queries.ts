import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, rows } from '../../platform/database/sql.js';
import type { ProviderName } from './payment-provider.js';
import type { PaymentState } from './payments.rules.js';

export interface OverdueOrder {
  id: string;
  /** Who has to be asked before it is over. */
  providers: ProviderName[];
}

/**
 * Pending orders whose deadline has passed by the database's clock. First those about which nobody has to be asked, then those
 * that nobody was asked about for the longest time.
 */
export const overdueOrders = (tx: Tx, actor: Actor): Promise<OverdueOrder[]> =>
  rows(
    tx,
    `select o.id, coalesce(jsonb_agg(distinct p.provider) filter (where p.id is not null), '[]') as providers
       from orders o left join payments p on p.organization_id = o.organization_id and p.order_id = o.id
            and p.state in ('created', 'pending') and p.provider in ('stripe', 'yookassa')
      where o.organization_id = $1 and o.state = 'pending' and o.expires_at <= clock_timestamp()
      group by o.id order by max(p.updated_at) nulls first, o.expires_at limit 500`,
    [actor.organizationId],
  );

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
