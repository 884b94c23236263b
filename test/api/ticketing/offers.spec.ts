import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../../src/kernel/id.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { type TicketedEvent, register, ticketedEvent } from '../../support/given-tickets.js';
import { openList } from '../../support/given-waiting.js';

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
const money = (amount: number, currency = 'EUR') => ({ amount, currency });
const offers = async (event: { slug: string }, query = '') =>
  (await t.visitor.get(`/v1/public/events/${event.slug}/offers${query}`)).body.items;
const availability = async (event: { slug: string }) => (await offers(event))[0].availability;
const pool = async (event: { id: string }) => (await org.owner.get(`/v1/events/${event.id}/stock`)).body.quotas[0];

/** Places that somebody holds, counted as admission counts them. */
async function held(event: TicketedEvent, kind: string, expires: string | null, count = 1): Promise<void> {
  const [typeId, quotaId] = [fromPublicId('tty', event.ticketTypeId), fromPublicId('quo', event.quotaId)];
  await t.sql(
    `with hold as (
       insert into holds (organization_id, event_id, kind, label, expires_at)
       select organization_id, event_id, $2, case $2 when 'organizer' then 'Press' end, now() + $3::interval
         from ticket_types where id = $1 returning *)
     insert into hold_lines (organization_id, event_id, hold_id, ticket_type_id, count)
     select organization_id, event_id, id, $1, $4 from hold`,
    [typeId, kind, expires, count],
  );
  const counter = kind === 'organizer' ? 'blocked' : 'held';
  await t.sql(`update quotas set ${counter} = ${counter} + $2 where id = $1`, [quotaId, count]);
  if (counter === 'held') await t.sql('update ticket_types set held = held + $2 where id = $1', [typeId, count]);
}

