import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { type PricedOrder, pricedOrder } from '../../support/given-money.js';
import { type TicketedEvent, ticketedEvent } from '../../support/given-tickets.js';

let t: TestApp;
let org: TestOrganization;
let event: TicketedEvent;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  event = await ticketedEvent(org.owner, { size: 100 });
  const settings = { holder: 'Data Evenings e. V.', iban: 'DE89370400440532013000', bic: 'COBADEFFXXX' };
  await org.owner.post('/v1/payment-accounts', { provider: 'bank-transfer', label: 'Bank', settings });
});
afterAll(() => t.stop());

/** An order that waits for a transfer of 25.00, and what must stand on it. */
async function waiting(price = 2500): Promise<PricedOrder & { reference: string; instructions: any }> {
  const order = await pricedOrder(t, event, { state: 'pending', prices: [{ price }] });
  const { body } = await t.visitor.post(`${order.path}/payments`, { provider: 'bank-transfer' });
  return { ...order, reference: body.reference, instructions: body.instructions };
}

const csv = (...rows: string[]) => ['Buchungstag;Betrag;Währung;Verwendungszweck;Auftraggeber', ...rows].join('\n');
const statement = (content: string, more: object = {}) => org.owner.post('/v1/bank-statements', { content, ...more });
const stateOf = async ({ path }: PricedOrder) => (await t.visitor.get(path)).body.state;
const openLines = async () => (await org.owner.get('/v1/bank-statement-lines?state=open&limit=200')).body.items;
const captured = async ({ uuid }: PricedOrder) =>
  (await t.sql(`select coalesce(sum(captured_amount), 0)::int as sum from payments where order_id = $1`, [uuid]))[0]
    .sum;

describe('a transfer', () => {
  it('tells the payer all that a bank wants, also as a code for its app', async () => {
    const { reference, instructions, code } = await waiting();
    expect(reference).toMatch(new RegExp(`^RF\\d\\d${code}[0-9A-Z]{5}$`));
    expect(instructions).toMatchObject({
      holder: 'Data Evenings e. V.',
      iban: 'DE89370400440532013000',
      amount: '25.00 EUR',
      reference: reference.replace(/.{4}(?=.)/g, '$& '),
      qr: `BCD\n002\n1\nSCT\nCOBADEFFXXX\nData Evenings e. V.\nDE89370400440532013000\nEUR25.00\n\n${reference}`,
    });
  });

  it('pays its order when it stands on a statement, once, however often that is imported', async () => {
    const order = await waiting();
    const typed = order.reference.toLowerCase().replace(/.{3}(?=.)/g, '$& ');
    const content = csv(
      `14.03.2027;25,00;EUR;"Ticket, Ref: ${typed}";Anna`,
      '14.03.2027;-4,90;EUR;Gebühr;Bank',
      'gestern;1;EUR;x;y',
    );
    const first = await statement(content);
    expect(first.body.rows).toMatchObject([
      { row: 2, known: false, line: { state: 'done', outcome: 'paid', orderId: order.id, amount: { amount: 2500 } } },
      { row: 3, known: false, line: { state: 'done', outcome: 'outgoing' } },
      { row: 4, line: null, problem: 'The date cannot be read' },
    ]);
    expect(await stateOf(order)).toBe('paid');
    const again = await Promise.all([statement(content), statement(content), statement(content)]);
    for (const { body } of again) {
      expect(body.rows.map(({ known }: any) => known)).toEqual([true, true, false]);
      expect(body.rows[0].line).toEqual(first.body.rows[0].line);
    }
    await t.settled();
    expect(await captured(order)).toBe(2500);
  });

  it('that comes at the same time in three imports of one statement is written down once', async () => {
    const order = await waiting();
    const content = csv(`15.03.2027;25,00;EUR;${order.reference};Anna`);
    const all = await Promise.all([statement(content), statement(content), statement(content)]);
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(all.flatMap(({ body }) => body.rows).filter(({ known }: any) => !known)).toHaveLength(1);
    await t.settled();
    expect(await captured(order)).toBe(2500);
    expect(await stateOf(order)).toBe('paid');
  });

  it('of less is listed until the rest comes', async () => {
    const order = await waiting();
    const part = await statement(csv(`16.03.2027;10,00;EUR;${order.reference};Anna`));
    expect(part.body.rows[0].line).toMatchObject({ state: 'open', outcome: 'partial', orderId: order.id });
    expect(await stateOf(order)).toBe('pending');
    const rest = await statement(csv(`17.03.2027;15,00;EUR;${order.reference};Anna`));
    expect(rest.body.rows[0].line).toMatchObject({ state: 'done', outcome: 'paid' });
    expect(await stateOf(order)).toBe('paid');
    expect(await openLines()).not.toContainEqual(expect.objectContaining({ orderId: order.id }));
  });

  it('of more, a second one, and one in another currency are listed', async () => {
    const order = await waiting();
    const { body } = await statement(
      csv(`18.03.2027;30,00;EUR;${order.reference};Anna`, `18.03.2027;25,00;USD;${order.reference};Anna`),
    );
    expect(body.rows.map(({ line }: any) => [line.state, line.outcome])).toEqual([
      ['open', 'overpaid'],
      ['open', 'wrong-currency'],
    ]);
    expect(await stateOf(order)).toBe('paid');
    const second = await statement(csv(`19.03.2027;25,00;EUR;${order.reference};Anna`));
    expect(second.body.rows[0].line).toMatchObject({ state: 'open', outcome: 'overpaid' });
    expect(await captured(order)).toBe(5500);
    const [over, wrong] = body.rows.map(({ line }: any) => line.id);
    const at = (line: string, act: string) => `/v1/bank-statement-lines/${line}/${act}`;
    expect(await org.owner.post(at(over, 'return'), { note: 'x' })).toBeProblem(409, 'payments/statement-line-booked');
    expect(await org.owner.post(at(wrong, 'assignment'), { orderId: order.id })).toBeProblem(
      409,
      'payments/statement-line-currency',
    );
    expect((await org.owner.post(at(wrong, 'return'), { note: 'Sent back' })).body).toMatchObject({
      state: 'returned',
      note: 'Sent back',
    });
    expect((await org.owner.post(at(over, 'dismissal'), { reason: 'Seen' })).body).toMatchObject({ state: 'ignored' });
    expect(await org.owner.post(at(over, 'dismissal'), { reason: 'Seen' })).toBeProblem(
      409,
      'payments/statement-line-answered',
    );
  });

  it('without a reference waits for somebody, who gives it to an order', async () => {
    const order = await waiting();
    const { body } = await statement(csv(`20.03.2027;25,00;EUR;Билет ${order.code};Анна`));
    const [{ line }] = body.rows;
    expect(line).toMatchObject({ state: 'open', outcome: 'unknown', orderId: order.id, paymentId: null });
    expect(await stateOf(order)).toBe('pending');
    const assigned = await org.owner.post(`/v1/bank-statement-lines/${line.id}/assignment`, { orderId: order.id });
    expect(assigned.body).toMatchObject({ state: 'done', outcome: 'paid' });
    expect(await stateOf(order)).toBe('paid');
  });
});

