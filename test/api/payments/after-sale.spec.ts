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
import { scan } from '../../support/given-sold.js';
import { type TicketedEvent, ticketedEvent, tokenOf } from '../../support/given-tickets.js';

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

const rubles = (amount: number) => ({ amount, currency: 'RUB' });

/** Everything has been told and has had its effect. */
async function quiet(): Promise<void> {
  await world.simulator.notifications.idle();
  await world.t.settled();
  await world.simulator.notifications.idle();
}

/** Begins to pay and pays; answers with the provider's name of the payment. */
async function pay(order: PendingOrder, provider = 'stripe'): Promise<string> {
  const { body } = await world.t.visitor.post(`/v1/public/orders/${order.token}/payments`, { provider });
  const payments = await world.org.owner.get(`/v1/orders/${order.id}/payments`);
  const ref = payments.body.find(({ id }: { id: string }) => id === body.id).providerRef;
  world.simulator.pay(ref);
  await quiet();
  return ref;
}

const cash = (order: PendingOrder, amount: number) =>
  world.org.owner.post(`/v1/orders/${order.id}/payments`, { provider: 'cash', amount: rubles(amount) });
const refund = (order: PendingOrder, amount: number) =>
  world.org.owner.post(`/v1/orders/${order.id}/refunds`, { amount: rubles(amount), reason: 'Goodwill' });
const listed = async (order: { id: string }) => {
  const { body } = await world.org.owner.get('/v1/payments/discrepancies?limit=200');
  return body.items.filter((item: { orderId: string }) => item.orderId === order.id);
};
const scanned = async (code: string) => (await scan(world.org.owner, event, code)).body;
const audit = async () => (await world.org.owner.get('/v1/payments/audit')).body;
const stockAgrees = async () => (await world.org.owner.get(`/v1/events/${event.id}/stock-audit`)).body.agrees;
const papersOf = async (order: PendingOrder) =>
  (await world.t.visitor.get(`/v1/public/orders/${order.token}/invoices`)).body.map(
    ({ kind }: { kind: string }) => kind,
  );

/** A ticket that somebody paid and another one has now. */
async function handedOn() {
  const order = await pendingOrder(world.t, event);
  const ref = await pay(order);
  const path = `/v1/public/orders/${order.token}`;
  const [ticket] = (await world.t.visitor.get(path)).body.tickets;
  const email = `boris-${Math.random().toString(36).slice(2)}@example.org`;
  await world.t.visitor.post(`${path}/tickets/${ticket.id}/transfer`, { email });
  const mail = await world.t.catcher.arrival((caught) => caught.isFor(email));
  const offer = `/v1/public/transfers/${/\/x\/([\w-]+)/.exec(mail.text)?.[1]}`;
  const taken = await world.t.visitor.post(`${offer}/acceptance`, { name: 'Boris', email, locale: 'en' });
  await quiet();
  const theirs = `/v1/public/orders/${tokenOf(taken.body)}`;
  return {
    order,
    ref,
    theirs,
    seen: async () => (await world.t.visitor.get(theirs)).body,
    code: async () => (await world.t.visitor.get(theirs)).body.tickets[0].code as string,
  };
}

