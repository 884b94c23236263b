import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { evaluate } from '../../../src/modules/evaluation/evaluation.rules.js';
import { EvaluationDto } from '../../../src/modules/evaluation/evaluation.dto.js';
import type { Facts } from '../../../src/modules/evaluation/facts.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import type { Client } from '../../support/client.js';
import { draftEvent, publishedEvent } from '../../support/given.js';
import { approve, givenLine, heads, rub } from '../budget/given-budget.js';
import { draftSurvey, guests, tokenFor, uuidOf } from '../surveys/given.js';

let t: TestApp;
let org: TestOrganization;
let twin: TestOrganization;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  twin = await t.organization({ name: 'Twin' });
});
afterAll(() => t.stop());

const goalsOfTheEvening = [
  { metric: 'registrations', comparator: '>=', target: 40 },
  { metric: 'show-up-rate', comparator: '>=', target: 0.6 },
  { metric: 'nps', comparator: '>=', target: 30, minimumSample: 10 },
  { metric: 'net-cost-per-attendee', comparator: '<=', target: 900_00, currency: 'RUB' },
  { metric: 'csat', comparator: '>=', target: 0.95, minimumSample: 30 },
  {
    metric: 'manual',
    comparator: '>=',
    target: 3,
    title: { en: 'New volunteers', ru: 'Новые волонтёры' },
    manualValue: 2,
  },
];

interface Evening {
  id: string;
  surveyId: string;
  goals: { id: string; metric: string }[];
}

/** Thirty of fifty came, twenty answered; 30,000 roubles were spent and 6,000 came in. */
async function evening(): Promise<Evening> {
  const event = await draftEvent(org.owner);
  const goals: Evening['goals'] = [];
  for (const goal of goalsOfTheEvening) goals.push((await org.owner.post(`/v1/events/${event.id}/goals`, goal)).body);
  await budgetFor(event.id);
  await org.owner.post(`/v1/events/${event.id}/publication`);
  const people = await guests(t, org, event.id, 50, 30);
  const surveyId = await draftSurvey(org.owner, event.id);
  await org.owner.post(`/v1/surveys/${surveyId}/opening`);
  await t.settled();
  for (const [index, guest] of people.slice(0, 20).entries()) {
    const answers = index < 16 ? { nps: 10, csat: 5 } : { nps: 7, csat: 4 };
    await t.visitor.post(`/v1/public/surveys/${tokenFor(t, guest)}/answers`, { answers });
  }
  await org.owner.post(`/v1/surveys/${surveyId}/closing`);
  return { id: event.id, surveyId, goals };
}

async function budgetFor(eventId: string): Promise<string> {
  const path = `/v1/events/${eventId}/budget`;
  await org.owner.post(path, { currency: 'RUB', headcounts: heads });
  const hall = await givenLine(org.owner, path, { unitAmount: rub(35_000_00) });
  const tickets = await givenLine(org.owner, path, {
    kind: 'income',
    category: 'sponsors',
    label: 'Sponsor',
    unitAmount: rub(6_000_00),
  });
  await approve(path, org.owner, await org.member('finance'));
  await org.owner.post(`${path}/actuals`, { lineId: hall, amount: rub(30_000_00), occurredOn: '2037-03-15' });
  await org.owner.post(`${path}/actuals`, { lineId: tickets, amount: rub(6_000_00), occurredOn: '2037-03-15' });
  return path;
}

const evaluationOf = async (eventId: string, client: Client = org.owner) =>
  (await client.get(`/v1/events/${eventId}/evaluation`)).body;
const verdicts = (evaluation: { goals: { metric: string; verdict: string }[] }) =>
  evaluation.goals.map((goal) => [goal.metric, goal.verdict]);

