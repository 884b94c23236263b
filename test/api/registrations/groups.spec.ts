import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { moneyCame } from '../../support/given-sold.js';
import {
  type PricedEvent,
  heldOrderOf,
  holdOf,
  orderOf,
  pricedEvent,
  register,
  tokenOf,
} from '../../support/given-tickets.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot();
  org = await t.organization();
}, 120_000);
afterAll(() => t.stop());

const made = async (path: string, body: object) => {
  const answer = await org.owner.post(path, body);
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return answer.body;
};
const discountFor = (event: PricedEvent, terms: object) =>
  made(`/v1/events/${event.id}/discounts`, { name: { en: 'Together' }, ...terms });
const typeFor = async (event: PricedEvent, terms: object): Promise<string> =>
  (
    await made(`/v1/events/${event.id}/ticket-types`, {
      name: { en: 'Other' },
      quotaIds: [event.quotaId],
      prices: [{ amount: 500, currency: 'EUR' }],
      ...terms,
    })
  ).id;
const change = async (path: string, body: object) => expect((await org.owner.change(path, body)).status).toBe(200);
const ticket = (ticketTypeId: string, rest: object = {}) => ({ ticketTypeId, attendee: { name: 'Guest' }, ...rest });

/** A paid registration for these tickets, and the path of what its owner does. */
async function paidOrder(event: PricedEvent, tickets: object[]) {
  const order = await register(t.visitor, event, { tickets });
  await moneyCame(t, order.code);
  const path = `/v1/public/orders/${tokenOf(order)}`;
  const preview = async (id?: string) =>
    (await t.visitor.get(`${path}/cancellation-preview${id ? `?ticketId=${id}` : ''}`)).body;
  const cancel = (id: string, body: object = {}) => t.visitor.post(`${path}/tickets/${id}/cancellation`, body);
  const ids = order.tickets.map(({ id }: { id: string }) => id) as string[];
  return { ...order, path, preview, cancel, ids };
}

const three = (event: PricedEvent) => Array.from({ length: 3 }, () => ticket(event.ticketTypeId));
const threeForTwo = { kind: 'buy-n-pay-m', every: 3, pay: 2 };

describe('a reduced price', () => {
  it('goes with its group: three for two is never one for nothing', async () => {
    const event = await pricedEvent(org.owner);
    await discountFor(event, threeForTwo);
    const order = await paidOrder(event, three(event));
    const paidIds = order.tickets.filter(({ price }: any) => price.price > 0).map(({ id }: any) => id);
    expect(paidIds).toHaveLength(2);
    expect(await order.preview(paidIds[0])).toMatchObject({
      possible: true,
      refund: { amount: 0 },
      kept: { amount: 0 },
      reductionLost: { amount: 2000 },
    });
    const once = await order.cancel(paidIds[0], { expectedRefund: 0 });
    expect(once.body).toMatchObject({ state: 'paid', total: { amount: 4000 } });
    expect(await order.preview(paidIds[1])).toMatchObject({ refund: { amount: 2000 }, reductionLost: null });
    expect((await order.cancel(paidIds[1], { expectedRefund: 2000 })).status).toBe(200);
    expect(await order.preview()).toMatchObject({ refund: { amount: 2000 } });
  });

  it('by quantity goes with it too, while the money is awaited as well; what all of it cost is never passed', async () => {
    const event = await pricedEvent(org.owner);
    await discountFor(event, { kind: 'quantity', atLeast: 3, rate: 50_000 });
    const pending = await register(t.visitor, event, { tickets: three(event) });
    expect(pending.total.amount).toBe(3000);
    const path = `/v1/public/orders/${tokenOf(pending)}`;
    const left = await t.visitor.post(`${path}/tickets/${pending.tickets[0].id}/cancellation`, {});
    expect(left.body.total.amount).toBe(3000);
    const one = await t.visitor.post(`${path}/tickets/${pending.tickets[1].id}/cancellation`, {});
    expect(one.body.total.amount).toBe(2000);
  });

  it('is given back in full by an organiser who says so, or where all of it goes', async () => {
    const event = await pricedEvent(org.owner);
    await discountFor(event, threeForTwo);
    const order = await paidOrder(event, three(event));
    expect(await order.preview()).toMatchObject({ refund: { amount: 4000 }, reductionLost: null });
    const free = order.tickets.find(({ price }: any) => price.price === 0).id;
    const ticketIds = order.ids.filter((id: string) => id !== free);
    const answer = await org.owner.post(`/v1/orders/${order.id}/cancellation`, {
      notify: false,
      reason: 'A kindness',
      refund: 'full',
      ticketIds,
    });
    expect(answer.body.cancellations[0]).toMatchObject({ refund: 4000 });
    expect(answer.body.total.amount).toBe(0);
  });
});

