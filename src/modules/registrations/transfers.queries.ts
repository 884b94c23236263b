import type { Locale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import type { TransferState } from './transfer.rules.js';

/** A row of `transfers`. */
export interface Transfer {
  id: string;
  eventId: string;
  orderId: string;
  ticketId: string;
  state: TransferState;
  email: string;
  name: string | null;
  message: string | null;
  locale: Locale;
  expiresAt: Date;
  newOrderId: string | null;
  /** Of the ticket, and of what was added to it. */
  ticketTypeIds: readonly string[];
  createdAt: Date;
  version: number;
}

// An offer whose time has passed is over, whether or not somebody has written that down.
const columns = `
  t.id, t.event_id as "eventId", t.order_id as "orderId", t.ticket_id as "ticketId",
  case when t.state = 'offered' and t.expires_at <= clock_timestamp() then 'expired' else t.state end as state,
  t.email, t.name, t.message, t.locale, t.expires_at as "expiresAt", t.new_order_id as "newOrderId",
  (select jsonb_agg(k.ticket_type_id order by k.add_on_to nulls first, k.position) from tickets k
    where k.organization_id = t.organization_id and (k.id = t.ticket_id or k.add_on_to = t.ticket_id and k.state <> 'cancelled')) as "ticketTypeIds",
  t.created_at as "createdAt", t.version`;

export const findTransfer = (tx: Tx, actor: Actor, id: string): Promise<Transfer | undefined> =>
  one(tx, `select ${columns} from transfers t where organization_id = $1 and id = $2`, [actor.organizationId, id]);

/** The offers of the tickets of an order, newest first. */
export const transfersOf = (tx: Tx, actor: Actor, orderId: string): Promise<Transfer[]> =>
  rows(tx, `select ${columns} from transfers t where organization_id = $1 and order_id = $2 order by id desc`, [
    actor.organizationId,
    orderId,
  ]);

/** How many offers of the ticket, wherever it was, and of the order's tickets came to nothing within a day. */
export async function vainOffers(
  tx: Tx,
  actor: Actor,
  { orderId, ticketId }: { orderId: string; ticketId: string },
): Promise<{ ofTicket: number; ofOrder: number }> {
  const counted = await one<{ ofTicket: number; ofOrder: number }>(
    tx,
    `select count(*) filter (where ticket_id = $3)::integer as "ofTicket", count(*) filter (where order_id = $2)::integer as "ofOrder"
       from transfers where organization_id = $1 and (order_id = $2 or ticket_id = $3) and state in ('declined', 'withdrawn', 'expired')
        and created_at > clock_timestamp() - interval '1 day'`,
    [actor.organizationId, orderId, ticketId],
  );
  return counted ?? { ofTicket: 0, ofOrder: 0 };
}

/** Offers of a ticket whose time has passed make room for another one. */
export const expireTransfers = (tx: Tx, actor: Actor, ticketId: string): Promise<number> =>
  affected(
    tx,
    `update transfers set state = 'expired', ended_at = clock_timestamp()
      where organization_id = $1 and ticket_id = $2 and state = 'offered' and expires_at <= clock_timestamp()`,
    [actor.organizationId, ticketId],
  );

export type NewTransfer = Pick<
  Transfer,
  'eventId' | 'orderId' | 'ticketId' | 'email' | 'name' | 'message' | 'locale' | 'expiresAt'
>;

/** Undefined where the ticket is offered to somebody already. */
export const insertTransfer = (tx: Tx, actor: Actor, transfer: NewTransfer): Promise<{ id: string } | undefined> =>
  one(
    tx,
    `insert into transfers (organization_id, event_id, order_id, ticket_id, email, name, message, locale, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning id`,
    [
      actor.organizationId,
      transfer.eventId,
      transfer.orderId,
      transfer.ticketId,
      transfer.email,
      transfer.name,
      transfer.message,
      transfer.locale,
      transfer.expiresAt,
    ],
  );

/** Ends an offer, once, and only while its time has not passed. */
export const endTransfer = (
  tx: Tx,
  actor: Actor,
  transferId: string,
  { state, newOrderId }: { state: 'accepted' | 'declined' | 'withdrawn'; newOrderId: string | null },
): Promise<number> =>
  affected(
    tx,
    `update transfers set state = $3, new_order_id = $4, ended_at = clock_timestamp()
      where organization_id = $1 and id = $2 and state = 'offered' and expires_at > clock_timestamp()`,
    [actor.organizationId, transferId, state, newOrderId],
  );

/** The order that a ticket moves to. */
export interface SplitOrder {
  id: string;
  from: string;
  code: string;
  name: string;
  email: string;
  locale: Locale;
  answers: Readonly<Record<string, unknown>>;
}

/** Makes an order of the receiver's own. It costs nothing: the money stays where it was paid. */
export const insertSplitOrder = (tx: Tx, actor: Actor, order: SplitOrder): Promise<number> =>
  affected(
    tx,
    `insert into orders (organization_id, event_id, id, state, code, name, email, locale, answers, channel, one_per_person, rounding, split_from, contact_id)
     select o.organization_id, o.event_id, $3, 'paid', $4, $5, $6, $7, $8, o.channel, false, o.rounding, o.id, known.contact_id
       from orders o
       left join contact_addresses known on known.organization_id = o.organization_id and known.email = $6
      where o.organization_id = $1 and o.id = $2`,
    [actor.organizationId, order.from, order.id, order.code, order.name, order.email, order.locale, order.answers],
  );

/** A ticket on its way to another order. */
export interface MovedTicket {
  id: string;
  position: number;
  answers: Readonly<Record<string, unknown>>;
}

/** Moves tickets to the receiver's order. The codes that the giver has no longer admit. */
export const moveTickets = (
  tx: Tx,
  actor: Actor,
  to: { orderId: string; name: string; email: string },
  moved: readonly MovedTicket[],
): Promise<number> =>
  affected(
    tx,
    `update tickets t set order_id = $2, position = m.position, paid_by = coalesce(t.paid_by, t.order_id), generation = t.generation + 1,
            attendee_name = $4, attendee_email = $5, answers = m.answers
       from jsonb_to_recordset($3::jsonb) as m(id uuid, position integer, answers jsonb)
      where t.organization_id = $1 and t.id = m.id and t.state = 'valid'`,
    [actor.organizationId, to.orderId, JSON.stringify(moved), to.name, to.email],
  );
