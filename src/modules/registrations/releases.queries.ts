import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import type { StockItem } from '../ticketing/stock.service.js';

export interface ReleasedTicket extends StockItem {
  id: string;
}

/** Cancels those of these tickets that are not cancelled yet; returns each of them, once and for all. */
export const cancelTickets = (
  tx: Tx,
  actor: Actor,
  cancellationId: string,
  ticketIds: readonly string[],
): Promise<ReleasedTicket[]> =>
  rows(
    tx,
    `update tickets set state = 'cancelled', cancellation_id = $2
      where organization_id = $1 and id = any($3) and state <> 'cancelled'
      returning id, ticket_type_id as "ticketTypeId", variation_id as "variationId", code_id as "codeId",
                given_away::float8 as "givenAway"`,
    [actor.organizationId, cancellationId, ticketIds],
  );

/** Where no ticket is left, no fee is owed. */
export const cancelFees = (tx: Tx, actor: Actor, orderId: string): Promise<number> =>
  affected(
    tx,
    `update order_fees set cancelled = true where organization_id = $1 and order_id = $2 and not cancelled
        and not exists (select from tickets where organization_id = $1 and order_id = $2 and state <> 'cancelled')`,
    [actor.organizationId, orderId],
  );

/**
 * Sums up what is left of an order: the tickets that are not cancelled, also those that were handed on, since its money paid
 * for them and nobody else's does; and its fees that are still owed.
 */
export const totalOf = (order: string): string => `(
  (select coalesce(sum(k.price_amount), 0) from tickets k
    where k.organization_id = ${order}.organization_id and k.order_id = ${order}.id and k.paid_by is null and k.state <> 'cancelled')
  + (select coalesce(sum(k.price_amount), 0) from tickets k
    where k.organization_id = ${order}.organization_id and k.paid_by = ${order}.id and k.state <> 'cancelled')
  + (select coalesce(sum(f.amount), 0) from order_fees f
      where f.organization_id = ${order}.organization_id and f.order_id = ${order}.id and not f.cancelled))`;

/** Brings the total up to what is left of the order. Returns it. */
export async function recountTotal(tx: Tx, actor: Actor, orderId: string): Promise<number> {
  const row = await one<{ total: number }>(
    tx,
    `update orders o set total_amount = ${totalOf('o')} where organization_id = $1 and id = $2 returning total_amount::float8 as total`,
    [actor.organizationId, orderId],
  );
  return row?.total ?? 0;
}
