import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { uuidOf } from '../../../src/local/payment-simulator/stripe-objects.js';
import type { Till } from '../../../src/local/payment-simulator/till.js';
import { PaymentDeadlinesService } from '../../../src/modules/payments/payment-deadlines.service.js';
import { PaymentFollowupsService } from '../../../src/modules/payments/payment-followups.service.js';
import {
  type PayingWorld,
  type PendingOrder,
  payingWorld,
  pendingOrder,
  standing,
} from '../../support/given-payments.js';
import { type TicketedEvent, ticketedEvent } from '../../support/given-tickets.js';

let world: PayingWorld;
let event: TicketedEvent;

beforeAll(async () => {
  world = await payingWorld();
  event = await ticketedEvent(world.org.owner, { size: 1000 });
});
afterEach(() => world.simulator.faults.clear());
afterAll(async () => {
  await world.t.stop();
  await world.simulator.stop();
}, 120_000);

const rubles = (amount: number) => ({ amount, currency: 'RUB' });

async function quiet(): Promise<void> {
  await world.simulator.notifications.idle();
  await world.t.settled();
  await world.simulator.notifications.idle();
}

const start = (order: PendingOrder, provider = 'stripe') =>
  world.t.visitor.post(`/v1/public/orders/${order.token}/payments`, { provider });
const check = (order: PendingOrder, payment: { id: string }) =>
  world.t.visitor.post(`/v1/public/orders/${order.token}/payments/${payment.id}/check`);
const paymentsOf = async (order: PendingOrder) =>
  (await world.org.owner.get(`/v1/orders/${order.id}/payments`)).body as any[];
const listed = async (order: { id: string }) => {
  const { body } = await world.org.owner.get('/v1/payments/discrepancies?limit=200');
  return body.items.filter((item: { orderId: string }) => item.orderId === order.id);
};
const resolve = (item: { id: string }, action: string) =>
  world.org.owner.post(`/v1/payments/discrepancies/${item.id}/resolution`, { action });
const changeAccount = async (change: object) => {
  const changed = await world.org.owner.change(`/v1/payment-accounts/${world.accounts.stripe}`, change);
  expect(changed.status).toBe(200);
};
const cash = (order: PendingOrder, amount: number) =>
  world.org.owner.post(`/v1/orders/${order.id}/payments`, { provider: 'cash', amount: rubles(amount) });
const overdue = async (order: PendingOrder, by: string) => {
  await world.t.sql(`update orders set expires_at = clock_timestamp() - $2::interval where id = $1`, [order.uuid, by]);
  await world.t.get(PaymentDeadlinesService).endOverdue();
};

async function begun(provider = 'stripe') {
  const order = await pendingOrder(world.t, event);
  const { body: payment } = await start(order, provider);
  const [{ providerRef: ref }] = await paymentsOf(order);
  return { order, payment, ref: ref as string };
}

async function paid() {
  const found = await begun();
  world.simulator.pay(found.ref);
  await quiet();
  return found;
}

describe('money that was on its way and bounced', () => {
  it('ends its payment, so that another one can be made', async () => {
    const { order, payment, ref } = await begun();
    world.simulator.pay(ref, { late: true });
    await quiet();
    world.simulator.settle(ref, false);
    await quiet();
    const again = await start(order);
    expect(again.body.id).not.toBe(payment.id);
    expect(again.body.redirectUrl).toMatch(/^http/);
    expect(await paymentsOf(order)).toMatchObject([
      { state: 'failed', failure: 'generic_decline' },
      { state: 'pending' },
    ]);
  });

  it('gives the places back after the deadline, though nobody has said so', async () => {
    const { order, ref } = await begun();
    world.simulator.pay(ref, { late: true });
    await quiet();
    await overdue(order, '1 hour');
    expect(await standing(world.t, order)).toMatchObject({ state: 'pending' });
    world.simulator.notifications.hold();
    world.simulator.settle(ref, false);
    await overdue(order, '1 hour');
    await world.simulator.notifications.release();
    expect(await standing(world.t, order)).toMatchObject({ state: 'expired', tickets: ['cancelled'] });
  });
});

it('a payment that is not as agreed and that nobody pays is listed, and its places come back', async () => {
  const { order } = await begun();
  await changeAccount({ settings: { live: true } });
  await overdue(order, '1 hour');
  await changeAccount({ settings: { live: false } });
  expect(await standing(world.t, order)).toMatchObject({ state: 'expired', tickets: ['cancelled'] });
  expect(await listed(order)).toMatchObject([{ kind: 'stuck', details: { differing: ['test-mode'] } }]);
});

