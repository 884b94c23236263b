import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { draftEvent } from '../../support/given.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

const talk = (overrides: Record<string, unknown> = {}) => ({
  title: { en: 'Calendars disagree', ru: 'Календари расходятся' },
  kind: 'talk',
  startsAt: '2037-03-14T18:30',
  durationMinutes: 45,
  ...overrides,
});

async function given() {
  const event = await draftEvent(org.owner);
  const base = `/v1/events/${event.id}`;
  const room = async (name: string, capacity?: number): Promise<string> =>
    (await org.owner.post(`${base}/rooms`, { name, capacity })).body.id as string;
  const session = async (overrides: Record<string, unknown> = {}) =>
    (await org.owner.post(`${base}/agenda/sessions`, talk(overrides))).body;
  return { base, room, session };
}

describe('rooms', () => {
  it('are created, listed, changed and deleted', async () => {
    const { base } = await given();
    const made = await org.owner.post(`${base}/rooms`, { name: ' Большой зал ', capacity: 100 });
    expect(made).toMatchObject({ status: 201, body: { name: 'Большой зал', capacity: 100, version: 1 } });
    expect(made.body.id).toMatch(/^rom_/);
    const path = `${base}/rooms/${made.body.id}`;
    expect(await org.owner.patch(path, { capacity: 80 })).toBeProblem(428, 'request/if-match-required');
    expect(await org.owner.change(path, { capacity: null })).toMatchObject({
      status: 200,
      body: { name: 'Большой зал', capacity: null, version: 2 },
    });
    expect(await org.owner.patch(path, { name: 'Hall' }, { 'if-match': '"1"' })).toBeProblem(
      412,
      'request/version-conflict',
    );
    expect((await org.owner.get(`${base}/rooms`)).body).toMatchObject({ items: [{ id: made.body.id }], next: null });
    expect(await org.owner.delete(path)).toMatchObject({ status: 204 });
    expect(await org.owner.get(path)).toBeProblem(404, 'scheduling/room-unknown');
  });

  it('have names of their own', async () => {
    const { base, room } = await given();
    await room('Hall');
    const lab = await room('Lab');
    expect(await org.owner.post(`${base}/rooms`, { name: 'Hall' })).toBeProblem(409, 'scheduling/room-name-taken');
    expect(await org.owner.change(`${base}/rooms/${lab}`, { name: 'Hall' })).toBeProblem(
      409,
      'scheduling/room-name-taken',
    );
    expect(await org.owner.change(`${base}/rooms/${lab}`, { name: 'Lab' })).toMatchObject({ status: 200 });
  });

  it.each([
    [{ name: ' ' }],
    [{ name: 'a\u0001b' }],
    [{ name: 'a\nb' }],
    [{ name: 'x'.repeat(101) }],
    [{ name: 'Hall', capacity: 0 }],
    [{}],
  ])('refuse %j', async (body) => {
    const { base } = await given();
    expect(await org.owner.post(`${base}/rooms`, body)).toBeProblem(422, 'request/invalid');
  });

  it('stay while the draft needs them', async () => {
    const { base, room, session } = await given();
    const roomId = await room('Hall');
    const made = await session({ roomId });
    expect(await org.owner.delete(`${base}/rooms/${roomId}`)).toBeProblem(409, 'scheduling/room-in-use');
    await org.owner.delete(`${base}/agenda/sessions/${made.id}`);
    expect(await org.owner.delete(`${base}/rooms/${roomId}`)).toMatchObject({ status: 204 });
  });
});

