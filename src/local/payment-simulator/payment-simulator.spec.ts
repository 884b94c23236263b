import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingMessage, createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Stripe } from 'stripe';

import { portOf } from '../free-port.js';
import { PaymentSimulator } from './payment-simulator.js';
import { derivedWebhookSecret } from './till.js';

const key = 'sk_test_one';
const secret = derivedWebhookSecret(key);
const folder = mkdtempSync(join(tmpdir(), 'turnout-simulator-'));
const file = join(folder, 'payments.json');
let simulator: PaymentSimulator;
let stripe: Stripe;
const told: { signature: string; body: string }[] = [];

async function listen(request: IncomingMessage): Promise<void> {
  told.push({ signature: String(request.headers['stripe-signature']), body: await text(request) });
}

const merchant = createServer((request, response) => {
  void listen(request).then(() => response.end());
});

beforeAll(async () => {
  await new Promise<void>((resolve) => merchant.listen(0, '127.0.0.1', () => resolve()));
  simulator = await PaymentSimulator.start({ file });
  const notificationUrl = `http://127.0.0.1:${portOf(merchant)}/`;
  simulator.register({ provider: 'stripe', key, notificationUrl });
  simulator.register({ provider: 'yookassa', id: '506751', key: 'test_one', notificationUrl });
  stripe = new Stripe(key, {
    host: '127.0.0.1',
    port: new URL(simulator.url).port,
    protocol: 'http',
    maxNetworkRetries: 0,
  });
});

afterAll(async () => {
  await simulator.stop();
  merchant.close();
  rmSync(folder, { recursive: true });
});

const newSession = (options?: Stripe.RequestOptions) =>
  stripe.checkout.sessions.create(
    {
      mode: 'payment',
      line_items: [
        { price_data: { currency: 'eur', unit_amount: 1250, product_data: { name: 'Билет' } }, quantity: 2 },
      ],
      success_url: 'http://localhost:3000/thanks?session={CHECKOUT_SESSION_ID}',
      cancel_url: 'http://localhost:3000/back',
      payment_intent_data: { metadata: { payment: 'p1' } },
    },
    options,
  );

