import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../../src/kernel/id.js';
import { SettlementsService } from '../../../src/modules/registrations/settlements.service.js';
import { systemActor } from '../../../src/platform/auth/actor.js';
import { Database } from '../../../src/platform/database/database.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import type { Answer } from '../../support/client.js';
import {
  type PricedEvent,
  cartOf,
  heldOrderOf,
  holdOf,
  orderFromHold,
  orderOf,
  pricedEvent,
  register,
  ticketedEvent,
  tokenOf,
} from '../../support/given-tickets.js';

let t: TestApp;
let org: TestOrganization;
let actor: ReturnType<typeof systemActor>;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  const event = await ticketedEvent(org.owner);
  const [row] = await t.sql('select organization_id from events where id = $1', [fromPublicId('evt', event.id)]);
  actor = systemActor(row.organization_id);
}, 120_000);
afterAll(() => t.stop());

const buy = (event: PricedEvent, overrides: Record<string, unknown> = {}): Promise<Answer> =>
  t.visitor.post(`/v1/public/events/${event.slug}/orders`, orderOf(event, overrides));
const decide = (order: { id: string }, command: string, body: unknown = {}): Promise<Answer> =>
  org.owner.post(`/v1/orders/${order.id}/${command}`, body);
const uuid = (order: { id: string }): string => fromPublicId('ord', order.id) ?? '';
const settle = <T>(
  work: (s: SettlementsService, tx: Parameters<Parameters<Database['transaction']>[1]>[0]) => Promise<T>,
) => t.get(Database).transaction(actor, (tx) => work(t.get(SettlementsService), tx));
const paid = (order: { id: string }) => settle((s, tx) => s.paid(tx, actor, uuid(order)));
const expire = async (order: { id: string }) => {
  await t.sql(`update orders set expires_at = now() - interval '1 minute' where id = $1`, [uuid(order)]);
  return settle((s, tx) => s.expire(tx, actor, uuid(order)));
};
const stockOf = async (event: { id: string }) => {
  const [{ held, sold, blocked, left }] = (await org.owner.get(`/v1/events/${event.id}/stock`)).body.quotas;
  return { held, sold, blocked, left };
};
const agrees = async (event: { id: string }) =>
  expect((await org.owner.get(`/v1/events/${event.id}/stock-audit`)).body).toMatchObject({ agrees: true });

describe('money', () => {
  it('makes an order paid once, whoever else says so at the same moment', async () => {
    const event = await pricedEvent(org.owner, { size: 2 });
    const { body: order } = await buy(event);
    const said = await Promise.all(Array.from({ length: 5 }, () => paid(order)));
    expect(said.filter((each) => each === 'paid')).toHaveLength(1);
    const after = (await t.visitor.get(`/v1/public/orders/${tokenOf(order)}`)).body;
    expect(after).toMatchObject({ state: 'paid', paid: { amount: 2_000 }, due: { amount: 0 }, expiresAt: null });
    expect(after.tickets[0]).toMatchObject({ state: 'valid', code: expect.stringMatching(/./) });
  });

  it('that comes late gives the tickets again while there are places, and is sent back where there are none', async () => {
    const event = await pricedEvent(org.owner, { size: 1 });
    const { body: first } = await buy(event);
    expect(await settle((s, tx) => s.expire(tx, actor, uuid(first)))).toBe(false);
    expect(await expire(first)).toBe(true);
    expect(await expire(first)).toBe(false);
    expect(await stockOf(event)).toEqual({ held: 0, sold: 0, blocked: 0, left: 1 });
    expect(await paid(first)).toBe('paid');
    expect(await stockOf(event)).toEqual({ held: 0, sold: 1, blocked: 0, left: 0 });
    await org.owner.change(`/v1/quotas/${event.quotaId}`, { size: 2 });
    const { body: second } = await buy(event);
    await expire(second);
    await holdOf(t.visitor, event);
    expect(await paid(second)).toBe('no-stock');
    await agrees(event);
  });

  it('that is missing gives places and code uses back once, also after the ticket was cancelled', async () => {
    const event = await pricedEvent(org.owner, { size: 3 });
    await org.owner.post(`/v1/events/${event.id}/codes`, { code: 'TWO', effect: 'percent', rate: 10_000, maxUses: 2 });
    const wish = {
      code: 'TWO',
      tickets: [1, 2].map(() => ({ ticketTypeId: event.ticketTypeId, attendee: { name: 'A' } })),
    };
    const { body: order } = await buy(event, wish);
    expect(await buy(event, { code: 'TWO' })).toBeProblem(409, 'ticketing/code-used-up');
    await decide(order, 'cancellation', { notify: false, reason: 'x', ticketIds: [order.tickets[0].id] });
    expect(await stockOf(event)).toEqual({ held: 0, sold: 1, blocked: 0, left: 2 });
    await expire(order);
    expect(await stockOf(event)).toEqual({ held: 0, sold: 0, blocked: 0, left: 3 });
    await agrees(event);
    expect((await buy(event, wish)).status).toBe(201);
  });
});

