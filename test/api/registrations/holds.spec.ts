import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../../src/kernel/id.js';
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
  ticketedEvent,
  tokenOf,
} from '../../support/given-tickets.js';

let t: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
}, 120_000);
afterAll(() => t.stop());

const post = (path: string, body: unknown = {}): Promise<Answer> => t.visitor.post(`/v1/public${path}`, body);
const stockOf = async (event: { id: string }) => {
  const { quotas } = (await org.owner.get(`/v1/events/${event.id}/stock`)).body;
  const [{ held, sold, blocked, left }] = quotas;
  return { held, sold, blocked, left };
};
const agrees = async (event: { id: string }) =>
  expect((await org.owner.get(`/v1/events/${event.id}/stock-audit`)).body).toMatchObject({ agrees: true });
const runOut = (hold: { id: string }) =>
  t.sql(`update holds set expires_at = clock_timestamp() - interval '1 second' where id = $1`, [
    fromPublicId('hld', hold.id),
  ]);
const code = async (event: PricedEvent, terms: Record<string, unknown>) => {
  const answer = await org.owner.post(`/v1/events/${event.id}/codes`, terms);
  expect(answer.status).toBe(201);
  return answer.body;
};

describe('a quote', () => {
  it('says line by line what a cart costs, and takes nothing', async () => {
    const event = await pricedEvent(org.owner, { size: 5 });
    await code(event, { code: 'HALF', effect: 'percent', rate: 50_000 });
    const answer = await post(`/events/${event.slug}/quotes`, cartOf(event, 2, { code: 'half' }));
    expect(answer.body).toMatchObject({
      currency: 'EUR',
      total: 2_000,
      refusals: [],
      lines: [
        { ticketTypeId: event.ticketTypeId, list: 2_000, price: 1_000, steps: [{ kind: 'code', amount: -1_000 }] },
        { price: 1_000 },
      ],
    });
    expect(await stockOf(event)).toEqual({ held: 0, sold: 0, blocked: 0, left: 5 });
  });

  it('names everything that speaks against it, and what may help; a hold is refused for the same', async () => {
    const event = await pricedEvent(org.owner, { size: 1 });
    const cart = cartOf(event, 2, { code: 'NOPE' });
    const quote = await post(`/events/${event.slug}/quotes`, cart);
    expect(quote.body.refusals).toMatchObject([
      { code: 'ticketing/code-not-offered', pointer: '/code', nextStep: 'other-code' },
    ]);
    expect(await post(`/events/${event.slug}/holds`, cart)).toBeProblem(422, 'ticketing/code-not-offered');
    const full = await post(`/events/${event.slug}/quotes`, cartOf(event, 2));
    expect(full.body.refusals).toMatchObject([
      { code: 'ticketing/sold-out', nextStep: 'choose-fewer', facts: { wanted: 2, left: 1 } },
    ]);
    expect(await post(`/events/${event.slug}/holds`, cartOf(event, 2))).toBeProblem(409, 'ticketing/sold-out');
  });
});

