import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PaymentDeadlinesService } from '../../../src/modules/payments/payment-deadlines.service.js';
import { type PayingWorld, payingWorld, pendingOrder, standing } from '../../support/given-payments.js';
import { type TicketedEvent, ticketedEvent } from '../../support/given-tickets.js';

let world: PayingWorld;
let event: TicketedEvent;

beforeAll(async () => {
  world = await payingWorld();
  event = await ticketedEvent(world.org.owner, { size: 1000 });
});
afterAll(async () => {
  await world.t.stop();
  await world.simulator.stop();
}, 120_000);

const start = (token: string, provider: string, headers: Record<string, string> = {}) =>
  world.t.visitor.post(`/v1/public/orders/${token}/payments`, { provider }, headers);

const refOf = async (paymentId: string, orderId: string) => {
  const { body } = await world.org.owner.get(`/v1/orders/${orderId}/payments`);
  return body.find((payment: { id: string }) => payment.id === paymentId).providerRef as string;
};

/** Somebody has begun to pay: the order, the payment and the provider's name of it. */
async function begun(provider: string, terms: { amount?: number; hours?: number } = {}) {
  const order = await pendingOrder(world.t, event, terms);
  const { body: payment } = await start(order.token, provider);
  return { order, payment, ref: await refOf(payment.id, order.id) };
}

