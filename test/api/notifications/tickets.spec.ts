import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CaughtMail } from '../../../src/local/caught-mail.js';
import { readTicketCode } from '../../../src/modules/registrations/ticket-code.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import {
  heldOrderOf,
  holdOf,
  pricedEvent,
  register,
  type TicketedEvent,
  ticketedEvent,
  tokenOf,
} from '../../support/given-tickets.js';
import { readCalendar } from '../calendar/reading.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

const address = () => `guest-${randomUUID()}@example.org`;
const pathOf = (order: { manageUrl: string }) => `/v1/public/orders/${tokenOf(order)}`;
const mine = async (order: { manageUrl: string }) => (await t.visitor.get(pathOf(order))).body;
const scan = async (event: TicketedEvent, code: string) => {
  const seen = { code, device: 'Gate', clientScanId: randomUUID() };
  const { body } = await org.owner.post(`/v1/events/${event.id}/scans`, seen);
  return body.reason ?? body.outcome;
};

/** The mails to an address, once all jobs are done, in the order in which they came. */
async function mailsTo(email: string): Promise<CaughtMail[]> {
  await t.settled();
  const all = t.mails().filter((mail) => mail.isFor(email));
  return all.toSorted((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime());
}

/** What a mail does to the calendar of its reader. */
function calendarOf(mail: CaughtMail | undefined) {
  const { method, entries } = readCalendar(mail?.calendar ?? '');
  return { method, sequence: entries[0]?.sequence ?? -1 };
}

describe('a ticket that gets another code', () => {
  it('is mailed each time, and is read anew by who knows the version before', async () => {
    const event = await ticketedEvent(org.owner);
    const email = address();
    const order = await register(t.visitor, event, { email });
    const [{ id }] = order.tickets;
    for (const count of [1, 2]) {
      const known = (await t.visitor.get(pathOf(order))).headers.get('etag') ?? '';
      expect((await org.owner.post(`/v1/tickets/${id}/reissue`, { notify: true })).status).toBe(200);
      const read = await t.visitor.get(pathOf(order), { 'if-none-match': known });
      expect([read.status, read.headers.get('etag') === known]).toEqual([200, false]);
      const mails = await mailsTo(email);
      expect(mails).toHaveLength(1 + count);
      expect(mails.at(-1)?.text).toContain(read.body.tickets[0].code);
    }
  });

  it('and one that is blocked is another version of its order', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await register(t.visitor, event);
    const path = `/v1/orders/${order.id}`;
    const known = (await org.owner.get(path)).headers.get('etag') ?? '';
    expect((await org.owner.get(path, { 'if-none-match': known })).status).toBe(304);
    await org.owner.post(`/v1/tickets/${order.tickets[0].id}/block`, { reason: 'Stolen' });
    const read = await org.owner.get(path, { 'if-none-match': known });
    expect(read).toMatchObject({ status: 200, body: { tickets: [{ blocked: true }] } });
  });

  it('because its key was revoked has a new one at once, in the mail too', async () => {
    const event = await ticketedEvent(org.owner);
    const first = await register(t.visitor, event);
    const known = (await t.visitor.get(pathOf(first))).headers.get('etag') ?? '';
    const keys = `/v1/events/${event.id}/ticket-keys`;
    const [{ id }] = (await org.owner.get(keys)).body.items;
    await org.owner.post(`${keys}/${id}/revocation`);
    const email = address();
    const order = await register(t.visitor, event, { email });
    expect(await scan(event, first.tickets[0].code)).toBe('code-replaced');
    const read = await t.visitor.get(pathOf(first), { 'if-none-match': known });
    expect(await scan(event, read.body.tickets[0].code)).toBe('admitted');
    expect(await scan(event, order.tickets[0].code)).toBe('admitted');
    expect((await mailsTo(email))[0]?.text).toContain(order.tickets[0].code);
  });

  it('because its event moved is in the mail that says so, good for the new time', async () => {
    const event = await ticketedEvent(org.owner);
    const email = address();
    const order = await register(t.visitor, event, { email, locale: 'en' });
    await t.settled();
    const move = { startsAt: '2037-06-14T19:00', endsAt: '2037-06-14T22:00', notify: true };
    expect((await org.owner.post(`/v1/events/${event.id}/rescheduling`, move)).status).toBe(200);
    const mail = (await mailsTo(email)).at(-1);
    const [{ code }] = (await mine(order)).tickets;
    expect(code).not.toBe(order.tickets[0].code);
    expect(mail?.text).toContain(code);
    expect(mail?.text.replaceAll(/\s+/g, ' ')).toContain('Please show the ticket in this mail');
    const starts = Date.parse('2037-06-14T16:00:00Z') / 1000;
    const { validFrom, validUntil } = readTicketCode(code) ?? { validFrom: Infinity, validUntil: 0 };
    expect([validFrom < starts, validUntil > starts]).toEqual([true, true]);
    const { body } = await t.visitor.get(`/v1/public/events/${event.slug}/ticket-keys`);
    expect(body.keys.map(({ kid }: { kid: string }) => kid)).toEqual(['1', '2']);
  });
});

