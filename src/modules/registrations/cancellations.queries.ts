import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, rows } from '../../platform/database/sql.js';
import type { SoldLine } from '../ticketing/catalogue.service.js';
import { taxOf } from './orders.queries.js';

/** Keeps the door from admitting by these tickets, and others from touching them, until the transaction ends. */
export const lockTickets = (tx: Tx, actor: Actor, ticketIds: readonly string[]): Promise<unknown[]> =>
  rows(tx, 'select from tickets where organization_id = $1 and id = any($2) order by id for no key update', [
    actor.organizationId,
    ticketIds,
  ]);

/** Keeps others from the money of these orders until the transaction ends. */
export const lockOrders = (tx: Tx, actor: Actor, orderIds: readonly string[]): Promise<unknown[]> =>
  rows(tx, 'select from orders where organization_id = $1 and id = any($2) order by id for no key update', [
    actor.organizationId,
    orderIds,
  ]);

/** Which of these tickets somebody came in by. */
export async function admittedAmong(tx: Tx, actor: Actor, ticketIds: readonly string[]): Promise<Set<string>> {
  const found = await rows<{ id: string }>(
    tx,
    'select ticket_id as id from admitted_tickets where organization_id = $1 and ticket_id = any($2)',
    [actor.organizationId, ticketIds],
  );
  return new Set(found.map(({ id }) => id));
}

/** A ticket with what it costs and why. */
export interface PaidTicket extends SoldLine {
  id: string;
}

/** The tickets in other people's orders that this order's money paid for. */
export const paidElsewhere = (tx: Tx, actor: Actor, orderId: string): Promise<PaidTicket[]> =>
  rows(
    tx,
    `select id, ticket_type_id as "ticketTypeId", list_amount::float8 as list, price_steps as steps, price_amount::float8 as price,
            ${taxOf('k')} as tax
       from tickets k where organization_id = $1 and paid_by = $2 and state <> 'cancelled'`,
    [actor.organizationId, orderId],
  );

/** Writes what tickets cost now that others went. */
export async function repriceTickets(tx: Tx, actor: Actor, repriced: readonly PaidTicket[]): Promise<void> {
  if (repriced.length === 0) return;
  await affected(
    tx,
    `update tickets k set price_amount = p.price, price_steps = p.steps, tax_amount = coalesce((p.tax->>'amount')::bigint, 0)
       from jsonb_to_recordset($2::jsonb) as p(id uuid, price bigint, steps jsonb, tax jsonb)
      where k.organization_id = $1 and k.id = p.id`,
    [actor.organizationId, JSON.stringify(repriced)],
  );
}

/** The money of an order after something of it went. */
export interface MoneyAfter {
  orderId: string;
  total: number;
  paid: number;
  kept: number;
  feeIds: readonly string[];
}

/** What the order costs now, what of it is covered, and what is kept. */
export async function applyRefund(
  tx: Tx,
  actor: Actor,
  { orderId, total, paid, kept, feeIds }: MoneyAfter,
): Promise<void> {
  await affected(
    tx,
    `update orders set total_amount = $3, paid_amount = $4, credited_amount = least(credited_amount, $3), retained_amount = retained_amount + $5
      where organization_id = $1 and id = $2`,
    [actor.organizationId, orderId, total, paid, kept],
  );
  if (feeIds.length > 0)
    await affected(
      tx,
      'update order_fees set cancelled = true where organization_id = $1 and order_id = $2 and id = any($3)',
      [actor.organizationId, orderId, feeIds],
    );
}

/** Ends what was begun with tickets that are gone: offers to somebody else, returns for resale. */
export async function withdrawOffers(tx: Tx, actor: Actor, ticketIds: readonly string[]): Promise<void> {
  const gone = [actor.organizationId, ticketIds];
  await affected(
    tx,
    `update transfers set state = 'withdrawn', ended_at = clock_timestamp()
      where organization_id = $1 and ticket_id = any($2) and state = 'offered'`,
    gone,
  );
  await affected(
    tx,
    `update resale_offers set state = 'withdrawn', ended_at = clock_timestamp()
      where organization_id = $1 and ticket_id = any($2) and state = 'offered'`,
    gone,
  );
}