describe('a transfer that came back', () => {
  it('is listed, and whoever says whose it was takes it from the order', async () => {
    const order = await waiting();
    await statement(csv(`23.03.2027;25,00;EUR;${order.reference};Anna`));
    const { body } = await statement(csv(`25.03.2027;-25,00;EUR;Return ${order.reference};Anna`));
    const [{ line }] = body.rows;
    expect(line).toMatchObject({ state: 'open', outcome: 'reversed', orderId: order.id });
    expect(await stateOf(order)).toBe('paid');
    const assign = (id: string) => org.owner.post(`/v1/bank-statement-lines/${id}/assignment`, { orderId: order.id });
    expect((await assign(line.id)).body).toMatchObject({ state: 'done', outcome: 'reversed' });
    expect(await stateOf(order)).toBe('pending');
    const more = await statement(csv(`26.03.2027;-25,00;EUR;Return ${order.reference};Anna`));
    expect(await assign(more.body.rows[0].line.id)).toBeProblem(409, 'payments/statement-line-not-covered');
    expect((await org.owner.get('/v1/payments/audit')).body).toMatchObject({ agrees: true });
  });

  it('is the refund that waited for it', async () => {
    const order = await waiting();
    await statement(csv(`27.03.2027;25,00;EUR;${order.reference};Anna`));
    const refund = { amount: { amount: 1000, currency: 'EUR' }, reason: 'Goodwill' };
    await org.owner.post(`/v1/orders/${order.id}/refunds`, refund);
    const { body } = await statement(csv(`28.03.2027;-10,00;EUR;${order.reference};Anna`));
    await org.owner.post(`/v1/bank-statement-lines/${body.rows[0].line.id}/assignment`, { orderId: order.id });
    expect((await org.owner.get(`/v1/orders/${order.id}/refunds`)).body).toMatchObject([{ state: 'done' }]);
    expect(await stateOf(order)).toBe('paid');
  });
});

it('a transfer to another account of the organisation is written down there', async () => {
  const other = await t.organization();
  const place = await ticketedEvent(other.owner, { size: 10 });
  const account = async (iban: string) => {
    const settings = { holder: 'Data Evenings e. V.', iban };
    return (await other.owner.post('/v1/payment-accounts', { provider: 'bank-transfer', label: iban, settings })).body;
  };
  const old = await account('DE89370400440532013000');
  const order = await pricedOrder(t, place, { state: 'pending', prices: [{ price: 2500 }] });
  const { body: payment } = await t.visitor.post(`${order.path}/payments`, { provider: 'bank-transfer' });
  await other.owner.change(`/v1/payment-accounts/${old.id}`, { active: false });
  const now = await account('DE02120300000000202051');
  const content = csv(`14.03.2027;25,00;EUR;${payment.reference};Anna`);
  const { body } = await other.owner.post('/v1/bank-statements', { content });
  expect(body.rows[0].line).toMatchObject({ outcome: 'paid', orderId: order.id });
  const came = (await other.owner.get(`/v1/orders/${order.id}/payments`)).body.filter(
    ({ state }: { state: string }) => state === 'confirmed',
  );
  expect(came).toMatchObject([{ paymentAccountId: now.id, amount: { amount: 2500 } }]);
  expect(await stateOf(order)).toBe('paid');
});

