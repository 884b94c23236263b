import { fromPublicId } from '../../../src/kernel/id.js';
import { newKeyPair, privateKeyOf, writeTicketCode } from '../../../src/modules/registrations/ticket-code.js';
import { newId } from '../../../src/platform/database/new-id.js';

/** What a scanner needs of a ticket. */
export interface WrittenTicket {
  id: string;
  orderId: string;
  ticketTypeId: string;
  code: string;
  /** The code that it has in this generation. */
  codeOf(generation: number): string;
  name: string;
}

/** Runs SQL as the owner of the database. */
export type Sql = (text: string, params?: unknown[]) => Promise<unknown>;

/** Paid orders of one ticket each, written past the admission, which is not what these tests are about. */
export async function writtenTickets(
  sql: Sql,
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
  const codeOf = await writtenKey(sql, organization, event);
  return made.map(({ id, orderId, name }) => {
    const ticket = { ticketId: id, ticketTypeId: type };
    return {
      id,
      orderId,
      ticketTypeId: type,
      name,
      code: codeOf(ticket, 1),
      codeOf: (generation) => codeOf(ticket, generation),
    };
  });
}

/** A new key of the event, written past the API, which only needs its public half to judge codes. */
async function writtenKey(sql: Sql, organization: string | null, event: string | null) {
  const pair = newKeyPair();
  const written = (await sql(
    `insert into ticket_keys (organization_id, event_id, number, public_key, private_key, valid_from, valid_until)
     select $1, $2, 1 + count(*), $3, '', now(), now() + interval '10 years' from ticket_keys where event_id = $2 returning number`,
    [organization, event, pair.publicKey],
  )) as { number: number }[];
  const privateKey = privateKeyOf(pair);
  const code = { key: written[0]?.number ?? 0, eventId: event ?? '', validFrom: 0, validUntil: 0xffffffff };
  return (ticket: { ticketId: string; ticketTypeId: string }, generation: number) =>
    writeTicketCode({ ...code, ...ticket, generation }, privateKey);
}