it('a key that was changed is on the list at once; places come back a while after the deadline, and late money is found', async () => {
  const { order, ref } = await begun();
  await changeAccount({ secrets: { secretKey: 'sk_live_another' } });
  await overdue(order, '5 minutes');
  expect(await standing(world.t, order)).toMatchObject({ state: 'pending' });
  expect(await listed(order)).toMatchObject([{ kind: 'stuck', actions: ['retry-ask', 'accept'] }]);
  await overdue(order, '1 hour');
  expect(await standing(world.t, order)).toMatchObject({ state: 'expired' });
  await changeAccount({ secrets: { secretKey: 'sk_test_turnout' } });
  world.simulator.pay(ref);
  await quiet();
  expect(await standing(world.t, order)).toMatchObject({ state: 'paid', money: 2500 });
  expect(await listed(order)).toEqual([]);
});

it('a bank that takes back more than is left is booked as far as it goes, and brings it again where it must', async () => {
  const { order, ref } = await paid();
  await world.org.owner.post(`/v1/orders/${order.id}/refunds`, { amount: rubles(1000), reason: 'Goodwill' });
  await quiet();
  const before = world.simulator.notifications.deliveries.length;
  world.simulator.chargeBack(ref, 2500);
  await quiet();
  const told = world.simulator.notifications.deliveries.slice(before);
  expect(told.map(({ status }) => status)).toEqual(told.map(() => 204));
  expect(await standing(world.t, order)).toMatchObject({ state: 'pending', money: 0 });
  expect(await listed(order)).toMatchObject([
    { kind: 'refund-at-provider', amount: rubles(2500), details: { beyond: 1000 } },
  ]);
  world.simulator.reinstate(ref);
  await quiet();
  expect(await standing(world.t, order)).toMatchObject({ state: 'paid', tickets: ['valid'], money: 1500 });
  expect(await listed(order)).toEqual([]);
  expect((await world.org.owner.get('/v1/payments/audit')).body).toMatchObject({ agrees: true });
});

it('what was accepted as it came is followed like any other money, and not listed again', async () => {
  const { order, payment, ref } = await begun();
  await changeAccount({ settings: { live: true } });
  world.simulator.pay(ref);
  await quiet();
  await check(order, payment);
  const [item] = await listed(order);
  expect(item).toMatchObject({ kind: 'mismatch' });
  expect((await resolve(item, 'accept')).status).toBe(200);
  world.simulator.refund(ref, 1000);
  await quiet();
  await world.t.get(PaymentFollowupsService).revisit();
  await changeAccount({ settings: { live: false } });
  expect(await listed(order)).toMatchObject([{ kind: 'refund-at-provider', amount: rubles(1000) }]);
  expect(await standing(world.t, order)).toMatchObject({ money: 1500, atProvider: 1500 });
});

it('money in another currency cannot pay; it goes back as it came', async () => {
  const { order, payment, ref } = await begun();
  const { till } = world.simulator as unknown as { till: Till };
  Object.assign(till.bill(uuidOf(ref)), { currency: 'EUR' });
  world.simulator.pay(ref);
  await quiet();
  await check(order, payment);
  const [item] = await listed(order);
  expect(item).toMatchObject({ kind: 'mismatch', amount: { currency: 'EUR' }, actions: ['refund', 'retry-ask'] });
  expect(await resolve(item, 'accept')).toBeProblem(409, 'payments/action-impossible');
  await resolve(item, 'refund');
  await quiet();
  expect((await world.org.owner.get(`/v1/orders/${order.id}/refunds`)).body).toMatchObject([
    { state: 'done', amount: { amount: 2500, currency: 'EUR' } },
  ]);
  await world.t.get(PaymentFollowupsService).revisit();
  expect(await listed(order)).toEqual([]);
});

it('a refund whose answer was lost is looked for before it is asked for again', async () => {
  const { order } = await paid();
  world.simulator.forgetKeys(true);
  world.simulator.fail({ on: 'POST /v1/refunds', how: 'fail-after' });
  await world.org.owner.post(`/v1/orders/${order.id}/refunds`, { amount: rubles(1000), reason: 'Goodwill' });
  await quiet();
  world.simulator.forgetKeys(false);
  expect(await standing(world.t, order)).toMatchObject({ money: 1500, atProvider: 1500 });
  expect(await listed(order)).toEqual([]);
});