async function yookassa(method: string, path: string, body?: object, idempotenceKey: string = crypto.randomUUID()) {
  const answer = await fetch(`${simulator.url}/v3${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from('506751:test_one').toString('base64')}`,
      'idempotence-key': idempotenceKey,
      'content-type': 'application/json',
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

const newPayment = (extra: object = {}, idempotenceKey?: string) =>
  yookassa(
    'POST',
    '/payments',
    {
      amount: { value: '1500.50', currency: 'RUB' },
      capture: true,
      confirmation: { type: 'redirect', return_url: 'http://localhost:3000/thanks' },
      ...extra,
    },
    idempotenceKey,
  );

describe('Stripe', () => {
  it('takes a payment on its page and tells it with a signature that the SDK accepts', async () => {
    const session = await newSession();
    expect(session).toMatchObject({
      status: 'open',
      payment_status: 'unpaid',
      amount_total: 2500,
      payment_intent: null,
    });
    const page = await (await fetch(String(session.url), { headers: { 'accept-language': 'ru' } })).text();
    expect(page).toContain('Оплатить');
    const paid = await fetch(String(session.url), {
      method: 'POST',
      body: new URLSearchParams({ do: 'pay' }),
      redirect: 'manual',
    });
    expect([paid.status, paid.headers.get('location')]).toEqual([
      303,
      `http://localhost:3000/thanks?session=${session.id}`,
    ]);
    await simulator.notifications.idle();
    const events = told.splice(0).map(({ body, signature }) => stripe.webhooks.constructEvent(body, signature, secret));
    expect(events.map(({ type }) => type)).toEqual([
      'checkout.session.completed',
      'payment_intent.succeeded',
      'charge.succeeded',
    ]);
    const again = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['payment_intent.latest_charge', 'payment_intent'],
    });
    expect(again).toMatchObject({
      payment_status: 'paid',
      payment_intent: {
        status: 'succeeded',
        amount_received: 2500,
        metadata: { payment: 'p1' },
        latest_charge: { captured: true },
      },
    });
  });

  it('refunds in parts, never more than is left, and repeats its answer to the same key only', async () => {
    const session = await newSession();
    const intent = simulator.pay(session.id);
    const part = () => stripe.refunds.create({ payment_intent: intent, amount: 1000 }, { idempotencyKey: 'refund-1' });
    expect((await part()).id).toBe((await part()).id);
    await expect(
      stripe.refunds.create({ payment_intent: intent, amount: 999 }, { idempotencyKey: 'refund-1' }),
    ).rejects.toMatchObject({
      type: 'StripeIdempotencyError',
    });
    await expect(stripe.refunds.create({ payment_intent: intent, amount: 1501 })).rejects.toMatchObject({
      statusCode: 400,
    });
    await stripe.refunds.create({ payment_intent: intent });
    await expect(stripe.refunds.create({ payment_intent: intent })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
    expect(simulator.sums().find(({ paymentId }) => paymentId === intent)).toMatchObject({
      captured: 2500,
      refunded: 2500,
    });
    await simulator.notifications.idle();
  });

  it('lets nobody pay what is expired, and cancels nothing whose money is on its way', async () => {
    const expired = await newSession();
    await stripe.checkout.sessions.expire(expired.id);
    expect(() => simulator.pay(expired.id)).toThrow('any more');
    const late = await newSession();
    const intent = simulator.pay(late.id, { late: true });
    await expect(stripe.checkout.sessions.expire(late.id)).rejects.toMatchObject({ statusCode: 400 });
    await expect(stripe.paymentIntents.cancel(intent)).rejects.toMatchObject({ statusCode: 400 });
    simulator.settle(late.id);
    expect(await stripe.paymentIntents.retrieve(intent)).toMatchObject({ status: 'succeeded' });
    const stranger = new Stripe('sk_test_two', {
      host: '127.0.0.1',
      port: new URL(simulator.url).port,
      protocol: 'http',
    });
    await expect(stranger.paymentIntents.retrieve(intent)).rejects.toMatchObject({ statusCode: 404 });
    await simulator.notifications.idle();
  });

  it('loses answers on command, after the effect', async () => {
    simulator.fail({ on: 'POST /v1/checkout', how: 'lose', times: 2 }); // the SDK tries once more when a connection breaks
    await expect(newSession({ idempotencyKey: 'lost' })).rejects.toMatchObject({ type: 'StripeConnectionError' });
    const found = await newSession({ idempotencyKey: 'lost' });
    expect(found.lastResponse.headers['idempotent-replayed']).toBe('true');
  });
});

describe('YooKassa', () => {
  it('takes a payment, tells it, and refunds', async () => {
    told.splice(0);
    const { body: payment } = await newPayment();
    expect(payment).toMatchObject({ status: 'pending', paid: false, amount: { value: '1500.50', currency: 'RUB' } });
    simulator.pay(payment.id);
    await simulator.notifications.idle();
    expect(told.splice(0).map(({ body }) => JSON.parse(body))).toMatchObject([
      { type: 'notification', event: 'payment.succeeded', object: { id: payment.id, status: 'succeeded' } },
    ]);
    const refund = await yookassa('POST', '/refunds', {
      payment_id: payment.id,
      amount: { value: '0.50', currency: 'RUB' },
    });
    expect(refund).toMatchObject({ status: 200, body: { status: 'succeeded', payment_id: payment.id } });
    expect((await yookassa('GET', `/payments/${payment.id}`)).body).toMatchObject({
      refunded_amount: { value: '0.50' },
    });
  });

  it('wants an idempotence key, and the same body with it', async () => {
    expect((await newPayment({}, '')).status).toBe(400);
    const first = await newPayment({}, 'k1');
    expect((await newPayment({}, 'k1')).body.id).toBe(first.body.id);
    expect((await newPayment({ description: 'other' }, 'k1')).body).toMatchObject({ parameter: 'Idempotence-Key' });
  });

  it('cancels what is held, not what nobody paid yet', async () => {
    const { body: held } = await newPayment({ capture: false });
    expect((await yookassa('POST', `/payments/${held.id}/cancel`)).status).toBe(400);
    simulator.pay(held.id);
    expect((await yookassa('POST', `/payments/${held.id}/cancel`)).body).toMatchObject({
      status: 'canceled',
      cancellation_details: { party: 'merchant' },
    });
    expect(simulator.sums('506751').some(({ paymentId }) => paymentId === held.id)).toBe(false);
  });
});

it('holds notifications back and tells them in another order, twice', async () => {
  await simulator.notifications.idle();
  told.splice(0);
  simulator.notifications.hold();
  const first = (await newPayment()).body.id;
  const second = (await newPayment()).body.id;
  simulator.pay(first);
  simulator.pay(second);
  expect(told).toHaveLength(0);
  await simulator.notifications.release({ order: 'reversed', copies: 2 });
  expect(told.map(({ body }) => JSON.parse(body).object.id)).toEqual([second, second, first, first]);
});

it('forges what the SDK refuses', async () => {
  const session = await newSession();
  for (const how of ['unsigned', 'wrong-secret', 'old', 'changed'] as const) {
    told.splice(0);
    await simulator.forge({ ref: session.id, how });
    const { body, signature } = told[0] ?? { body: '', signature: '' };
    expect(JSON.parse(body)).toMatchObject({ data: { object: { payment_status: 'paid' } } });
    expect(() => stripe.webhooks.constructEvent(body, signature, secret)).toThrow(/signature|timestamp/i);
  }
});

it('takes commands over HTTP, tells nobody off this machine, and keeps its ledger over a restart', async () => {
  const command = (body: object) =>
    fetch(`${simulator.url}/control`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const session = await newSession();
  expect((await command({ do: 'pay', ref: session.id, twice: true })).status).toBe(200);
  expect((await command({ do: 'pay', ref: session.id })).status).toBe(409);
  expect((await command({ do: 'chargeback', ref: session.id, amount: 100 })).status).toBe(200);
  expect(() => simulator.register({ provider: 'stripe', key, notificationUrl: 'http://example.org/' })).toThrow(
    '127.0.0.1',
  );
  const ledger = await (await fetch(`${simulator.url}/ledger`)).json();
  expect(ledger).toEqual({ payments: simulator.sums(), entries: simulator.ledger() });
  const reopened = await PaymentSimulator.start({ file });
  expect(reopened.ledger()).toEqual(simulator.ledger());
  expect(reopened.sums()).toEqual(simulator.sums());
  await reopened.stop();
});
