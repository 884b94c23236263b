import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MoneyAuditService } from '../../../src/modules/payments/money-audit.service.js';
import { PaymentDeadlinesService } from '../../../src/modules/payments/payment-deadlines.service.js';
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
afterAll(async () => {
  await world.t.stop();
  await world.simulator.stop();
}, 120_000);

/** Begins to pay; answers with the provider's name of the payment. */
async function begin(order: PendingOrder, provider: string): Promise<string> {
  const { body } = await world.t.visitor.post(`/v1/public/orders/${order.token}/payments`, { provider });
  const payments = await world.org.owner.get(`/v1/orders/${order.id}/payments`);
  return payments.body.find((payment: { id: string }) => payment.id === body.id).providerRef;
}

/** Everything has been told and has had its effect. */
async function quiet(): Promise<void> {
  await world.simulator.notifications.idle();
  await world.t.settled();
  await world.simulator.notifications.idle();
}

const listed = async (order: { id: string }) => {
  const { body } = await world.org.owner.get('/v1/payments/discrepancies?limit=200');
  return body.items.filter((item: { orderId: string }) => item.orderId === order.id);
};
const resolve = (item: { id: string }, action: string) =>
  world.org.owner.post(`/v1/payments/discrepancies/${item.id}/resolution`, { action });

/** Turnout's ledger of the order beside the one of the simulator, and the audit. */
async function expectAgreement(): Promise<void> {
  const { body } = await world.org.owner.get('/v1/payments/audit');
  expect(body).toMatchObject({ agrees: true, ordersWithOtherLedger: 0 });
  const theirs = world.simulator
    .sums()
    .reduce((sum, { captured, refunded, chargedBack }) => sum + captured - refunded - chargedBack, 0);
  const ours = body.counts
    .filter(({ provider }: { provider: string }) => provider === 'stripe' || provider === 'yookassa')
    .reduce((sum: number, { ledgerAtProvider }: { ledgerAtProvider: number }) => sum + ledgerAtProvider, 0);
  expect(ours).toBe(theirs);
}

