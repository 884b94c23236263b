import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import type { Client } from '../../support/client.js';
import { approve, givenBudget, givenLine, rub } from './given-budget.js';

let t: TestApp;
let org: TestOrganization;
let manager: Client;
let finance: Client;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  manager = await org.member('manager');
  finance = await org.member('finance');
});
afterAll(() => t.stop());

/** An approved budget with one expense line of 1,000.00. */
async function givenPlan(overrides: Record<string, unknown> = {}): Promise<{ budget: string; lineId: string }> {
  const budget = await givenBudget(manager, overrides);
  const lineId = await givenLine(manager, budget);
  await approve(budget, manager, finance);
  return { budget, lineId };
}

const on = '2037-02-01';
const lineOf = async (budget: string, lineId: string) => {
  const { body } = await manager.get(`${budget}/summary`);
  return body.lines.find((line: any) => line.lineId === lineId);
};

describe('a commitment', () => {
  it('is open until actuals draw on it', async () => {
    const { budget, lineId } = await givenPlan();
    const made = await manager.post(`${budget}/commitments`, {
      lineId,
      amount: rub(600_00),
      occurredOn: on,
      counterparty: 'Library',
      document: 'C-7',
      cancellableUntil: '2037-02-20',
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      lineId,
      amount: rub(600_00),
      open: rub(600_00),
      counterparty: 'Library',
      cancellableUntil: '2037-02-20',
      warnings: [],
    });
    const drawn = await manager.post(`${budget}/actuals`, {
      lineId,
      commitmentId: made.body.id,
      amount: rub(250_00),
      occurredOn: on,
    });
    expect(drawn.body.commitmentId).toBe(made.body.id);
    const [listed] = (await manager.get(`${budget}/commitments`)).body.items;
    expect(listed).toMatchObject({ id: made.body.id, open: rub(350_00) });
    expect(await lineOf(budget, lineId)).toMatchObject({
      planned: rub(1_000_00),
      committed: rub(350_00),
      actual: rub(250_00),
      forecast: rub(1_000_00),
      variance: rub(-750_00),
    });
  });

  it('cannot be drawn on from another line, nor once it was reversed', async () => {
    const { budget, lineId } = await givenPlan({ policy: 'ignore' });
    const committed = await manager.post(`${budget}/commitments`, { lineId, amount: rub(100), occurredOn: on });
    await manager.post(`${budget}/revision`);
    const other = await givenLine(manager, budget, { label: 'Other' });
    const draw = { commitmentId: committed.body.id, amount: rub(10), occurredOn: on };
    expect(await manager.post(`${budget}/actuals`, { ...draw, lineId: other })).toBeProblem(
      422,
      'budget/commitment-unknown',
    );
    await manager.post(`${budget}/commitments/${committed.body.id}/reversal`, { reason: 'Cancelled' });
    expect(await manager.post(`${budget}/actuals`, { ...draw, lineId })).toBeProblem(409, 'budget/commitment-reversed');
    expect((await lineOf(budget, lineId)).committed).toEqual(rub(0));
  });
});

