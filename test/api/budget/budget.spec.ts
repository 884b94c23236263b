import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toPublicId } from '../../../src/kernel/id.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import type { Client } from '../../support/client.js';
import { draftEvent } from '../../support/given.js';
import { approve, givenBudget, givenLine, heads, rub } from './given-budget.js';

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

describe('a budget', () => {
  it('begins as an empty draft, one for each event', async () => {
    const event = await draftEvent(manager);
    const made = await manager.post(`/v1/events/${event.id}/budget`, { currency: 'RUB', headcounts: heads });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      eventId: event.id,
      currency: 'RUB',
      policy: 'warn',
      revision: 1,
      state: 'draft',
      approvedRevision: null,
      headcounts: heads,
      lines: [],
      totals: { expense: rub(0), income: rub(0), result: rub(0) },
      steps: [],
    });
    expect(made.body.id).toMatch(/^bud_/);
    const again = await manager.post(`/v1/events/${event.id}/budget`, { currency: 'RUB', headcounts: heads });
    expect(again).toBeProblem(409, 'budget/exists');
  });

  it('is unknown until it is begun, and on an event that does not exist', async () => {
    const event = await draftEvent(manager);
    expect(await manager.get(`/v1/events/${event.id}/budget`)).toBeProblem(404, 'budget/unknown');
    expect(await manager.get(`/v1/events/${event.id}/budget/summary`)).toBeProblem(404, 'budget/unknown');
    const nowhere = `/v1/events/evt_${'0'.repeat(25)}1/budget`;
    expect(await manager.get(nowhere)).toBeProblem(404, 'events/unknown');
    expect(await manager.post(nowhere, { currency: 'RUB', headcounts: heads })).toBeProblem(404, 'events/unknown');
  });

  it('refuses head counts and currencies that do not exist', async () => {
    const event = await draftEvent(manager);
    const path = `/v1/events/${event.id}/budget`;
    for (const [pointer, body] of [
      ['/currency', { currency: 'XYZ', headcounts: heads }],
      ['/headcounts/attendees', { currency: 'RUB', headcounts: { ...heads, attendees: -1 } }],
      ['/headcounts/days', { currency: 'RUB', headcounts: { ...heads, days: 1.5 } }],
      ['/headcounts', { currency: 'RUB' }],
      ['/policy', { currency: 'RUB', headcounts: heads, policy: 'shout' }],
    ] as const) {
      const answer = await manager.post(path, body);
      expect(answer).toBeProblem(422, 'request/invalid');
      expect(answer.body.pointer).toBe(pointer);
    }
  });

  it('is read with budget:read only and written with budget:write only', async () => {
    const budget = await givenBudget(manager);
    const analyst = await org.member('analyst');
    const door = await org.member('door');
    expect((await analyst.get(budget)).status).toBe(200);
    expect(await analyst.post(`${budget}/lines`, {})).toBeProblem(403, 'auth/forbidden');
    expect(await door.get(budget)).toBeProblem(403, 'auth/forbidden');
    expect(await t.visitor.get(budget)).toBeProblem(401, 'auth/unauthenticated');
  });

  it('of another organisation is like one that does not exist', async () => {
    const budget = await givenBudget(manager);
    const line = await givenLine(manager, budget);
    const stranger = (await t.organization()).owner;
    expect(await stranger.get(budget)).toBeProblem(404, 'events/unknown');
    expect(await stranger.get(`${budget}/lines/${line}`)).toBeProblem(404, 'events/unknown');
    const theirs = await givenBudget(stranger);
    expect(await stranger.get(`${theirs}/lines/${line}`)).toBeProblem(404, 'budget/line-unknown');
    const entry = { lineId: line, amount: rub(1), occurredOn: '2037-01-01' };
    expect(await stranger.post(`${theirs}/actuals`, entry)).toBeProblem(404, 'budget/line-unknown');
  });
});