describe('the list', () => {
  it('has what was paid twice, by two providers, and gives it back', async () => {
    const order = await pendingOrder(world.t, event);
    const [one, two] = [await begin(order, 'stripe'), await begin(order, 'yookassa')];
    world.simulator.pay(one);
    world.simulator.pay(two);
    await quiet();
    const [item] = await listed(order);
    expect(item).toMatchObject({
      kind: 'overpaid',
      amount: { amount: 2500, currency: 'RUB' },
      actions: ['refund', 'accept'],
    });
    expect(await resolve(item, 'give-ticket')).toBeProblem(409, 'payments/action-impossible');
    expect((await resolve(item, 'refund')).body).toMatchObject({ state: 'resolved', resolution: 'refund' });
    expect(await resolve(item, 'refund')).toBeProblem(409, 'payments/action-impossible');
    await quiet();
    expect(await standing(world.t, order)).toEqual({
      state: 'paid',
      tickets: ['valid'],
      money: 2500,
      atProvider: 2500,
    });
    expect(await listed(order)).toEqual([]);
    await expectAgreement();
  });

  it.each(['stripe', 'yookassa'])('has what %s took twice for one payment', async (provider) => {
    const order = await pendingOrder(world.t, event);
    const ref = await begin(order, provider);
    world.simulator.pay(ref, { twice: true });
    await quiet();
    expect(await standing(world.t, order)).toMatchObject({ state: 'paid', money: 5000 });
    expect(await listed(order)).toMatchObject([{ kind: 'overpaid' }]);
    await expectAgreement();
  });

  it('does not bring back what somebody has accepted', async () => {
    const order = await pendingOrder(world.t, event);
    await world.org.owner.post(`/v1/orders/${order.id}/payments`, {
      provider: 'cash',
      amount: { amount: 2600, currency: 'RUB' },
    });
    const [item] = await listed(order);
    expect(item).toMatchObject({ kind: 'overpaid', amount: { amount: 100 } });
    await resolve(item, 'accept');
    await world.t.get(MoneyAuditService).auditAll();
    expect(await listed(order)).toEqual([]);
  });

  it('has money that went back at the provider; what it no longer covers waits for the rest', async () => {
    const order = await pendingOrder(world.t, event);
    const ref = await begin(order, 'stripe');
    world.simulator.pay(ref);
    await quiet();
    world.simulator.refund(ref, 1000);
    await quiet();
    expect(await standing(world.t, order)).toMatchObject({ state: 'pending', tickets: ['reserved'], money: 1500 });
    expect(await listed(order)).toMatchObject([
      { kind: 'refund-at-provider', amount: { amount: 1000 }, actions: ['accept'] },
    ]);
    await expectAgreement();
    world.simulator.pay(await begin(order, 'yookassa'));
    await quiet();
    expect(await standing(world.t, order)).toMatchObject({ state: 'paid', tickets: ['valid'], money: 2500 });
    await expectAgreement();
  });

  it('has what a bank took back', async () => {
    const order = await pendingOrder(world.t, event);
    const ref = await begin(order, 'stripe');
    world.simulator.pay(ref);
    await quiet();
    world.simulator.chargeBack(ref);
    await quiet();
    expect(await standing(world.t, order)).toMatchObject({ state: 'pending', money: 0, atProvider: 0 });
    expect(await listed(order)).toMatchObject([{ kind: 'refund-at-provider' }]);
    await expectAgreement();
  });

  it('has a refund that failed, until another try brings it about', async () => {
    const order = await pendingOrder(world.t, event);
    const ref = await begin(order, 'stripe');
    world.simulator.pay(ref);
    await quiet();
    world.simulator.letRefundsWait(true);
    await world.org.owner.post(`/v1/orders/${order.id}/refunds`, {
      amount: { amount: 2500, currency: 'RUB' },
      reason: 'Goodwill',
    });
    await quiet();
    const [transit] = (await world.org.owner.get(`/v1/orders/${order.id}/refunds`)).body;
    expect(transit.state).toBe('transit');
    world.simulator.finishRefund(transit.providerRef, false);
    world.simulator.letRefundsWait(false);
    await quiet();
    const failed = (await listed(order)).find((item: { kind: string }) => item.kind === 'refund-failed');
    expect(failed.actions[0]).toBe('refund');
    expect(await standing(world.t, order)).toMatchObject({ money: 2500 });
    expect(await resolve(failed, 'refund')).toMatchObject({ status: 200 });
    await quiet();
    expect((await world.org.owner.get(`/v1/orders/${order.id}/refunds`)).body).toMatchObject([
      { state: 'done', sequence: 1 },
    ]);
    expect(await standing(world.t, order)).toMatchObject({ money: 0, atProvider: 0 });
    await expectAgreement();
  });

  it('has what was paid in part and came to nothing', async () => {
    const order = await pendingOrder(world.t, event);
    await world.org.owner.post(`/v1/orders/${order.id}/payments`, {
      provider: 'cash',
      amount: { amount: 100, currency: 'RUB' },
      note: 'Box office',
    });
    expect(await standing(world.t, order)).toMatchObject({ state: 'pending', money: 100 });
    await world.t.sql(`update orders set expires_at = clock_timestamp() - interval '1 minute' where id = $1`, [
      order.uuid,
    ]);
    await world.t.get(PaymentDeadlinesService).endOverdue();
    const [item] = await listed(order);
    expect(item).toMatchObject({ kind: 'paid-without-ticket', amount: { amount: 100 } });
    expect(await resolve(item, 'give-ticket')).toBeProblem(409, 'payments/action-impossible');
    await resolve(item, 'refund');
    await quiet();
    const [refund] = (await world.org.owner.get(`/v1/orders/${order.id}/refunds`)).body;
    expect(refund.state).toBe('created');
    const done = await world.org.owner.post(`/v1/refunds/${refund.id}/completion`);
    expect(done.body.state).toBe('done');
    expect(await world.org.owner.post(`/v1/refunds/${refund.id}/completion`)).toBeProblem(
      409,
      'payments/refund-not-manual',
    );
    expect(await standing(world.t, order)).toMatchObject({ money: 0, atProvider: 0 });
  });

  it('has money of the wrong kind, which never pays', async () => {
    const account = await world.org.owner.get(`/v1/payment-accounts/${world.accounts.stripe}`);
    const order = await pendingOrder(world.t, event);
    const ref = await begin(order, 'stripe');
    const live = (on: boolean) =>
      world.org.owner.change(`/v1/payment-accounts/${account.body.id}`, { settings: { live: on } });
    await live(true);
    world.simulator.pay(ref);
    await quiet();
    expect(await standing(world.t, order)).toMatchObject({ state: 'pending', money: 0 });
    const check = (await world.org.owner.get(`/v1/orders/${order.id}/payments`)).body[0];
    await world.t.visitor.post(`/v1/public/orders/${order.token}/payments/${check.id}/check`);
    const [item] = await listed(order);
    expect(item).toMatchObject({ kind: 'mismatch', details: { differing: ['test-mode'] } });
    await resolve(item, 'refund');
    await quiet();
    await live(false);
    expect(await standing(world.t, order)).toMatchObject({ state: 'pending', money: 0, atProvider: 0 });
    await expectAgreement();
  });
});
