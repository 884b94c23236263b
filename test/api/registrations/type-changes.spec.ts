import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { bought, hearRefunds, moneyCame, policy, pricedType, scan } from '../../support/given-sold.js';
import { type TicketedEvent, ticketedEvent } from '../../support/given-tickets.js';

let t: TestApp;
let org: TestOrganization;
let due: ReturnType<typeof hearRefunds>;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  due = hearRefunds(t);
});
afterAll(() => t.stop());

const euro = (amount: number) => ({ amount, currency: 'EUR' });
const agrees = async (event: TicketedEvent) => (await org.owner.get(`/v1/events/${event.id}/stock-audit`)).body.agrees;
const sold = async (event: TicketedEvent) =>
  (await org.owner.get(`/v1/events/${event.id}/stock`)).body.quotas.map((quota: { sold: number }) => quota.sold);
const change = (order: { path: string; tickets: { id: string }[] }, ticketTypeId: string, more = {}) =>
  t.visitor.post(`${order.path}/tickets/${order.tickets[0]?.id}/type`, { ticketTypeId, ...more });

describe('a ticket becomes one of another type', () => {
  it('that is cheaper at once, with a new code and what comes back by the policy', async () => {
    const event = await ticketedEvent(org.owner);
    const cheap = await pricedType(t, org.owner, event, { price: 1_000 });
    const terms = { ...policy, steps: [{ hoursBefore: 0, rate: 50_000 }] };
    const order = await bought(t, event, [5_000], { terms });
    const options = await t.visitor.get(`${order.path}/tickets/${order.tickets[0].id}/type-options`);
    expect(options.body.items).toMatchObject([
      { ticketTypeId: cheap, price: euro(1_000), difference: -4_000, refund: 1_900, free: true },
    ]);
    expect(await change(order, cheap, { expectedDifference: -3_000 })).toBeProblem(
      409,
      'registrations/difference-changed',
    );
    const done = await change(order, cheap, { expectedDifference: -4_000 });
    expect(done.body).toMatchObject({
      state: 'paid',
      total: euro(1_000),
      paid: euro(1_000),
      retained: euro(2_100),
      due: euro(0),
      tickets: [{ ticketTypeId: cheap }],
    });
    expect(due.at(-1)).toMatchObject({ amount: 1_900 });
    expect((await scan(org.owner, event, order.tickets[0].code)).body.reason).toBe('code-replaced');
    expect(await sold(event)).toEqual([0, 1]);
    expect(await agrees(event)).toBe(true);
    expect(await change(order, cheap)).toBeProblem(409, 'registrations/type-not-possible');
  });

  it.each([
    ['attendees do not cancel', { ...policy, byAttendee: false, fee: null }],
    ['it is too late to cancel', { ...policy, until: 1_000_000, fee: null }],
    ['the fee is more than that', { ...policy, fee: { EUR: 4_000 } }],
  ])('and nothing comes back where %s', async (_, terms) => {
    const event = await ticketedEvent(org.owner);
    const cheap = await pricedType(t, org.owner, event, { price: 1_000 });
    const order = await bought(t, event, [5_000], { terms });
    const options = await t.visitor.get(`${order.path}/tickets/${order.tickets[0].id}/type-options`);
    expect(options.body.items).toMatchObject([{ difference: -4_000, refund: 0 }]);
    const before = due.length;
    expect((await change(order, cheap)).body).toMatchObject({ total: euro(1_000), retained: euro(4_000) });
    expect(due).toHaveLength(before);
  });

  it('and no more comes back than was not given back before', async () => {
    const event = await ticketedEvent(org.owner);
    const cheap = await pricedType(t, org.owner, event, { price: 1_000 });
    const terms = { ...policy, fee: null, steps: [{ hoursBefore: 0, rate: 100_000 }] };
    const order = await bought(t, event, [5_000], { terms });
    await t.sql('update orders set credited_amount = 3000 where code = $1', [order.code]);
    const done = await change(order, cheap);
    expect(done.body).toMatchObject({ total: euro(1_000), paid: euro(1_000), retained: euro(0) });
    expect(due.at(-1)).toMatchObject({ amount: 2_000 });
  });

  it('within its limits per order and per person', async () => {
    const event = await ticketedEvent(org.owner);
    await pricedType(t, org.owner, event, { price: 1_000 });
    const other = await pricedType(t, org.owner, event, { price: 2_000 });
    const limit = (limits: Record<string, number | null>) => org.owner.change(`/v1/ticket-types/${other}`, limits);
    const order = await bought(t, event, [5_000, 5_000]);
    expect((await limit({ maxPerOrder: 1 })).status).toBe(200);
    expect((await change(order, other)).status).toBe(200);
    const second = { ...order, tickets: order.tickets.slice(1) };
    expect(await change(second, other)).toBeProblem(409, 'registrations/type-not-possible');
    await limit({ maxPerOrder: 10, maxPerPerson: 1 });
    expect(await change(second, other)).toBeProblem(409, 'registrations/type-not-possible');
    await limit({ maxPerPerson: 2, minPerOrder: 3 });
    expect(await change(second, other)).toBeProblem(409, 'registrations/type-not-possible');
    await limit({ minPerOrder: 2 });
    expect((await change(second, other)).status).toBe(200);
  });

  it('that is dearer once the difference is paid; until then it stays what it is', async () => {
    const event = await ticketedEvent(org.owner);
    const dear = await pricedType(t, org.owner, event, { price: 8_000, size: 1 });
    const order = await bought(t, event, [5_000]);
    const waiting = await change(order, dear);
    expect(waiting.body).toMatchObject({
      state: 'paid',
      total: euro(5_000),
      due: euro(3_000),
      tickets: [{ ticketTypeId: event.ticketTypeId, code: order.tickets[0].code }],
    });
    expect(await change(order, dear)).toBeProblem(409, 'registrations/change-open');
    const other = await bought(t, event, [5_000]);
    expect(await change(other, dear)).toBeProblem(409, 'ticketing/sold-out');
    expect(await moneyCame(t, order.code)).toBe('paid');
    expect(await moneyCame(t, order.code)).toBe('already');
    const done = (await t.visitor.get(order.path)).body;
    expect(done).toMatchObject({
      state: 'paid',
      total: euro(8_000),
      paid: euro(8_000),
      due: euro(0),
      tickets: [{ ticketTypeId: dear }],
    });
    expect((await scan(org.owner, event, order.tickets[0].code)).body.reason).toBe('code-replaced');
    expect(await sold(event)).toEqual([1, 1]);
    expect(await agrees(event)).toBe(true);
    expect((await t.visitor.post(`${order.path}/cancellation`)).body).toMatchObject({ total: euro(0) });
    expect(await sold(event)).toEqual([1, 0]);
  });

  it('falls where the deadline passes, the person withdraws, or the ticket is cancelled', async () => {
    const event = await ticketedEvent(org.owner);
    const dear = await pricedType(t, org.owner, event, { price: 8_000, size: 1 });
    const order = await bought(t, event, [5_000]);
    await change(order, dear);
    await t.sql(`update holds set expires_at = now() - interval '1 second' where state = 'active'`);
    await t.sql(`update ticket_changes set expires_at = now() - interval '1 second' where state = 'open'`);
    expect(await moneyCame(t, order.code)).toBe('already');
    expect((await t.visitor.get(order.path)).body).toMatchObject({
      due: euro(0),
      total: euro(5_000),
      tickets: [{ code: order.tickets[0].code }],
    });
    expect((await change(order, dear)).body).toMatchObject({ due: euro(3_000) });
    expect((await t.visitor.delete(`${order.path}/type-change`)).body).toMatchObject({ due: euro(0) });
    expect(await t.visitor.delete(`${order.path}/type-change`)).toBeProblem(404, 'registrations/change-unknown');
    expect((await change(order, dear)).status).toBe(200);
    await t.visitor.post(`${order.path}/cancellation`);
    expect(await moneyCame(t, order.code)).not.toBe('paid');
    const [held] = await t.sql(
      `select sum(held)::int as held from quotas where event_id = (select id from events where slug = $1)`,
      [event.slug],
    );
    expect(held).toEqual({ held: 0 });
    expect(await agrees(event)).toBe(true);
  });

  it('is taken by one of two who want the last place', async () => {
    const event = await ticketedEvent(org.owner);
    const other = await pricedType(t, org.owner, event, { price: null, size: 1 });
    const orders = await Promise.all([1, 2, 3].map(() => bought(t, event, [0])));
    const answers = await Promise.all(orders.map((order) => change(order, other)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    expect(await sold(event)).toEqual([2, 1]);
    expect(await agrees(event)).toBe(true);
  });
});
