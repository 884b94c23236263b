import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, rows } from '../../platform/database/sql.js';
import type { Order, OrderFee, Ticket } from './orders.queries.js';

/** An order that was admitted and is about to be written: what the database does not decide itself. */
export interface OrderDraft extends Omit<
  Order,
  'eventId' | 'contactId' | 'cancellations' | 'expiresAt' | 'turns' | 'createdAt' | 'updatedAt' | 'version'
> {
  onePerPerson: boolean;
  /** The place in the waiting room that it was placed with. */
  roomPlaceId: string | null;
  /** How long it waits for its money; null where there is nothing to wait for. */
  paymentHours: number | null;
}

/** What the database says of an order that it took. */
export interface WrittenOrder {
  id: string;
  contactId: string | null;
  expiresAt: Date | null;
  createdAt: Date;
}

/** Which of these addresses have an order of the event that counts. */
export async function registeredAmong(
  tx: Tx,
  actor: Actor,
  eventId: string,
  emails: readonly string[],
): Promise<Set<string>> {
  const found = await rows<{ email: string }>(
    tx,
    `select email from orders where organization_id = $1 and event_id = $2 and email = any($3)
        and state in ('awaiting-approval', 'pending', 'paid')`,
    [actor.organizationId, eventId, emails],
  );
  return new Set(found.map(({ email }) => email));
}

/** Whether the invitation is to this event. */
export async function isInvited(tx: Tx, actor: Actor, eventId: string, invitationId: string): Promise<boolean> {
  const found = await rows(
    tx,
    'select from invited_people where organization_id = $1 and event_id = $2 and invitation_id = $3',
    [actor.organizationId, eventId, invitationId],
  );
  return found.length > 0;
}

/**
 * Writes orders in one statement, and returns what was written by id; an order that a unique index refuses is left out,
 * and its neighbours are not. Whoever was invited is the contact who was; otherwise it is the contact with the same address.
 */
export async function insertOrders(
  tx: Tx,
  actor: Actor,
  eventId: string,
  drafts: readonly OrderDraft[],
): Promise<Map<string, WrittenOrder>> {
  const written = await rows<WrittenOrder>(
    tx,
    `insert into orders (organization_id, event_id, id, state, code, name, email, reachable, locale, source, invitation_id, contact_id, answers,
            consents, channel, complimentary, gift_reason, total_amount, total_currency, paid_amount, expires_at, pending_admits,
            one_per_person, cancellation_policy, rounding, hold_id, room_place_id)
     select $1, $2, draft.id, draft.state, draft.code, draft.name, draft.email, draft.reachable, draft.locale, draft.source,
            draft."invitationId",
            coalesce(invited.contact_id, known.contact_id), draft.answers, draft.consents, draft.channel, draft.complimentary,
            draft."giftReason", draft.total, draft.currency, draft.paid, clock_timestamp() + draft."paymentHours" * interval '1 hour',
            draft."pendingAdmits", draft."onePerPerson", draft."cancellationPolicy", draft.rounding, draft."holdId",
            draft."roomPlaceId"
       from jsonb_to_recordset($3::jsonb) as draft(
              id uuid, state text, code text, name text, email text, reachable boolean, locale text, source text, "invitationId" uuid, answers jsonb,
              consents jsonb, channel text, complimentary boolean, "giftReason" text, total bigint, currency text, paid bigint,
              "paymentHours" integer, "pendingAdmits" boolean, "onePerPerson" boolean, "cancellationPolicy" jsonb, rounding text,
              "holdId" uuid, "roomPlaceId" uuid)
       left join invited_people invited on invited.organization_id = $1 and invited.invitation_id = draft."invitationId"
       left join contact_addresses known on known.organization_id = $1 and known.email = draft.email and draft.reachable
     on conflict do nothing
     returning id, contact_id as "contactId", expires_at as "expiresAt", created_at as "createdAt"`,
    [actor.organizationId, eventId, JSON.stringify(drafts)],
  );
  return new Map(written.map((row) => [row.id, row]));
}

