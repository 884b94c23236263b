import type { Locale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, rows } from '../../platform/database/sql.js';
import type { Consent, Ticket } from './orders.queries.js';

/** An order that was admitted and is about to be written. */
export interface OrderDraft {
  id: string;
  code: string;
  name: string;
  email: string;
  locale: Locale;
  source: string | null;
  invitationId: string | null;
  answers: Readonly<Record<string, unknown>>;
  consents: readonly Consent[];
  tickets: readonly Ticket[];
}

/** What the database says of an order that it took. */
export interface WrittenOrder {
  id: string;
  contactId: string | null;
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
    `insert into orders (organization_id, event_id, id, state, code, name, email, locale, source, invitation_id, contact_id, answers, consents)
     select $1, $2, draft.id, 'paid', draft.code, draft.name, draft.email, draft.locale, draft.source, draft."invitationId",
            coalesce(invited.contact_id, known.contact_id), draft.answers, draft.consents
       from jsonb_to_recordset($3::jsonb) as draft(
              id uuid, code text, name text, email text, locale text, source text, "invitationId" uuid, answers jsonb, consents jsonb)
       left join invited_people invited on invited.organization_id = $1 and invited.invitation_id = draft."invitationId"
       left join contact_addresses known on known.organization_id = $1 and known.email = draft.email
     on conflict do nothing
     returning id, contact_id as "contactId", created_at as "createdAt"`,
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
    `insert into tickets (organization_id, event_id, order_id, id, ticket_type_id, position, attendee_name, attendee_email, answers)
     select $1, $2, ticket."orderId", ticket.id, ticket."ticketTypeId", ticket.position, ticket."attendeeName", ticket."attendeeEmail", ticket.answers
       from jsonb_to_recordset($3::jsonb) as ticket(
              "orderId" uuid, id uuid, "ticketTypeId" uuid, position integer, "attendeeName" text, "attendeeEmail" text, answers jsonb)`,
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
      where organization_id = $1 and event_id = $2 and email = any($3) and state in ('awaiting-approval', 'pending', 'paid')
        and (link_mailed_at is null or link_mailed_at < now() - interval '1 hour')
      returning id`,
    [actor.organizationId, eventId, emails],
  );
  return marked.map(({ id }) => id);
}
