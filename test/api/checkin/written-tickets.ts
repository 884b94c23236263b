import { fromPublicId } from '../../../src/kernel/id.js';
import { newId } from '../../../src/platform/database/new-id.js';

/** What a scanner needs of a ticket. */
export interface WrittenTicket {
  id: string;
  orderId: string;
  code: string;
  name: string;
}

/** Runs SQL as the owner of the database. */
export type Sql = (text: string, params?: unknown[]) => Promise<unknown>;

/** Paid orders of one ticket each, written past the admission, which is not what these tests are about. */
export async function writtenTickets(
  sql: Sql,
  codeOf: (ticketId: string, generation: number) => string,
  { organizationId, eventId }: { organizationId: string; eventId: string },
  count: number,
): Promise<WrittenTicket[]> {
  const organization = fromPublicId('org', organizationId);
  const event = fromPublicId('evt', eventId);
  const type = newId();
  const made = Array.from({ length: count }, (_, index) => ({
    id: newId(),
    orderId: newId(),
    code: index.toString(16).toUpperCase().padStart(8, '0'),
    name: `Guest ${index + 1}`,
    email: `guest-${type.slice(-6)}-${index + 1}@example.org`,
  }));
  await sql(
    `insert into ticket_types (id, organization_id, event_id, name) values ($1, $2, $3, '{"en": "Visitor", "ru": "Гость"}')`,
    [type, organization, event],
  );
  const columns = [
    made.map((each) => each.orderId),
    made.map((each) => each.code),
    made.map((each) => each.name),
    made.map((each) => each.email),
  ];
  await sql(
    `insert into orders (id, organization_id, event_id, state, code, name, email, locale)
     select id, $1, $2, 'paid', code, name, email, 'en' from unnest($3::uuid[], $4::text[], $5::text[], $6::text[]) as o(id, code, name, email)`,
    [organization, event, ...columns],
  );
  await sql(
    `insert into tickets (id, organization_id, event_id, order_id, ticket_type_id, position, attendee_name)
     select id, $1, $2, order_id, $3, 1, name from unnest($4::uuid[], $5::uuid[], $6::text[]) as t(id, order_id, name)`,
    [organization, event, type, made.map((each) => each.id), columns[0], columns[2]],
  );
  return made.map(({ id, orderId, name }) => ({ id, orderId, name, code: codeOf(id, 1) }));
}