describe('an entry', () => {
  it('is taken back once, by an entry of the opposite amount', async () => {
    const { budget, lineId } = await givenPlan();
    const spent = await manager.post(`${budget}/actuals`, {
      lineId,
      amount: rub(300),
      units: 3,
      occurredOn: on,
      document: 'INV-1',
    });
    const path = `${budget}/actuals/${spent.body.id}/reversal`;
    const reversal = await finance.post(path, { reason: 'Entered twice' });
    expect(reversal.status).toBe(201);
    expect(reversal.body).toMatchObject({
      amount: rub(-300),
      units: -3,
      reversesId: spent.body.id,
      note: 'Entered twice',
      document: 'INV-1',
    });
    expect(await finance.post(path, { reason: 'Again' })).toBeProblem(409, 'budget/already-reversed');
    const back = await finance.post(`${budget}/actuals/${reversal.body.id}/reversal`, { reason: 'Back' });
    expect(back).toBeProblem(409, 'budget/reversal-final');
    const { items } = (await manager.get(`${budget}/actuals`)).body;
    expect(items.map((item: any) => [item.amount.amount, item.reversedById])).toEqual([
      [300, reversal.body.id],
      [-300, null],
    ]);
    expect((await lineOf(budget, lineId)).actual).toEqual(rub(0));
  });

  it('is taken back once even if four people do it at the same time', async () => {
    const { budget, lineId } = await givenPlan();
    const spent = await manager.post(`${budget}/actuals`, { lineId, amount: rub(300), occurredOn: on });
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => manager.post(`${budget}/actuals/${spent.body.id}/reversal`, { reason: 'Twice' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it('gives a commitment back what it drew on it', async () => {
    const { budget, lineId } = await givenPlan();
    const committed = await manager.post(`${budget}/commitments`, { lineId, amount: rub(100), occurredOn: on });
    const spent = await manager.post(`${budget}/actuals`, {
      lineId,
      commitmentId: committed.body.id,
      amount: rub(80),
      occurredOn: on,
    });
    expect((await lineOf(budget, lineId)).committed).toEqual(rub(20));
    await manager.post(`${budget}/actuals/${spent.body.id}/reversal`, { reason: 'Wrong line' });
    expect((await lineOf(budget, lineId)).committed).toEqual(rub(100));
  });

  it('stays as it was entered', async () => {
    const { budget, lineId } = await givenPlan();
    const spent = await manager.post(`${budget}/actuals`, { lineId, amount: rub(300), occurredOn: on });
    expect(await manager.delete(`${budget}/actuals/${spent.body.id}`)).toBeProblem(404, 'request/unknown-route');
    const grants = await t.sql(
      `select privilege_type from information_schema.role_table_grants where grantee = 'turnout_app' and table_name = 'budget_entries' order by 1`,
    );
    expect(grants.map((grant) => grant.privilege_type)).toEqual(['INSERT', 'SELECT']);
  });

  it('keeps the foreign amount and the rate', async () => {
    const { budget, lineId } = await givenPlan({ policy: 'ignore' });
    const original = { money: { amount: 100_00, currency: 'EUR' }, rate: '92.4150' };
    const entry = { lineId, amount: rub(9241_50), occurredOn: on, original };
    const made = await manager.post(`${budget}/actuals`, entry);
    expect(made.body.original).toEqual({ money: original.money, rate: '92.415' });
    const wrong = await manager.post(`${budget}/actuals`, { ...entry, amount: rub(9241_52) });
    expect(wrong).toBeProblem(422, 'budget/rate-contradicted');
    const free = await manager.post(`${budget}/actuals`, { ...entry, original: { ...original, rate: '0' } });
    expect(free).toBeProblem(422, 'request/invalid');
  });

  it.each([
    ['budget/currency-differs', 422, { amount: { amount: 100, currency: 'EUR' } }],
    ['budget/amount-not-positive', 422, { amount: rub(0) }],
    ['budget/amount-not-positive', 422, { amount: rub(-5) }],
    ['request/invalid', 422, { amount: undefined }],
    ['request/invalid', 422, { occurredOn: '2037-02-30' }],
    ['request/invalid', 422, { occurredOn: '2037-02-01T10:00:00Z' }],
    ['request/invalid', 422, { lineId: 'evt_00000000000000000000000001' }],
  ])('is refused with %s', async (code, status, wrong) => {
    const { budget, lineId } = await givenPlan();
    const answer = await manager.post(`${budget}/actuals`, { lineId, amount: rub(1), occurredOn: on, ...wrong });
    expect(answer).toBeProblem(status, code);
  });

  it('belongs to a line of its own event', async () => {
    const here = await givenPlan();
    const there = await givenPlan();
    const entry = { lineId: there.lineId, amount: rub(1), occurredOn: on };
    expect(await manager.post(`${here.budget}/actuals`, entry)).toBeProblem(404, 'budget/line-unknown');
    expect(await manager.post(`${here.budget}/commitments`, entry)).toBeProblem(404, 'budget/line-unknown');
    const made = await manager.post(`${there.budget}/actuals`, entry);
    const reversal = await manager.post(`${here.budget}/actuals/${made.body.id}/reversal`, { reason: 'x' });
    expect(reversal).toBeProblem(404, 'budget/entry-unknown');
  });

  it('is entered once for one Idempotency-Key', async () => {
    const { budget, lineId } = await givenPlan();
    const entry = { lineId, amount: rub(100), occurredOn: on };
    const first = await manager.post(`${budget}/actuals`, entry, { 'idempotency-key': 'pay-1' });
    const second = await manager.post(`${budget}/actuals`, entry, { 'idempotency-key': 'pay-1' });
    expect(second.body).toEqual(first.body);
    expect((await manager.get(`${budget}/actuals`)).body.items).toHaveLength(1);
  });
});

describe('spending past the plan', () => {
  const past = (lineId: string, amount = 1_000_01) => ({ lineId, amount: rub(amount), occurredOn: on });

  it('is ignored, warned of or blocked, as the budget says', async () => {
    const ignoring = await givenPlan({ policy: 'ignore' });
    const ignored = await manager.post(`${ignoring.budget}/actuals`, past(ignoring.lineId));
    expect(ignored.body.warnings).toEqual([]);

    const warning = await givenPlan();
    const warned = await manager.post(`${warning.budget}/actuals`, past(warning.lineId));
    expect(warned.status).toBe(201);
    expect(warned.body.warnings).toEqual([
      { code: 'line-exceeded', planned: rub(1_000_00), exposure: rub(1_000_01), exceededBy: rub(1) },
    ]);

    const blocking = await givenPlan({ policy: 'block' });
    const blocked = await manager.post(`${blocking.budget}/commitments`, past(blocking.lineId));
    expect(blocked).toBeProblem(409, 'budget/line-exceeded');
    expect(blocked.body).toMatchObject({ planned: 1_000_00, exposure: 1_000_01, exceededBy: 1 });
    expect((await manager.get(`${blocking.budget}/commitments`)).body.items).toEqual([]);
    expect((await manager.post(`${blocking.budget}/commitments`, past(blocking.lineId, 1_000_00))).status).toBe(201);
  });

  it('is blocked however many try at once', async () => {
    const { budget, lineId } = await givenPlan({ policy: 'block' });
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => manager.post(`${budget}/actuals`, past(lineId, 300_00))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409, 409, 409]);
    expect((await lineOf(budget, lineId)).actual).toEqual(rub(900_00));
  });

  it('does not happen when an actual draws on what was committed', async () => {
    const { budget, lineId } = await givenPlan({ policy: 'block' });
    const committed = await manager.post(`${budget}/commitments`, past(lineId, 1_000_00));
    const drawn = await manager.post(`${budget}/actuals`, {
      ...past(lineId, 1_000_00),
      commitmentId: committed.body.id,
    });
    expect(drawn.status).toBe(201);
    expect(await manager.post(`${budget}/actuals`, past(lineId, 1))).toBeProblem(409, 'budget/line-exceeded');
  });

  it('waits for a plan', async () => {
    const budget = await givenBudget(manager, { policy: 'block' });
    const lineId = await givenLine(manager, budget);
    expect(await manager.post(`${budget}/actuals`, past(lineId, 1))).toBeProblem(409, 'budget/plan-not-approved');
    await manager.change(budget, { policy: 'warn' });
    const warned = await manager.post(`${budget}/actuals`, past(lineId, 1));
    expect(warned.body.warnings).toEqual([
      { code: 'plan-not-approved', planned: null, exposure: rub(1), exceededBy: null },
    ]);
  });

  it('counts on a line that only a draft has', async () => {
    const { budget } = await givenPlan({ policy: 'block' });
    await manager.post(`${budget}/revision`);
    const later = await givenLine(manager, budget, { label: 'Later' });
    expect(await manager.post(`${budget}/actuals`, past(later, 1))).toBeProblem(409, 'budget/line-exceeded');
  });
});

describe('a line with entries', () => {
  it('cannot vanish', async () => {
    const budget = await givenBudget(manager);
    const lineId = await givenLine(manager, budget);
    await manager.post(`${budget}/actuals`, { lineId, amount: rub(5), occurredOn: on });
    expect(await manager.delete(`${budget}/lines/${lineId}`)).toBeProblem(409, 'budget/line-in-use');
    expect((await manager.get(`${budget}/lines/${lineId}`)).status).toBe(200);
  });

  it('is kept in the summary when a later plan drops it', async () => {
    const { budget, lineId } = await givenPlan();
    await manager.post(`${budget}/actuals`, { lineId, amount: rub(400_00), occurredOn: on });
    await manager.post(`${budget}/revision`);
    await givenLine(manager, budget, { label: 'Other hall', unitAmount: rub(700_00) });
    expect((await manager.delete(`${budget}/lines/${lineId}`)).status).toBe(204);
    await approve(budget, manager, finance);
    const { body } = await manager.get(`${budget}/summary`);
    expect(
      body.lines.map((line: any) => [line.label, line.planned.amount, line.actual.amount, line.forecast.amount]),
    ).toEqual([
      ['Hall', 0, 400_00, 400_00],
      ['Other hall', 700_00, 0, 700_00],
    ]);
    expect(body.expense).toMatchObject({ planned: rub(700_00), actual: rub(400_00), forecast: rub(1_100_00) });
  });
});