describe('an offer', () => {
  it('tells what it costs in each currency, with its variations, add-ons, parts and tax', async () => {
    const tax = await made('/v1/tax-rules', { name: { en: 'VAT' }, rate: 20_000 });
    const event = await ticketedEvent(org.owner, { prices: [money(3000), money(250_000, 'RUB')], taxRuleId: tax.id });
    await org.owner.change(`/v1/events/${event.id}/sale-settings`, { currencies: ['EUR', 'RUB'] });
    const inEvent = `/v1/events/${event.id}`;
    const shirts = await made(`${inEvent}/add-on-categories`, { name: { en: 'Shirts' } });
    const shirt = await made(`${inEvent}/ticket-types`, {
      name: { en: 'Shirt' },
      quotaIds: [event.quotaId],
      kind: 'add-on',
      categoryId: shirts.id,
      prices: [money(1500)],
      position: 1,
    });
    await org.owner.change(`/v1/ticket-types/${event.ticketTypeId}`, {
      addOns: [{ categoryId: shirts.id, min: 0, max: 2 }],
      parts: [{ ticketTypeId: shirt.id, count: 1 }],
    });
    const path = `/v1/ticket-types/${event.ticketTypeId}/variations`;
    await made(path, { name: { en: 'Early' }, prices: [money(2000)], saleEndsAt: '2026-01-01T00:00:00Z' });
    await made(path, { name: { en: 'Regular' }, position: 1 });
    const [seat, other] = await offers(event);
    expect(seat).toMatchObject({
      kind: 'admission',
      price: money(2000),
      prices: [money(3000), money(250_000, 'RUB')],
      tax: { name: { en: 'VAT' }, rate: 20_000, inclusive: true },
      variations: [
        { name: { en: 'Early' }, price: money(2000), availability: { state: 'sale-over' } },
        { name: { en: 'Regular' }, price: money(3000), availability: { state: 'available', left: 5 } },
      ],
      addOns: [{ categoryId: shirts.id, name: { en: 'Shirts' }, min: 0, max: 2 }],
      includes: [{ ticketTypeId: shirt.id, name: { en: 'Shirt' }, count: 1 }],
      availability: { state: 'available', left: 5 },
    });
    expect(other).toMatchObject({ ticketTypeId: shirt.id, kind: 'add-on', categoryId: shirts.id, price: money(1500) });
    const [inRubles, notSoldInRubles] = await offers(event, '?currency=RUB');
    expect(inRubles.variations[0].price).toEqual(money(250_000, 'RUB'));
    expect(notSoldInRubles.price).toEqual(money(1500));
  });

  it('follows every change at once, though copies of the catalogue are kept', async () => {
    const event = await ticketedEvent(org.owner, { prices: [money(1000)] });
    expect((await offers(event))[0].prices).toEqual([money(1000)]);
    await org.owner.change(`/v1/ticket-types/${event.ticketTypeId}`, { prices: [money(1200)] });
    expect((await offers(event))[0].prices).toEqual([money(1200)]);
    const tax = await made('/v1/tax-rules', { name: { en: 'A' }, rate: 1 });
    await org.owner.change(`/v1/ticket-types/${event.ticketTypeId}`, { taxRuleId: tax.id });
    expect((await offers(event))[0].tax.rate).toBe(1);
    await org.owner.change(`/v1/tax-rules/${tax.id}`, { rate: 2 });
    expect((await offers(event))[0].tax.rate).toBe(2);
    const variation = await made(`/v1/ticket-types/${event.ticketTypeId}/variations`, { name: { en: 'V' } });
    expect((await offers(event))[0].variations).toHaveLength(1);
    await org.owner.delete(`/v1/variations/${variation.id}`);
    expect((await offers(event))[0].variations).toEqual([]);
  });

  it('of a hidden type is for those with a code that opens it; of the door or the organisers for nobody', async () => {
    const event = await ticketedEvent(org.owner, { hidden: true });
    const inEvent = `/v1/events/${event.id}`;
    for (const channel of ['door', 'internal'])
      await made(`${inEvent}/ticket-types`, { name: { en: channel }, quotaIds: [event.quotaId], channel });
    const open = { opensHidden: true, ticketTypeIds: [event.ticketTypeId] };
    await made(`${inEvent}/codes`, { code: 'FRIENDS', ...open });
    await made(`${inEvent}/codes`, { code: 'LATE', ...open, validUntil: '2026-01-01T00:00:00Z' });
    await made(`${inEvent}/codes`, { code: 'USED', ...open, maxUses: 1 });
    await t.sql(`update codes set used = 1 where code = 'USED'`);
    await made(`${inEvent}/codes`, { code: 'SHUT', effect: 'percent', rate: 1 });
    expect(await offers(event)).toEqual([]);
    for (const code of ['late', 'used', 'shut', 'unknown']) expect(await offers(event, `?code=${code}`)).toEqual([]);
    expect(await offers(event, '?code=friends')).toMatchObject([{ ticketTypeId: event.ticketTypeId }]);
    expect((await org.owner.get(`${inEvent}/stock`)).body.offers).toHaveLength(3);
  });

  it('has the places that an organiser keeps for a code', async () => {
    const event = await ticketedEvent(org.owner, { size: 2 });
    await held(event, 'organizer', null, 2);
    expect((await availability(event)).state).toBe('gone');
    await made(`/v1/events/${event.id}/codes`, { code: 'PRESS' });
    await t.sql(
      `update codes set hold_id = (select id from holds where event_id = $1 and kind = 'organizer') where code = 'PRESS'`,
      [fromPublicId('evt', event.id)],
    );
    expect((await offers(event, '?code=press'))[0].availability).toMatchObject({ state: 'available', left: 2 });
  });
});