describe('CAMT.053', () => {
  const camt = (entries: string, head = '') => `<?xml version="1.0" encoding="UTF-8"?>${head}
    <n:Document xmlns:n="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><n:BkToCstmrStmt><n:Stmt>${entries.replaceAll(/<(\/?)/g, '<$1n:')}</n:Stmt></n:BkToCstmrStmt></n:Document>`;
  const entry = (ref: string, amount: string, details: string) =>
    `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2027-03-21</Dt></BookgDt><AcctSvcrRef>${ref}</AcctSvcrRef><NtryDtls>${details}</NtryDtls></Ntry>`;
  const details = (reference: string, amount = '') =>
    `<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>${amount && `<Amt Ccy="EUR">${amount}</Amt>`}<RltdPties><Dbtr><Pty><Nm>Anna &amp; Co</Nm></Pty></Dbtr></RltdPties><RmtInf><Strd><CdtrRefInf><Ref>${reference}</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>`;

  it('is read entry by entry, and each transfer of a batch', async () => {
    const [one, two, three] = [await waiting(), await waiting(), await waiting(1000)];
    const content = camt(
      entry('A1', '25.00', details(one.reference)) +
        entry('A2', '35.00', details(two.reference, '25.00') + details(three.reference, '10.00')) +
        entry('A3', '1.00', '').replace('BOOK', 'PDNG'),
    );
    const { body } = await statement(content);
    expect(body).toMatchObject({
      format: 'camt',
      rows: [
        { line: { outcome: 'paid', orderId: one.id, payerName: 'Anna & Co', bankRef: 'A1' } },
        { line: { outcome: 'paid', orderId: two.id } },
        { line: { outcome: 'paid', orderId: three.id } },
        { line: null, problem: 'It is not booked yet' },
      ],
    });
    expect((await statement(content)).body.rows.filter(({ known }: any) => known)).toHaveLength(3);
    expect(await Promise.all([one, two, three].map(stateOf))).toEqual(['paid', 'paid', 'paid']);
  });

  it('has a point before its decimals, of which there may be five', async () => {
    const order = await waiting(1250);
    const { body } = await statement(camt(entry('D1', '12.500', details(order.reference))));
    expect(body.rows[0].line).toMatchObject({ amount: { amount: 1250 }, outcome: 'paid' });
    const finer = await statement(camt(entry('D2', '12.505', '')));
    expect(finer.body.rows[0].problem).toBe('The amount cannot be read');
  });

  it('has lines that came as CSV before, and the other way round: each is booked once', async () => {
    const [order, other] = [await waiting(), await waiting()];
    const table = csv(`21.03.2027;25,00;EUR;Ref ${order.reference};Anna`);
    expect((await statement(table)).body.rows[0]).toMatchObject({ known: false, line: { outcome: 'paid' } });
    const xml = camt(
      entry('E1', '25.00', details(order.reference)) +
        entry('E2', '25.00', details(order.reference)) +
        entry('E3', '25.00', details(other.reference)),
    );
    const { body } = await statement(xml);
    expect(body.rows).toMatchObject([
      { known: true, line: { outcome: 'paid' } },
      { known: false, line: { outcome: 'overpaid' } },
      { known: false, line: { outcome: 'paid' } },
    ]);
    const back = await statement(csv(`21.03.2027;25,00;EUR;${other.reference};Boris`));
    expect(back.body.rows[0]).toMatchObject({ known: true });
    expect((await statement(xml)).body.rows.map(({ known }: any) => known)).toEqual([true, true, true]);
    expect([await captured(order), await captured(other)]).toEqual([5000, 2500]);
  });

  it.each([
    ['a document type', camt('', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>')],
    ['no statement', '<html><body>Hello</body></html>'],
    ['broken XML', '<Document><BkToCstmrStmt>'],
    ['deep nesting', '<a>'.repeat(50_000) + '</a>'.repeat(50_000)],
  ])('with %s is refused', async (_, content) => {
    expect(await statement(content)).toBeProblem(422, 'payments/statement-unreadable');
  });
});

it('a table without a date or an amount is refused, and columns may be named', async () => {
  expect(await statement('a,b\n1,2')).toBeProblem(422, 'payments/statement-columns-missing');
  const order = await waiting();
  const { body } = await statement(`Report of today\n\nwhen,how much,why\n2027-03-22,"25.00",${order.reference}`, {
    mapping: { date: 'When', amount: 'how much', text: 'why' },
    currency: 'EUR',
  });
  expect(body.rows).toMatchObject([{ line: { outcome: 'paid', orderId: order.id } }]);
});
