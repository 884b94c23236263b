import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Retention } from '../../../src/platform/retention.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { conceptOf, draftEvent, publishedEvent } from '../../support/given.js';

let t: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

describe('an event', () => {
  it('is planned under an objective, in local time of its zone', async () => {
    const objective = await org.owner.post('/v1/objectives', { title: { en: 'More people who share what they know' } });
    const made = await org.owner.post(
      '/v1/events',
      conceptOf({ objectiveId: objective.body.id, noObjectiveReason: undefined }),
    );
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      status: 'draft',
      slug: 'data-evening',
      startsAt: '2037-03-14T15:00:00.000Z',
      startsAtLocal: '2037-03-14T18:00',
      objectiveId: objective.body.id,
      version: 1,
    });
    const read = await org.owner.get(`/v1/events/${made.body.id}`);
    expect(read.headers.get('etag')).toBe('"1"');
    expect((await org.owner.get(`/v1/events/${made.body.id}`, { 'if-none-match': '"1"' })).status).toBe(304);
  });

  it('refuses an hour that the clock skips, and an end before the start', async () => {
    const gap = conceptOf({ timeZone: 'Europe/Berlin', startsAt: '2037-03-29T02:30', endsAt: '2037-03-29T05:00' });
    expect(await org.owner.post('/v1/events', gap)).toBeProblem(422, 'events/time-skipped');
    expect(await org.owner.post('/v1/events', conceptOf({ endsAt: '2037-03-14T17:00' }))).toBeProblem(
      422,
      'events/times-wrong',
    );
  });

  it('names every member that is wrong, and refuses members it does not know', async () => {
    const answer = await org.owner.post('/v1/events', {
      ...conceptOf(),
      format: 'festival',
      timeZone: 'Moscow/City',
      colour: 'red',
    });
    expect(answer).toBeProblem(422, 'request/invalid');
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer).toSorted()).toEqual([
      '/colour',
      '/format',
      '/timeZone',
    ]);
  });

  it('is changed by who has read it, and by nobody else', async () => {
    const event = await draftEvent(org.owner);
    const path = `/v1/events/${event.id}`;
    expect(await org.owner.patch(path, { venueName: 'X' })).toBeProblem(428, 'request/if-match-required');
    expect((await org.owner.patch(path, { venueName: 'Первый' }, { 'if-match': '"1"' })).body.version).toBe(2);
    expect(await org.owner.patch(path, { venueName: 'Второй' }, { 'if-match': '"1"' })).toBeProblem(
      412,
      'request/version-conflict',
    );
  });

  it('is published with what people need, and freezes its goals', async () => {
    const made = await org.owner.post('/v1/events', conceptOf({ title: { en: 'Only English' }, onlineUrl: undefined }));
    const early = await org.owner.post(`/v1/events/${made.body.id}/publication`);
    expect(early).toBeProblem(409, 'events/not-ready');
    expect(early.body.missing.map((item: { pointer: string }) => item.pointer)).toEqual([
      '/title/ru',
      '/onlineUrl',
      '/goals',
    ]);

    const event = await publishedEvent(org.owner);
    const [goal] = (await org.owner.get(`/v1/events/${event.id}/goals`)).body;
    expect(goal).toMatchObject({ frozen: true, moved: false, baselineTarget: 80 });
    const moved = await org.owner.patch(
      `/v1/events/${event.id}/goals/${goal.id}`,
      { target: 60 },
      { 'if-match': `"${goal.version}"` },
    );
    expect(moved.body).toMatchObject({ target: 60, baselineTarget: 80, moved: true });
    expect(await org.owner.delete(`/v1/events/${event.id}/goals/${goal.id}`)).toBeProblem(409, 'events/not-draft');
    expect(await org.owner.post(`/v1/events/${event.id}/publication`)).toBeProblem(409, 'events/state-refused');
  });

  it('raises the calendar sequence with every move, and keeps who moved it', async () => {
    const event = await publishedEvent(org.owner);
    const times = { startsAt: '2037-03-14T19:00', endsAt: '2037-03-14T22:00' };
    expect(await org.owner.change(`/v1/events/${event.id}`, times)).toBeProblem(409, 'events/not-draft');
    const moved = await org.owner.post(`/v1/events/${event.id}/rescheduling`, {
      ...times,
      notify: true,
      reason: 'The venue opens later',
    });
    expect(moved.body).toMatchObject({ calendarSequence: 1, startsAt: '2037-03-14T16:00:00.000Z' });
    const [row] = await t.sql('select reason, moved_by from event_moves where to_starts_at = $1', [
      '2037-03-14T16:00:00Z',
    ]);
    expect(row.reason).toBe('The venue opens later');
  });

  it('is seen by everybody once it is published, and without what only guests may see', async () => {
    const draft = await draftEvent(org.owner);
    expect(await t.visitor.get(`/v1/public/events/${draft.slug}`)).toBeProblem(404, 'links/unknown');
    const event = await publishedEvent(org.owner);
    const seen = await t.visitor.get(`/v1/public/events/${event.slug}`);
    expect(seen.status).toBe(200);
    expect(JSON.stringify(seen.body)).not.toContain('meet.example.org');
  });

  it('keeps addresses apart', async () => {
    await org.owner.post('/v1/events', conceptOf({ slug: 'the-one' }));
    const other = await t.organization();
    expect(await other.owner.post('/v1/events', conceptOf({ slug: 'the-one' }))).toBeProblem(409, 'events/slug-taken');
  });
});