describe('an early bird by quantity', () => {
  it('is a variation with a quota of its own beside the one that all variations share', async () => {
    const event = await ticketedEvent(org.owner, { size: 3 });
    const quota = (await made(`/v1/events/${event.id}/quotas`, { name: 'Early', size: 2 })).id;
    const path = `/v1/ticket-types/${event.ticketTypeId}/variations`;
    await made(path, { name: { en: 'Early' }, quotaIds: [quota] });
    await made(path, { name: { en: 'Regular' }, position: 1 });
    const left = async () =>
      (await offers(event))[0].variations.map((one: { availability: { state: string; left: number | null } }) =>
        one.availability.state === 'available' ? one.availability.left : one.availability.state,
      );
    expect(await left()).toEqual([2, 3]);
    // As two early birds would leave the counters: a place of both quotas each.
    await t.sql('update quotas set sold = 2 where event_id = $1', [fromPublicId('evt', event.id)]);
    expect(await left()).toEqual(['gone', 1]);
  });
});

describe('why nothing is left', () => {
  it('is told with the time at which something may return', async () => {
    const event = await ticketedEvent(org.owner, { size: 2 });
    await held(event, 'cart', '20 minutes');
    expect(await availability(event)).toMatchObject({ state: 'available', left: 1, mayReturnAt: null });
    await held(event, 'offer', '10 minutes');
    const gone = await availability(event);
    expect(gone).toMatchObject({ state: 'held', left: null });
    const minutes = (Date.parse(gone.mayReturnAt) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(8);
    expect(minutes).toBeLessThan(11);
    expect(await pool(event)).toMatchObject({
      held: 2,
      returning: 2,
      mayReturnAt: gone.mayReturnAt,
      ordered: 0,
      left: 0,
    });
  });

  it('is not a hold that is over, whether or not anybody tidied it', async () => {
    const event = await ticketedEvent(org.owner, { size: 1 });
    await held(event, 'cart', '-1 second');
    expect(await availability(event)).toMatchObject({ state: 'available', left: 1 });
    expect(await pool(event)).toMatchObject({ held: 0, left: 1, returning: 0 });
  });

  it('may be an order that waits for approval or money', async () => {
    const event = await ticketedEvent(org.owner, { size: 1 });
    await held(event, 'approval', null);
    expect((await availability(event)).state).toBe('ordered');
    const paid = await ticketedEvent(org.owner, { size: 1 });
    const order = await register(t.visitor, paid);
    expect((await availability(paid)).state).toBe('gone');
    await t.sql(`update tickets set state = 'reserved' where order_id = $1`, [fromPublicId('ord', order.id)]);
    expect((await availability(paid)).state).toBe('ordered');
    expect(await pool(paid)).toMatchObject({ sold: 1, ordered: 1 });
  });

  it('may be that others wait, and come first', async () => {
    const event = await ticketedEvent(org.owner, { size: 2 });
    await openList(org.owner, event.id);
    const wait = async (places: number) =>
      t.sql(
        `with entry as (
           insert into waiting_entries (organization_id, event_id, email, name, locale, party_size, lottery_rank)
           select organization_id, event_id, $2, 'Guest', 'en', $3, 1 from ticket_types where id = $1 returning *)
         insert into waiting_products (organization_id, event_id, entry_id, ticket_type_id, preference)
         select organization_id, event_id, id, $1, 1 from entry`,
        [fromPublicId('tty', event.ticketTypeId), `guest-${places}@example.org`, places],
      );
    await wait(1);
    expect(await availability(event)).toMatchObject({ state: 'available', left: 1 });
    await wait(2);
    expect(await availability(event)).toMatchObject({ state: 'waiting-list', left: null });
  });
});

describe('a smaller quota', () => {
  it('is refused below what is taken; what is over is not', async () => {
    const event = await ticketedEvent(org.owner, { size: 3 });
    await held(event, 'cart', '-1 second', 2);
    await held(event, 'cart', '1 hour');
    const path = `/v1/quotas/${event.quotaId}`;
    expect(await org.owner.change(path, { size: 0 })).toBeProblem(409, 'ticketing/below-taken');
    expect((await org.owner.change(path, { size: 1 })).body).toMatchObject({ size: 1 });
    expect((await availability(event)).state).toBe('held');
  });
});