describe.each(['stripe', 'yookassa'])('a payment by %s', (provider) => {
  it('is begun once, paid on the page of the provider, and makes the tickets valid', async () => {
    const order = await pendingOrder(world.t, event);
    const { body: methods } = await world.t.visitor.get(`/v1/public/orders/${order.token}/payment-methods`);
    expect(methods).toContainEqual({ provider, amount: { amount: 2500, currency: 'RUB' } });
    const [one, two] = await Promise.all([start(order.token, provider), start(order.token, provider)]);
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(one.body.id).toBe(two.body.id);
    expect((await start(order.token, provider)).body.redirectUrl).toMatch(/^http/);
    world.simulator.pay(await refOf(one.body.id, order.id));
    await world.simulator.notifications.idle();
    expect(await standing(world.t, order)).toEqual({
      state: 'paid',
      tickets: ['valid'],
      money: 2500,
      atProvider: 2500,
    });
    const { body: mine } = await world.t.visitor.get(`/v1/public/orders/${order.token}/payments`);
    expect(mine).toMatchObject([{ provider, state: 'confirmed', redirectUrl: null }]);
    expect(await start(order.token, provider)).toBeProblem(409, 'payments/nothing-due');
  });

  it('is confirmed by who comes back as well as by the notice, once', async () => {
    const { order, payment, ref } = await begun(provider);
    world.simulator.notifications.hold();
    world.simulator.pay(ref);
    const check = () => world.t.visitor.post(`/v1/public/orders/${order.token}/payments/${payment.id}/check`);
    const [checked] = await Promise.all([
      check(),
      check(),
      world.simulator.notifications.release({ copies: 3, order: 'shuffled' }),
    ]);
    expect(checked.body.state).toBe('confirmed');
    expect(await standing(world.t, order)).toMatchObject({ state: 'paid', money: 2500 });
  });

  it('that is declined may be followed by another', async () => {
    const { order, ref } = await begun(provider);
    world.simulator.refuse(ref);
    await world.simulator.notifications.idle();
    const again = await start(order.token, provider);
    expect(again.body.state).toBe('pending');
    world.simulator.pay(await refOf(again.body.id, order.id));
    await world.simulator.notifications.idle();
    expect(await standing(world.t, order)).toMatchObject({ state: 'paid', money: 2500 });
  });

  it('is given back in parts and never beyond what came, and the tickets stay', async () => {
    const { order, ref } = await begun(provider, { amount: 3000 });
    world.simulator.pay(ref);
    await world.simulator.notifications.idle();
    const refund = (amount: number, key: string) =>
      world.org.owner.post(
        `/v1/orders/${order.id}/refunds`,
        { amount: { amount, currency: 'RUB' }, reason: 'Goodwill' },
        { 'idempotency-key': key },
      );
    const [first, again] = [await refund(1000, `a${order.id}`), await refund(1000, `a${order.id}`)];
    expect(again.body).toEqual(first.body);
    const both = await Promise.all([refund(1500, `b${order.id}`), refund(1500, `c${order.id}`)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    await world.t.settled();
    expect(await standing(world.t, order)).toMatchObject({
      state: 'paid',
      tickets: ['valid'],
      money: 500,
      atProvider: 500,
    });
    const { body: refunds } = await world.org.owner.get(`/v1/orders/${order.id}/refunds`);
    expect(refunds).toMatchObject([
      { state: 'done', amount: { amount: 1000 }, sequence: 1 },
      { state: 'done', amount: { amount: 1500 }, sequence: 2 },
    ]);
  });
});

describe('the deadline', () => {
  const overdue = (order: { uuid: string }, by = '1 hour') =>
    world.t.sql(`update orders set expires_at = clock_timestamp() - $2::interval where id = $1`, [order.uuid, by]);
  const endOverdue = () => world.t.get(PaymentDeadlinesService).endOverdue();

  it('keeps the order whose money is there, though nobody has said so', async () => {
    const { order, ref } = await begun('stripe');
    world.simulator.notifications.hold();
    world.simulator.pay(ref);
    await overdue(order);
    await endOverdue();
    expect(await standing(world.t, order)).toMatchObject({ state: 'paid', tickets: ['valid'], money: 2500 });
    await world.simulator.notifications.release();
    expect(await standing(world.t, order)).toMatchObject({ state: 'paid', money: 2500 });
  });

  it('calls the payment off, then gives the places back', async () => {
    const { order, payment, ref } = await begun('stripe');
    await overdue(order);
    await endOverdue();
    expect(await standing(world.t, order)).toMatchObject({ state: 'expired', tickets: ['cancelled'], money: 0 });
    expect(() => world.simulator.pay(ref)).toThrow('cannot be paid any more');
    const mine = await world.t.visitor.get(`/v1/public/orders/${order.token}/payments`);
    expect(mine.body).toMatchObject([{ id: payment.id, state: 'canceled' }]);
  });

  it('waits while the provider cannot be asked, and says so after a while', async () => {
    const { order, payment } = await begun('stripe');
    await overdue(order);
    world.simulator.fail({ on: '', how: 'refuse', status: 503, times: 100 });
    for (let tries = 0; tries < 5; tries++) await endOverdue();
    world.simulator.faults.clear();
    expect(await standing(world.t, order)).toMatchObject({ state: 'pending' });
    const stuck = await world.t.sql(`select kind, state from payment_discrepancies where order_id = $1`, [order.uuid]);
    expect(stuck).toEqual([{ kind: 'stuck', state: 'open' }]);
    await endOverdue();
    expect(await standing(world.t, order)).toMatchObject({ state: 'expired' });
    expect(payment.id).toMatch(/^pay_/);
  });

  it('gives late money a ticket where there is one', async () => {
    const { order, ref } = await begun('yookassa');
    await overdue(order);
    await endOverdue();
    expect(await standing(world.t, order)).toMatchObject({ state: 'expired' });
    world.simulator.pay(ref);
    await world.simulator.notifications.idle();
    expect(await standing(world.t, order)).toMatchObject({ state: 'paid', tickets: ['valid'], money: 2500 });
  });

  it('gives late money back where the places are gone', async () => {
    const full = await ticketedEvent(world.org.owner, { size: 1 });
    const order = await pendingOrder(world.t, full);
    const { body: payment } = await start(order.token, 'yookassa');
    await overdue(order);
    await endOverdue();
    await pendingOrder(world.t, full);
    world.simulator.pay(await refOf(payment.id, order.id));
    await world.simulator.notifications.idle();
    await world.t.settled();
    expect(await standing(world.t, order)).toEqual({
      state: 'expired',
      tickets: ['cancelled'],
      money: 0,
      atProvider: 0,
    });
  });
});
