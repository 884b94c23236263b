import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../../src/kernel/id.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import type { Client } from '../../support/client.js';
import { approve, givenBudget, givenLine, rub } from './given-budget.js';

let t: TestApp;
let org: TestOrganization;
let manager: Client;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  manager = await org.member('manager');
});
afterAll(() => t.stop());

const on = '2037-03-15';

/** Hall 60,000, coffee 300 a head for 80, tickets 900 for each of 120 registrations. */
async function givenPlan() {
  const budget = await givenBudget(manager);
  const hall = await givenLine(manager, budget, { unitAmount: rub(60_000_00) });
  const coffee = await givenLine(manager, budget, {
    label: 'Coffee',
    basis: 'driver',
    driver: 'attendee',
    unitAmount: rub(300_00),
  });
  const tickets = await givenLine(manager, budget, {
    kind: 'income',
    category: 'tickets',
    label: 'Tickets',
    basis: 'driver',
    driver: 'registration',
    unitAmount: rub(900_00),
  });
  return { budget, hall, coffee, tickets };
}

describe('the summary of a budget', () => {
  it('shows a draft as what it is', async () => {
    const { budget } = await givenPlan();
    const { body } = await manager.get(`${budget}/summary`);
    expect(body).toMatchObject({
      currency: 'RUB',
      revision: 1,
      state: 'draft',
      expense: { planned: rub(84_000_00), forecast: rub(84_000_00), actual: rub(0) },
      income: { planned: rub(108_000_00) },
      result: { planned: rub(24_000_00), actual: rub(0), forecast: rub(24_000_00) },
      costPerAttendee: { gross: rub(1_050_00), net: rub(-300_00) },
    });
  });

  it('tells what was planned, promised, paid and is to be expected, and the view for the evaluation agrees', async () => {
    const { budget, hall, coffee, tickets } = await givenPlan();
    await approve(budget, manager, org.owner);
    const contract = await manager.post(`${budget}/commitments`, {
      lineId: hall,
      amount: rub(65_000_00),
      occurredOn: on,
    });
    await manager.post(`${budget}/actuals`, {
      lineId: hall,
      commitmentId: contract.body.id,
      amount: rub(20_000_00),
      occurredOn: on,
    });
    await manager.post(`${budget}/actuals`, { lineId: coffee, amount: rub(22_400_00), units: 70, occurredOn: on });
    const mistake = await manager.post(`${budget}/actuals`, { lineId: tickets, amount: rub(5_00), occurredOn: on });
    await manager.post(`${budget}/actuals/${mistake.body.id}/reversal`, { reason: 'Mistake' });
    await manager.post(`${budget}/actuals`, { lineId: tickets, amount: rub(90_000_00), units: 100, occurredOn: on });
    const { body } = await manager.get(`${budget}/summary`);
    const line = (id: string) => body.lines.find((each: any) => each.lineId === id);
    expect(line(hall)).toMatchObject({
      committed: rub(45_000_00),
      actual: rub(20_000_00),
      forecast: rub(65_000_00),
      split: null,
    });
    expect(line(coffee)).toMatchObject({
      variance: rub(-1_600_00),
      split: { price: rub(1_400_00), volume: rub(-3_000_00) },
      forecast: rub(24_000_00),
    });
    expect(line(tickets)).toMatchObject({
      variance: rub(-18_000_00),
      split: { price: rub(0), volume: rub(-18_000_00) },
    });
    expect(body.expense).toEqual({
      planned: rub(84_000_00),
      committed: rub(45_000_00),
      actual: rub(42_400_00),
      forecast: rub(89_000_00),
      variance: rub(-41_600_00),
    });
    expect(body.result).toEqual({ planned: rub(24_000_00), actual: rub(47_600_00), forecast: rub(19_000_00) });
    const eventId = fromPublicId('evt', (await manager.get(budget)).body.eventId);
    const [view] = await t.sql('select * from budget_results where event_id = $1', [eventId]);
    expect(view).toMatchObject({ currency: 'RUB' });
    const figures = Object.fromEntries(
      Object.entries(view)
        .filter(([key]) => /^(planned|committed|actual)_/.test(key))
        .map(([key, value]) => [key, Number(value)]),
    );
    expect(figures).toEqual({
      planned_expense: body.expense.planned.amount,
      planned_income: body.income.planned.amount,
      committed_expense: body.expense.committed.amount,
      committed_income: body.income.committed.amount,
      actual_expense: body.expense.actual.amount,
      actual_income: body.income.actual.amount,
    });
  });

  it('finds the break-even among the attendees, with a dip where a second bus is needed', async () => {
    const budget = await givenBudget(manager, {
      headcounts: { registrations: 100, attendees: 100, speakers: 0, volunteers: 0, days: 1 },
    });
    await givenLine(manager, budget, { unitAmount: rub(10_000) });
    await givenLine(manager, budget, {
      label: 'Bus',
      basis: 'driver',
      driver: 'attendee',
      per: 100,
      unitAmount: rub(9_500),
    });
    await givenLine(manager, budget, {
      kind: 'income',
      label: 'Fee',
      basis: 'driver',
      driver: 'attendee',
      unitAmount: rub(200),
    });
    const { body } = await manager.get(`${budget}/summary?bound=250`);
    expect(body.breakEven).toEqual({
      bound: 250,
      thresholds: [
        { attendees: 98, result: rub(100) },
        { attendees: 145, result: rub(0) },
      ],
      dips: [{ attendees: 101, result: rub(-8_800) }],
      gap: rub(0),
      reason: null,
    });
    const near = await manager.get(`${budget}/summary?bound=50`);
    expect(near.body.breakEven).toMatchObject({ thresholds: [], reason: 'beyond-bound', gap: rub(9_500) });
    expect(await manager.get(`${budget}/summary?bound=100001`)).toBeProblem(422, 'request/invalid');
  });

  it('agrees with the view for every driver', async () => {
    const drivers = ['attendee', 'registration', 'speaker', 'volunteer', 'day'];
    const budget = await givenBudget(manager, {
      headcounts: { registrations: 101, attendees: 73, speakers: 7, volunteers: 13, days: 3 },
    });
    for (const [index, driver] of drivers.entries())
      await givenLine(manager, budget, {
        basis: 'driver',
        driver,
        per: index + 2,
        quantity: 3,
        unitAmount: rub(7 ** (index + 1)),
      });
    await approve(budget, manager, org.owner);
    const { body } = await manager.get(`${budget}/summary`);
    const found = await t.sql('select 1 from budget_results where planned_expense = $1', [body.expense.planned.amount]);
    expect(found).toHaveLength(1);
  });

  it('takes the largest plan and the farthest bound, and no line more', async () => {
    const budget = await givenBudget(manager);
    const id = fromPublicId('bud', (await manager.get(budget)).body.id);
    await t.sql(
      `with line as (
         insert into budget_lines (organization_id, budget_id, kind) select organization_id, id, 'expense' from budgets, generate_series(1, 300) where id = $1
         returning organization_id, budget_id, id
       )
       insert into budget_plans (organization_id, budget_id, revision_id, line_id, category, label, basis, driver, per, quantity, unit_minor)
       select line.organization_id, line.budget_id, r.id, line.id, 'bus', 'Bus', 'driver', 'attendee', row_number() over (), 1, 100
         from line join budget_revisions r on r.budget_id = line.budget_id`,
      [id],
    );
    const { body } = await manager.get(`${budget}/summary?bound=100000`);
    expect(body.lines).toHaveLength(300);
    expect(body.breakEven).toMatchObject({
      bound: 100_000,
      thresholds: [{ attendees: 0, result: rub(0) }],
      dips: [{ attendees: 1 }],
    });
    const more = await manager.post(`${budget}/lines`, {
      kind: 'income',
      category: 'x',
      label: 'y',
      unitAmount: rub(1),
    });
    expect(more).toBeProblem(409, 'budget/too-many-lines');
  });
});
