import type { Page } from '../../kernel/page.js';
import type { Locale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import type { Purpose } from '../audience/audience.service.js';
import type { OrderState, TicketState } from './order.rules.js';

/** Which registrations are listed. */
interface OrderFilter extends PageQuery {
  state?: OrderState;
  email?: string;
}

/** A row of `orders` with its tickets and cancellations. */
export interface Order {
  id: string;
  eventId: string;
  code: string;
  state: OrderState;
  name: string;
  email: string;
  locale: Locale;
  contactId: string | null;
  invitationId: string | null;
  source: string | null;
  answers: Record<string, unknown>;
  consents: readonly Consent[];
  tickets: readonly Ticket[];
  cancellations: readonly Cancellation[];
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

export interface Consent {
  purpose: Purpose;
  textVersion: string;
}

/** A row of `tickets`. */
export interface Ticket {
  id: string;
  ticketTypeId: string;
  state: TicketState;
  attendeeName: string;
  attendeeEmail: string | null;
  answers: Record<string, unknown>;
  generation: number;
}

/** A row of `cancellations` with the tickets it was about. */
export interface Cancellation {
  at: string;
  by: Actor['kind'];
  reason: string | null;
  ticketIds: readonly string[];
}

const tickets = `
  (select jsonb_agg(jsonb_build_object(
            'id', k.id, 'ticketTypeId', k.ticket_type_id, 'state', k.state, 'attendeeName', k.attendee_name,
            'attendeeEmail', k.attendee_email, 'answers', k.answers, 'generation', k.generation) order by k.position)
     from tickets k where k.organization_id = t.organization_id and k.order_id = t.id)`;
const cancellations = `
  (select coalesce(jsonb_agg(jsonb_build_object(
            'at', c.created_at, 'by', c.cancelled_by, 'reason', c.reason,
            'ticketIds', (select jsonb_agg(k.id order by k.position) from tickets k
                           where k.organization_id = c.organization_id and k.cancellation_id = c.id)) order by c.id), '[]')
     from cancellations c where c.organization_id = t.organization_id and c.order_id = t.id)`;
const columns = `
  t.id, t.event_id as "eventId", t.code, t.state, t.name, t.email, t.locale, t.contact_id as "contactId",
  t.invitation_id as "invitationId", t.source, t.answers, t.consents, ${tickets} as tickets,
  ${cancellations} as cancellations, t.created_at as "createdAt", t.updated_at as "updatedAt", t.version`;

export const findOrder = (tx: Tx, actor: Actor, orderId: string): Promise<Order | undefined> =>
  one(tx, `select ${columns} from orders t where organization_id = $1 and id = $2`, [actor.organizationId, orderId]);

export function pageOfOrders<T>(
  tx: Tx,
  actor: Actor,
  { eventId, query }: { eventId: string; query: OrderFilter },
  of: (order: Order) => T,
): Promise<Page<T>> {
  const listing = {
    from: 'orders',
    select: columns,
    where: 't.event_id = $2 and ($3::text is null or t.state = $3) and ($4::text is null or t.email = $4)',
    params: [actor.organizationId, eventId, query.state ?? null, query.email ?? null],
  };
  return readPage(tx, listing, query, of);
}

/** What may be changed of an order. */
export type OrderChange = Pick<Order, 'id' | 'version' | 'name' | 'answers'>;

/** Changes nothing where it was changed since that version. */
export const updateOrder = (tx: Tx, actor: Actor, order: OrderChange): Promise<number> =>
  affected(tx, 'update orders set name = $4, answers = $5 where organization_id = $1 and id = $2 and version = $3', [
    actor.organizationId,
    order.id,
    order.version,
    order.name,
    order.answers,
  ]);

/** What may be changed of a ticket. */
export type TicketChange = Pick<Ticket, 'id' | 'attendeeName' | 'attendeeEmail' | 'answers'>;

export const updateTickets = (
  tx: Tx,
  actor: Actor,
  orderId: string,
  changed: readonly TicketChange[],
): Promise<number> =>
  affected(
    tx,
    `update tickets t set attendee_name = c."attendeeName", attendee_email = c."attendeeEmail", answers = c.answers
       from jsonb_to_recordset($3::jsonb) as c(id uuid, "attendeeName" text, "attendeeEmail" text, answers jsonb)
      where t.organization_id = $1 and t.order_id = $2 and t.id = c.id`,
    [actor.organizationId, orderId, JSON.stringify(changed)],
  );

/** Writes down who cancelled and why. Returns the id of the cancellation. */
export async function insertCancellation(
  tx: Tx,
  actor: Actor,
  orderId: string,
  { reason, notify }: { reason: string | null; notify: boolean },
): Promise<string> {
  const row = await one<{ id: string }>(
    tx,
    `insert into cancellations (organization_id, order_id, cancelled_by, actor_id, reason, notify)
     values ($1, $2, $3, $4, $5, $6) returning id`,
    [actor.organizationId, orderId, actor.kind, actor.id, reason, notify],
  );
  if (!row) throw new Error('An insert returns its row');
  return row.id;
}

/** Cancels those tickets that are still valid; returns the ticket type of each, once and for all. */
export async function cancelTickets(
  tx: Tx,
  actor: Actor,
  cancellationId: string,
  ticketIds: readonly string[],
): Promise<string[]> {
  const cancelled = await rows<{ type: string }>(
    tx,
    `update tickets set state = 'cancelled', cancellation_id = $2
      where organization_id = $1 and id = any($3) and state = 'valid' returning ticket_type_id as type`,
    [actor.organizationId, cancellationId, ticketIds],
  );
  return cancelled.map(({ type }) => type);
}

/** Brings an order from one state to the next, or into its next version where both are the same. */
export const setOrderState = (
  tx: Tx,
  actor: Actor,
  orderId: string,
  { from, to }: { from: OrderState; to: OrderState },
): Promise<number> =>
  affected(tx, 'update orders set state = $4 where organization_id = $1 and id = $2 and state = $3', [
    actor.organizationId,
    orderId,
    from,
    to,
  ]);