describe('the lines of a budget', () => {
  it('are planned from head counts, in minor units', async () => {
    const budget = await givenBudget(manager);
    await givenLine(manager, budget, { quantity: 2, unitAmount: rub(15_000_00) });
    await givenLine(manager, budget, {
      label: 'Coffee',
      basis: 'driver',
      driver: 'attendee',
      quantity: 2,
      unitAmount: rub(150_00),
    });
    await givenLine(manager, budget, {
      label: 'Bus',
      basis: 'driver',
      driver: 'registration',
      per: 50,
      unitAmount: rub(8_000_00),
    });
    await givenLine(manager, budget, { label: 'Guard', basis: 'driver', driver: 'day', unitAmount: rub(5_000_00) });
    await givenLine(manager, budget, {
      kind: 'income',
      label: 'Sponsor',
      unitAmount: rub(100_000_00),
      quoteState: 'contracted',
    });
    const { body } = await manager.get(budget);
    const planned = body.lines.map((line: any) => [line.label, line.units, line.planned.amount]);
    expect(planned).toEqual([
      ['Hall', 2, 30_000_00],
      ['Coffee', 160, 24_000_00],
      ['Bus', 3, 24_000_00],
      ['Guard', 2, 10_000_00],
      ['Sponsor', 1, 100_000_00],
    ]);
    expect(body.totals).toEqual({ expense: rub(88_000_00), income: rub(100_000_00), result: rub(12_000_00) });
  });

  it('follow the head counts', async () => {
    const budget = await givenBudget(manager);
    await givenLine(manager, budget, { basis: 'driver', driver: 'attendee', unitAmount: rub(100) });
    const changed = await manager.change(budget, { headcounts: { ...heads, attendees: 90 } });
    expect(changed.status).toBe(200);
    expect(changed.body.totals.expense).toEqual(rub(9_000));
  });

  it('are changed by whoever has read them', async () => {
    const budget = await givenBudget(manager);
    const line = `${budget}/lines/${await givenLine(manager, budget)}`;
    const read = await manager.get(line);
    const changed = await manager.patch(
      line,
      { quantity: 3, ownerId: await aMember() },
      { 'if-match': read.headers.get('etag') ?? '' },
    );
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ quantity: 3, label: 'Hall', planned: rub(3_000_00), version: 2 });
    const late = await manager.patch(line, { quantity: 4 }, { 'if-match': read.headers.get('etag') ?? '' });
    expect(late).toBeProblem(412, 'request/version-conflict');
    expect(await manager.patch(line, { quantity: 4 })).toBeProblem(428, 'request/if-match-required');
    expect((await manager.change(line, { ownerId: null })).body.ownerId).toBeNull();
    const driven = await manager.change(line, { basis: 'driver', driver: 'volunteer' });
    expect(driven.body).toMatchObject({ basis: 'driver', driver: 'volunteer', planned: rub(30_000_00) });
    expect((await manager.change(line, { basis: 'fixed' })).body).toMatchObject({
      driver: null,
      planned: rub(3_000_00),
    });
  });

  it('raise the version of the budget that shows them', async () => {
    const budget = await givenBudget(manager);
    const before = await manager.get(budget);
    await givenLine(manager, budget);
    const late = await manager.patch(budget, { policy: 'block' }, { 'if-match': before.headers.get('etag') ?? '' });
    expect(late).toBeProblem(412, 'request/version-conflict');
    expect((await manager.get(budget, { 'if-none-match': before.headers.get('etag') ?? '' })).status).toBe(200);
  });

  it('are listed in pages', async () => {
    const budget = await givenBudget(manager);
    for (const label of ['One', 'Two', 'Three']) await givenLine(manager, budget, { label });
    const first = await manager.get(`${budget}/lines?limit=2`);
    const second = await manager.get(`${budget}/lines?limit=2&cursor=${first.body.next}`);
    const labels = [...first.body.items, ...second.body.items].map((line: any) => line.label);
    expect(labels).toEqual(['One', 'Two', 'Three']);
    expect(second.body.next).toBeNull();
    const since = await manager.get(`${budget}/lines?updatedSince=2036-01-01T00:00:00Z`);
    expect(since.body.items).toEqual([]);
  });

  it('are taken out again', async () => {
    const budget = await givenBudget(manager);
    const line = await givenLine(manager, budget);
    expect((await manager.delete(`${budget}/lines/${line}`)).status).toBe(204);
    expect(await manager.get(`${budget}/lines/${line}`)).toBeProblem(404, 'budget/line-unknown');
    expect(await manager.delete(`${budget}/lines/${line}`)).toBeProblem(404, 'budget/line-unknown');
  });

  it.each([
    ['budget/currency-differs', '/unitAmount/currency', { unitAmount: { amount: 1, currency: 'EUR' } }],
    ['budget/unit-amount-negative', '/unitAmount/amount', { unitAmount: rub(-1) }],
    ['budget/basis-contradicted', '/driver', { basis: 'driver' }],
    ['budget/basis-contradicted', '/driver', { driver: 'attendee' }],
    ['budget/basis-contradicted', '/driver', { per: 50 }],
    [
      'budget/too-large',
      '/unitAmount/amount',
      { basis: 'driver', driver: 'day', quantity: 1_000_000, unitAmount: rub(900_000_000) },
    ],
    ['budget/owner-unknown', '/ownerId', { ownerId: toPublicId('mem', '01999999-0000-7000-8000-000000000001') }],
    ['request/invalid', '/kind', { kind: 'gift' }],
    ['request/invalid', '/quantity', { quantity: 1.5 }],
    ['request/invalid', '/label', { label: '' }],
    ['request/invalid', '/unitAmount/amount', { unitAmount: rub(0.1) }],
    ['request/invalid', '/amount', { amount: 5 }],
  ])('are refused with %s at %s', async (code, pointer, wrong) => {
    const budget = await givenBudget(manager);
    const line = { kind: 'expense', category: 'venue', label: 'Hall', unitAmount: rub(1), ...wrong };
    const answer = await manager.post(`${budget}/lines`, line);
    expect(answer).toBeProblem(422, code);
    expect(answer.body.pointer).toBe(pointer);
  });
});

