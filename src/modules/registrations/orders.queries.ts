import type { Page } from '../../kernel/page.js';
import type { Locale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one } from '../../platform/database/sql.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import type { Purpose } from '../audience/audience.service.js';
import type { CancellationPolicy, LineTax, PriceStep, Rounding } from '../ticketing/stock.service.js';
import type { LocalizedText } from '../../kernel/text.js';
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
  /** Whether the address is the person's own. Otherwise it is the organisation's, and nothing is written to it. */
  reachable: boolean;
  locale: Locale;
  contactId: string | null;
  invitationId: string | null;
  source: string | null;
  answers: Record<string, unknown>;
  consents: readonly Consent[];
  channel: Channel;
  complimentary: boolean;
  /** Why it costs nothing, where an organiser gave it away. */
  giftReason: string | null;
  /** What it costs as it stands, in minor units; an expired order shows what it would have cost. */
  total: number;
  /** Null where nothing of it ever cost anything. */
  currency: string | null;
  /** How much of the total is covered by money that came. */
  paid: number;
  /** What of the total was given back out of goodwill: it counts as paid. */
  credited: number;
  /** Money that is kept after cancellation. */
  retained: number;
  /** What a dearer type would cost besides, while the change waits for its money. */
  difference: number;
  /** That change. */
  typeChange: OpenTypeChange | null;
  /** Until when a pending order waits for its money. */
  expiresAt: Date | null;
  /** Whether its tickets admit before it is paid. */
  pendingAdmits: boolean;
  /** As it stood at purchase; null for orders from before there were policies. */
  cancellationPolicy: CancellationPolicy | null;
  rounding: Rounding;
  holdId: string | null;
  tickets: readonly Ticket[];
  fees: readonly OrderFee[];
  cancellations: readonly Cancellation[];
  /** How often it was off, or on again: a calendar must tell one from the other by a number that only rises. */
  turns: number;
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

export interface Consent {
  purpose: Purpose;
  textVersion: string;
}

export type Channel = 'public' | 'door' | 'internal';

/** A row of `tickets`. Amounts in minor units of the order's currency. */
export interface Ticket {
  id: string;
  ticketTypeId: string;
  variationId: string | null;
  /** The ticket that this one is an add-on to, or came with. */
  addOnTo: string | null;
  /** The order whose money paid for it, where that is not its own: it was handed on. */
  paidBy: string | null;
  state: TicketState;
  /** Null where names may come later. */
  attendeeName: string | null;
  attendeeEmail: string | null;
  answers: Record<string, unknown>;
  generation: number;
  /** Suspended by an organiser: refused at the door, not cancelled. */
  blocked: boolean;
  list: number;
  steps: readonly PriceStep[];
  /** What is paid in the end, tax included. */
  price: number;
  tax: LineTax | null;
  codeId: string | null;
  givenAway: number;
}

/** A ticket is to become one of a dearer type, once the difference is paid. */
export interface OpenTypeChange {
  ticketId: string;
  ticketTypeId: string;
  variationId: string | null;
  expiresAt: string;
}

/** A row of `order_fees`. */
export interface OrderFee {
  id: string;
  feeId: string | null;
  name: LocalizedText;
  price: number;
  tax: LineTax | null;
  cancelled: boolean;
}

/** A row of `cancellations` with the tickets it was about. */
export interface Cancellation {
  at: string;
  by: Actor['kind'];
  reason: string | null;
  /** In minor units of the currency of the order whose money it was. */
  refund: number;
  kept: number;
  ticketIds: readonly string[];
}

export const taxOf = (row: string): string => `
  case when ${row}.tax_rate is not null then jsonb_build_object(
    'name', ${row}.tax_name, 'rate', ${row}.tax_rate, 'inclusive', ${row}.tax_inclusive, 'amount', ${row}.tax_amount) end`;
