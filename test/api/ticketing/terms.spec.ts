import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { draftEvent } from '../../support/given.js';
import { register, ticketedEvent } from '../../support/given-tickets.js';

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
const eur = (amount: number) => ({ amount, currency: 'EUR' });

describe('terms that an organiser writes down', () => {
  it.each([
    ['add-on-categories', { name: { en: 'Shirts' } }, { name: { en: 'T-shirts' } }],
    ['fees', { name: { en: 'Service' }, per: 'ticket', rate: 1000, amounts: [eur(50)] }, { rate: null }],
    ['discounts', { name: { en: '3 for 2' }, kind: 'buy-n-pay-m', every: 3, pay: 2 }, { pay: 1 }],
    ['codes', { code: 'EARLY', effect: 'percent', rate: 10_000, maxUses: 5 }, { rate: 20_000, maxUses: null }],
  ])('%s are made, listed, shown, changed as they were read, and deleted', async (name, input, change) => {
    const event = await draftEvent(org.owner);
    const one = await made(`/v1/events/${event.id}/${name}`, input);
    expect(one).toMatchObject({ ...input, eventId: event.id, version: 1 });
    expect((await org.owner.get(`/v1/events/${event.id}/${name}`)).body.items).toEqual([one]);
    const path = `/v1/${name}/${one.id}`;
    expect((await org.owner.get(path)).body).toEqual(one);
    expect((await org.owner.change(path, change)).body).toMatchObject({ ...input, ...change, version: 2 });
    expect(await org.owner.send('PATCH', path, change, { 'if-match': '"1"' })).toBeProblem(
      412,
      'request/version-conflict',
    );
    expect((await org.owner.delete(path)).status).toBe(204);
    expect((await org.owner.get(path)).status).toBe(404);
  });

  it('fit together or are refused', async () => {
    const event = await draftEvent(org.owner);
    const discount = (terms: object) =>
      org.owner.post(`/v1/events/${event.id}/discounts`, { name: { en: 'x' }, kind: 'quantity', ...terms });
    expect(await discount({ atLeast: 3 })).toBeProblem(422, 'ticketing/terms-incomplete');
    expect(await discount({ kind: 'buy-n-pay-m', every: 2, pay: 2 })).toBeProblem(422, 'ticketing/terms-incomplete');
    const window = { validFrom: '2037-01-02T00:00:00Z', validUntil: '2037-01-01T00:00:00Z' };
    expect(await discount({ atLeast: 3, rate: 1, ...window })).toBeProblem(422, 'ticketing/valid-ends-before-start');
    const code = (terms: object) => org.owner.post(`/v1/events/${event.id}/codes`, { code: 'ABC', ...terms });
    expect(await code({ effect: 'percent' })).toBeProblem(422, 'ticketing/terms-incomplete');
    expect(await code({ effect: 'set' })).toBeProblem(422, 'ticketing/terms-incomplete');
    expect(await code({ effect: 'subtract', amounts: [eur(1), eur(2)] })).toBeProblem(422, 'request/invalid');
    expect(await code({ effect: 'subtract', amounts: [eur(-1)] })).toBeProblem(422, 'request/invalid');
  });
});

describe('a tax', () => {
  it('is the organisation’s, and goes only while nothing carries it', async () => {
    const tax = await made('/v1/tax-rules', { name: { en: 'VAT' }, rate: 8_875 });
    expect(tax).toMatchObject({ rate: 8_875, inclusive: true, version: 1 });
    const event = await ticketedEvent(org.owner, { taxRuleId: tax.id, prices: [eur(1000)] });
    const path = `/v1/tax-rules/${tax.id}`;
    expect(await org.owner.delete(path)).toBeProblem(409, 'ticketing/tax-rule-in-use');
    expect((await org.owner.change(path, { rate: 9_000 })).body).toMatchObject({ rate: 9_000, version: 2 });
    await org.owner.change(`/v1/ticket-types/${event.ticketTypeId}`, { taxRuleId: null });
    expect((await org.owner.delete(path)).status).toBe(204);
    expect(await org.owner.post('/v1/tax-rules', { name: { en: 'x' }, rate: 100_001 })).toBeProblem(
      422,
      'request/invalid',
    );
  });
});

describe('the settings of a sale', () => {
  it('are those of a free event until somebody decides', async () => {
    const event = await draftEvent(org.owner);
    const path = `/v1/events/${event.id}/sale-settings`;
    const settings = (await org.owner.get(path)).body;
    expect(settings).toMatchObject({ currencies: [], holdMinutes: 15, oneOrderPerPerson: true, version: 0 });
    const policy = { byAttendee: true, until: 24, steps: [{ hoursBefore: 72, rate: 50_000 }], fee: [eur(500)] };
    const changed = await org.owner.change(path, { currencies: ['EUR', 'RUB'], cancellationPolicy: policy });
    expect(changed.body).toEqual({
      ...settings,
      currencies: ['EUR', 'RUB'],
      cancellationPolicy: policy,
      version: 1,
    });
    expect((await org.owner.change(path, { resale: true })).body).toMatchObject({ resale: true, version: 2 });
    const stale = await org.owner.send('PATCH', path, { resale: false }, { 'if-match': '"0"' });
    expect(stale).toBeProblem(412, 'request/version-conflict');
    expect(await org.owner.change(path, { currencies: ['XXZ'] })).toBeProblem(422, 'request/invalid');
    expect(await org.owner.change(path, { currencies: ['EUR', 'EUR'] })).toBeProblem(422, 'request/invalid');
  });

  it('keep a currency in which something was sold, and let others go', async () => {
    const event = await ticketedEvent(org.owner);
    const path = `/v1/events/${event.id}/sale-settings`;
    await org.owner.change(path, { currencies: ['EUR', 'RUB', 'USD'] });
    const order = await register(t.visitor, event);
    await t.sql(`update orders set total_currency = 'EUR' where email = $1`, [order.email]);
    expect(await org.owner.change(path, { currencies: ['RUB'] })).toBeProblem(409, 'ticketing/currency-in-use');
    expect((await org.owner.change(path, { currencies: ['RUB', 'EUR'] })).body.currencies).toEqual(['RUB', 'EUR']);
  });
});

