import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import type { Client } from '../../support/client.js';
import { register, ticketedEvent, tokenOf } from '../../support/given-tickets.js';
import { draftEvent, publishedEvent } from '../../support/given.js';
import { readCalendar } from './reading.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot();
});
beforeEach(async () => {
  org = await t.organization();
});
afterAll(() => t.stop());

const pathOf = (url: string): string => new URL(url).pathname;
const fetched = async (path: string, headers?: Record<string, string>) => t.visitor.get(path, headers);

async function organizerFeed(who: Client = org.owner) {
  const made = await who.post('/v1/calendar-feeds', { kind: 'organizer' });
  expect(made.status).toBe(201);
  return { id: String(made.body.id), path: pathOf(made.body.url), url: String(made.body.url) };
}

async function withSessions() {
  const event = await publishedEvent(org.owner, { title: { en: 'Spring', ru: 'Весна, большая; встреча' } });
  const base = `/v1/events/${event.id}`;
  const room = (await org.owner.post(`${base}/rooms`, { name: 'Большой зал' })).body;
  const session = async (startsAt: string, overrides: Record<string, unknown> = {}) =>
    (
      await org.owner.post(`${base}/agenda/sessions`, {
        title: { ru: `Доклад в ${startsAt}` },
        kind: 'talk',
        startsAt: `2037-03-14T${startsAt}`,
        durationMinutes: 30,
        roomId: room.id,
        persons: ['Секретный Докладчик'],
        track: 'A, B',
        ...overrides,
      })
    ).body;
  const release = (name: string) => org.owner.post(`${base}/agenda/releases`, { name });
  return { event, base, session, release };
}