const tickets = `
  (select coalesce(jsonb_agg(jsonb_build_object(
            'id', k.id, 'ticketTypeId', k.ticket_type_id, 'variationId', k.variation_id, 'addOnTo', k.add_on_to, 'paidBy', k.paid_by, 'state', k.state,
            'attendeeName', k.attendee_name, 'attendeeEmail', k.attendee_email, 'answers', k.answers, 'generation', k.generation,
            'blocked', k.blocked, 'list', k.list_amount, 'steps', k.price_steps, 'price', k.price_amount,
            'tax', ${taxOf('k')}, 'codeId', k.code_id, 'givenAway', k.given_away) order by k.position), '[]')
     from tickets k where k.organization_id = t.organization_id and k.order_id = t.id)`;
const fees = `
  (select coalesce(jsonb_agg(jsonb_build_object(
            'id', f.id, 'feeId', f.fee_id, 'name', f.name, 'price', f.amount, 'tax', ${taxOf('f')}, 'cancelled', f.cancelled)
            order by f.id), '[]')
     from order_fees f where f.organization_id = t.organization_id and f.order_id = t.id)`;
const cancellations = `
  (select coalesce(jsonb_agg(jsonb_build_object(
            'at', c.created_at, 'by', c.cancelled_by, 'reason', c.reason, 'refund', c.refund_amount, 'kept', c.retained_amount,
            'ticketIds', (select coalesce(jsonb_agg(k.id order by k.position), '[]') from tickets k
                           where k.organization_id = c.organization_id and k.cancellation_id = c.id)) order by c.id), '[]')
     from cancellations c where c.organization_id = t.organization_id and c.order_id = t.id)`;
const typeChange = `
  (select jsonb_build_object('ticketId', c.ticket_id, 'ticketTypeId', c.ticket_type_id, 'variationId', c.variation_id, 'expiresAt', c.expires_at)
     from ticket_changes c where c.organization_id = t.organization_id and c.order_id = t.id and c.state = 'open' and c.expires_at > clock_timestamp())`;
const columns = `
  t.id, t.event_id as "eventId", t.code, t.state, t.name, t.email, t.reachable, t.locale, t.contact_id as "contactId",
  t.invitation_id as "invitationId", t.source, t.answers, t.consents, t.channel, t.complimentary, t.gift_reason as "giftReason",
  t.total_amount::float8 as total, t.total_currency as currency, t.paid_amount::float8 as paid, t.credited_amount::float8 as credited, t.retained_amount::float8 as retained,
  coalesce((select d.amount from open_differences d where d.organization_id = t.organization_id and d.order_id = t.id), 0)::float8 as difference,
  ${typeChange} as "typeChange", t.expires_at as "expiresAt", t.pending_admits as "pendingAdmits", t.cancellation_policy as "cancellationPolicy", t.rounding,
  t.hold_id as "holdId", ${tickets} as tickets, ${fees} as fees,
  ${cancellations} as cancellations, t.turns, t.created_at as "createdAt", t.updated_at as "updatedAt", t.version`;

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

/** What is written down of a cancellation. Amounts in minor units of the currency of the order whose money it was. */
export interface CancellationRecord {
  reason: string | null;
  notify: boolean;
  /** What comes back, what is kept, and the share by the policy; none where no money was in it. */
  refund?: number;
  kept?: number;
  policyRate?: number | null;
}

/** Writes down who cancelled and why. Returns the id of the cancellation. */
export async function insertCancellation(
  tx: Tx,
  actor: Actor,
  orderId: string,
  { reason, notify, refund = 0, kept = 0, policyRate = null }: CancellationRecord,
): Promise<string> {
  const row = await one<{ id: string }>(
    tx,
    `insert into cancellations (organization_id, order_id, cancelled_by, actor_id, reason, notify, refund_amount, retained_amount, policy_rate)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
    [actor.organizationId, orderId, actor.kind, actor.id, reason, notify, refund, kept, policyRate],
  );
  if (!row) throw new Error('An insert returns its row');
  return row.id;
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
