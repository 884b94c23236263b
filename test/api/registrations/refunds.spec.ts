import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { bought, hearRefunds, policy, scan, startsIn } from '../../support/given-sold.js';
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

const sold = async (event: TicketedEvent) => (await org.owner.get(`/v1/events/${event.id}/stock`)).body.quotas[0].sold;
const agrees = async (event: TicketedEvent) => (await org.owner.get(`/v1/events/${event.id}/stock-audit`)).body.agrees;
const seen = async (id: string) => (await org.owner.get(`/v1/orders/${id}`)).body;
const euro = (amount: number) => ({ amount, currency: 'EUR' });

describe('what comes back', () => {
  it('is shown before the act, ticket by ticket, with the step that counts and when it ends', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await bought(t, event, [10_000, 5_000]);
    await startsIn(t, event, 200);
    const all = await t.visitor.get(`${order.path}/cancellation-preview`);
    expect(all.body).toMatchObject({
      possible: true,
      obstacle: null,
      tickets: [
        { ticketId: order.tickets[0].id, price: 10_000, refund: 7_900, kept: 2_100 },
        { price: 5_000, refund: 3_900, kept: 1_100 },
      ],
      refund: euro(11_800),
      kept: euro(3_200),
      step: { hoursBefore: 168, rate: 80_000 },
      fee: euro(100),
      deadline: null,
    });
    expect(new Date(all.body.stepEndsAt).getTime() - Date.now()).toBeLessThan(32 * 3_600_000);
    const one = await t.visitor.get(`${order.path}/cancellation-preview?ticketId=${order.tickets[1].id}`);
    expect(one.body).toMatchObject({ refund: euro(3_900), tickets: [{ price: 5_000 }] });
    expect((await t.visitor.get(order.path)).body.state).toBe('paid');
  });

  it('is refused to change between the preview and the act', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await bought(t, event, [10_000]);
    await startsIn(t, event, 169);
    const { refund } = (await t.visitor.get(`${order.path}/cancellation-preview`)).body;
    await startsIn(t, event, 167);
    const late = await t.visitor.post(`${order.path}/cancellation`, { expectedRefund: refund.amount });
    expect(late).toBeProblem(409, 'registrations/refund-changed');
    expect(late.body.refund).toEqual(euro(4_900));
    expect((await t.visitor.get(order.path)).body.state).toBe('paid');
    const done = await t.visitor.post(`${order.path}/cancellation`, { expectedRefund: 4_900 });
    expect(done.body).toMatchObject({ state: 'retained', total: euro(0), paid: euro(0), retained: euro(5_100) });
    expect(due.at(-1)).toMatchObject({ amount: 4_900 });
    expect((await seen(order.id)).cancellations).toMatchObject([{ refund: 4_900, kept: 5_100 }]);
  });

  it('is told once, ticket and then the rest, and so often as it is pressed', async () => {
    const event = await ticketedEvent(org.owner, { size: 2 });
    const terms = { ...policy, fee: null, steps: [{ hoursBefore: 0, rate: 100_000 }] };
    const order = await bought(t, event, [3_000, 7_000], { terms });
    const before = due.length;
    const cancel = `${order.path}/tickets/${order.tickets[0].id}/cancellation`;
    const answers = await Promise.all([1, 2, 3].map(() => t.visitor.post(cancel)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    expect((await t.visitor.get(order.path)).body).toMatchObject({
      state: 'paid',
      total: euro(7_000),
      paid: euro(7_000),
    });
    const rest = await Promise.all([1, 2].map(() => t.visitor.post(`${order.path}/cancellation`)));
    expect(rest.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(due.slice(before).map(({ amount }) => amount)).toEqual([3_000, 7_000]);
    expect(new Set(due.map(({ sourceId }) => sourceId)).size).toBe(due.length);
    expect((await t.visitor.get(order.path)).body).toMatchObject({
      state: 'cancelled',
      total: euro(0),
      retained: euro(0),
    });
    expect(await sold(event)).toBe(0);
    expect(await agrees(event)).toBe(true);
  });

  it('is nothing for what was not paid, and nothing of it is kept', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await bought(t, event, [4_000, 6_000]);
    await t.sql(
      `update orders set state = 'pending', paid_amount = 7000, expires_at = now() + interval '1 day' where code = $1`,
      [order.code],
    );
    await t.sql(`update tickets set state = 'reserved' where order_id = (select id from orders where code = $1)`, [
      order.code,
    ]);
    const before = due.length;
    const one = await t.visitor.post(`${order.path}/tickets/${order.tickets[0].id}/cancellation`);
    // Seven of ten were paid; six are owed for what stays, so one comes back and the rest is paid for.
    expect(one.body).toMatchObject({
      state: 'paid',
      total: euro(6_000),
      paid: euro(6_000),
      tickets: [{ state: 'cancelled' }, { state: 'valid' }],
    });
    expect(due.slice(before).map(({ amount }) => amount)).toEqual([1_000]);
  });
});

