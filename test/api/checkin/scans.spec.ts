import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId, toPublicId } from '../../../src/kernel/id.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import type { Answer, Client } from '../../support/client.js';
import { publishedEvent } from '../../support/given.js';
import { orderOf, register, ticketedEvent, tokenOf } from '../../support/given-tickets.js';
import { type WrittenTicket, writtenTickets } from './written-tickets.js';

let t: TestApp;
let org: TestOrganization;
let door: Client;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  door = await org.member('door');
});
afterAll(() => t.stop());

interface Door {
  eventId: string;
  tickets: WrittenTicket[];
  scan(code: string, overrides?: Record<string, unknown>): Promise<Answer>;
}

/** A published event with so many tickets, and its door. */
async function givenDoor(count: number): Promise<Door> {
  const { id: eventId } = await publishedEvent(org.owner);
  const tickets = await writtenTickets(
    (text, params) => t.sql(text, params),
    { organizationId: org.id, eventId },
    count,
  );
  const scan = (code: string, overrides: Record<string, unknown> = {}) =>
    door.post(`/v1/events/${eventId}/scans`, { code, device: 'Entrance 1', clientScanId: randomUUID(), ...overrides });
  return { eventId, tickets, scan };
}

/** Asserts that there is such a ticket, for the types. */
function the(ticket: WrittenTicket | undefined): WrittenTicket {
  if (!ticket) throw new Error('There are not as many tickets');
  return ticket;
}

const cancelTicket = (ticketId: string) =>
  t.sql(
    `with c as (insert into cancellations (organization_id, order_id, cancelled_by, notify) select organization_id, order_id, 'visitor', false from tickets where id = $1 returning id)
     update tickets set state = 'cancelled', cancellation_id = (select id from c) where id = $1`,
    [ticketId],
  );

const verdict = (answer: Answer) => [answer.status, answer.body.outcome, answer.body.reason];

