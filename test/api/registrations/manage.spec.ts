import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StockAuditService } from '../../../src/modules/registrations/stock-audit.service.js';
import { Metrics } from '../../../src/platform/metrics/metrics.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { type TicketedEvent, orderOf, register, ticketedEvent, tokenOf } from '../../support/given-tickets.js';

let t: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

const seats = (event: TicketedEvent, n: number) =>
  Array.from({ length: n }, (_, i) => ({ ticketTypeId: event.ticketTypeId, attendee: { name: `Guest ${i + 1}` } }));
const mine = (order: { manageUrl: string }) => `/v1/public/orders/${tokenOf(order)}`;
const sold = async (event: TicketedEvent) => (await org.owner.get(`/v1/events/${event.id}/stock`)).body.quotas[0].sold;
const agrees = async (event: TicketedEvent) => (await org.owner.get(`/v1/events/${event.id}/stock-audit`)).body.agrees;

describe('by the private link a person', () => {
  it('sees their registration as it was answered', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await register(t.visitor, event);
    const seen = await t.visitor.get(mine(order));
    expect(seen).toMatchObject({ status: 200, body: order });
    expect(seen.headers.get('cache-control')).toBe('no-store');
    // A new key changes its codes, which its version does not tell: it is sent again.
    expect((await t.visitor.get(mine(order), { 'if-none-match': '"1"' })).status).toBe(200);
  });

  it('sees nothing with another token', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await register(t.visitor, event);
    const other = tokenOf(order).replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
    expect(await t.visitor.get(`/v1/public/orders/${other}`)).toBeProblem(404, 'links/unknown');
    expect(await t.visitor.get(`/v1/public/orders/${order.code}`)).toBeProblem(404, 'links/unknown');
  });

  it('changes names, and only what they have read', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await register(t.visitor, event, { tickets: seats(event, 2) });
    const [first, second] = order.tickets;
    const change = {
      name: 'Anna',
      tickets: [{ id: second.id, attendee: { name: 'Boris', email: 'BORIS@example.org' } }],
    };
    expect(await t.visitor.patch(mine(order), change)).toBeProblem(428, 'request/if-match-required');
    const changed = await t.visitor.patch(mine(order), change, { 'if-match': '"1"' });
    expect(changed.body).toMatchObject({
      name: 'Anna',
      version: 2,
      tickets: [first, { id: second.id, code: second.code, attendee: { name: 'Boris', email: 'boris@example.org' } }],
    });
    expect(await t.visitor.patch(mine(order), { name: 'Vera' }, { 'if-match': '"1"' })).toBeProblem(
      412,
      'request/version-conflict',
    );
    expect((await t.visitor.get(mine(order))).body.name).toBe('Anna');
  });

  it('does not change tickets of somebody else', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await register(t.visitor, event);
    const other = await register(t.visitor, event);
    const change = { tickets: [{ id: other.tickets[0].id, attendee: { name: 'Mine now' } }] };
    expect(await t.visitor.change(mine(order), change)).toBeProblem(404, 'registrations/ticket-unknown');
    const path = `${mine(order)}/tickets/${other.tickets[0].id}/cancellation`;
    expect(await t.visitor.post(path)).toBeProblem(404, 'registrations/ticket-unknown');
  });

  it('cancels one ticket, whose place is free at once, and with the last one the registration', async () => {
    const event = await ticketedEvent(org.owner, { size: 2 });
    const order = await register(t.visitor, event, { tickets: seats(event, 2) });
    const cancel = (n: number) =>
      t.visitor.post(`${mine(order)}/tickets/${order.tickets[n].id}/cancellation`, { reason: 'Ill' });
    const one = await cancel(0);
    expect(one.body).toMatchObject({
      state: 'paid',
      tickets: [{ state: 'cancelled', code: null }, { state: 'valid' }],
    });
    expect(await sold(event)).toBe(1);
    await register(t.visitor, event);
    expect(await cancel(0)).toBeProblem(409, 'registrations/ticket-cancelled');
    expect((await cancel(1)).body).toMatchObject({ state: 'cancelled', tickets: [{ code: null }, { code: null }] });
    expect(await cancel(1)).toBeProblem(409, 'registrations/state-refused');
    expect(await sold(event)).toBe(1);
    expect(await agrees(event)).toBe(true);
  });

  it('cancels everything once, however often they press the button', async () => {
    const event = await ticketedEvent(org.owner, { size: 3 });
    const order = await register(t.visitor, event, { tickets: seats(event, 3) });
    const answers = await Promise.all(Array.from({ length: 5 }, () => t.visitor.post(`${mine(order)}/cancellation`)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409]);
    expect(await sold(event)).toBe(0);
    expect(await agrees(event)).toBe(true);
    const key = { 'idempotency-key': 'cancel' };
    const again = await register(t.visitor, event);
    const first = await t.visitor.post(`${mine(again)}/cancellation`, {}, key);
    expect(await t.visitor.post(`${mine(again)}/cancellation`, {}, key)).toMatchObject({
      status: 200,
      body: first.body,
    });
  });

  it('changes nothing of a cancelled registration, or once the event is over', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await register(t.visitor, event);
    const late = await register(t.visitor, event);
    await t.visitor.post(`${mine(order)}/cancellation`);
    expect(await t.visitor.change(mine(order), { name: 'x' })).toBeProblem(409, 'registrations/state-refused');
    await t.sql(
      `update events set starts_at = now() - interval '2 hours', ends_at = now() - interval '1 second' where slug = $1`,
      [event.slug],
    );
    expect(await t.visitor.change(mine(late), { name: 'x' })).toBeProblem(409, 'registrations/event-over');
    expect(await t.visitor.post(`${mine(late)}/cancellation`)).toBeProblem(409, 'registrations/event-over');
    expect((await t.visitor.get(mine(late))).status).toBe(200);
  });
});

