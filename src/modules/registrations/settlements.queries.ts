import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, rows } from '../../platform/database/sql.js';
import type { StockItem } from '../ticketing/stock.service.js';
import type { OrderState } from './order.rules.js';
import { totalOf } from './releases.queries.js';

/** A ticket that an order's money paid for, whoever has it now. */
const paidFor = (ticket: string, order: string): string =>
  `(${ticket}.order_id = ${order} and ${ticket}.paid_by is null or ${ticket}.paid_by = ${order})`;

/** Whether others have all that is left of an order. */
const handedOnWhole = `(
  exists (select from tickets k where k.organization_id = o.organization_id and k.paid_by = o.id and k.state <> 'cancelled')
  and not exists (select from tickets k where k.organization_id = o.organization_id and k.order_id = o.id and k.state <> 'cancelled'))`;

/** Makes the order paid and the tickets that it paid for valid, once. One whose tickets others all have is not theirs to use. */
export const markPaid = (tx: Tx, actor: Actor, orderId: string, from: OrderState): Promise<number> =>
  affected(
    tx,
    `with standing as (
       update tickets k set state = 'valid' where organization_id = $1 and ${paidFor('k', '$2')} and state = 'reserved'
     )
     update orders o set state = case when ${handedOnWhole} then 'retained' else 'paid' end, expires_at = null, total_amount = ${totalOf('o')}, paid_amount = ${totalOf('o')}
      where organization_id = $1 and id = $2 and state = $3`,
    [actor.organizationId, orderId, from],
  );

/** The money for what others have is there again. */
export const revalidate = (tx: Tx, actor: Actor, orderId: string): Promise<number> =>
  affected(
    tx,
    `update tickets set state = 'valid' where organization_id = $1 and paid_by = $2 and state = 'reserved'`,
    [actor.organizationId, orderId],
  );

/** What was given back out of goodwill is owed no more: of the total, and of what is kept. */
export const markCredited = (
  tx: Tx,
  actor: Actor,
  orderId: string,
  { credited, retained }: { credited: number; retained: number },
): Promise<number> =>
  affected(
    tx,
    `update orders set credited_amount = credited_amount + $3, retained_amount = retained_amount - $4
      where organization_id = $1 and id = $2`,
    [actor.organizationId, orderId, credited, retained],
  );

/** How much of a pending order is covered, goodwill included. */
export const markReceived = (tx: Tx, actor: Actor, orderId: string, covered: number): Promise<number> =>
  affected(
    tx,
    `update orders set paid_amount = least($3 + credited_amount, total_amount) where organization_id = $1 and id = $2 and state = 'pending'`,
    [actor.organizationId, orderId, Math.max(0, covered)],
  );

/** Only once the deadline has passed, by the database's clock. The total stays: it is what the order would have cost. */
export const markExpired = (tx: Tx, actor: Actor, orderId: string): Promise<number> =>
  affected(
    tx,
    `update orders set state = 'expired'
      where organization_id = $1 and id = $2 and state = 'pending' and expires_at <= clock_timestamp()`,
    [actor.organizationId, orderId],
  );

/** Makes a paid order wait for money again, and with it what others have that its money paid for. */
export async function markUnpaid(
  tx: Tx,
  actor: Actor,
  orderId: string,
  { covered, hours }: { covered: number; hours: number },
): Promise<boolean> {
  const marked = await affected(
    tx,
    `with standing as (
       update tickets k set state = 'reserved' from orders o
        where k.organization_id = $1 and k.state = 'valid' and (k.order_id = $2 and k.paid_by is null or k.paid_by = $2 and not o.pending_admits)
          and o.organization_id = $1 and o.id = $2 and o.state in ('paid', 'retained')
     )
     update orders o set state = 'pending', paid_amount = least($3 + credited_amount, ${totalOf('o')}), total_amount = ${totalOf('o')},
            expires_at = clock_timestamp() + $4 * interval '1 hour'
      where organization_id = $1 and id = $2 and state in ('paid', 'retained')`,
    [actor.organizationId, orderId, covered, hours],
  );
  return marked === 1;
}

interface RevivableTicket extends StockItem {
  id: string;
  price: number;
}

/** The tickets that went when the order ended: those of its last cancellation, also those that others had from it. */
export const ticketsToRevive = (tx: Tx, actor: Actor, orderId: string): Promise<RevivableTicket[]> =>
  rows(
    tx,
    `select id, ticket_type_id as "ticketTypeId", variation_id as "variationId", code_id as "codeId", given_away::float8 as "givenAway",
            price_amount::float8 as price
       from tickets k where organization_id = $1 and ${paidFor('k', '$2')}
        and cancellation_id = (select max(id::text)::uuid from cancellations where organization_id = $1 and order_id = $2)
      order by position`,
    [actor.organizationId, orderId],
  );

/** Codes of tickets that were cancelled are on revocation lists, so they get new ones. */
export const reviveTickets = (
  tx: Tx,
  actor: Actor,
  orderId: string,
  ticketIds: readonly string[],
  state: 'reserved' | 'valid',
): Promise<number> =>
  affected(
    tx,
    `with owed as (
       update order_fees set cancelled = false where organization_id = $1 and order_id = $2
     )
     update tickets k set state = $4, cancellation_id = null, generation = generation + 1
      where organization_id = $1 and ${paidFor('k', '$2')} and id = any($3) and state = 'cancelled'`,
    [actor.organizationId, orderId, ticketIds, state],
  );

/** Whether the person has another order of the event that counts, where one is all they may have. */
export async function hasOtherOrder(tx: Tx, actor: Actor, orderId: string): Promise<boolean> {
  const found = await rows(
    tx,
    `select from orders o join orders other on other.organization_id = o.organization_id and other.event_id = o.event_id
        and other.email = o.email and other.id <> o.id and other.one_per_person and other.state in ('awaiting-approval', 'pending', 'paid')
      where o.organization_id = $1 and o.id = $2 and o.one_per_person`,
    [actor.organizationId, orderId],
  );
  return found.length > 0;
}

/** Somebody who has, or had, tickets that another order's money paid for. */
export interface Receiver {
  id: string;
  state: OrderState;
  /** Whether any ticket is left to them. */
  standing: boolean;
}

export const receiversOf = (tx: Tx, actor: Actor, orderId: string): Promise<Receiver[]> =>
  rows(
    tx,
    `select o.id, o.state, exists (select from tickets k where k.organization_id = $1 and k.order_id = o.id and k.state <> 'cancelled') as standing
       from orders o where o.organization_id = $1 and o.id in (select order_id from tickets where organization_id = $1 and paid_by = $2)
      order by o.id`,
    [actor.organizationId, orderId],
  );
