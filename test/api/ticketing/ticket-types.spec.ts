import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { draftEvent } from '../../support/given.js';
import { register, ticketedEvent } from '../../support/given-tickets.js';

let t: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

const quotaOf = async (event: { id: string }, size: number | null = 10) =>
  (await org.owner.post(`/v1/events/${event.id}/quotas`, { name: 'Q', size })).body.id as string;
const stock = async (event: { id: string }) => (await org.owner.get(`/v1/events/${event.id}/stock`)).body;

describe('a ticket type', () => {
  it('is free, has sensible limits, and draws on quotas of its event', async () => {
    const event = await draftEvent(org.owner);
    const quotaIds = [await quotaOf(event), await quotaOf(event, null)];
    const made = await org.owner.post(`/v1/events/${event.id}/ticket-types`, { name: { ru: 'Место' }, quotaIds });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      eventId: event.id,
      name: { ru: 'Место' },
      description: null,
      prices: [],
      quotaIds,
      saleStartsAt: null,
      minPerOrder: 1,
      maxPerOrder: 10,
      hidden: false,
      version: 1,
    });
    expect((await org.owner.get(`/v1/events/${event.id}/ticket-types`)).body.items).toEqual([made.body]);
  });

  it('is refused without a quota, or with one of another event or organisation', async () => {
    const event = await draftEvent(org.owner);
    const path = `/v1/events/${event.id}/ticket-types`;
    expect(await org.owner.post(path, { name: { en: 'x' }, quotaIds: [] })).toBeProblem(422, 'request/invalid');
    const other = await quotaOf(await draftEvent(org.owner));
    expect(await org.owner.post(path, { name: { en: 'x' }, quotaIds: [other] })).toBeProblem(
      404,
      'ticketing/quota-unknown',
    );
  });

  it('is refused under terms that let nobody in', async () => {
    const event = await draftEvent(org.owner);
    const quotaIds = [await quotaOf(event)];
    const send = (terms: object) =>
      org.owner.post(`/v1/events/${event.id}/ticket-types`, { name: { en: 'x' }, quotaIds, ...terms });
    expect(await send({ minPerOrder: 3, maxPerOrder: 2 })).toBeProblem(422, 'ticketing/limits-crossed');
    const window = { saleStartsAt: '2037-01-02T00:00:00Z', saleEndsAt: '2037-01-01T00:00:00Z' };
    expect(await send(window)).toBeProblem(422, 'ticketing/sale-ends-before-start');
    expect(await send({ saleStartsAt: 'tomorrow' })).toBeProblem(422, 'request/invalid');
    expect(await send({ name: {} })).toBeProblem(422, 'request/invalid');
  });

  it('is changed in part; null clears', async () => {
    const event = await ticketedEvent(org.owner, { description: { en: 'Front' }, saleEndsAt: '2037-01-01T00:00:00Z' });
    const changed = await org.owner.change(`/v1/ticket-types/${event.ticketTypeId}`, {
      maxPerOrder: 4,
      saleEndsAt: null,
    });
    expect(changed.body).toMatchObject({ maxPerOrder: 4, saleEndsAt: null, description: { en: 'Front' }, version: 2 });
    const cleared = await org.owner.change(`/v1/ticket-types/${event.ticketTypeId}`, { description: null });
    expect(cleared.body).toMatchObject({ description: null, maxPerOrder: 4 });
    expect((await org.owner.change(`/v1/ticket-types/${event.ticketTypeId}`, {})).status).toBe(200);
  });

  it('takes its places along to other quotas, where there is room', async () => {
    const event = await ticketedEvent(org.owner, { size: 10 });
    await register(t.visitor, event);
    await register(t.visitor, event);
    const path = `/v1/ticket-types/${event.ticketTypeId}`;
    const [roomy, tight] = [await quotaOf(event, 2), await quotaOf(event, 1)];
    const refused = await org.owner.change(path, { quotaIds: [event.quotaId, tight] });
    expect(refused).toBeProblem(409, 'ticketing/below-taken');
    expect((await org.owner.change(path, { quotaIds: [roomy] })).body.quotaIds).toEqual([roomy]);
    const sold = Object.fromEntries(
      (await stock(event)).quotas.map((quota: { quotaId: string; sold: number }) => [quota.quotaId, quota.sold]),
    );
    expect(sold).toEqual({ [event.quotaId]: 0, [roomy]: 2, [tight]: 0 });
    expect((await org.owner.get(`/v1/events/${event.id}/stock-audit`)).body.agrees).toBe(true);
  });

  it('goes only while nobody has, or had, a ticket of it', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await register(t.visitor, event);
    const path = `/v1/ticket-types/${event.ticketTypeId}`;
    expect(await org.owner.delete(path)).toBeProblem(409, 'ticketing/ticket-type-in-use');
    await org.owner.post(`/v1/orders/${order.id}/cancellation`, { notify: false, reason: 'x' });
    expect(await org.owner.delete(path)).toBeProblem(409, 'ticketing/ticket-type-in-use');
    const unused = await ticketedEvent(org.owner);
    expect((await org.owner.delete(`/v1/ticket-types/${unused.ticketTypeId}`)).status).toBe(204);
    expect(await org.owner.get(`/v1/ticket-types/${unused.ticketTypeId}`)).toBeProblem(
      404,
      'ticketing/ticket-type-unknown',
    );
  });
});

describe('what everybody sees', () => {
  it('says why a type cannot be taken', async () => {
    const event = await ticketedEvent(org.owner, { size: 1 });
    const offer = async () => (await t.visitor.get(`/v1/public/events/${event.slug}/offers`)).body.items[0];
    expect(await offer()).toMatchObject({
      ticketTypeId: event.ticketTypeId,
      name: { en: 'Seat', ru: 'Место' },
      price: null,
      availability: { state: 'available', left: 1, from: null, since: null },
    });
    await register(t.visitor, event);
    expect((await offer()).availability).toMatchObject({
      state: 'gone',
      left: null,
      from: null,
      since: null,
      mayReturnAt: null,
    });
    await org.owner.change(`/v1/ticket-types/${event.ticketTypeId}`, { saleStartsAt: '2036-01-01T00:00:00Z' });
    expect((await offer()).availability).toMatchObject({ state: 'not-yet-on-sale', from: '2036-01-01T00:00:00.000Z' });
    await org.owner.change(`/v1/ticket-types/${event.ticketTypeId}`, {
      saleStartsAt: null,
      saleEndsAt: '2020-01-01T00:00:00Z',
    });
    expect((await offer()).availability).toMatchObject({ state: 'sale-over', since: '2020-01-01T00:00:00.000Z' });
  });

  it('is nothing while the event is a draft', async () => {
    const event = await draftEvent(org.owner, { slug: 'still-a-draft' });
    expect(await t.visitor.get(`/v1/public/events/${event.slug}/offers`)).toBeProblem(404, 'links/unknown');
    expect(await t.visitor.get(`/v1/public/events/${event.slug}/questions`)).toBeProblem(404, 'links/unknown');
  });
});