describe("an organiser's feed", () => {
  it('shows events and released sessions, and no person', async () => {
    const { event, session, release } = await withSessions();
    const first = await session('18:00');
    await release('1.0');
    await session('18:30');
    const draft = await draftEvent(org.owner, { startsAt: '2037-04-01T18:00', endsAt: '2037-04-01T20:00' });
    const feed = await organizerFeed();
    expect(feed.url).toMatch(new RegExp(`^${t.url}/feeds/[\\w-]{43}\\.ics$`));
    const answer = await fetched(feed.path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    const calendar = readCalendar(answer.body);
    expect(calendar.method).toBe('PUBLISH');
    expect(calendar.name).toBe('Data Evenings');
    expect(calendar.entries).toMatchObject([
      {
        uid: `${event.id}@127.0.0.1`,
        status: 'CONFIRMED',
        sequence: 0,
        summary: 'Весна, большая; встреча',
        start: '2037-03-14T15:00:00Z',
        end: '2037-03-14T18:00:00Z',
        url: `${t.url}/e/${event.slug}`,
      },
      {
        uid: `${first.id}@127.0.0.1`,
        status: 'CONFIRMED',
        sequence: 1,
        summary: 'Доклад в 18:00',
        start: '2037-03-14T15:00:00Z',
        end: '2037-03-14T15:30:00Z',
        location: 'Большой зал, Библиотека на Невском, Невский проспект, 20',
        categories: ['A, B'],
      },
      { uid: `${draft.id}@127.0.0.1`, status: 'TENTATIVE' },
    ]);
    expect(answer.body).toContain('REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n');
    expect(answer.body).not.toMatch(/ATTENDEE|ORGANIZER/);
    expect(answer.body.replaceAll('\r\n ', '')).not.toContain('Секретный');
  });

  it('keeps what was cancelled, as cancelled, under a higher sequence', async () => {
    const { event, base, session, release } = await withSessions();
    const kept = await session('18:00');
    const dropped = await session('19:00');
    await release('1.0');
    const feed = await organizerFeed();
    await org.owner.delete(`${base}/agenda/sessions/${dropped.id}`);
    await release('1.1');
    const entry = async (id: string) =>
      readCalendar((await fetched(feed.path)).body).entries.find(({ uid }) => uid.startsWith(id));
    expect(await entry(dropped.id)).toMatchObject({ status: 'CANCELLED', sequence: 2 });
    expect(await entry(kept.id)).toMatchObject({ status: 'CONFIRMED', sequence: 2 });
    await org.owner.post(`${base}/cancellation`, { notify: false, reason: 'No venue' });
    expect(await entry(event.id)).toMatchObject({ status: 'CANCELLED', sequence: 1 });
    expect(await entry(kept.id)).toMatchObject({ status: 'CANCELLED', sequence: 3 });
  });

  it('is not sent again while nothing changed', async () => {
    const event = await publishedEvent(org.owner);
    const feed = await organizerFeed();
    const first = await fetched(feed.path);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    expect(Date.parse(first.headers.get('last-modified') ?? '')).not.toBeNaN();
    expect((await fetched(feed.path)).body).toBe(first.body);
    const again = await fetched(feed.path, { 'if-none-match': `W/${etag}` });
    expect([again.status, again.body, again.headers.get('etag')]).toEqual([304, '', etag]);
    await org.owner.post(`/v1/events/${event.id}/rescheduling`, {
      startsAt: '2037-03-14T19:00',
      endsAt: '2037-03-14T22:00',
      notify: false,
    });
    const changed = await fetched(feed.path, { 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect(readCalendar(changed.body).entries).toMatchObject([
      { uid: `${event.id}@127.0.0.1`, sequence: 1, start: '2037-03-14T16:00:00Z' },
    ]);
  });

  it('has an address that nobody guesses, that is shown once and can be revoked', async () => {
    const feed = await organizerFeed();
    const listed = await org.owner.get('/v1/calendar-feeds');
    expect(listed.body.items).toMatchObject([{ id: feed.id, kind: 'organizer' }]);
    expect(JSON.stringify(listed.body)).not.toContain('/feeds/');
    expect(
      JSON.stringify(await t.sql('select * from calendar_feeds')) + JSON.stringify(await t.sql('select * from links')),
    ).not.toContain(feed.path.slice(7, -4));
    expect((await fetched(feed.path)).status).toBe(200);
    expect(await org.owner.delete(`/v1/calendar-feeds/${feed.id}`)).toMatchObject({ status: 204 });
    expect(await fetched(feed.path)).toBeProblem(404, 'links/unknown');
    expect(await org.owner.delete(`/v1/calendar-feeds/${feed.id}`)).toBeProblem(404, 'calendar/feed-unknown');
    expect(await fetched('/feeds/abc.ics')).toBeProblem(404, 'links/unknown');
    expect(await fetched(`/feeds/${'x'.repeat(43)}.ics`)).toBeProblem(404, 'links/unknown');
  });

  it('is a matter of the person it was made for, and of who looks after the organisation', async () => {
    const manager = await org.member('manager');
    const own = await organizerFeed(org.owner);
    const theirs = await organizerFeed(manager);
    const ids = async (who: Client) =>
      (await who.get('/v1/calendar-feeds')).body.items.map((feed: { id: string }) => feed.id);
    expect(await ids(manager)).toEqual([theirs.id]);
    expect(await ids(org.owner)).toEqual([own.id, theirs.id]);
    expect(await manager.delete(`/v1/calendar-feeds/${own.id}`)).toBeProblem(404, 'calendar/feed-unknown');
    expect(await org.owner.delete(`/v1/calendar-feeds/${theirs.id}`)).toMatchObject({ status: 204 });
    const stranger = (await t.organization()).owner;
    expect(await stranger.delete(`/v1/calendar-feeds/${own.id}`)).toBeProblem(404, 'calendar/feed-unknown');
  });

  it('ends with the membership', async () => {
    const manager = await org.member('manager');
    const feed = await organizerFeed(manager);
    expect((await fetched(feed.path)).status).toBe(200);
    const members = (await org.owner.get('/v1/members')).body.items;
    const member = members.find((each: { role: string }) => each.role === 'manager');
    expect((await org.owner.delete(`/v1/members/${member.id}`)).status).toBe(204);
    expect(await fetched(feed.path)).toBeProblem(404, 'links/unknown');
  });

  it('shows nothing of other organisations', async () => {
    const other = await t.organization();
    await publishedEvent(other.owner, { title: { en: 'Theirs', ru: 'Чужое' } });
    const feed = await organizerFeed();
    expect(readCalendar((await fetched(feed.path)).body).entries).toEqual([]);
  });
});

describe("an attendee's calendar", () => {
  it('is a file, and a feed that follows the event', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await register(t.visitor, event, { name: 'Анна' });
    const base = `/v1/public/orders/${tokenOf(order)}`;
    const file = await t.visitor.get(`${base}/calendar.ics`);
    expect(file.headers.get('content-disposition')).toBe(`attachment; filename="${event.slug}.ics"`);
    const uid = `${order.id}@127.0.0.1`;
    expect(readCalendar(file.body)).toMatchObject({
      method: 'PUBLISH',
      entries: [{ uid, sequence: 0, status: 'CONFIRMED', summary: 'Вечер данных', attendees: [] }],
    });
    expect(file.body.replaceAll('\r\n ', '')).not.toContain('Анна');

    const made = await t.visitor.post(`${base}/calendar-feed`);
    expect(made).toMatchObject({ status: 201, body: { kind: 'order', userId: null } });
    expect((await t.visitor.post(`${base}/calendar-feed`)).body).toEqual(made.body);
    const path = pathOf(made.body.url);
    expect((await t.visitor.get(path)).body).toBe(file.body);

    await org.owner.post(`/v1/events/${event.id}/rescheduling`, {
      startsAt: '2037-03-14T19:00',
      endsAt: '2037-03-14T22:00',
      notify: false,
    });
    expect(readCalendar((await t.visitor.get(path)).body).entries).toMatchObject([
      { uid, sequence: 1, status: 'CONFIRMED', start: '2037-03-14T16:00:00Z' },
    ]);
    expect((await t.visitor.post(`${base}/cancellation`)).status).toBe(200);
    expect(readCalendar((await t.visitor.get(path)).body).entries).toMatchObject([
      { uid, sequence: 2, status: 'CANCELLED' },
    ]);
  });

  it('stops when its feed is revoked, and may start anew at another address', async () => {
    const event = await ticketedEvent(org.owner);
    const base = `/v1/public/orders/${tokenOf(await register(t.visitor, event))}`;
    expect(await t.visitor.delete(`${base}/calendar-feed`)).toBeProblem(404, 'calendar/feed-unknown');
    const first = (await t.visitor.post(`${base}/calendar-feed`)).body.url;
    expect(await t.visitor.delete(`${base}/calendar-feed`)).toMatchObject({ status: 204 });
    expect(await t.visitor.get(pathOf(first))).toBeProblem(404, 'links/unknown');
    const second = (await t.visitor.post(`${base}/calendar-feed`)).body.url;
    expect(second).not.toBe(first);
    expect((await t.visitor.get(pathOf(second))).status).toBe(200);
  });

  it('needs the private link', async () => {
    for (const path of ['calendar.ics', 'calendar-feed']) {
      const address = `/v1/public/orders/${'x'.repeat(43)}/${path}`;
      expect(path === 'calendar.ics' ? await t.visitor.get(address) : await t.visitor.post(address)).toBeProblem(
        404,
        'links/unknown',
      );
    }
  });

  it('is not among the feeds of the organisers', async () => {
    const event = await ticketedEvent(org.owner);
    await t.visitor.post(`/v1/public/orders/${tokenOf(await register(t.visitor, event))}/calendar-feed`);
    expect((await org.owner.get('/v1/calendar-feeds')).body.items).toEqual([]);
  });
});

describe('the file of a public event', () => {
  it('is for everybody, in their language, without the address online', async () => {
    const event = await publishedEvent(org.owner);
    const path = `/v1/public/events/${event.slug}/calendar.ics`;
    const russian = await t.visitor.get(path, { 'accept-language': 'ru' });
    expect(readCalendar(russian.body).entries).toMatchObject([
      {
        uid: `${event.id}@127.0.0.1`,
        summary: 'Вечер данных',
        location: 'Библиотека на Невском, Невский проспект, 20',
      },
    ]);
    expect(readCalendar((await t.visitor.get(path)).body).entries[0]?.summary).toBe('Data evening');
    expect(russian.body).not.toContain('meet.example.org');
    const draft = await draftEvent(org.owner);
    expect(await t.visitor.get(`/v1/public/events/${draft.slug}/calendar.ics`)).toBeProblem(404, 'links/unknown');
  });
});