interface OrderTickets {
  id: string;
  tickets: readonly Ticket[];
}

/** Writes the tickets of these orders in one statement, in the order in which each person named them. */
export const insertTickets = (
  tx: Tx,
  actor: Actor,
  eventId: string,
  orders: readonly OrderTickets[],
): Promise<number> =>
  affected(
    tx,
    `insert into tickets (organization_id, event_id, order_id, id, ticket_type_id, variation_id, add_on_to, position, state, attendee_name,
            attendee_email, answers, list_amount, price_steps, price_amount, tax_name, tax_rate, tax_inclusive, tax_amount, code_id,
            given_away)
     select $1, $2, k."orderId", k.id, k."ticketTypeId", k."variationId", k."addOnTo", k.position, k.state, k."attendeeName",
            k."attendeeEmail", k.answers, k.list, k.steps, k.price, k.tax->'name', (k.tax->>'rate')::integer,
            coalesce((k.tax->>'inclusive')::boolean, true), coalesce((k.tax->>'amount')::bigint, 0), k."codeId", k."givenAway"
       from jsonb_to_recordset($3::jsonb) as k(
              "orderId" uuid, id uuid, "ticketTypeId" uuid, "variationId" uuid, "addOnTo" uuid, position integer, state text,
              "attendeeName" text, "attendeeEmail" text, answers jsonb, list bigint, steps jsonb, price bigint, tax jsonb,
              "codeId" uuid, "givenAway" bigint)`,
    [
      actor.organizationId,
      eventId,
      JSON.stringify(
        orders.flatMap(({ id: orderId, tickets }) =>
          tickets.map((ticket, index) => ({ ...ticket, orderId, position: index + 1 })),
        ),
      ),
    ],
  );

/** Writes the fees of these orders in one statement. */
export const insertFees = (
  tx: Tx,
  actor: Actor,
  orders: readonly { id: string; fees: readonly OrderFee[] }[],
): Promise<number> =>
  affected(
    tx,
    `insert into order_fees (organization_id, order_id, id, fee_id, name, amount, tax_name, tax_rate, tax_inclusive, tax_amount)
     select $1, f."orderId", f.id, f."feeId", f.name, f.price, f.tax->'name', (f.tax->>'rate')::integer,
            coalesce((f.tax->>'inclusive')::boolean, true), coalesce((f.tax->>'amount')::bigint, 0)
       from jsonb_to_recordset($2::jsonb) as f("orderId" uuid, id uuid, "feeId" uuid, name jsonb, price bigint, tax jsonb)`,
    [
      actor.organizationId,
      JSON.stringify(orders.flatMap(({ id: orderId, fees }) => fees.map((fee) => ({ ...fee, orderId })))),
    ],
  );

/** Says which hold keeps the places of each of these orders. */
export async function setHolds(
  tx: Tx,
  actor: Actor,
  orders: readonly { id: string; holdId: string | null }[],
): Promise<void> {
  if (orders.length === 0) return;
  await affected(
    tx,
    `update orders o set hold_id = m."holdId" from jsonb_to_recordset($2::jsonb) as m(id uuid, "holdId" uuid)
      where o.organization_id = $1 and o.id = m.id`,
    [actor.organizationId, JSON.stringify(orders.map(({ id, holdId }) => ({ id, holdId })))],
  );
}

/** The orders of these people whose link was not mailed again within the hour; from now on it was. */
export async function markLinksWanted(
  tx: Tx,
  actor: Actor,
  eventId: string,
  emails: readonly string[],
): Promise<string[]> {
  if (emails.length === 0) return [];
  const marked = await rows<{ id: string }>(
    tx,
    `update orders set link_mailed_at = now()
      where organization_id = $1 and event_id = $2 and email = any($3) and reachable and state in ('awaiting-approval', 'pending', 'paid')
        and (link_mailed_at is null or link_mailed_at < now() - interval '1 hour')
      returning id`,
    [actor.organizationId, eventId, emails],
  );
  return marked.map(({ id }) => id);
}