describe('an organiser', () => {
  it('approves after the sale has ended, and the places were kept all the while', async () => {
    const event = await pricedEvent(org.owner, { size: 1, approval: true });
    const { body: order } = await buy(event);
    expect(order).toMatchObject({ state: 'awaiting-approval', tickets: [{ state: 'requested', code: null }] });
    expect(await stockOf(event)).toEqual({ held: 1, sold: 0, blocked: 0, left: 0 });
    expect(await buy(event)).toBeProblem(409, 'ticketing/sold-out');
    await org.owner.change(`/v1/ticket-types/${event.ticketTypeId}`, { saleEndsAt: '2026-01-01T00:00:00Z' });
    expect((await decide(order, 'approval')).body).toMatchObject({
      state: 'pending',
      tickets: [{ state: 'reserved' }],
    });
    expect(await decide(order, 'approval')).toBeProblem(409, 'registrations/state-refused');
    expect(await stockOf(event)).toEqual({ held: 0, sold: 1, blocked: 0, left: 0 });
    await agrees(event);
  });

  it('denies, or a person withdraws, and the places are free once', async () => {
    const event = await ticketedEvent(org.owner, { size: 2, approval: true });
    const hold = await holdOf(t.visitor, event);
    const asked = await orderFromHold(t.visitor, hold);
    const other = await register(t.visitor, event);
    expect(await stockOf(event)).toEqual({ held: 2, sold: 0, blocked: 0, left: 0 });
    expect((await decide(asked, 'denial', { reason: 'Members only', notify: true })).body).toMatchObject({
      state: 'cancelled',
    });
    await t.visitor.post(`/v1/public/orders/${tokenOf(other)}/cancellation`);
    expect(await decide(asked, 'approval')).toBeProblem(409, 'registrations/state-refused');
    expect(await stockOf(event)).toEqual({ held: 0, sold: 0, blocked: 0, left: 2 });
    await agrees(event);
  });

  it('gives more time, lets a pending order in, and takes up again what was cancelled', async () => {
    const event = await pricedEvent(org.owner, { size: 1 });
    const { body: order } = await buy(event);
    const extended = (await decide(order, 'extension', { hours: 200 })).body;
    expect(extended.expiresAt > order.expiresAt).toBe(true);
    expect((await decide(order, 'pending-admission', { admits: true })).body).toMatchObject({ pendingAdmits: true });
    expect((await t.visitor.get(`/v1/public/orders/${tokenOf(order)}`)).body.tickets[0].code).not.toBeNull();
    await decide(order, 'cancellation', { notify: false, reason: 'x' });
    expect(await stockOf(event)).toMatchObject({ left: 1 });
    const again = await decide(order, 'reactivation', { hours: 1 });
    expect(again.body).toMatchObject({ state: 'pending', total: { amount: 2_000 }, tickets: [{ state: 'reserved' }] });
    await expire(order);
    await holdOf(t.visitor, event);
    expect(await decide(order, 'extension', { hours: 1 })).toBeProblem(409, 'registrations/no-stock');
    await agrees(event);
  });

  it('places an order for somebody, past the sale, and gives it away for a reason', async () => {
    const event = await pricedEvent(org.owner, { size: 1, hidden: true, saleEndsAt: '2026-01-01T00:00:00Z' });
    const place = (body: object) => org.owner.post(`/v1/events/${event.id}/orders`, { ...orderOf(event), ...body });
    const placed = await place({ giftReason: 'Speaker' });
    expect(placed.body).toMatchObject({
      state: 'paid',
      channel: 'internal',
      giftReason: 'Speaker',
      total: { amount: 0 },
      tickets: [{ state: 'valid', price: { list: 2_000, price: 0 } }],
    });
    expect(await place({})).toBeProblem(409, 'ticketing/sold-out');
    await agrees(event);
  });

  it('keeps places back, gives some to a code, and gives back the rest in parts', async () => {
    const event = await pricedEvent(org.owner, { size: 5 });
    const line = (count: number) => ({ ticketTypeId: event.ticketTypeId, count });
    const keep = (body: object) => org.owner.post(`/v1/events/${event.id}/holds`, body);
    expect(await keep({ label: 'Crew', lines: [line(6)] })).toBeProblem(409, 'ticketing/sold-out');
    const { body: kept } = await keep({ label: 'Sponsors', lines: [line(3)] });
    expect(await stockOf(event)).toEqual({ held: 0, sold: 0, blocked: 3, left: 2 });
    const code = { code: 'SPONSOR', effect: 'percent', rate: 100_000, holdId: kept.id };
    expect((await org.owner.post(`/v1/events/${event.id}/codes`, code)).status).toBe(201);
    const hold = await holdOf(t.visitor, event, { code: 'SPONSOR', count: 2 });
    expect(await stockOf(event)).toEqual({ held: 2, sold: 0, blocked: 1, left: 2 });
    await t.visitor.post(`/v1/public/holds/${hold.token}/release`);
    expect(await stockOf(event)).toEqual({ held: 0, sold: 0, blocked: 3, left: 2 });
    const free = await buy(event, { code: 'SPONSOR' });
    expect(free.body).toMatchObject({ state: 'paid' });
    await agrees(event);
    const release = (body: object) => org.owner.post(`/v1/holds/${kept.id}/release`, body);
    expect((await release({ lines: [line(1)] })).body).toMatchObject({ state: 'active', lines: [{ count: 1 }] });
    expect(await release({ lines: [line(2)] })).toBeProblem(409, 'ticketing/less-held');
    expect((await release({})).body).toMatchObject({ state: 'released' });
    expect(await stockOf(event)).toEqual({ held: 0, sold: 1, blocked: 0, left: 4 });
    expect(await release({})).toBeProblem(409, 'ticketing/hold-ended');
    await decide(free.body, 'cancellation', { notify: false, reason: 'x' });
    expect(await stockOf(event)).toEqual({ held: 0, sold: 0, blocked: 0, left: 5 });
    await agrees(event);
  });

  it('lowers no quota below what is sold, held and kept back', async () => {
    const event = await pricedEvent(org.owner, { size: 5 });
    await holdOf(t.visitor, event);
    await buy(event);
    await org.owner.post(`/v1/events/${event.id}/holds`, {
      label: 'Crew',
      lines: [{ ticketTypeId: event.ticketTypeId, count: 1 }],
    });
    expect(await org.owner.change(`/v1/quotas/${event.quotaId}`, { size: 2 })).toBeProblem(
      409,
      'ticketing/below-taken',
    );
    expect((await org.owner.change(`/v1/quotas/${event.quotaId}`, { size: 3 })).status).toBe(200);
  });
});