describe('the money of a ticket that was handed on', () => {
  it('stays with the order that paid, and is not taken for too much', async () => {
    const { order, code } = await handedOn();
    await world.t.get(MoneyAuditService).auditAll();
    expect(await listed(order)).toEqual([]);
    expect(await standing(world.t, order)).toMatchObject({ state: 'retained', money: 2500 });
    // Whoever pays once more gets back what is too much, and not the ticket's own money.
    await cash(order, 2500);
    await quiet();
    const { body: refunds } = await world.org.owner.get(`/v1/orders/${order.id}/refunds`);
    expect(refunds).toMatchObject([{ amount: rubles(2500), reason: 'no-ticket' }]);
    expect(await standing(world.t, order)).toMatchObject({ state: 'retained', money: 2500 });
    expect(await scanned(await code())).toMatchObject({ outcome: 'admitted' });
    expect(await audit()).toMatchObject({ agrees: true });
  });

  it('is on one invoice, on which nothing is credited', async () => {
    const { order } = await handedOn();
    expect(await papersOf(order)).toEqual(['invoice']);
  });

  it('is charged back: the ticket does not admit until somebody pays for it', async () => {
    const { order, ref, seen, code } = await handedOn();
    const before = await code();
    world.simulator.chargeBack(ref);
    await quiet();
    expect(await standing(world.t, order)).toMatchObject({ state: 'pending', money: 0 });
    expect(await scanned(before)).toMatchObject({ outcome: 'refused', reason: 'not-paid' });
    expect((await seen()).tickets).toMatchObject([{ state: 'reserved' }]);
    expect(await audit()).toMatchObject({ agrees: true });
    await pay(order, 'yookassa');
    expect(await standing(world.t, order)).toMatchObject({ state: 'retained', money: 2500 });
    expect(await scanned(await code())).toMatchObject({ outcome: 'admitted' });
    expect(await audit()).toMatchObject({ agrees: true });
    expect(await papersOf(order)).toEqual(['invoice']);
  });

  it('does not come again: the ticket is over with the deadline, and back when the money is late', async () => {
    const { order, ref, seen, code } = await handedOn();
    const before = await code();
    world.simulator.chargeBack(ref);
    await quiet();
    await world.t.sql(`update orders set expires_at = clock_timestamp() - interval '1 hour' where id = $1`, [
      order.uuid,
    ]);
    await world.t.get(PaymentDeadlinesService).endOverdue();
    await quiet();
    expect(await standing(world.t, order)).toMatchObject({ state: 'expired' });
    expect(await seen()).toMatchObject({ state: 'cancelled', tickets: [{ state: 'cancelled' }] });
    expect(await scanned(before)).toMatchObject({ outcome: 'refused', reason: 'cancelled' });
    expect(await stockAgrees()).toBe(true);
    await cash(order, 2500);
    await quiet();
    expect(await standing(world.t, order)).toMatchObject({ state: 'retained', money: 2500 });
    expect(await seen()).toMatchObject({ state: 'paid', tickets: [{ state: 'valid' }] });
    expect(await scanned(await code())).toMatchObject({ outcome: 'admitted' });
    expect(await stockAgrees()).toBe(true);
    expect(await audit()).toMatchObject({ agrees: true });
  });
});

describe('goodwill', () => {
  it('leaves the tickets as they are, and what is cancelled later gives back the rest', async () => {
    const order = await pendingOrder(world.t, event, { amount: 3000 });
    await pay(order);
    expect((await refund(order, 1000)).status).toBe(201);
    await quiet();
    const path = `/v1/public/orders/${order.token}`;
    const { body: mine } = await world.t.visitor.get(path);
    expect(mine).toMatchObject({ state: 'paid', total: rubles(3000), credited: rubles(1000), due: rubles(0) });
    expect(await scanned(mine.tickets[0].code)).toMatchObject({ outcome: 'admitted' });
    expect(await listed(order)).toEqual([]);
    expect(await audit()).toMatchObject({ agrees: true });
    const cancelled = await world.org.owner.post(`/v1/orders/${order.id}/cancellation`, {
      reason: 'Ill',
      notify: false,
      refund: 'full',
    });
    expect(cancelled.body).toMatchObject({ state: 'cancelled', cancellations: [{ refund: 2000, kept: 0 }] });
    await quiet();
    expect(await standing(world.t, order)).toMatchObject({ money: 0, atProvider: 0 });
    expect(await listed(order)).toEqual([]);
  });

  it('does not hide that a bank took the rest back', async () => {
    const order = await pendingOrder(world.t, event, { amount: 3000 });
    const ref = await pay(order);
    await refund(order, 1000);
    await quiet();
    world.simulator.chargeBack(ref);
    await quiet();
    const { body: mine } = await world.t.visitor.get(`/v1/public/orders/${order.token}`);
    expect(mine).toMatchObject({ state: 'pending', due: rubles(2000) });
    await pay(order, 'yookassa');
    expect(await standing(world.t, order)).toMatchObject({ state: 'paid', tickets: ['valid'], money: 2000 });
    expect(await audit()).toMatchObject({ agrees: true });
  });
});