describe('the currency of a budget', () => {
  it('changes until a plan is approved', async () => {
    const budget = await givenBudget(manager);
    await givenLine(manager, budget, { unitAmount: rub(500) });
    const changed = await manager.change(budget, { currency: 'EUR' });
    expect(changed.body.lines[0].unitAmount).toEqual({ amount: 500, currency: 'EUR' });
    await approve(budget, manager, finance);
    expect(await manager.change(budget, { currency: 'RUB' })).toBeProblem(409, 'budget/currency-fixed');
    expect((await manager.change(budget, { currency: 'EUR', policy: 'ignore' })).status).toBe(200);
  });

  it('is fixed by the first entry, in the schema as well', async () => {
    const budget = await givenBudget(manager);
    const lineId = await givenLine(manager, budget);
    await manager.post(`${budget}/actuals`, { lineId, amount: rub(100), occurredOn: '2037-01-10' });
    expect(await manager.change(budget, { currency: 'EUR' })).toBeProblem(409, 'budget/currency-fixed');
    const { body } = await manager.get(budget);
    const update = `update budgets set currency = 'EUR' where event_id in (select event_id from budgets b join budget_entries e on e.budget_id = b.id)`;
    await expect(t.sql(update)).rejects.toThrow('foreign key');
    expect(body.currency).toBe('RUB');
  });
});