describe('an evaluation', () => {
  let given: Evening;
  let evaluation: Awaited<ReturnType<typeof evaluationOf>>;

  beforeAll(async () => {
    given = await evening();
    evaluation = await evaluationOf(given.id);
  });

  it('goes from who was meant to who answered, and says what is counted', () => {
    expect(evaluation.funnel).toMatchObject([
      { step: 'targeted', count: null, shareOfPrevious: null },
      { step: 'invited', count: null },
      {
        step: 'registered',
        count: 50,
        shareOfPrevious: null,
        definition: { en: 'People with a valid ticket', ru: 'Люди с действующим билетом' },
      },
      { step: 'came', count: 30, shareOfPrevious: 0.6, shareOfFirst: 0.6 },
      { step: 'answered', count: 20, shareOfPrevious: 20 / 30, shareOfFirst: 0.4 },
    ]);
  });

  it('gives scores with their intervals, and what they rest on', () => {
    expect(evaluation.showUpRate).toMatchObject({
      value: 0.6,
      basis: 'exact',
      interval: null,
      population: 50,
      shown: { en: '60%' },
    });
    expect(evaluation.responseRate).toMatchObject({ value: 20 / 30, population: 30 });
    expect(evaluation.nps).toMatchObject({
      value: 80,
      unit: 'points',
      basis: 'sampled',
      n: 20,
      population: 30,
      sources: ['survey-answers'],
    });
    expect(evaluation.nps.interval.low).toBeGreaterThan(60);
    expect(evaluation.nps.interval.high).toBeLessThan(90);
    expect(evaluation.npsDistribution).toEqual([0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 16]);
    expect(evaluation.csat).toMatchObject({ value: 1, n: 20 });
  });

  it('gives what it cost, planned and booked, by head', () => {
    expect(evaluation.budget).toMatchObject({
      settled: true,
      planned: { expense: rub(35_000_00), income: rub(6_000_00), net: rub(29_000_00) },
      actual: { expense: rub(30_000_00), income: rub(6_000_00), net: rub(24_000_00) },
      netCostPerAttendee: rub(800_00),
    });
  });

  it('judges each goal and says why', () => {
    expect(verdicts(evaluation)).toEqual([
      ['registrations', 'missed'],
      ['registrations', 'met'],
      ['show-up-rate', 'met'],
      ['nps', 'met'],
      ['net-cost-per-attendee', 'met'],
      ['csat', 'unmeasurable'],
      ['manual', 'missed'],
    ]);
    expect(evaluation.lead).toEqual({
      en: '7 goals: 4 met, 2 missed, 1 unmeasurable.',
      ru: '7 целей: достигнуто 4, не достигнуто 2, не измерить 1.',
    });
    const [, registrations, , nps, cost, csat] = evaluation.goals;
    expect(registrations).toMatchObject({
      goalId: given.goals[0]?.id,
      target: 40,
      moved: null,
      reading: { value: 50, basis: 'exact', sources: ['tickets'] },
    });
    expect(nps.explanation.en).toMatch(
      /^Net Promoter Score: 80 by 20 answers, and the whole 95% interval from [\d.]+ to [\d.]+ fulfils the goal of at least 30, so it is met/,
    );
    expect(cost.explanation.ru.replaceAll(/\s/g, ' ')).toMatch(
      /^Чистые затраты на участника: 800 ₽, поэтому цель «не больше 900 ₽» достигнута/,
    );
    expect(csat.reading).toMatchObject({ value: 1, n: 20 });
    expect(csat.explanation.en).toContain('fewer than the 30');
  });

  it('is preliminary before the read date, which is the end of the event where no other was set', async () => {
    expect(evaluation.goals.every((goal: { preliminary: boolean }) => goal.preliminary)).toBe(true);
    expect(evaluation.goals[0]).toMatchObject({ readAt: '2037-03-14T18:00:00.000Z' });
    await t.sql(
      `update events set starts_at = now() - interval '2 days', ends_at = now() - interval '1 day' where id = $1`,
      [uuidOf(given.id)],
    );
    const read = await evaluationOf(given.id);
    expect(read.goals.some((goal: { preliminary: boolean }) => goal.preliminary)).toBe(false);
    expect(read.goals[1].explanation.en).toBe('Registrations: 50, so the goal of at least 40 is met.');
  });

  it('judges a goal on the terms of its publication, and shows that it was moved', async () => {
    const event = await draftEvent(org.owner);
    await org.owner.post(`/v1/events/${event.id}/publication`);
    await guests(t, org, event.id, 50, 0);
    const [goal] = (await evaluationOf(event.id)).goals;
    expect(goal).toMatchObject({ target: 80, verdict: 'missed', moved: null });
    const id = goal.goalId as string;
    const listed = await org.owner.get(`/v1/events/${event.id}/goals`);
    const version = (listed.body.items ?? listed.body)[0].version;
    const moved = await org.owner.patch(
      `/v1/events/${event.id}/goals/${id}`,
      { target: 50 },
      { 'if-match': `"${version}"` },
    );
    expect(moved.status).toBe(200);
    const [after] = (await evaluationOf(event.id)).goals;
    expect(after).toMatchObject({
      target: 80,
      verdict: 'missed',
      moved: { comparator: '>=', target: 50, verdict: 'met' },
    });
    expect(after.explanation.en).toContain('after publication it was moved to at least 50, by which it would be met');
  });

  it('says of a new event what cannot be measured yet', async () => {
    const event = await draftEvent(org.owner);
    await org.owner.post(`/v1/events/${event.id}/goals`, { metric: 'nps', comparator: '>=', target: 30 });
    await org.owner.post(`/v1/events/${event.id}/goals`, { metric: 'show-up-rate', comparator: '>=', target: 0.6 });
    const early = await evaluationOf(event.id);
    expect(early).toMatchObject({
      budget: null,
      npsDistribution: null,
      nps: { value: null, gap: 'no-survey' },
      showUpRate: { value: null, gap: 'nobody-registered' },
    });
    expect(verdicts(early)).toEqual([
      ['registrations', 'missed'],
      ['nps', 'unmeasurable'],
      ['show-up-rate', 'unmeasurable'],
    ]);
  });

  it('counts who was targeted and who was invited', async () => {
    const event = await publishedEvent(org.owner);
    const orgId = uuidOf(org.id);
    await t.sql(
      `with c as (insert into contacts (organization_id, email) select $1, 'target' || n || '@example.org' from generate_series(1, 12) n returning id),
            s as (insert into audience_snapshots (organization_id, event_id, segment_name, rule, size) values ($1, $2, 'All', '{}', 12)),
            m as (insert into mails (organization_id, template, key, address, locale, state) select $1, 'x', 'x' || id, 'x@example.org', 'en', case when row_number() over (order by id) <= 9 then 'sent' else 'failed' end from c returning id, key)
       insert into invitations (organization_id, event_id, contact_id, mail_id) select $1, $2, c.id, m.id from c join m on m.key = 'x' || c.id`,
      [orgId, uuidOf(event.id)],
    );
    await guests(t, org, event.id, 6, 3);
    expect((await evaluationOf(event.id)).funnel).toMatchObject([
      { step: 'targeted', count: 12 },
      { step: 'invited', count: 9, shareOfPrevious: 0.75 },
      { step: 'registered', count: 6, shareOfPrevious: 6 / 9, shareOfFirst: 0.5 },
      { step: 'came', count: 3 },
      { step: 'answered', count: null, shareOfPrevious: null },
    ]);
  });

  it('is open to who may read it, and to nobody of another organisation', async () => {
    const path = `/v1/events/${given.id}/evaluation`;
    expect((await (await org.member('analyst')).get(path)).status).toBe(200);
    expect(await (await org.member('door')).get(path)).toBeProblem(403, 'auth/forbidden');
    expect(await t.visitor.get(path)).toBeProblem(401, 'auth/unauthenticated');
    expect(await twin.owner.get(path)).toBeProblem(404, 'events/unknown');
  });
});

