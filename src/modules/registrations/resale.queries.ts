import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';

export const resaleStates = ['offered', 'taken', 'withdrawn'] as const;
export type ResaleState = (typeof resaleStates)[number];

/** A row of `resale_offers`. */
export interface ResaleOffer {
  id: string;
  orderId: string;
  ticketId: string;
  state: ResaleState;
  createdAt: Date;
}

/** What tickets are offered back of. */
export interface OfferedProduct {
  ticketTypeId: string;
  variationId: string | null;
}

const columns = `t.id, t.order_id as "orderId", t.ticket_id as "ticketId", t.state, t.created_at as "createdAt"`;

/** Undefined where the ticket is offered already. */
export const insertResale = (
  tx: Tx,
  actor: Actor,
  orderId: string,
  ticketId: string,
): Promise<ResaleOffer | undefined> =>
  one(
    tx,
    `insert into resale_offers as t (organization_id, event_id, order_id, ticket_id, ticket_type_id, variation_id)
     select organization_id, event_id, order_id, id, ticket_type_id, variation_id from tickets
      where organization_id = $1 and order_id = $2 and id = $3
     on conflict do nothing returning ${columns}`,
    [actor.organizationId, orderId, ticketId],
  );

/** The returns of an order's tickets, newest first. */
export const resalesOf = (tx: Tx, actor: Actor, orderId: string): Promise<ResaleOffer[]> =>
  rows(tx, `select ${columns} from resale_offers t where organization_id = $1 and order_id = $2 order by id desc`, [
    actor.organizationId,
    orderId,
  ]);

/** Ends an offer, once. Undefined where it is over. */
export const endResale = (
  tx: Tx,
  actor: Actor,
  { orderId, ticketId, state }: { orderId: string; ticketId: string; state: 'taken' | 'withdrawn' },
): Promise<ResaleOffer | undefined> =>
  one(
    tx,
    `update resale_offers t set state = $4, ended_at = clock_timestamp()
      where organization_id = $1 and order_id = $2 and ticket_id = $3 and state = 'offered' returning ${columns}`,
    [actor.organizationId, orderId, ticketId, state],
  );

/** Offers of tickets that have become something else, or somebody else's, are over. */
export const withdrawResales = (tx: Tx, actor: Actor, ticketIds: readonly string[]): Promise<number> =>
  affected(
    tx,
    `update resale_offers set state = 'withdrawn', ended_at = clock_timestamp()
      where organization_id = $1 and ticket_id = any($2) and state = 'offered'`,
    [actor.organizationId, ticketIds],
  );

export const eventsWithResales = async (tx: Tx, actor: Actor): Promise<string[]> => {
  const found = await rows<{ id: string }>(
    tx,
    `select distinct event_id as id from resale_offers where organization_id = $1 and state = 'offered'`,
    [actor.organizationId],
  );
  return found.map(({ id }) => id);
};

/** What is offered back at an event. */
export const offeredProducts = (tx: Tx, actor: Actor, eventId: string): Promise<OfferedProduct[]> =>
  rows(
    tx,
    `select distinct ticket_type_id as "ticketTypeId", variation_id as "variationId" from resale_offers
      where organization_id = $1 and event_id = $2 and state = 'offered'`,
    [actor.organizationId, eventId],
  );

/** The offers of a product whose tickets nobody has come in by, the oldest first. */
export const resaleQueue = (
  tx: Tx,
  actor: Actor,
  eventId: string,
  { ticketTypeId, variationId }: OfferedProduct,
): Promise<ResaleOffer[]> =>
  rows(
    tx,
    `select ${columns} from resale_offers t
      where organization_id = $1 and event_id = $2 and ticket_type_id = $3 and variation_id is not distinct from $4 and state = 'offered'
        and not exists (select from admitted_tickets a where a.organization_id = t.organization_id and a.ticket_id = t.ticket_id)
      order by id limit 20`,
    [actor.organizationId, eventId, ticketTypeId, variationId],
  );