describe('a hold', () => {
  it('keeps places and prices until it becomes an order, whatever the price becomes', async () => {
    const event = await pricedEvent(org.owner, { size: 3 });
    const hold = await holdOf(t.visitor, event, { count: 2 });
    expect(hold).toMatchObject({ state: 'active', extendable: true, quote: { total: 4_000 } });
    expect(await stockOf(event)).toEqual({ held: 2, sold: 0, blocked: 0, left: 1 });
    await org.owner.change(`/v1/ticket-types/${event.ticketTypeId}`, {
      prices: [{ amount: 9_000, currency: 'EUR' }],
      saleEndsAt: '2026-01-01T00:00:00Z',
    });
    const order = await orderFromHold(t.visitor, hold);
    expect(order).toMatchObject({
      state: 'pending',
      total: { amount: 4_000, currency: 'EUR' },
      due: { amount: 4_000 },
      paid: { amount: 0 },
      tickets: [{ state: 'reserved', code: null, price: { list: 2_000, price: 2_000 } }, { state: 'reserved' }],
    });
    expect(await stockOf(event)).toEqual({ held: 0, sold: 2, blocked: 0, left: 1 });
    expect((await t.visitor.get(`/v1/public/holds/${hold.token}`)).body).toMatchObject({ state: 'converted' });
    expect(await post(`/holds/${hold.token}/order`, heldOrderOf(hold))).toBeProblem(410, 'registrations/hold-over');
    await agrees(event);
  });

  it('is over when its time is, before anybody tidies, and gives back places and code uses once', async () => {
    const event = await pricedEvent(org.owner, { size: 1 });
    await code(event, { code: 'ONCE', effect: 'percent', rate: 100_000, maxUses: 1 });
    const hold = await holdOf(t.visitor, event, { code: 'ONCE' });
    const again = cartOf(event, 1, { code: 'ONCE' });
    expect((await post(`/events/${event.slug}/holds`, again)).body).toMatchObject({
      code: 'ticketing/code-used-up',
      nextStep: 'come-back-when-holds-expire',
    });
    await runOut(hold);
    expect((await t.visitor.get(`/v1/public/holds/${hold.token}`)).body).toMatchObject({
      state: 'expired',
      extendable: false,
    });
    expect(await post(`/holds/${hold.token}/extension`)).toBeProblem(410, 'registrations/hold-over');
    expect((await post(`/holds/${hold.token}/order`, heldOrderOf(hold))).body).toMatchObject({
      code: 'registrations/hold-over',
      nextStep: 'choose-again',
    });
    const next = await holdOf(t.visitor, event, { code: 'ONCE' });
    expect(await stockOf(event)).toEqual({ held: 1, sold: 0, blocked: 0, left: 0 });
    const order = await orderFromHold(t.visitor, next);
    expect(order).toMatchObject({ state: 'paid', total: { amount: 0 }, tickets: [{ state: 'valid' }] });
    await agrees(event);
  });

  it('is given its time once more, once, and back at any time', async () => {
    const event = await pricedEvent(org.owner, { size: 2 });
    const hold = await holdOf(t.visitor, event);
    const extended = await post(`/holds/${hold.token}/extension`);
    expect(extended.body).toMatchObject({ state: 'active', extendable: false });
    expect(extended.body.expiresAt > hold.expiresAt).toBe(true);
    expect(await post(`/holds/${hold.token}/extension`)).toBeProblem(409, 'registrations/hold-not-extendable');
    for (let n = 0; n < 2; n++)
      expect((await post(`/holds/${hold.token}/release`)).body).toMatchObject({ state: 'released' });
    expect(await stockOf(event)).toEqual({ held: 0, sold: 0, blocked: 0, left: 2 });
    await agrees(event);
  });

  it('is made once for one key, and only so many for one visitor', async () => {
    const event = await pricedEvent(org.owner, { size: 9, settings: { openHolds: 2 } });
    const key = { 'idempotency-key': 'the-same-cart' };
    const once = await t.visitor.post(`/v1/public/events/${event.slug}/holds`, cartOf(event), key);
    const twice = await t.visitor.post(`/v1/public/events/${event.slug}/holds`, cartOf(event), key);
    expect(twice.body).toEqual(once.body);
    await holdOf(t.visitor, event);
    expect(await post(`/events/${event.slug}/holds`, cartOf(event))).toBeProblem(409, 'ticketing/too-many-holds');
  });

  it('asks for names and answers at the order, and stays until they are right', async () => {
    const event = await ticketedEvent(org.owner, { size: 2 });
    await org.owner.post(`/v1/events/${event.id}/questions`, {
      kind: 'text',
      scope: 'attendee',
      key: 'badge',
      required: true,
      label: { en: 'Badge' },
    });
    const hold = await holdOf(t.visitor, event, { count: 2 });
    const named = { attendee: { name: 'Anna' }, answers: { badge: 'A' } };
    const half = await post(`/holds/${hold.token}/order`, heldOrderOf(hold, { attendees: [named] }));
    expect(half.body).toMatchObject({ code: 'ticketing/name-missing', pointer: '/attendees/1/attendee' });
    const unanswered = heldOrderOf(hold, { attendees: [named, { attendee: { name: 'Boris' } }] });
    expect((await post(`/holds/${hold.token}/order`, unanswered)).body).toMatchObject({
      code: 'ticketing/answers-invalid',
      pointer: '/attendees/1/answers/badge',
    });
    const order = await orderFromHold(t.visitor, hold, { attendees: [named, named] });
    expect(order).toMatchObject({ state: 'paid', tickets: [{ answers: { badge: 'A' } }, {}] });
  });
});

describe('an order that costs something', () => {
  it('waits for its money until its deadline, in one step too', async () => {
    const event = await pricedEvent(org.owner, { size: 3, settings: { paymentHours: 2 } });
    const answer = await post(`/events/${event.slug}/orders`, orderOf(event));
    expect(answer.body).toMatchObject({ state: 'pending', total: { amount: 2_000, currency: 'EUR' } });
    const hours = (Date.parse(answer.body.expiresAt) - Date.parse(answer.body.createdAt)) / 3_600_000;
    expect(hours).toBeCloseTo(2, 1);
    expect(await stockOf(event)).toEqual({ held: 0, sold: 1, blocked: 0, left: 2 });
    const cancelled = await post(`/orders/${tokenOf(answer.body)}/cancellation`);
    expect(cancelled.body).toMatchObject({ state: 'cancelled' });
    expect(await stockOf(event)).toEqual({ held: 0, sold: 0, blocked: 0, left: 3 });
    await agrees(event);
  });
});