describe('a person may not cancel', () => {
  it('what somebody has come in by, though an organiser may', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await bought(t, event, [1_000, 1_000]);
    await scan(org.owner, event, order.tickets[0].code);
    const preview = await t.visitor.get(`${order.path}/cancellation-preview?ticketId=${order.tickets[0].id}`);
    expect(preview.body).toMatchObject({ possible: false, obstacle: { code: 'registrations/ticket-used' } });
    expect(await t.visitor.post(`${order.path}/cancellation`)).toBeProblem(409, 'registrations/ticket-used');
    expect((await t.visitor.post(`${order.path}/tickets/${order.tickets[1].id}/cancellation`)).status).toBe(200);
    const by = await org.owner.post(`/v1/orders/${order.id}/cancellation`, {
      notify: false,
      reason: 'x',
      refund: 'full',
    });
    expect(by.body).toMatchObject({ state: 'retained' });
  });

  it('once somebody comes in, whichever of the two is first', async () => {
    for (let round = 0; round < 6; round++) {
      const event = await ticketedEvent(org.owner);
      const order = await bought(t, event, [1_000]);
      const [cancelled, scanned] = await Promise.all([
        t.visitor.post(`${order.path}/cancellation`),
        scan(org.owner, event, order.tickets[0].code),
      ]);
      expect([cancelled.status === 200, scanned.body.outcome === 'admitted'].filter(Boolean)).toHaveLength(1);
    }
  });

  it('where the policy leaves it to the organisers, or the deadline has passed', async () => {
    const event = await ticketedEvent(org.owner);
    const closed = await bought(t, event, [1_000], { terms: { ...policy, byAttendee: false } });
    expect(await t.visitor.post(`${closed.path}/cancellation`)).toBeProblem(
      409,
      'registrations/cancellation-not-offered',
    );
    const late = await bought(t, event, [1_000], { terms: { ...policy, until: 24 } });
    await startsIn(t, event, 23);
    expect(await t.visitor.post(`${late.path}/cancellation`)).toBeProblem(409, 'registrations/cancellation-closed');
    expect((await t.visitor.get(`${late.path}/cancellation-preview`)).body).toMatchObject({ possible: false });
  });
});

describe('an organiser', () => {
  it('says what comes back: all, nothing, an amount, never more than was paid', async () => {
    const event = await ticketedEvent(org.owner, { size: 20 });
    const by = async (refund: unknown) => {
      const order = await bought(t, event, [2_000, 3_000]);
      const answer = await org.owner.post(`/v1/orders/${order.id}/cancellation`, {
        notify: false,
        reason: 'x',
        refund,
      });
      return { answer, order };
    };
    expect((await by('full')).answer.body).toMatchObject({
      state: 'cancelled',
      cancellations: [{ refund: 5_000, kept: 0 }],
    });
    expect((await by('none')).answer.body).toMatchObject({ state: 'retained', retained: euro(5_000) });
    expect((await by({ amount: 2_500 })).answer.body).toMatchObject({
      cancellations: [{ refund: 2_500, kept: 2_500 }],
    });
    const above = await by({ amount: 5_001 });
    expect(above.answer).toBeProblem(422, 'registrations/refund-too-high');
    expect((await t.visitor.get(above.order.path)).body.state).toBe('paid');
    expect((await by('all')).answer).toBeProblem(422, 'request/invalid');
    expect(await agrees(event)).toBe(true);
  });
});
