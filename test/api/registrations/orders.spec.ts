import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toPublicId } from '../../../src/kernel/id.js';
import { systemActor } from '../../../src/platform/auth/actor.js';
import { Database } from '../../../src/platform/database/database.js';
import { Links } from '../../../src/platform/links/links.service.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { draftEvent } from '../../support/given.js';
import { type TicketedEvent, orderOf, register, ticketedEvent, tokenOf } from '../../support/given-tickets.js';

let t: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

const place = (event: TicketedEvent, overrides: Record<string, unknown> = {}, headers?: Record<string, string>) =>
  t.visitor.post(`/v1/public/events/${event.slug}/orders`, orderOf(event, overrides), headers);
const seats = (event: TicketedEvent, n: number) =>
  Array.from({ length: n }, (_, i) => ({ ticketTypeId: event.ticketTypeId, attendee: { name: `Guest ${i + 1}` } }));
const stock = async (event: TicketedEvent) => (await org.owner.get(`/v1/events/${event.id}/stock`)).body.quotas[0];
const audit = async (event: TicketedEvent) => (await org.owner.get(`/v1/events/${event.id}/stock-audit`)).body;

describe('a registration', () => {
  it('gives tickets, a code to read out and a private address, and takes the places', async () => {
    const event = await ticketedEvent(org.owner, { size: 10 });
    const answer = await place(event, {
      name: '  Анна   Петрова ',
      email: 'Anna@Example.org',
      tickets: seats(event, 2),
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(answer.body).toMatchObject({
      eventId: event.id,
      state: 'paid',
      name: 'Анна Петрова',
      email: 'anna@example.org',
      version: 1,
    });
    expect(answer.body.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    expect(answer.body.manageUrl).toMatch(new RegExp(`^${t.url}/t/[\\w-]{43}$`));
    expect(answer.body.tickets.map((ticket: { attendee: object }) => ticket.attendee)).toEqual([
      { name: 'Guest 1', email: null },
      { name: 'Guest 2', email: null },
    ]);
    expect(new Set(answer.body.tickets.map((ticket: { code: string }) => ticket.code)).size).toBe(2);
    expect(await stock(event)).toMatchObject({ size: 10, sold: 2, left: 8 });
    expect(await audit(event)).toMatchObject({ agrees: true });
  });

  it('is refused when not enough places are left, and says how many are', async () => {
    const event = await ticketedEvent(org.owner, { size: 3 });
    await register(t.visitor, event, { tickets: seats(event, 2) });
    const answer = await place(event, { tickets: seats(event, 2) });
    expect(answer).toBeProblem(409, 'ticketing/sold-out');
    expect(answer.body).toMatchObject({ wanted: 2, left: 1, retryable: false });
    expect((await place(event)).status).toBe(201);
    expect(await place(event)).toBeProblem(409, 'ticketing/sold-out');
    expect(await stock(event)).toMatchObject({ sold: 3, left: 0 });
  });

  it('is one for a person and an event, in whatever case the address is written', async () => {
    const event = await ticketedEvent(org.owner);
    await register(t.visitor, event, { email: 'twice@example.org' });
    const again = await place(event, { email: 'TWICE@example.org' });
    expect(again).toBeProblem(409, 'registrations/already-registered');
    expect(JSON.stringify(again.body)).not.toContain('/t/');
    expect((await stock(event)).sold).toBe(1);
  });

  it('asks once an hour at most to mail the link again to who registers twice', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await register(t.visitor, event, { email: 'forgot@example.org' });
    await place(event, { email: 'forgot@example.org' });
    const [first] = await t.sql('select link_mailed_at, version from orders where code = $1', [order.code]);
    expect(first).toMatchObject({ link_mailed_at: expect.anything(), version: 1 });
    await place(event, { email: 'forgot@example.org' });
    const [second] = await t.sql('select link_mailed_at from orders where code = $1', [order.code]);
    expect(second.link_mailed_at).toEqual(first.link_mailed_at);
  });

  it('may be made again once it was cancelled', async () => {
    const event = await ticketedEvent(org.owner, { size: 1 });
    const order = await register(t.visitor, event, { email: 'back@example.org' });
    await t.visitor.post(`/v1/public/orders/${tokenOf(order)}/cancellation`);
    expect((await place(event, { email: 'back@example.org' })).status).toBe(201);
  });

  it.each([
    ['no tickets', { tickets: [] }, '/tickets'],
    ['an address that is none', { email: 'anna@localhost' }, '/email'],
    ['a control character in the name', { name: 'Anna\u0007' }, '/name'],
    ['a language that we do not speak', { locale: 'de' }, '/locale'],
    ['a member that we do not know', { price: 0 }, '/price'],
    ['a consent without the text', { consents: [{ purpose: 'newsletter' }] }, '/consents/0/textVersion'],
    [
      'the same consent twice',
      {
        consents: [
          { purpose: 'survey', textVersion: '1' },
          { purpose: 'survey', textVersion: '2' },
        ],
      },
      '/consents',
    ],
  ])('is refused with %s', async (_, overrides, pointer) => {
    const event = await ticketedEvent(org.owner);
    const answer = await place(event, overrides);
    expect(answer).toBeProblem(422, 'request/invalid');
    expect(answer.body.pointer).toBe(pointer);
  });

  it('is refused for tickets that are not offered here, hidden, or too few or many at once', async () => {
    const event = await ticketedEvent(org.owner, { minPerOrder: 2, maxPerOrder: 3 });
    const other = await ticketedEvent(org.owner);
    expect(await place(event, { tickets: seats(other, 2) })).toBeProblem(422, 'ticketing/not-offered');
    expect(await place(event)).toBeProblem(422, 'ticketing/too-few');
    expect(await place(event, { tickets: seats(event, 4) })).toBeProblem(422, 'ticketing/too-many');
    await org.owner.change(`/v1/ticket-types/${event.ticketTypeId}`, { hidden: true });
    expect(await place(event, { tickets: seats(event, 2) })).toBeProblem(422, 'ticketing/not-offered');
    expect((await t.visitor.get(`/v1/public/events/${event.slug}/offers`)).body.items).toEqual([]);
  });

  it('is refused before the sale and after it', async () => {
    const event = await ticketedEvent(org.owner, { saleStartsAt: '2036-01-01T09:00:00Z' });
    const early = await place(event);
    expect(early).toBeProblem(409, 'ticketing/not-yet-on-sale');
    expect(early.body.from).toBe('2036-01-01T09:00:00.000Z');
    await org.owner.change(`/v1/ticket-types/${event.ticketTypeId}`, {
      saleStartsAt: null,
      saleEndsAt: '2020-01-01T09:00:00Z',
    });
    expect(await place(event)).toBeProblem(409, 'ticketing/sale-over');
  });

  it('is refused where the event is a draft, unknown, cancelled, closed or over', async () => {
    const event = await ticketedEvent(org.owner);
    expect(await place({ ...event, slug: 'no-such-event' })).toBeProblem(404, 'links/unknown');
    const draft = await draftEvent(org.owner, { slug: 'not-yet-public' });
    expect(await place({ ...event, slug: draft.slug })).toBeProblem(404, 'links/unknown');
    await t.sql(
      `update events set starts_at = now() - interval '2 hours', ends_at = now() - interval '1 second' where slug = $1`,
      [event.slug],
    );
    expect(await place(event)).toBeProblem(409, 'ticketing/registration-over');
    await org.owner.post(`/v1/events/${event.id}/closing`);
    expect(await place(event)).toBeProblem(409, 'ticketing/registration-over');
    const cancelled = await ticketedEvent(org.owner);
    await org.owner.post(`/v1/events/${cancelled.id}/cancellation`, { notify: false, reason: 'Ill' });
    expect(await place(cancelled)).toBeProblem(409, 'ticketing/event-cancelled');
  });
});

describe('who comes by a personal link', () => {
  /** An invitation of a contact to the event, and the token of its link. */
  async function invite(event: TicketedEvent, email: string): Promise<{ invitationId: string; token: string }> {
    const [{ id, organization_id: organizationId }] = await t.sql(
      'select id, organization_id from events where slug = $1',
      [event.slug],
    );
    const [invitation] = await t.sql(
      `with contact as (insert into contacts (organization_id, email) values ($1, $3) returning id),
            mail as (insert into mails (organization_id, template, key, address, locale) values ($1, 'x', $3, $3, 'en') returning id)
       insert into invitations (organization_id, event_id, contact_id, mail_id) select $1, $2, contact.id, mail.id from contact, mail returning id`,
      [organizationId, id, email],
    );
    const links = t.get(Links);
    const actor = systemActor(organizationId);
    await t.get(Database).transaction(actor, (tx) => links.issue(tx, actor, 'invitation', [invitation.id]));
    return { invitationId: toPublicId('inv', invitation.id), token: links.token('invitation', invitation.id) };
  }

  it('may take hidden types, and is the person who was invited, under whatever address', async () => {
    const event = await ticketedEvent(org.owner, { hidden: true });
    const { invitationId, token } = await invite(event, 'invited@example.org');
    const answer = await place(event, { email: 'private@example.org', invitationToken: token });
    expect(answer.status).toBe(201);
    const seen = (await org.owner.get(`/v1/orders/${answer.body.id}`)).body;
    const contact = (await org.owner.get(`/v1/contacts/${seen.contactId}`)).body;
    expect({ invitationId: seen.invitationId, address: contact.email }).toEqual({
      invitationId,
      address: 'invited@example.org',
    });
  });

  it('registers like everybody where the link no longer works, or is to another event', async () => {
    const event = await ticketedEvent(org.owner);
    const other = await ticketedEvent(org.owner);
    const { token } = await invite(other, 'elsewhere@example.org');
    for (const invitationToken of [token, 'x'.repeat(43)]) {
      const answer = await place(event, { invitationToken });
      expect((await org.owner.get(`/v1/orders/${answer.body.id}`)).body.invitationId).toBeNull();
    }
    await org.owner.change(`/v1/ticket-types/${event.ticketTypeId}`, { hidden: true });
    expect(await place(event, { invitationToken: token })).toBeProblem(422, 'ticketing/not-offered');
  });
});

describe('a repeated request', () => {
  it('with the same key has one effect and one answer', async () => {
    const event = await ticketedEvent(org.owner);
    const order = orderOf(event);
    const send = () => t.visitor.post(`/v1/public/events/${event.slug}/orders`, order, { 'idempotency-key': 'once' });
    const first = await send();
    const second = await send();
    expect(first.status).toBe(201);
    expect(second).toMatchObject({ status: 201, body: first.body });
    expect((await stock(event)).sold).toBe(1);
  });

  it('with the same key and another body is refused; the same key elsewhere is another key', async () => {
    const event = await ticketedEvent(org.owner);
    const other = await ticketedEvent(org.owner);
    const key = { 'idempotency-key': 'twice' };
    expect((await place(event, {}, key)).status).toBe(201);
    expect(await place(event, {}, key)).toBeProblem(422, 'idempotency/key-reused');
    expect((await place(other, {}, key)).status).toBe(201);
  });

  it('sent many times at once makes one order; who is too early is told so', async () => {
    const event = await ticketedEvent(org.owner);
    const order = orderOf(event);
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        t.visitor.post(`/v1/public/events/${event.slug}/orders`, order, { 'idempotency-key': 'storm' }),
      ),
    );
    const made = answers.filter(({ status }) => status === 201);
    expect(made.length).toBeGreaterThan(0);
    expect(new Set(made.map(({ body }) => body.id)).size).toBe(1);
    for (const answer of answers.filter(({ status }) => status !== 201))
      expect(answer).toBeProblem(409, 'idempotency/in-flight');
    expect((await stock(event)).sold).toBe(1);
  });

  it('after a refusal is decided anew', async () => {
    const event = await ticketedEvent(org.owner, { size: 0 });
    const order = orderOf(event);
    const send = () => t.visitor.post(`/v1/public/events/${event.slug}/orders`, order, { 'idempotency-key': 'later' });
    expect(await send()).toBeProblem(409, 'ticketing/sold-out');
    await org.owner.change(`/v1/quotas/${event.quotaId}`, { size: 1 });
    expect((await send()).status).toBe(201);
  });
});