describe('an address', () => {
  it('is proven by six digits that came by mail, before a limit per person is believed', async () => {
    const event = await pricedEvent(org.owner, { size: 9, maxPerPerson: 1, settings: { verifyEmail: true } });
    const email = 'anna@example.org';
    const cart = cartOf(event, 1, { email });
    const holds = `/v1/public/events/${event.slug}/holds`;
    expect(await t.visitor.post(holds, cart)).toBeProblem(422, 'ticketing/email-unproven');
    const asked = { eventSlug: event.slug, email };
    expect((await t.visitor.post('/v1/public/email-proofs', { ...asked, locale: 'en' })).status).toBe(201);
    await t.settled();
    const [mail] = t.mails().filter(({ to }) => to.includes(email));
    const code = /\d{6}/.exec(mail?.subject ?? '')?.[0] ?? '';
    const check = (digits: string) => t.visitor.post('/v1/public/email-proofs/check', { ...asked, code: digits });
    expect(await check(code === '000000' ? '111111' : '000000')).toBeProblem(422, 'registrations/email-proof-failed');
    const { emailToken } = (await check(code)).body;
    expect(await check(code)).toBeProblem(422, 'registrations/email-proof-failed');
    const hold = (await t.visitor.post(holds, { ...cart, emailToken })).body;
    expect(await t.visitor.post(holds, { ...cart, emailToken })).toBeProblem(409, 'ticketing/too-many-for-person');
    expect(await t.visitor.post(holds, { ...cart, email: 'b@example.org', emailToken })).toBeProblem(
      422,
      'ticketing/email-unproven',
    );
    expect((await orderFromHold(t.visitor, hold, heldOrderOf(hold, { email }))).state).toBe('pending');
  });
});