describe('what would be left of a registration', () => {
  const refusal = [409, 'registrations/rest-not-sold'] as const;

  it('is not fewer than one order has', async () => {
    const event = await pricedEvent(org.owner, { minPerOrder: 2 });
    const order = await paidOrder(event, three(event));
    expect((await order.cancel(order.ids[0] as string)).status).toBe(200);
    expect(await order.preview(order.ids[1])).toMatchObject({
      possible: false,
      obstacle: { code: 'registrations/rest-not-sold' },
    });
    expect(await order.cancel(order.ids[1] as string)).toBeProblem(...refusal);
    const body = { notify: false, reason: 'A kindness', ticketIds: [order.ids[1]] };
    expect((await org.owner.post(`/v1/orders/${order.id}/cancellation`, body)).status).toBe(200);
    expect((await t.visitor.post(`${order.path}/cancellation`, {})).status).toBe(200);
  });

  it('is nothing without what it goes only with, and no ticket without its add-on', async () => {
    const event = await pricedEvent(org.owner);
    const child = await typeFor(event, { companionIds: [event.ticketTypeId] });
    const family = await paidOrder(event, [ticket(event.ticketTypeId), ticket(child)]);
    expect(await family.cancel(family.ids[0] as string)).toBeProblem(...refusal);
    expect((await family.cancel(family.ids[1] as string)).status).toBe(200);
    const meals = await made(`/v1/events/${event.id}/add-on-categories`, { name: { en: 'Meals' } });
    const meal = await typeFor(event, { kind: 'add-on', categoryId: meals.id });
    await change(`/v1/ticket-types/${event.ticketTypeId}`, { addOns: [{ categoryId: meals.id, min: 1, max: 2 }] });
    const dinner = await paidOrder(event, [ticket(event.ticketTypeId, { addOns: [{ ticketTypeId: meal }] })]);
    expect(await dinner.cancel(dinner.ids[1] as string)).toBeProblem(...refusal);
    expect((await dinner.cancel(dinner.ids[0] as string)).body.state).toBe('cancelled');
  });
});

describe('an order', () => {
  const order = (event: PricedEvent, tickets: object[]) =>
    t.visitor.post(`/v1/public/events/${event.slug}/orders`, orderOf(event, { tickets }));

  it('of a bundle has its parts, each from its quota, at no further cost', async () => {
    const event = await pricedEvent(org.owner, { size: 9 });
    const places = await made(`/v1/events/${event.id}/quotas`, { name: 'Parking', size: 3 });
    const parking = await typeFor(event, { quotaIds: [places.id], channel: 'internal' });
    const bundle = await typeFor(event, { parts: [{ ticketTypeId: parking, count: 2 }] });
    const { status, body } = await order(event, [ticket(bundle)]);
    expect(status).toBe(201);
    expect(body.tickets.map(({ ticketTypeId, price }: any) => [ticketTypeId, price.price])).toEqual([
      [bundle, 500],
      [parking, 0],
      [parking, 0],
    ]);
    expect(await order(event, [ticket(bundle)])).toBeProblem(409, 'ticketing/sold-out');
    expect(await order(event, [ticket(parking)])).toBeProblem(422, 'ticketing/not-offered');
  });

  it('has what goes only with another ticket, and an add-on that must be there', async () => {
    const event = await pricedEvent(org.owner);
    const child = await typeFor(event, { companionIds: [event.ticketTypeId] });
    expect(await order(event, [ticket(child)])).toBeProblem(422, 'ticketing/companion-missing');
    expect((await order(event, [ticket(child), ticket(event.ticketTypeId)])).status).toBe(201);
  });

  it('of a donation costs what its buyer offers, and never less than the least', async () => {
    const event = await pricedEvent(org.owner, { pricing: 'donation' });
    const { body } = await order(event, [ticket(event.ticketTypeId, { price: 9_999 })]);
    expect(body.total).toEqual({ amount: 9_999, currency: 'EUR' });
    expect(await order(event, [ticket(event.ticketTypeId, { price: 1_999 })])).toBeProblem(
      422,
      'ticketing/price-too-low',
    );
    const fixed = await pricedEvent(org.owner);
    expect(await order(fixed, [ticket(fixed.ticketTypeId, { price: 9_999 })])).toBeProblem(
      422,
      'ticketing/price-fixed',
    );
  });

  it('whose names come later asks nobody anything who is not named yet, and everybody who is', async () => {
    const event = await pricedEvent(org.owner, { namesLater: true });
    const question = { kind: 'text', scope: 'attendee', key: 'diet', label: { en: 'Diet' }, required: true };
    await made(`/v1/events/${event.id}/questions`, question);
    const nameless = await order(event, [{ ticketTypeId: event.ticketTypeId }]);
    expect(nameless.status).toBe(201);
    expect(await order(event, [ticket(event.ticketTypeId)])).toBeProblem(422, 'ticketing/answers-invalid');
    const hold = await holdOf(t.visitor, event, { count: 2 });
    const held = heldOrderOf(hold, { attendees: [{ attendee: { name: 'A' }, answers: { diet: 'vegan' } }] });
    expect((await t.visitor.post(`/v1/public/holds/${hold.token}/order`, held)).status).toBe(201);
    const path = `/v1/public/orders/${tokenOf(nameless.body)}/attendees`;
    const [{ id }] = nameless.body.tickets;
    const naming = (answers?: object) =>
      t.visitor.put(path, { attendees: [{ ticketId: id, name: 'Ann', ...(answers && { answers }) }] });
    expect((await naming()).body.rows).toMatchObject([{ code: 'answers-invalid' }]);
    expect((await naming({ diet: 'none' })).body).toMatchObject({ saved: 1, nameless: 0 });
  });
});