describe('the way to an approved plan', () => {
  it('leads through another person', async () => {
    const budget = await givenBudget(org.owner);
    expect(await org.owner.post(`${budget}/submission`)).toBeProblem(409, 'budget/nothing-to-submit');
    await givenLine(org.owner, budget);
    expect(await org.owner.post(`${budget}/approval`)).toBeProblem(409, 'budget/step-impossible');
    const submitted = await org.owner.post(`${budget}/submission`);
    expect(submitted.body).toMatchObject({
      state: 'submitted',
      approvedRevision: null,
      steps: [{ step: 'submission' }],
    });
    expect(await org.owner.post(`${budget}/approval`)).toBeProblem(409, 'budget/own-submission');
    expect(await manager.post(`${budget}/approval`)).toBeProblem(403, 'auth/forbidden');
    const approved = await finance.post(`${budget}/approval`);
    expect(approved.status).toBe(200);
    expect(approved.body).toMatchObject({ state: 'approved', revision: 1, approvedRevision: 1 });
    expect(approved.body.steps.map((step: any) => step.step)).toEqual(['submission', 'approval']);
    expect(await finance.post(`${budget}/approval`)).toBeProblem(409, 'budget/step-impossible');
  });

  it('is not shortened by a key of the same person', async () => {
    const made = await org.owner.post('/v1/api-keys', {
      name: 'Robot',
      permissions: ['budget:read', 'budget:write', 'budget:approve'],
    });
    const robot = t.as(made.body.token ?? made.body.key ?? made.body.secret);
    const budget = await givenBudget(manager);
    await givenLine(manager, budget);
    await org.owner.post(`${budget}/submission`);
    expect(await robot.post(`${budget}/approval`)).toBeProblem(409, 'budget/own-submission');
    expect((await finance.post(`${budget}/approval`)).status).toBe(200);
  });

  it('may lead back, with a reason, and on again after a change', async () => {
    const budget = await givenBudget(manager);
    const line = await givenLine(manager, budget);
    await manager.post(`${budget}/submission`);
    expect(await finance.post(`${budget}/rejection`, { reason: '' })).toBeProblem(422, 'request/invalid');
    const rejected = await finance.post(`${budget}/rejection`, { reason: 'Get a second quote' });
    expect(rejected.body).toMatchObject({ state: 'rejected', revision: 1 });
    expect(rejected.body.steps[1]).toMatchObject({ step: 'rejection', reason: 'Get a second quote' });
    await manager.change(`${budget}/lines/${line}`, { unitAmount: rub(900_00) });
    expect((await manager.get(budget)).body.state).toBe('draft');
    expect((await approve(budget, manager, finance)).body).toMatchObject({
      state: 'approved',
      totals: { expense: rub(900_00) },
    });
  });

  it('closes lines and head counts on the way', async () => {
    const budget = await givenBudget(manager);
    const line = await givenLine(manager, budget);
    await manager.post(`${budget}/submission`);
    for (const state of ['submitted', 'approved']) {
      const refused = await manager.change(`${budget}/lines/${line}`, { quantity: 9 });
      expect(refused).toBeProblem(409, 'budget/revision-closed');
      expect(refused.body).toMatchObject({ state, revision: 1 });
      expect(await manager.delete(`${budget}/lines/${line}`)).toBeProblem(409, 'budget/revision-closed');
      const another = { kind: 'income', category: 'x', label: 'y', unitAmount: rub(1) };
      expect(await manager.post(`${budget}/lines`, another)).toBeProblem(409, 'budget/revision-closed');
      expect(await manager.change(budget, { headcounts: heads })).toBeProblem(409, 'budget/revision-closed');
      if (state === 'submitted') await finance.post(`${budget}/approval`);
    }
  });

  it('closes them in the schema as well', async () => {
    const budget = await givenBudget(manager);
    await givenLine(manager, budget, { label: 'Closed by trigger' });
    await approve(budget, manager, finance);
    const of = `revision_id in (select revision_id from budget_plans where label = 'Closed by trigger')`;
    await expect(t.sql(`update budget_plans set quantity = 9 where ${of}`)).rejects.toThrow('is approved');
    await expect(t.sql(`delete from budget_plans where ${of}`)).rejects.toThrow('is approved');
    const revision = `id in (select revision_id from budget_plans where label = 'Closed by trigger')`;
    await expect(t.sql(`update budget_revisions set attendees = 1 where ${revision}`)).rejects.toThrow('is approved');
    await expect(t.sql(`update budget_revisions set approved_by = submitted_by where ${revision}`)).rejects.toThrow(
      'four_eyes',
    );
  });

  it('starts anew with a revision, while the plan stays in force', async () => {
    const budget = await givenBudget(manager);
    const hall = await givenLine(manager, budget, { unitAmount: rub(1_000_00) });
    const flowers = await givenLine(manager, budget, { label: 'Flowers', unitAmount: rub(50_00) });
    expect(await manager.post(`${budget}/revision`)).toBeProblem(409, 'budget/step-impossible');
    await approve(budget, manager, finance);
    const revised = await manager.post(`${budget}/revision`);
    expect(revised.body).toMatchObject({
      revision: 2,
      state: 'draft',
      approvedRevision: 1,
      totals: { expense: rub(1_050_00) },
    });
    await manager.change(`${budget}/lines/${hall}`, { unitAmount: rub(1_200_00) });
    expect((await manager.delete(`${budget}/lines/${flowers}`)).status).toBe(204);
    const summary = await manager.get(`${budget}/summary`);
    expect(summary.body).toMatchObject({ revision: 1, state: 'approved', expense: { planned: rub(1_050_00) } });
    await approve(budget, manager, finance);
    const after = await manager.get(budget);
    expect(after.body).toMatchObject({ revision: 2, approvedRevision: 2, totals: { expense: rub(1_200_00) } });
    expect(after.body.lines.map((line: any) => line.id)).toEqual([hall]);
    const baseline = await manager.get(`${budget}/revisions/1`);
    expect(baseline.body).toMatchObject({ revision: 1, state: 'revised', totals: { expense: rub(1_050_00) } });
    expect(baseline.body.lines.map((line: any) => line.id)).toEqual([hall, flowers]);
    for (const none of ['3', '0', 'x'])
      expect(await manager.get(`${budget}/revisions/${none}`)).toBeProblem(404, 'budget/revision-unknown');
  });

  it('is taken by one of two who approve at once', async () => {
    const budget = await givenBudget(manager);
    await givenLine(manager, budget);
    await manager.post(`${budget}/submission`);
    const answers = await Promise.all(
      [finance, org.owner, finance, org.owner].map((person) => person.post(`${budget}/approval`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  });
});

async function aMember(): Promise<string> {
  return (await org.owner.get('/v1/members')).body.items[0].id;
}
