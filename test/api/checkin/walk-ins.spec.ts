import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../../src/kernel/id.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import type { Client } from '../../support/client.js';
import { type PricedEvent, pricedEvent, ticketedEvent } from '../../support/given-tickets.js';

let t: TestApp;
let org: TestOrganization;
let door: Client;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  door = await org.member('door');
});
afterAll(() => t.stop());

const saleOf = (event: { ticketTypeId: string }, overrides: Record<string, unknown> = {}) => ({
  ticketTypeId: event.ticketTypeId,
  paidBy: 'cash',
  admit: true,
  device: 'Box office',
  ...overrides,
});
const sell = (event: { id: string; ticketTypeId: string }, overrides: Record<string, unknown> = {}) =>
  door.post(`/v1/events/${event.id}/walk-ins`, saleOf(event, overrides));
const soldOf = async ({ id }: { id: string }): Promise<unknown> =>
  (await org.owner.get(`/v1/events/${id}/stock`)).body.quotas[0].sold;
const ledgerOf = (orderId: string) =>
  t.sql<{ amount: number; note: string | null }>(
    `select l.amount::float8 as amount, p.note from ledger_entries l join payments p on p.id = l.payment_id where l.order_id = $1`,
    [fromPublicId('ord', orderId)],
  );

describe('a sale at the door', () => {
  it('is a paid order, its money, a code and the entry in one', async () => {
    const event: PricedEvent = await pricedEvent(org.owner, { price: 2_500 });
    const { status, body } = await sell(event, { name: 'Анна Петрова', email: 'Anna@Example.org', locale: 'ru' });
    expect(status).toBe(201);
    expect(body.order).toMatchObject({
      state: 'paid',
      channel: 'door',
      name: 'Анна Петрова',
      email: 'anna@example.org',
      reachable: true,
      total: { amount: 2_500, currency: 'EUR' },
      paid: { amount: 2_500, currency: 'EUR' },
      tickets: [{ id: body.tickets[0].id, state: 'valid' }],
    });
    expect(body.scan).toMatchObject({ outcome: 'admitted', reason: null, device: 'Box office' });
    const again = { code: body.tickets[0].code, device: 'Entrance 1', clientScanId: randomUUID() };
    const second = await door.post(`/v1/events/${event.id}/scans`, again);
    expect(second.body).toMatchObject({ outcome: 'refused', reason: 'already-admitted' });
    const entries = await ledgerOf(body.order.id);
    expect(entries.some(({ amount }) => amount === 2_500)).toBe(true);
    expect(await soldOf(event)).toBe(1);
    await t.settled();
    const mails = t.mails().filter(({ to }) => JSON.stringify(to).includes('anna@example.org'));
    expect(mails).toHaveLength(1);
  });

  it('needs no name and no address, and then mails nobody', async () => {
    const event = await pricedEvent(org.owner, { settings: { oneOrderPerPerson: true } });
    const before = t.mails().length;
    const answers = [await sell(event), await sell(event, { paidBy: 'card-terminal', admit: false })];
    expect(answers.map(({ status, body }) => [status, body.order.state, body.order.reachable])).toEqual([
      [201, 'paid', false],
      [201, 'paid', false],
    ]);
    const [, second] = answers;
    expect(second?.body.scan).toBeNull();
    const entries = await ledgerOf(second?.body.order.id ?? '');
    expect(entries.every(({ note }) => note === 'card-terminal')).toBe(true);
    await org.owner.post(`/v1/events/${event.id}/cancellation`, { reason: 'Storm', notify: true });
    await t.settled();
    expect(t.mails()).toHaveLength(before);
  });

  it('offers what is for the door and what the public does not see, in its window, while places are left', async () => {
    for (const terms of [{ channel: 'door' }, { channel: 'internal' }, { hidden: true }, { approval: true }]) {
      const event = await ticketedEvent(org.owner, { size: 1, ...terms });
      const first = await sell(event, { paidBy: 'free' });
      expect([first.status, first.body.order?.state, first.body.scan?.outcome]).toEqual([201, 'paid', 'admitted']);
      expect(await sell(event, { paidBy: 'free' })).toBeProblem(409, 'ticketing/sold-out');
      expect(await soldOf(event)).toBe(1);
    }
    const later = await ticketedEvent(org.owner, { saleStartsAt: '2037-01-01T10:00:00Z' });
    const answer = await sell(later, { paidBy: 'free' });
    expect(answer.body.code).toBe('ticketing/not-yet-on-sale');
  });

  it('gives nothing away, and then keeps nothing', async () => {
    const event = await pricedEvent(org.owner);
    const answer = await sell(event, { paidBy: 'free' });
    expect(answer).toBeProblem(422, 'checkin/not-free');
    expect(answer.body).toMatchObject({ pointer: '/paidBy', due: { amount: 2_000, currency: 'EUR' } });
    expect(await soldOf(event)).toBe(0);
    const other = await ticketedEvent(org.owner);
    const unknown = await sell({ id: event.id, ticketTypeId: other.ticketTypeId });
    expect(unknown.body).toMatchObject({ code: 'ticketing/not-offered', pointer: '/ticketTypeId' });
  });

  it('asks what the door asks, not what the registration asks; the sale stands meanwhile', async () => {
    const event = await ticketedEvent(org.owner);
    const ask = (key: string, more: Record<string, unknown>) =>
      org.owner.post(`/v1/events/${event.id}/questions`, {
        kind: 'text',
        scope: 'attendee',
        key,
        required: true,
        label: { en: key, ru: key },
        ...more,
      });
    expect((await ask('why', {})).status).toBe(201);
    expect((await ask('badge', { askedAt: 'check-in' })).status).toBe(201);
    const { status, body } = await sell(event, { paidBy: 'free' });
    expect(status).toBe(201);
    expect(body.scan).toMatchObject({ outcome: 'refused', reason: 'incomplete', asks: [{ key: 'badge' }] });
    const told = { device: 'Box office', clientScanId: randomUUID(), answers: { badge: 'A1' } };
    const scan = await door.post(`/v1/events/${event.id}/scans`, { ...told, code: body.tickets[0].code });
    expect(scan.body.outcome).toBe('admitted');
    const answered = await sell(event, { paidBy: 'free', answers: { badge: 'A2' } });
    expect(answered.body.scan).toMatchObject({ outcome: 'admitted', answers: { badge: 'A2' } });
  });

  it('sells once however often the device sends it, and once to a person where that is the rule', async () => {
    const event = await pricedEvent(org.owner, { settings: { oneOrderPerPerson: true } });
    const headers = { 'idempotency-key': randomUUID() };
    const body = saleOf(event, { email: 'twice@example.org' });
    const path = `/v1/events/${event.id}/walk-ins`;
    const answers = [await door.post(path, body, headers), await door.post(path, body, headers)];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[0]?.body).toEqual(answers[1]?.body);
    expect(await soldOf(event)).toBe(1);
    expect(await sell(event, { email: 'twice@example.org' })).toBeProblem(409, 'registrations/already-registered');
    const analyst = await org.member('analyst');
    expect((await analyst.post(path, body)).status).toBe(403);
  });
});