it('a refund that the provider made twice all the same is listed', async () => {
  const { order } = await paid();
  world.simulator.forgetKeys(true);
  // Whoever loses the connection asks at once a second time, with the same key.
  world.simulator.fail({ on: 'POST /v1/refunds', how: 'lose' });
  await world.org.owner.post(`/v1/orders/${order.id}/refunds`, { amount: rubles(1000), reason: 'Goodwill' });
  await quiet();
  world.simulator.forgetKeys(false);
  await world.t.get(PaymentFollowupsService).revisit();
  expect(await standing(world.t, order)).toMatchObject({ state: 'pending', money: 500, atProvider: 500 });
  expect(await listed(order)).toMatchObject([{ kind: 'refund-at-provider', amount: rubles(1000) }]);
});

it('nobody is sent to pay an amount that has changed, also where the provider was down', async () => {
  const order = await pendingOrder(world.t, event);
  world.simulator.fail({ on: 'POST /v1/checkout/sessions', how: 'refuse', status: 503, times: 2 });
  expect(await start(order)).toBeProblem(503, 'payments/provider-unreachable');
  await cash(order, 1000);
  expect(await start(order)).toBeProblem(503, 'payments/provider-unreachable');
  expect((await start(order)).body).toMatchObject({ state: 'pending', amount: rubles(1500) });
  expect(await paymentsOf(order)).toMatchObject([{ state: 'canceled' }, { state: 'confirmed' }, { state: 'pending' }]);
});

it('a refund that failed is not tried again where the money went back in another way', async () => {
  const { order, ref } = await paid();
  world.simulator.letRefundsWait(true);
  await world.org.owner.post(`/v1/orders/${order.id}/refunds`, { amount: rubles(2500), reason: 'Goodwill' });
  await quiet();
  const [refund] = (await world.org.owner.get(`/v1/orders/${order.id}/refunds`)).body;
  world.simulator.finishRefund(refund.providerRef, false);
  world.simulator.letRefundsWait(false);
  await quiet();
  world.simulator.refund(ref, 2500);
  await quiet();
  const failed = (await listed(order)).find(({ kind }: { kind: string }) => kind === 'refund-failed');
  expect(await resolve(failed, 'refund')).toBeProblem(409, 'payments/refund-exceeds');
  expect(await standing(world.t, order)).toMatchObject({ money: 0, atProvider: 0 });
});

it('late money that does not reach goes back', async () => {
  const { order } = await begun();
  await overdue(order, '1 hour');
  await cash(order, 1000);
  await quiet();
  expect((await world.org.owner.get(`/v1/orders/${order.id}/refunds`)).body).toMatchObject([
    { state: 'created', amount: rubles(1000), reason: 'no-ticket' },
  ]);
  expect(await listed(order)).toEqual([]);
});

it('a provider that is silent keeps nobody waiting for others, and each gets a turn', async () => {
  const waiting = [];
  for (let n = 0; n < 5; n++) waiting.push((await begun()).order);
  const alone = await pendingOrder(world.t, event);
  const uuids = waiting.map(({ uuid }) => uuid);
  const tries = async () => {
    const found = await world.t.sql(`select ask_failures as tries from payments where order_id = any($1) order by 1`, [
      uuids,
    ]);
    return found.map(({ tries: count }) => count);
  };
  const late = (by: string) =>
    world.t.sql(`update orders set expires_at = clock_timestamp() - $2::interval where id = any($1)`, [
      [...uuids, alone.uuid],
      by,
    ]);
  await late('10 minutes');
  world.simulator.fail({ on: '', how: 'refuse', status: 503, times: 1000 });
  await world.t.get(PaymentDeadlinesService).endOverdue();
  expect(await standing(world.t, alone)).toMatchObject({ state: 'expired' });
  expect(await tries()).toEqual([0, 0, 1, 1, 1]);
  await world.t.get(PaymentDeadlinesService).endOverdue();
  expect(await tries()).toEqual([1, 1, 1, 1, 2]);
  world.simulator.faults.clear();
  await world.t.get(PaymentDeadlinesService).endOverdue();
  for (const order of waiting) expect(await standing(world.t, order)).toMatchObject({ state: 'expired' });
});