describe('a repeated request', () => {
  it('has one effect and one answer', async () => {
    const body = conceptOf({ title: { en: 'Once', ru: 'Однажды' } });
    const key = { 'idempotency-key': 'make-it-once' };
    const [first, second] = [
      await org.owner.post('/v1/events', body, key),
      await org.owner.post('/v1/events', body, key),
    ];
    expect(second.body).toEqual(first.body);
    expect(await org.owner.post('/v1/events', { ...body, format: 'offline' }, key)).toBeProblem(
      422,
      'idempotency/key-reused',
    );
    const [{ count }] = await t.sql(`select count(*) from events where title->>'en' = 'Once'`);
    expect(count).toBe(1);
    const stored = await t.sql(`select response from idempotency_keys where key = 'make-it-once'`);
    expect(stored[0].response.toString('latin1')).not.toContain('Once');
  });

  it('of another caller is another request', async () => {
    const other = await org.member('manager');
    const key = { 'idempotency-key': 'same-name' };
    const first = await org.owner.post('/v1/events', conceptOf(), key);
    const second = await other.post('/v1/events', conceptOf(), key);
    expect(second.body.id).not.toBe(first.body.id);
  });

  it('is told to wait while the first is at work', async () => {
    const body = conceptOf({ title: { en: 'Race', ru: 'Гонка' } });
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => org.owner.post('/v1/events', body, { 'idempotency-key': 'race' })),
    );
    const statuses = new Set(answers.map((answer) => answer.status));
    expect([...statuses].every((status) => status === 201 || status === 409)).toBe(true);
    expect(new Set(answers.filter((answer) => answer.status === 201).map((answer) => answer.body.id)).size).toBe(1);
  });
});

describe('the answer to a repetition', () => {
  it('is kept for a day and no longer', async () => {
    const key = { 'idempotency-key': 'yesterday' };
    const first = await org.owner.post('/v1/events', conceptOf(), key);
    await t.sql(`update idempotency_keys set created_at = now() - interval '25 hours' where key = 'yesterday'`);
    expect((await org.owner.post('/v1/events', conceptOf(), key)).body.id).not.toBe(first.body.id);

    await t.sql(`update idempotency_keys set created_at = now() - interval '25 hours' where key = 'yesterday'`);
    await t.get(Retention).tidy();
    expect(await t.sql(`select from idempotency_keys where key = 'yesterday'`)).toEqual([]);
    expect((await t.sql(`select from idempotency_keys where key = 'make-it-once'`)).length).toBe(1);
  });
});

describe('a list', () => {
  it('is read to its end, page by page, and from an instant on', async () => {
    const mine = await t.organization();
    const made: string[] = [];
    for (let index = 0; index < 7; index++) made.push((await mine.owner.post('/v1/events', conceptOf())).body.id);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { body: { items: { id: string }[]; next: string | null } } = await mine.owner.get(
        `/v1/events?limit=3${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...page.body.items.map((item) => item.id));
      cursor = page.body.next;
    }
    expect(seen).toEqual(made);
    const later = await mine.owner.get(`/v1/events?limit=2&updatedSince=2000-01-01T00:00:00Z`);
    const rest = await mine.owner.get(
      `/v1/events?limit=200&updatedSince=2000-01-01T00:00:00Z&cursor=${later.body.next}`,
    );
    expect([...later.body.items, ...rest.body.items].map((item: { id: string }) => item.id)).toEqual(made);
    expect(await mine.owner.get('/v1/events?cursor=nonsense')).toBeProblem(422, 'request/cursor-unknown');
  });
});