describe('a snapshot', () => {
  it('keeps the evaluation as it stood, can be computed again from its facts, and never changes', async () => {
    const event = await publishedEvent(org.owner);
    await guests(t, org, event.id, 10, 0);
    const path = `/v1/events/${event.id}/evaluation/snapshots`;
    const taken = await org.owner.post(path);
    expect(taken.status).toBe(201);
    expect(taken.body).toMatchObject({
      eventId: event.id,
      lead: { en: '1 goal: 1 missed.' },
      evaluation: { funnel: [{}, {}, { count: 10 }, {}, {}] },
    });

    await guests(t, org, event.id, 90, 0);
    const kept = await org.owner.get(`${path}/${taken.body.id}`);
    expect(kept.body).toEqual(taken.body);
    expect((await evaluationOf(event.id)).lead.en).toBe('1 goal: 1 met.');

    const facts = kept.body.facts as Facts;
    expect(JSON.parse(JSON.stringify(EvaluationDto.of(uuidOf(event.id), evaluate(facts))))).toEqual(
      kept.body.evaluation,
    );
    const [stored] = await t.sql<{ facts: string; outcome: string }>(
      'select facts::text, outcome::text from evaluation_snapshots where id = $1',
      [uuidOf(taken.body.id)],
    );
    expect(JSON.stringify(evaluate(JSON.parse(stored?.facts ?? '') as Facts))).toBe(stored?.outcome);

    const second = await org.owner.post(path);
    const list = await org.owner.get(path);
    expect(list.body.items.map((item: { id: string }) => item.id)).toEqual([taken.body.id, second.body.id]);
    expect(list.body.items[0]).toEqual({
      id: taken.body.id,
      eventId: event.id,
      takenAt: taken.body.takenAt,
      lead: taken.body.lead,
    });
    const [grants] = await t.sql<{ may: boolean }>(
      `select has_table_privilege('turnout_app', 'evaluation_snapshots', 'update') or has_table_privilege('turnout_app', 'evaluation_snapshots', 'delete') as may`,
    );
    expect(grants?.may).toBe(false);
  });

  it('is taken once for one Idempotency-Key', async () => {
    const event = await publishedEvent(org.owner);
    const path = `/v1/events/${event.id}/evaluation/snapshots`;
    const first = await org.owner.post(path, {}, { 'idempotency-key': 'evening' });
    expect((await org.owner.post(path, {}, { 'idempotency-key': 'evening' })).body).toEqual(first.body);
    expect((await org.owner.get(path)).body.items).toHaveLength(1);
  });

  it('is nobody else’s', async () => {
    const event = await publishedEvent(org.owner);
    const other = await publishedEvent(org.owner);
    const taken = await org.owner.post(`/v1/events/${event.id}/evaluation/snapshots`);
    expect(await twin.owner.get(`/v1/events/${event.id}/evaluation/snapshots/${taken.body.id}`)).toBeProblem(
      404,
      'evaluation/snapshot-unknown',
    );
    expect(await twin.owner.get(`/v1/events/${event.id}/evaluation/snapshots`)).toBeProblem(404, 'events/unknown');
    expect(await twin.owner.post(`/v1/events/${event.id}/evaluation/snapshots`)).toBeProblem(404, 'events/unknown');
    expect(await org.owner.get(`/v1/events/${other.id}/evaluation/snapshots/${taken.body.id}`)).toBeProblem(
      404,
      'evaluation/snapshot-unknown',
    );
    expect(await (await org.member('analyst')).post(`/v1/events/${event.id}/evaluation/snapshots`)).toBeProblem(
      403,
      'auth/forbidden',
    );
  });
});