describe('a quota', () => {
  const placesOf = async (event: { slug: string }) =>
    (await t.visitor.get(`/v1/public/events/${event.slug}/offers`)).body.items[0].availability;

  it('closes once it is sold out, where that is wanted, until somebody reopens it', async () => {
    const event = await ticketedEvent(org.owner, { size: 1 });
    const path = `/v1/quotas/${event.quotaId}`;
    await org.owner.change(path, { closeWhenSoldOut: true });
    expect(await org.owner.post(`${path}/reopening`)).toBeProblem(409, 'ticketing/quota-open');
    const order = await register(t.visitor, event);
    await org.owner.post(`/v1/orders/${order.id}/cancellation`, { notify: false, reason: 'x' });
    expect((await org.owner.get(path)).body.closedAt).toEqual(expect.any(String));
    expect((await placesOf(event)).state).toBe('gone');
    expect((await org.owner.post(`${path}/reopening`)).body.closedAt).toBeNull();
    expect(await placesOf(event)).toMatchObject({ state: 'available', left: 1 });
    expect((await org.owner.post(`${path}/closure`)).body.closedAt).toEqual(expect.any(String));
    expect((await placesOf(event)).state).toBe('gone');
  });
});

describe('codes in bulk', () => {
  it('are as many as wanted, none twice, found by tag and text, and exported', async () => {
    const event = await draftEvent(org.owner);
    const path = `/v1/events/${event.id}/codes`;
    const { codes } = await made(`${path}/batch`, {
      count: 5000,
      prefix: 'sp-',
      tag: '=sponsors',
      effect: 'set',
      amounts: [eur(0)],
      maxUses: 2,
    });
    expect(new Set(codes).size).toBe(5000);
    for (const code of codes.slice(0, 50)) expect(code).toMatch(/^SP-[2-9A-HJKMNP-TV-Z]{10}$/);
    await made(path, { code: 'press' });
    expect((await org.owner.get(`${path}?tag=${encodeURIComponent('=sponsors')}&limit=200`)).body.items).toHaveLength(
      200,
    );
    const found = (await org.owner.get(`${path}?text=pres`)).body.items;
    expect(found).toMatchObject([{ code: 'PRESS', effect: 'none' }]);
    const file = await org.owner.get(`${path}.csv?text=${codes[0]}`);
    expect(file.headers.get('content-type')).toContain('text/csv');
    expect(file.body).toBe(`code,tag,effect,maxUses,used,validFrom,validUntil\r\n${codes[0]},'=sponsors,set,2,0,,\r\n`);
    expect(await org.owner.post(`${path}/batch`, { count: 5001 })).toBeProblem(422, 'request/invalid');
    expect(await org.owner.post(path, { code: 'Press' })).toBeProblem(409, 'ticketing/code-taken');
  });

  it('keep what was used of them: their limits do not fall below it, and they stay', async () => {
    const event = await draftEvent(org.owner);
    const code = await made(`/v1/events/${event.id}/codes`, { code: 'USED', maxUses: 5 });
    await t.sql(`update codes set used = 3 where code = 'USED'`);
    const path = `/v1/codes/${code.id}`;
    expect(await org.owner.change(path, { maxUses: 2 })).toBeProblem(409, 'ticketing/code-used-more');
    expect((await org.owner.change(path, { maxUses: 3 })).body).toMatchObject({ maxUses: 3, used: 3 });
    expect(await org.owner.delete(path)).toBeProblem(409, 'ticketing/code-in-use');
  });

  it('count only for what the event has', async () => {
    const event = await draftEvent(org.owner);
    const other = await ticketedEvent(org.owner);
    const variation = await made(`/v1/ticket-types/${other.ticketTypeId}/variations`, { name: { en: 'x' } });
    const send = (terms: object) => org.owner.post(`/v1/events/${event.id}/codes`, { code: 'ABC', ...terms });
    const type = await send({ ticketTypeIds: [other.ticketTypeId] });
    expect(type).toBeProblem(404, 'ticketing/ticket-type-unknown');
    expect(await send({ variationIds: [variation.id] })).toBeProblem(404, 'ticketing/variation-unknown');
    const hold = variation.id.replace('var_', 'hld_');
    expect(await send({ holdId: hold })).toBeProblem(404, 'ticketing/hold-unknown');
  });
});