describe('a scan', () => {
  it('admits a ticket once and says by whom it was admitted', async () => {
    const { tickets, scan } = await givenDoor(1);
    const ticket = the(tickets[0]);
    const first = await scan(ticket.code);
    expect(first.status).toBe(200);
    expect(first.body).toEqual({
      id: expect.stringMatching(/^scn_/),
      listId: null,
      kind: 'entry',
      outcome: 'admitted',
      reason: null,
      conflict: null,
      due: null,
      rule: null,
      asks: [],
      answers: {},
      revertsId: null,
      deviceAt: null,
      offline: false,
      lastAdmittedAt: first.body.scannedAt,
      lastDevice: 'Entrance 1',
      ticket: { id: toPublicId('tkt', ticket.id), attendeeName: 'Guest 1', ticketType: { en: 'Visitor', ru: 'Гость' } },
      firstAdmittedAt: first.body.scannedAt,
      firstDevice: 'Entrance 1',
      device: 'Entrance 1',
      clientScanId: expect.any(String),
      scannedAt: expect.any(String),
    });
    const second = await scan(ticket.code, { device: 'Entrance 2' });
    expect(second.body).toMatchObject({
      outcome: 'refused',
      reason: 'already-admitted',
      firstAdmittedAt: first.body.scannedAt,
      firstDevice: 'Entrance 1',
      device: 'Entrance 2',
      ticket: { attendeeName: 'Guest 1' },
    });
  });

  it('reads a code that somebody typed', async () => {
    const { tickets, scan } = await givenDoor(1);
    expect(verdict(await scan(` ${the(tickets[0]).code.toLowerCase()} `))).toEqual([200, 'admitted', null]);
  });

  it('refuses a forged code', async () => {
    const { tickets, scan } = await givenDoor(1);
    const { code } = the(tickets[0]);
    const forged = code.slice(0, -1) + (code.endsWith('0') ? '1' : '0');
    for (const text of [forged, 'T1', 'hello', '🎟']) {
      const answer = await scan(text);
      expect(verdict(answer)).toEqual([200, 'refused', 'unknown-code']);
      expect(answer.body.ticket).toBeNull();
    }
    expect(verdict(await scan(code))).toEqual([200, 'admitted', null]);
  });

  it('admits who registered by the public page, and not once they cancelled', async () => {
    const event = await ticketedEvent(org.owner);
    const path = `/v1/events/${event.id}/scans`;
    const body = () => ({ device: 'Entrance 1', clientScanId: randomUUID() });
    const [comes, ill] = [await register(t.visitor, event), await register(t.visitor, event)];
    const [, friend] = (
      await register(t.visitor, event, { tickets: [orderOf(event).tickets[0], orderOf(event).tickets[0]] })
    ).tickets;
    await t.visitor.post(`/v1/public/orders/${tokenOf(ill)}/cancellation`, { reason: 'Ill' });
    expect(verdict(await door.post(path, { ...body(), code: comes.tickets[0].code }))).toEqual([200, 'admitted', null]);
    expect(verdict(await door.post(path, { ...body(), code: ill.tickets[0].code }))).toEqual([
      200,
      'refused',
      'cancelled',
    ]);
    expect(verdict(await door.post(path, { ...body(), code: friend.code }))).toEqual([200, 'admitted', null]);
    expect((await door.get(`/v1/events/${event.id}/attendance`)).body).toMatchObject({ registered: 3, admitted: 2 });
  });

  it('waits for a cancellation that is under way', async () => {
    const { tickets, scan } = await givenDoor(1);
    const ticket = the(tickets[0]);
    await t.sql('begin');
    await cancelTicket(ticket.id);
    const scanning = scan(ticket.code);
    const early = await Promise.race([scanning, new Promise((resolve) => setTimeout(resolve, 300, 'waiting'))]);
    await t.sql('commit');
    expect(early).toBe('waiting');
    expect(verdict(await scanning)).toEqual([200, 'refused', 'cancelled']);
  });

  it('refuses a ticket that was not paid, and the old code of one that changed hands', async () => {
    const { tickets, scan } = await givenDoor(2);
    const [unpaid, given] = [the(tickets[0]), the(tickets[1])];
    await t.sql(`update orders set state = 'pending', expires_at = now() + interval '1 day' where id = $1`, [
      unpaid.orderId,
    ]);
    await t.sql('update tickets set generation = 2 where id = $1', [given.id]);
    expect(verdict(await scan(unpaid.code))).toEqual([200, 'refused', 'not-paid']);
    expect(verdict(await scan(given.code))).toEqual([200, 'refused', 'code-replaced']);
    expect(verdict(await scan(given.codeOf(2)))).toEqual([200, 'admitted', null]);
  });

  it('refuses a ticket of another event without saying whose it is', async () => {
    const here = await givenDoor(0);
    const there = await givenDoor(1);
    const answer = await here.scan(the(there.tickets[0]).code);
    expect(verdict(answer)).toEqual([200, 'refused', 'wrong-event']);
    expect(answer.body).toMatchObject({ ticket: null, firstAdmittedAt: null });
    expect(verdict(await there.scan(the(there.tickets[0]).code))).toEqual([200, 'admitted', null]);
    const after = await here.scan(the(there.tickets[0]).code);
    expect(after.body).toMatchObject({ reason: 'wrong-event', firstAdmittedAt: null, firstDevice: null });
  });

  it('refuses everybody when the event was cancelled', async () => {
    const { eventId, tickets, scan } = await givenDoor(1);
    await org.owner.post(`/v1/events/${eventId}/cancellation`, { reason: 'Storm', notify: false });
    expect(verdict(await scan(the(tickets[0]).code))).toEqual([200, 'refused', 'event-cancelled']);
  });

  it('sent again has the verdict that it had', async () => {
    const { eventId, tickets, scan } = await givenDoor(2);
    const clientScanId = randomUUID();
    const { code } = the(tickets[0]);
    const first = await scan(code, { clientScanId });
    const again = await Promise.all([
      scan(code, { clientScanId }),
      scan(code, { clientScanId }),
      scan(code, { clientScanId }),
    ]);
    for (const answer of again) expect(answer.body).toEqual(first.body);
    const refusedId = randomUUID();
    const refused = await scan(code, { clientScanId: refusedId });
    expect(refused.body.reason).toBe('already-admitted');
    expect((await scan(code, { clientScanId: refusedId })).body).toEqual(refused.body);
    const kept = await t.sql('select outcome from scans where event_id = $1 order by id', [
      fromPublicId('evt', eventId),
    ]);
    expect(kept).toEqual([{ outcome: 'admitted' }, { outcome: 'refused' }]);
    expect(await scan(the(tickets[1]).code, { clientScanId })).toBeProblem(409, 'checkin/scan-reused');
    expect(await scan(code, { clientScanId, device: 'Entrance 2' })).toBeProblem(409, 'checkin/scan-reused');
  });

  it.each([
    ['/code', { code: '' }],
    ['/code', { code: 'x'.repeat(501) }],
    ['/device', { device: '' }],
    ['/clientScanId', { clientScanId: 'one' }],
  ])('is refused where %s is not as documented', async (pointer, wrong) => {
    const { scan } = await givenDoor(0);
    const answer = await scan('T1', wrong);
    expect(answer).toBeProblem(422, 'request/invalid');
    expect(answer.body.pointer).toBe(pointer);
  });
});

