import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../../src/kernel/id.js';
import { InvoiceIssuing } from '../../../src/modules/payments/invoice-issuing.service.js';
import { InvoiceNumbers } from '../../../src/modules/payments/invoice-numbers.js';
import { systemActor } from '../../../src/platform/auth/actor.js';
import { Database } from '../../../src/platform/database/database.js';
import { affected } from '../../../src/platform/database/sql.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { type PricedOrder, pricedOrder, pricedOrders, tellAgain } from '../../support/given-money.js';
import { type TicketedEvent, ticketedEvent } from '../../support/given-tickets.js';
import { pdfText } from '../../support/pdf.js';

let t: TestApp;
let org: TestOrganization;
let event: TicketedEvent;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  event = await ticketedEvent(org.owner, { size: 1000 });
});
afterAll(() => t.stop());

const invoicesOf = async (order: PricedOrder) => (await t.visitor.get(`${order.path}/invoices`)).body;
const year = new Date().getUTCFullYear();
const acme = { name: 'Acme GmbH', address: 'Marktplatz 1\n10115 Berlin', taxNumber: 'DE987654321' };

describe('an order that is paid', () => {
  it('has one invoice, however often that is told, which adds up to it tax by tax', async () => {
    const prices = [
      { price: 12_000, tax: 2000, rate: 20_000 },
      { price: 12_000, tax: 2000, rate: 20_000 },
      { price: 1100, tax: 100, rate: 10_000 },
      { price: 50 },
    ];
    const order = await pricedOrder(t, event, { prices });
    await tellAgain(t, org, 'order.confirmed', order.uuid);
    await tellAgain(t, org, 'order.confirmed', order.uuid);
    const [invoice, ...more] = await invoicesOf(order);
    expect(more).toEqual([]);
    expect(invoice).toMatchObject({
      kind: 'invoice',
      code: expect.stringMatching(new RegExp(`^INV-${year}-\\d{5}$`)),
      orderId: order.id,
      total: { amount: 25_150, currency: 'EUR' },
      buyerName: 'Иван Смирнов',
      taxes: [
        { name: 'НДС', rate: 20_000, net: 20_000, tax: 4000, gross: 24_000 },
        { name: 'НДС', rate: 10_000, net: 1000, tax: 100, gross: 1100 },
        { name: null, rate: null, net: 50, tax: 0, gross: 50 },
      ],
    });
    expect((await org.owner.get(`/v1/invoices/${invoice.id}`)).body).toEqual(invoice);
    const listed = await org.owner.get(`/v1/events/${event.id}/invoices`);
    expect(listed.body.items).toContainEqual(invoice);
  });

  it('gets a credit note for what is cancelled, and the whole is taken back when something else is owed', async () => {
    const order = await pricedOrder(t, event, { prices: [{ price: 1000 }, { price: 2000 }, { price: 3000 }] });
    await tellAgain(t, org, 'order.confirmed', order.uuid);
    await t.visitor.post(`${order.path}/tickets/${order.tickets[1]?.id}/cancellation`);
    await t.settled();
    const [invoice, credit] = await invoicesOf(order);
    expect(credit).toMatchObject({ kind: 'credit-note', refersTo: invoice.id, total: { amount: 2000 } });

    await t.sql(`update tickets set price_amount = 3500 where order_id = $1 and position = 3`, [order.uuid]);
    await t.sql(`update orders set total_amount = 4500, paid_amount = 4500 where id = $1`, [order.uuid]);
    await tellAgain(t, org, 'order.changed', order.uuid);
    const [, , taken, again] = await invoicesOf(order);
    expect(taken).toMatchObject({ kind: 'credit-note', refersTo: invoice.id, total: { amount: 4000 } });
    expect(again).toMatchObject({ kind: 'invoice', refersTo: null, total: { amount: 4500 } });

    expect(await t.visitor.post(`${order.path}/cancellation`)).toMatchObject({ status: 200 });
    await t.settled();
    const papers = await invoicesOf(order);
    const net = papers.map(({ kind, total }: any) => (kind === 'invoice' ? total.amount : -total.amount));
    const [kept] = await t.sql(`select retained_amount as amount from orders where id = $1`, [order.uuid]);
    expect(net.reduce((sum: number, amount: number) => sum + amount, 0)).toBe(Number(kept.amount));
  });
});