describe('the calendar', () => {
  it('of who hands on their only ticket loses the entry', async () => {
    const event = await ticketedEvent(org.owner);
    const [giver, receiver] = [address(), address()];
    const order = await register(t.visitor, event, { email: giver });
    await t.visitor.post(`${pathOf(order)}/tickets/${order.tickets[0].id}/transfer`, { email: receiver });
    const [offer] = await mailsTo(receiver);
    const token = /\/x\/([\w-]+)/.exec(offer?.text ?? '')?.[1] ?? '';
    const accepted = { name: 'Boris', email: receiver, locale: 'en' };
    expect((await t.visitor.post(`/v1/public/transfers/${token}/acceptance`, accepted)).status).toBe(201);
    const [before, after] = (await mailsTo(giver)).map(calendarOf);
    expect([before?.method, after?.method]).toEqual(['REQUEST', 'CANCEL']);
    expect(after?.sequence).toBeGreaterThan(before?.sequence ?? 0);
    expect(calendarOf((await mailsTo(receiver)).at(-1)).method).toBe('REQUEST');
  });

  it('follows a registration that is off, on and off again, each time by a mail of its own', async () => {
    const event = await ticketedEvent(org.owner);
    const email = address();
    const order = await register(t.visitor, event, { email });
    const cancel = () => org.owner.post(`/v1/orders/${order.id}/cancellation`, { notify: true, reason: 'x' });
    expect((await cancel()).status).toBe(200);
    await t.settled();
    expect((await org.owner.post(`/v1/orders/${order.id}/reactivation`, { hours: 1 })).body.state).toBe('paid');
    await t.settled();
    expect((await cancel()).status).toBe(200);
    const seen = (await mailsTo(email)).map(calendarOf);
    expect(seen.map(({ method }) => method)).toEqual(['REQUEST', 'CANCEL', 'REQUEST', 'CANCEL']);
    const sequences = seen.map(({ sequence }) => sequence);
    expect(sequences).toEqual([...new Set(sequences)].toSorted((a, b) => a - b));
  });
});

describe('a mail with tickets', () => {
  it('that somebody asked for does not say that they registered twice', async () => {
    const event = await ticketedEvent(org.owner);
    const email = address();
    const order = await register(t.visitor, event, { email, locale: 'en' });
    await t.settled();
    await t.visitor.post(`${pathOf(order)}/resend`);
    const mail = (await mailsTo(email)).at(-1);
    expect(mail?.text).toContain(order.tickets[0].code);
    expect(mail?.text).not.toContain('already registered');
    expect(mail?.text.replaceAll(/\s+/g, ' ')).toContain('asked for this mail');
  });

  it('goes to who is let in before they have paid', async () => {
    const event = await pricedEvent(org.owner);
    const email = address();
    const hold = await holdOf(t.visitor, event);
    const placed = await t.visitor.post(
      `/v1/public/holds/${hold.token}/order`,
      heldOrderOf(hold, { email, locale: 'en' }),
    );
    expect(placed.body).toMatchObject({ state: 'pending', tickets: [{ code: null }] });
    expect((await mailsTo(email))[0]?.text).toContain('Then your tickets come by mail');
    await org.owner.post(`/v1/orders/${placed.body.id}/pending-admission`, { admits: true });
    const mails = await mailsTo(email);
    expect(mails).toHaveLength(2);
    expect(mails[1]?.text).toContain((await mine(placed.body)).tickets[0].code);
    expect(mails[1]?.text.replaceAll(/\s+/g, ' ')).toContain('admit already');
    const { body } = await org.owner.get(`/v1/events/${event.id}/revocations`);
    expect(body.items).toMatchObject([{ refused: null, pending: true }]);
  });
});