describe('an organiser', () => {
  it('reads registrations, filtered by state, person and time of change', async () => {
    const event = await ticketedEvent(org.owner);
    const path = `/v1/events/${event.id}/orders`;
    const first = await register(t.visitor, event, {
      email: 'first@example.org',
      source: 'poster',
      consents: [{ purpose: 'newsletter', textVersion: '2027-01' }],
    });
    const second = await register(t.visitor, event);
    await t.visitor.post(`${mine(second)}/cancellation`, { reason: 'Ill' });
    const codes = async (query: string) =>
      (await org.owner.get(`${path}?${query}`)).body.items.map((item: { code: string }) => item.code);
    expect(await codes('')).toEqual([first.code, second.code]);
    expect(await codes('state=paid')).toEqual([first.code]);
    expect(await codes('email=FIRST%40example.org')).toEqual([first.code]);
    const seen = (await org.owner.get(`/v1/orders/${second.id}`)).body;
    expect(seen).toMatchObject({
      state: 'cancelled',
      cancellations: [{ by: 'visitor', reason: 'Ill', ticketIds: [second.tickets[0].id] }],
    });
    expect(await codes(`updatedSince=${seen.updatedAt}`)).toEqual([second.code]);
    expect((await org.owner.get(`/v1/orders/${first.id}`)).body).toMatchObject({
      source: 'poster',
      consents: [{ purpose: 'newsletter', textVersion: '2027-01' }],
      tickets: [{ state: 'valid', attendee: { name: 'Иван Смирнов', email: null } }],
    });
  });

  it('never sees the private link or the ticket codes of a person', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await register(t.visitor, event);
    const seen = JSON.stringify((await org.owner.get(`/v1/orders/${order.id}`)).body);
    expect(seen).not.toContain(tokenOf(order));
    expect(seen).not.toContain(order.tickets[0].code);
  });

  it('cancels a registration or some of its tickets, and says why', async () => {
    const event = await ticketedEvent(org.owner, { size: 3 });
    const order = await register(t.visitor, event, { tickets: seats(event, 3) });
    const path = `/v1/orders/${order.id}/cancellation`;
    const some = await org.owner.post(path, { notify: false, reason: 'Twice', ticketIds: [order.tickets[1].id] });
    expect(some.body).toMatchObject({
      state: 'paid',
      cancellations: [{ by: 'member', reason: 'Twice', ticketIds: [order.tickets[1].id] }],
    });
    expect(await sold(event)).toBe(2);
    expect((await org.owner.post(path, { notify: true, reason: 'No show' })).body).toMatchObject({
      state: 'cancelled',
    });
    expect(await sold(event)).toBe(0);
    expect(await org.owner.post(path, { notify: true, reason: 'x' })).toBeProblem(409, 'registrations/state-refused');
    const door = await org.member('door');
    expect(await door.post(path, { notify: true, reason: 'x' })).toBeProblem(403, 'auth/forbidden');
  });

  it('sees the contact whom the community knows under that address', async () => {
    const contact = await org.owner.post('/v1/contacts', { email: 'known@example.org', name: 'Known' });
    const event = await ticketedEvent(org.owner);
    const order = await register(t.visitor, event, { email: 'Known@example.org' });
    expect((await org.owner.get(`/v1/orders/${order.id}`)).body.contactId).toBe(contact.body.id);
  });
});

describe('the audit of places', () => {
  it('shows a counter that was tampered with, and repairs nothing', async () => {
    const event = await ticketedEvent(org.owner);
    await register(t.visitor, event);
    expect(await agrees(event)).toBe(true);
    await t.sql('update quotas set sold = sold + 1 where event_id = (select id from events where slug = $1)', [
      event.slug,
    ]);
    const { body } = await org.owner.get(`/v1/events/${event.id}/stock-audit`);
    expect(body.agrees).toBe(false);
    expect(body.counts).toContainEqual({ id: event.quotaId, kind: 'quota', counter: 'sold', says: 2, counted: 1 });
    await t.get(StockAuditService).auditAll();
    expect(await t.get(Metrics).registry.metrics()).toContain('turnout_stock_drift 1');
    expect((await org.owner.get(`/v1/events/${event.id}/stock-audit`)).body).toEqual(body);
  });
});

describe('a request that the database alone can refuse', () => {
  it('is refused without its neighbours, and takes no place', async () => {
    const event = await ticketedEvent(org.owner, { size: 10 });
    const [{ organization_id: organizationId, id: eventId }] = await t.sql(
      'select organization_id, id from events where slug = $1',
      [event.slug],
    );
    await t.sql('begin');
    await t.sql(
      `insert into orders (organization_id, event_id, state, code, name, email, locale)
       values ($1, $2, 'paid', 'RAVNNE00', 'Rival', 'rival@example.org', 'en')`,
      [organizationId, eventId],
    );
    const send = (email: string) => t.visitor.post(`/v1/public/events/${event.slug}/orders`, orderOf(event, { email }));
    const sent = Promise.all([send('a@example.org'), send('rival@example.org'), send('b@example.org')]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await t.sql('commit');
    const answers = await sent;
    expect(answers.map(({ status }) => status)).toEqual([201, 409, 201]);
    expect(answers[1]).toBeProblem(409, 'registrations/already-registered');
    expect(await sold(event)).toBe(2);
    expect(await agrees(event)).toBe(true);
  });
});