describe('who sells and who buys', () => {
  it('stands on invoices to come, in the language of the order, with the same bytes each time', async () => {
    const before = await org.owner.get('/v1/invoice-settings');
    expect(before.body).toMatchObject({ legalName: 'Data Evenings', version: 0 });
    const seller = {
      legalName: 'АНО «Вечера данных»',
      address: 'Невский пр., 20\n191186 Санкт-Петербург',
      taxNumber: '7812345678',
    };
    const settings = { ...seller, footer: 'Р/с 40703810000000000001' };
    expect((await org.owner.put('/v1/invoice-settings', settings, { 'if-match': '"0"' })).body).toEqual({
      ...settings,
      version: 1,
    });
    expect(await org.owner.put('/v1/invoice-settings', settings, { 'if-match': '"0"' })).toBeProblem(
      412,
      'request/version-conflict',
    );

    const order = await pricedOrder(t, event, {
      state: 'pending',
      prices: [{ price: 120_000, tax: 20_000, rate: 20_000 }],
      currency: 'RUB',
    });
    expect((await t.visitor.put(`${order.path}/invoice-address`, { ...acme, upFront: true })).body).toEqual({
      ...acme,
      upFront: true,
    });
    const [invoice] = await invoicesOf(order);
    expect(invoice).toMatchObject({ buyerName: 'Acme GmbH', total: { amount: 120_000, currency: 'RUB' } });
    expect(await t.visitor.put(`${order.path}/invoice-address`, acme)).toBeProblem(409, 'payments/invoice-issued');

    const file = await t.visitor.bytes(`${order.path}/invoices/${invoice.id}/pdf`);
    expect(file.headers.get('content-type')).toBe('application/pdf');
    const text = pdfText(file.body);
    for (const part of [
      'Счёт',
      invoice.code,
      seller.legalName,
      'Acme GmbH',
      '10115 Berlin',
      'DE987654321',
      'Место',
      '20 %',
      '1 200,00 ₽',
      '200,00 ₽',
      'Р/с 40703810000000000001',
    ]) {
      expect(text.replaceAll(/[\u00a0\u202f]/g, ' ')).toContain(part);
    }
    const again = await org.owner.bytes(`/v1/invoices/${invoice.id}/pdf`);
    expect(again.body.equals(file.body)).toBe(true);

    await t.sql(`update orders set state = 'paid' where id = $1`, [order.uuid]);
    await tellAgain(t, org, 'order.confirmed', order.uuid);
    expect(await invoicesOf(order)).toHaveLength(1);

    const other = await pricedOrder(t, event, { prices: [{ price: 100 }], locale: 'en' });
    expect(await t.visitor.get(`${other.path}/invoices/${invoice.id}/pdf`)).toBeProblem(
      404,
      'payments/invoice-unknown',
    );
  });

  it('is corrected by the organiser with a credit note and another invoice', async () => {
    const order = await pricedOrder(t, event, { prices: [{ price: 990 }], locale: 'en' });
    await tellAgain(t, org, 'order.confirmed', order.uuid);
    expect((await org.owner.put(`/v1/orders/${order.id}/invoice-address`, acme)).status).toBe(200);
    const papers = await invoicesOf(order);
    expect(papers.map(({ kind, buyerName }: any) => [kind, buyerName])).toEqual([
      ['invoice', 'Иван Смирнов'],
      ['credit-note', 'Иван Смирнов'],
      ['invoice', 'Acme GmbH'],
    ]);
    const text = pdfText((await t.visitor.bytes(`${order.path}/invoices/${papers[1].id}/pdf`)).body);
    expect(text).toContain('Credit note');
    expect(text).toContain(papers[0].code);
    expect(text).toContain('€9.90');
  });
});

it('is never changed: the database refuses it to everybody', async () => {
  const order = await pricedOrder(t, event, { prices: [{ price: 100 }] });
  await tellAgain(t, org, 'order.confirmed', order.uuid);
  await expect(t.sql(`update invoices set total_amount = 1 where order_id = $1`, [order.uuid])).rejects.toThrow(
    'never changed',
  );
  await expect(t.sql(`delete from invoices where order_id = $1`, [order.uuid])).rejects.toThrow('never changed');
  const actor = systemActor(fromPublicId('org', org.id) ?? '');
  const change = (statement: string) => t.get(Database).transaction(actor, (tx) => affected(tx, statement));
  await expect(change('update invoices set total_amount = 1')).rejects.toThrow('permission denied');
  await expect(change('delete from invoices')).rejects.toThrow('permission denied');
});

describe('fifty orders confirmed at once, each twice, a third of them rolled back first', () => {
  /** How it went: numbers as they were given, and what was refused. */
  async function confirmAll(mark: string) {
    const own = await t.organization({ name: mark });
    const place = await ticketedEvent(own.owner, { size: 100 });
    const actor = systemActor(fromPublicId('org', own.id) ?? '');
    const orders = await pricedOrders(
      t,
      place,
      Array.from({ length: 50 }, (_, index) => ({ prices: [{ price: 100 + index }] })),
    );
    const issue = (uuid: string, fails: boolean) =>
      t.get(Database).transaction(actor, async (tx) => {
        await t.get(InvoiceIssuing).issue(tx, actor, uuid);
        if (fails) throw new Error('rolled back');
      });
    const tries = orders.flatMap(({ uuid }, index) => [
      ...(index % 3 === 0 ? [issue(uuid, true)] : []),
      issue(uuid, false),
      issue(uuid, false),
    ]);
    const outcomes = await Promise.allSettled(tries);
    const found = await t.sql(`select number, order_id from invoices where organization_id = $1 order by number`, [
      actor.organizationId,
    ]);
    const refused = outcomes.filter((one) => one.status === 'rejected' && !String(one.reason).includes('rolled back'));
    return {
      numbers: found.map(({ number }) => number),
      orders: new Set(found.map(({ order_id: id }) => id)).size,
      refused: refused.length,
    };
  }

  const wanted = { numbers: Array.from({ length: 50 }, (_, index) => index + 1), orders: 50, refused: 0 };

  it('have the numbers 1 to 50, one each', async () => {
    expect(await confirmAll('Gapless')).toEqual(wanted);
  });

  it('do not without the lock', async () => {
    const numbers = t.get(InvoiceNumbers);
    const locked = numbers.lock.bind(numbers);
    numbers.lock = async (tx, actor, of) => {
      // The rows are there, and nobody is kept from reading the same ones.
      await affected(
        tx,
        `insert into invoice_numbers (organization_id, series, year) values ($1, 'invoice', $2) on conflict do nothing`,
        [actor.organizationId, of],
      );
    };
    try {
      expect(await confirmAll('Unlocked')).not.toEqual(wanted);
    } finally {
      numbers.lock = locked;
    }
  });
});
