import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { register, ticketedEvent } from '../../support/given-tickets.js';

let t: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

const made = async (path: string, body: object) => {
  const answer = await org.owner.post(path, body);
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return answer.body;
};
const quotaOf = async (event: { id: string }, size: number) =>
  (await made(`/v1/events/${event.id}/quotas`, { name: 'Q', size })).id as string;
const money = (amount: number, currency = 'EUR') => ({ amount, currency });

describe('a variation', () => {
  it('has its own time, quotas and prices', async () => {
    const event = await ticketedEvent(org.owner, { prices: [money(2000), money(180_000, 'RUB')] });
    const quota = await quotaOf(event, 5);
    const path = `/v1/ticket-types/${event.ticketTypeId}/variations`;
    const early = await made(path, {
      name: { en: 'Early bird' },
      quotaIds: [quota],
      prices: [money(1500)],
      saleEndsAt: '2037-01-01T00:00:00Z',
    });
    expect(early).toMatchObject({
      eventId: event.id,
      ticketTypeId: event.ticketTypeId,
      quotaIds: [quota],
      prices: [money(1500)],
      saleStartsAt: null,
      saleEndsAt: '2037-01-01T00:00:00.000Z',
      position: 0,
      version: 1,
    });
    expect((await org.owner.get(path)).body.items).toEqual([early]);
    const one = `/v1/variations/${early.id}`;
    const changed = await org.owner.change(one, { prices: [money(1400), money(120_000, 'RUB')], quotaIds: [] });
    expect(changed.body).toMatchObject({ prices: [money(1400), money(120_000, 'RUB')], quotaIds: [], version: 2 });
    const window = { saleStartsAt: '2037-02-01T00:00:00Z' };
    expect(await org.owner.change(one, window)).toBeProblem(422, 'ticketing/sale-ends-before-start');
    expect((await org.owner.delete(one)).status).toBe(204);
    expect(await org.owner.get(one)).toBeProblem(404, 'ticketing/variation-unknown');
  });

  it('does not draw on a quota of its type a second time, from either side', async () => {
    const event = await ticketedEvent(org.owner);
    const own = await quotaOf(event, 5);
    const path = `/v1/ticket-types/${event.ticketTypeId}`;
    const twice = await org.owner.post(`${path}/variations`, { name: { en: 'x' }, quotaIds: [event.quotaId] });
    expect(twice).toBeProblem(409, 'ticketing/quota-drawn-twice');
    await made(`${path}/variations`, { name: { en: 'x' }, quotaIds: [own] });
    const again = await org.owner.change(path, { quotaIds: [event.quotaId, own] });
    expect(again).toBeProblem(409, 'ticketing/quota-drawn-twice');
    expect(await org.owner.delete(`/v1/quotas/${own}`)).toBeProblem(409, 'ticketing/quota-in-use');
  });

  it('takes what was sold of it along to other quotas, where there is room', async () => {
    const event = await ticketedEvent(org.owner);
    const variation = await made(`/v1/ticket-types/${event.ticketTypeId}/variations`, { name: { en: 'x' } });
    // As two orders of it would leave the counters.
    await t.sql(`update ticket_variations set sold = 2 where name->>'en' = 'x'`);
    const [roomy, tight] = [await quotaOf(event, 2), await quotaOf(event, 1)];
    const path = `/v1/variations/${variation.id}`;
    expect(await org.owner.change(path, { quotaIds: [tight] })).toBeProblem(409, 'ticketing/below-taken');
    await org.owner.change(path, { quotaIds: [roomy] });
    const sold = async () =>
      (await org.owner.get(`/v1/events/${event.id}/stock`)).body.quotas.find(
        (quota: { quotaId: string }) => quota.quotaId === roomy,
      ).sold;
    expect(await sold()).toBe(2);
    await org.owner.change(path, { quotaIds: [] });
    expect(await sold()).toBe(0);
  });
});

describe('what hangs on a ticket type', () => {
  it('is written with it, replaced as a whole, and of the same event', async () => {
    const event = await ticketedEvent(org.owner, { prices: [money(1000)] });
    const types = `/v1/events/${event.id}/ticket-types`;
    const category = (await made(`/v1/events/${event.id}/add-on-categories`, { name: { en: 'Shirts' } })).id;
    const shirt = await made(types, {
      name: { en: 'Shirt' },
      quotaIds: [event.quotaId],
      kind: 'add-on',
      categoryId: category,
      channel: 'internal',
    });
    const extras = {
      companionIds: [event.ticketTypeId],
      addOns: [{ categoryId: category, min: 0, max: 2 }],
      parts: [{ ticketTypeId: shirt.id, count: 1 }],
      prices: [money(5000)],
      maxPerPerson: 3,
    };
    const type = await made(types, { name: { en: 'VIP' }, quotaIds: [event.quotaId], position: 7, ...extras });
    expect(type).toMatchObject({ ...extras, position: 7, kind: 'admission', pricing: 'fixed', channel: 'public' });
    const path = `/v1/ticket-types/${type.id}`;
    const fewer = await org.owner.change(path, { companionIds: [], prices: [money(6000), money(1, 'RUB')] });
    expect(fewer.body).toMatchObject({ ...extras, companionIds: [], prices: [money(6000), money(1, 'RUB')] });
    const other = await ticketedEvent(org.owner);
    expect(await org.owner.change(path, { companionIds: [other.ticketTypeId] })).toBeProblem(
      404,
      'ticketing/ticket-type-unknown',
    );
    expect(await org.owner.change(path, { parts: [{ ticketTypeId: type.id, count: 1 }] })).toBeProblem(
      422,
      'ticketing/bundle-invalid',
    );
    expect(await org.owner.change(path, { categoryId: category })).toBeProblem(422, 'ticketing/category-misplaced');
    expect(await org.owner.post(`/v1/ticket-types/${shirt.id}/variations`, { name: { en: 'M' } })).toBeProblem(
      422,
      'ticketing/bundle-invalid',
    );
    expect(await org.owner.delete(`/v1/add-on-categories/${category}`)).toBeProblem(409, 'ticketing/category-in-use');
  });

  it('does not change what was sold', async () => {
    const event = await ticketedEvent(org.owner);
    await org.owner.change(`/v1/events/${event.id}/sale-settings`, { currencies: ['EUR'] });
    const order = await register(t.visitor, event);
    await org.owner.change(`/v1/ticket-types/${event.ticketTypeId}`, { prices: [money(9900)] });
    expect((await org.owner.get(`/v1/orders/${order.id}`)).body.total?.amount ?? 0).toBe(0);
  });
});