describe('the draft of an agenda', () => {
  it("takes a session by the clock of the event's zone", async () => {
    const { base, room } = await given();
    const roomId = await room('Hall');
    const made = await org.owner.post(
      `${base}/agenda/sessions`,
      talk({
        roomId,
        language: 'en',
        track: 'Engineering',
        persons: ['Nadia  Rahman', 'nadia rahman'],
        links: [{ url: 'https://example.org/a', title: 'Slides' }],
      }),
    );
    expect(made).toMatchObject({
      status: 201,
      body: {
        number: 1,
        title: { en: 'Calendars disagree', ru: 'Календари расходятся' },
        subtitle: {},
        language: 'en',
        track: 'Engineering',
        roomId,
        room: 'Hall',
        startsAt: '2037-03-14T15:30:00.000Z',
        endsAt: '2037-03-14T16:15:00.000Z',
        startsAtLocal: '2037-03-14T18:30',
        endsAtLocal: '2037-03-14T19:15',
        durationMinutes: 45,
        persons: ['Nadia Rahman'],
        links: [{ url: 'https://example.org/a', title: 'Slides' }],
        version: 1,
      },
    });
    expect(await org.owner.get(`${base}/agenda/sessions/${made.body.id}`)).toMatchObject({
      status: 200,
      body: made.body,
    });
    expect((await org.owner.get(`${base}/agenda/sessions`)).body.items).toEqual([made.body]);
  });

  it('is changed member by member, guarded by its version', async () => {
    const { base, room, session } = await given();
    const made = await session({ roomId: await room('Hall'), track: 'A', persons: ['Anna'] });
    const path = `${base}/agenda/sessions/${made.id}`;
    const moved = await org.owner.patch(path, { startsAt: '2037-03-14T20:00' }, { 'if-match': '"1"' });
    expect(moved).toMatchObject({
      status: 200,
      body: {
        guid: made.guid,
        number: made.number,
        startsAtLocal: '2037-03-14T20:00',
        durationMinutes: 45,
        room: 'Hall',
        persons: ['Anna'],
        version: 2,
      },
    });
    expect(await org.owner.patch(path, { durationMinutes: 30 }, { 'if-match': '"1"' })).toBeProblem(
      412,
      'request/version-conflict',
    );
    const cleared = await org.owner.change(path, { roomId: null, track: null, persons: [], durationMinutes: 30 });
    expect(cleared).toMatchObject({
      status: 200,
      body: {
        roomId: null,
        room: null,
        track: null,
        persons: [],
        startsAtLocal: '2037-03-14T20:00',
        durationMinutes: 30,
      },
    });
  });

  it('lets a session be in any language', async () => {
    const { session } = await given();
    expect(await session({ title: { de: 'Kaffee', 'zh-hant': '咖啡' }, language: 'de' })).toMatchObject({
      title: { de: 'Kaffee', 'zh-hant': '咖啡' },
    });
  });

  it.each([
    [{ title: {} }, '/title'],
    [{ title: 'plain' }, '/title'],
    [{ title: { EN: 'x' } }, '/title'],
    [{ title: { en: ' ' } }, '/title'],
    [{ title: { en: 'a\u0001b' } }, '/title'],
    [{ title: { en: 'x'.repeat(301) } }, '/title'],
    [{ startsAt: '2037-02-30T10:00' }, '/startsAt'],
    [{ startsAt: '2037-03-14T15:00:00Z' }, '/startsAt'],
    [{ durationMinutes: 0 }, '/durationMinutes'],
    [{ durationMinutes: 1441 }, '/durationMinutes'],
    [{ kind: 'party' }, '/kind'],
    [{ roomId: 'evt_1' }, '/roomId'],
    [{ persons: ['Anna\nBoris'] }, '/persons'],
    [{ links: [{ url: 'javascript:alert(1)', title: 'x' }] }, '/links/0/url'],
    [{ links: [{ url: 'https://example.org/\u0001', title: 'x' }] }, '/links/0/url'],
    [{ surprise: 1 }, '/surprise'],
  ])('refuses %j', async (part, pointer) => {
    const { base } = await given();
    const answer = await org.owner.post(`${base}/agenda/sessions`, talk(part));
    expect(answer).toBeProblem(422, 'request/invalid');
    expect(answer.body.pointer).toBe(pointer);
  });

  it('refuses rooms that the event does not have, and local times that do not exist', async () => {
    const { base } = await given();
    const other = await given();
    const foreign = await org.owner.post(`${base}/agenda/sessions`, talk({ roomId: await other.room('Hall') }));
    expect(foreign).toBeProblem(404, 'scheduling/room-unknown');
    expect(foreign.body.pointer).toBe('/roomId');
    const berlin = await draftEvent(org.owner, { timeZone: 'Europe/Berlin' });
    const skipped = await org.owner.post(
      `/v1/events/${berlin.id}/agenda/sessions`,
      talk({ startsAt: '2037-03-29T02:30' }),
    );
    expect(skipped).toBeProblem(422, 'scheduling/start-skipped');
  });

  it('numbers sessions without gaps or twins, also when many come at once', async () => {
    const { session } = await given();
    const made = await Promise.all(Array.from({ length: 12 }, () => session()));
    expect(made.map((each) => each.number).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 12 }, (_, index) => index + 1),
    );
  });

  it('may clash, and tells where', async () => {
    const { base, room, session } = await given();
    const roomId = await room('Hall');
    const first = await session({ roomId, persons: ['Anna'] });
    const second = await session({ roomId, persons: ['anna'], startsAt: '2037-03-14T19:00' });
    const late = await session({ startsAt: '2037-03-14T23:00' });
    const { body } = await org.owner.get(`${base}/agenda/conflicts`);
    expect(body.count).toBe(3);
    expect(
      body.items.map((item: { kind: string; subject: string; sessions: { id: string }[] }) => [
        item.kind,
        item.subject,
        item.sessions.map(({ id }) => id),
      ]),
    ).toEqual([
      ['room', 'Hall', [first.id, second.id]],
      ['person', 'anna', [first.id, second.id]],
      ['outside-event', null, [late.id]],
    ]);
    expect(body.items[0]).toMatchObject({ from: '2037-03-14T16:00:00.000Z', to: '2037-03-14T16:15:00.000Z' });
  });

  it('is for those who may plan, and for nobody else', async () => {
    const { base } = await given();
    const door = await org.member('door');
    expect(await door.get(`${base}/agenda/sessions`)).toBeProblem(403, 'auth/forbidden');
    const analyst = await org.member('analyst');
    expect(await analyst.get(`${base}/agenda/sessions`)).toMatchObject({ status: 200 });
    expect(await analyst.post(`${base}/agenda/sessions`, talk())).toBeProblem(403, 'auth/forbidden');
    const stranger = (await t.organization()).owner;
    expect(await stranger.get(`${base}/agenda/sessions`)).toBeProblem(404, 'events/unknown');
    expect(await stranger.post(`${base}/rooms`, { name: 'Hall' })).toBeProblem(404, 'events/unknown');
  });
});