describe('the door', () => {
  it('needs checkin:write', async () => {
    const { eventId } = await givenDoor(0);
    const analyst = await org.member('analyst');
    const body = { code: 'x', device: 'y', clientScanId: randomUUID() };
    expect(await analyst.post(`/v1/events/${eventId}/scans`, body)).toBeProblem(403, 'auth/forbidden');
    expect(await t.visitor.post(`/v1/events/${eventId}/scans`, body)).toBeProblem(401, 'auth/unauthenticated');
  });

  it('of another organisation knows neither the event nor the ticket', async () => {
    const { eventId, tickets } = await givenDoor(1);
    const other = await t.organization();
    const body = { code: the(tickets[0]).code, device: 'y', clientScanId: randomUUID() };
    expect(await other.owner.post(`/v1/events/${eventId}/scans`, body)).toBeProblem(404, 'events/unknown');
    const theirs = await publishedEvent(other.owner);
    const answer = await other.owner.post(`/v1/events/${theirs.id}/scans`, body);
    expect(verdict(answer)).toEqual([200, 'refused', 'unknown-code']);
  });

  it('knows how many are in, and whom it sent away', async () => {
    const { eventId, tickets, scan } = await givenDoor(3);
    for (const ticket of tickets.slice(0, 2)) await scan(ticket.code);
    await scan(the(tickets[0]).code);
    await scan('T1');
    await scan('T2');
    const { body } = await door.get(`/v1/events/${eventId}/attendance`);
    expect(body).toEqual({
      registered: 3,
      admitted: 2,
      inside: 2,
      lists: [{ listId: null, admitted: 2, inside: 2 }],
      refusedByReason: [
        { reason: 'already-admitted', scans: 1 },
        { reason: 'unknown-code', scans: 2 },
      ],
    });
    expect(await door.get(`/v1/events/${toPublicId('evt', randomUUID())}/attendance`)).toBeProblem(
      404,
      'events/unknown',
    );
  });

  it('keeps every scan, in pages, and none can be changed', async () => {
    const { eventId, tickets, scan } = await givenDoor(3);
    for (const ticket of tickets) await scan(ticket.code);
    const first = await door.get(`/v1/events/${eventId}/scans?limit=2`);
    const second = await door.get(`/v1/events/${eventId}/scans?limit=2&cursor=${first.body.next}`);
    const names = [...first.body.items, ...second.body.items].map((item: any) => item.ticket.attendeeName);
    expect(names).toEqual(['Guest 1', 'Guest 2', 'Guest 3']);
    expect(JSON.stringify(first.body)).not.toContain('@');
    const grants = await t.sql(
      `select privilege_type from information_schema.role_table_grants where grantee = 'turnout_app' and table_name = 'scans' order by 1`,
    );
    expect(grants.map((grant) => grant.privilege_type)).toEqual(['INSERT', 'SELECT']);
  });

  it('lets the community know who came', async () => {
    const { eventId, tickets, scan } = await givenDoor(3);
    const [known, unknown, friend] = [the(tickets[0]), the(tickets[1]), the(tickets[2])];
    const contact = async (name: string) => {
      const email = `${name}-${randomUUID()}@example.org`;
      const made = await org.owner.post('/v1/contacts', { email, name, locale: 'en' });
      expect(made.status).toBe(201);
      return { email, id: made.body.id as string };
    };
    const [anna, boris] = [await contact('anna'), await contact('boris')];
    await t.sql('update orders set email = $2 where id = $1', [known.orderId, anna.email]);
    await t.sql('update tickets set attendee_email = $2 where id = $1', [friend.id, boris.email]);
    for (const ticket of [known, unknown, friend]) expect((await scan(ticket.code)).body.outcome).toBe('admitted');
    await t.settled();
    const activities = await t.sql('select contact_id, label, source from contact_activities where event_id = $1', [
      fromPublicId('evt', eventId),
    ]);
    expect(activities.map((row) => row.contact_id).sort()).toEqual(
      [anna.id, boris.id].map((id) => fromPublicId('con', id)).sort(),
    );
    expect(activities[0]).toMatchObject({ source: 'check-in' });
  });
});