describe('a report link', () => {
  it('opens the report until it is revoked', async () => {
    const { id } = await evening();
    const path = `/v1/events/${id}/report-links`;
    const made = await org.owner.post(path, { name: 'Sponsors' });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ eventId: id, name: 'Sponsors', revokedAt: null });
    const address = new URL(made.body.url as string).pathname;

    const english = await t.visitor.get(`${address}?lang=en`);
    expect(english.status).toBe(200);
    expect(english.headers.get('content-type')).toContain('text/html');
    const policy = english.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`default-src 'none'`);
    expect(policy).not.toMatch(/unsafe|script-src/);
    expect(english.headers.get('referrer-policy')).toBe('no-referrer');
    expect(english.body).toMatch(/<html lang="en">/);
    expect(english.body).not.toMatch(/<script| style=|undefined|NaN/);
    expect(english.body.match(/<svg class="chart"[^>]*role="img"/g)?.length).toBeGreaterThanOrEqual(8);
    expect(english.body).toContain('7 goals: 4 met, 2 missed, 1 unmeasurable.');
    expect(english.body).toContain('<th scope="row">People admitted at the door</th><td class="number">30</td>');

    const russian = await t.visitor.get(address, { 'accept-language': 'ru' });
    expect(russian.body).toMatch(/<html lang="ru">/);
    expect(russian.body).toContain('7 целей: достигнуто 4, не достигнуто 2, не измерить 1.');

    const list = await org.owner.get(path);
    expect(list.body.items).toEqual([{ ...made.body, url: null }]);
    expect((await org.owner.delete(`${path}/${made.body.id}`)).status).toBe(204);
    expect((await org.owner.delete(`${path}/${made.body.id}`)).status).toBe(204);
    expect((await t.visitor.get(address)).status).toBe(404);
    expect((await org.owner.get(path)).body.items[0].revokedAt).not.toBeNull();
  });

  it('is drawn for an event about which nothing is known, and escapes what organisers typed', async () => {
    const event = await publishedEvent(org.owner, {
      title: { en: '</title><script>alert(1)</script>', ru: '"><img src=x onerror=alert(1)>' },
    });
    const made = await org.owner.post(`/v1/events/${event.id}/report-links`);
    const page = await t.visitor.get(new URL(made.body.url as string).pathname);
    expect(page.status).toBe(200);
    expect(page.body).not.toMatch(/<script|<img/);
    expect(page.body).toContain('No survey has been opened.');
  });

  it('is one of several, and goes alone', async () => {
    const event = await publishedEvent(org.owner);
    const [one, two] = [
      await org.owner.post(`/v1/events/${event.id}/report-links`),
      await org.owner.post(`/v1/events/${event.id}/report-links`),
    ];
    await org.owner.delete(`/v1/events/${event.id}/report-links/${one.body.id}`);
    expect((await t.visitor.get(new URL(one.body.url as string).pathname)).status).toBe(404);
    expect((await t.visitor.get(new URL(two.body.url as string).pathname)).status).toBe(200);
  });

  it('is nobody else’s', async () => {
    const event = await publishedEvent(org.owner);
    const made = await org.owner.post(`/v1/events/${event.id}/report-links`);
    expect(await twin.owner.delete(`/v1/events/${event.id}/report-links/${made.body.id}`)).toBeProblem(
      404,
      'evaluation/report-link-unknown',
    );
    expect(await twin.owner.get(`/v1/events/${event.id}/report-links`)).toBeProblem(404, 'events/unknown');
    expect(await twin.owner.post(`/v1/events/${event.id}/report-links`)).toBeProblem(404, 'events/unknown');
    expect((await t.visitor.get(new URL(made.body.url as string).pathname)).status).toBe(200);
  });

  it('is not there under an invented address', async () => {
    expect((await t.visitor.get(`/reports/${'x'.repeat(43)}`)).status).toBe(404);
  });
});
