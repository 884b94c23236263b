import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { draftEvent, publishedEvent } from '../../support/given.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

async function given(event?: { id: string }) {
  const { id } = event ?? (await draftEvent(org.owner));
  const base = `/v1/events/${id}`;
  const roomId = (await org.owner.post(`${base}/rooms`, { name: 'Hall' })).body.id as string;
  const session = async (overrides: Record<string, unknown> = {}) => {
    const made = await org.owner.post(`${base}/agenda/sessions`, {
      title: { en: 'A talk' },
      kind: 'talk',
      startsAt: '2037-03-14T18:00',
      durationMinutes: 30,
      ...overrides,
    });
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
    return made.body;
  };
  const release = (name: string, headers?: Record<string, string>) =>
    org.owner.post(`${base}/agenda/releases`, { name }, headers);
  return { base, roomId, session, release };
}

interface ShownChange {
  kind: string;
  sessionId: string;
  fields: string[];
}
const shown = (changes: ShownChange[]) => changes.map(({ kind, sessionId, fields }) => [kind, sessionId, fields]);

describe('a release', () => {
  it('copies the draft, and tells what is new, moved, changed and cancelled against the one before', async () => {
    const { base, roomId, session, release } = await given();
    const stays = await session({ roomId });
    const moves = await session({ startsAt: '2037-03-14T19:00' });
    const changes = await session({ startsAt: '2037-03-14T19:30' });
    const goes = await session({ startsAt: '2037-03-14T20:00' });
    const first = await release('1.0');
    expect(first).toMatchObject({ status: 201, body: { number: 1, name: '1.0' } });
    expect(shown(first.body.changes)).toEqual([stays, moves, changes, goes].map(({ id }) => ['new', id, []]));
    expect(first.body.sessions).toHaveLength(4);

    await org.owner.change(`${base}/agenda/sessions/${moves.id}`, { startsAt: '2037-03-14T18:30', roomId });
    await org.owner.change(`${base}/agenda/sessions/${changes.id}`, { persons: ['Anna'] });
    await org.owner.delete(`${base}/agenda/sessions/${goes.id}`);
    const fresh = await session({ startsAt: '2037-03-14T20:30' });
    const second = await release('1.1');
    expect(shown(second.body.changes)).toEqual([
      ['moved', moves.id, ['startsAt', 'endsAt', 'room']],
      ['changed', changes.id, ['persons']],
      ['new', fresh.id, []],
      ['cancelled', goes.id, []],
    ]);
    expect(second.body.changes[0]).toMatchObject({
      before: { room: null, startsAt: '2037-03-14T16:00:00.000Z' },
      after: { room: 'Hall', startsAt: '2037-03-14T15:30:00.000Z' },
    });

    expect((await org.owner.get(`${base}/agenda/releases/${second.body.id}`)).body).toEqual(second.body);
    expect(
      (await org.owner.get(`${base}/agenda/releases`)).body.items.map((item: { name: string }) => item.name),
    ).toEqual(['1.0', '1.1']);
    const again = await release('1.2');
    expect(again.body.changes).toEqual([]);
  });

  it('has a name of its own and something to show', async () => {
    const { session, release } = await given();
    expect(await release('1.0')).toBeProblem(409, 'scheduling/nothing-to-release');
    await session();
    expect(await release('1.0')).toMatchObject({ status: 201 });
    expect(await release('1.0')).toBeProblem(409, 'scheduling/release-name-taken');
    expect(await release(' ')).toBeProblem(422, 'request/invalid');
  });

  it('is given once for one Idempotency-Key', async () => {
    const { base, session, release } = await given();
    await session();
    const key = { 'idempotency-key': 'release-once' };
    const [first, second] = [await release('1.0', key), await release('1.0', key)];
    expect(second).toMatchObject({ status: 201, body: first.body });
    expect((await org.owner.get(`${base}/agenda/releases`)).body.items).toHaveLength(1);
  });

  it('keeps its rooms by name when they are renamed or deleted', async () => {
    const { base, roomId, session, release } = await given();
    const made = await session({ roomId });
    const first = (await release('1.0')).body;
    await org.owner.change(`${base}/agenda/sessions/${made.id}`, { roomId: null });
    expect(await org.owner.delete(`${base}/rooms/${roomId}`)).toMatchObject({ status: 204 });
    const kept = (await org.owner.get(`${base}/agenda/releases/${first.id}`)).body;
    expect(kept.sessions[0]).toMatchObject({ room: 'Hall', roomId: null });
    expect(shown((await release('1.1')).body.changes)).toEqual([['moved', made.id, ['room']]]);
  });
});

describe('a double booking', () => {
  it('of a room is refused by the release, which names the sessions and leaves nothing behind', async () => {
    const { base, roomId, session, release } = await given();
    const first = await session({ roomId });
    const second = await session({ roomId, startsAt: '2037-03-14T18:29' });
    const refused = await release('1.0');
    expect(refused).toBeProblem(409, 'scheduling/room-double-booked');
    expect(refused.body.conflicts).toMatchObject([
      { kind: 'room', subject: 'Hall', sessions: [{ id: first.id }, { id: second.id }] },
    ]);
    expect((await org.owner.get(`${base}/agenda/releases`)).body.items).toEqual([]);
    await org.owner.change(`${base}/agenda/sessions/${second.id}`, { startsAt: '2037-03-14T18:30' });
    expect(await release('1.0')).toMatchObject({ status: 201 });
  });

  it('of a person is refused, however the name is spelled', async () => {
    const { session, release } = await given();
    const first = await session({ persons: ['Анна Белова'] });
    const second = await session({ startsAt: '2037-03-14T18:15', persons: ['анна  белова', 'Boris'] });
    const refused = await release('1.0');
    expect(refused).toBeProblem(409, 'scheduling/person-double-booked');
    expect(refused.body.conflicts).toMatchObject([
      { kind: 'person', subject: 'анна белова', sessions: [{ id: first.id }, { id: second.id }] },
    ]);
  });

  it('is refused with an Idempotency-Key too', async () => {
    const { roomId, session, release } = await given();
    await session({ roomId });
    await session({ roomId });
    expect(await release('1.0', { 'idempotency-key': 'clash' })).toBeProblem(409, 'scheduling/room-double-booked');
  });

  it('is found by the constraints and by nothing else (negative control)', async () => {
    const { roomId, session, release } = await given();
    await session({ roomId, persons: ['Anna'] });
    await session({ roomId, persons: ['Anna'] });
    await t.sql('alter table released_sessions drop constraint one_session_in_a_room');
    await t.sql('alter table released_session_persons drop constraint one_session_of_a_person');
    try {
      expect(await release('1.0')).toMatchObject({ status: 201 });
    } finally {
      await t.sql('truncate released_session_persons, released_sessions');
      await t.sql(`alter table released_sessions add constraint one_session_in_a_room
        exclude using gist (release_id with =, room_id with =, during with &&) deferrable initially deferred`);
      await t.sql(`alter table released_session_persons add constraint one_session_of_a_person
        exclude using gist (release_id with =, person_key with =, during with &&) deferrable initially deferred`);
    }
    expect(await release('1.1')).toBeProblem(409, 'scheduling/room-double-booked');
  });

  it('cannot be written past the application either', async () => {
    const { roomId, session, release } = await given();
    await session({ roomId });
    await release('1.0');
    const twin = `insert into released_sessions (organization_id, event_id, release_id, session_id, guid, number, title, subtitle, abstract,
                                                 description, kind, room_id, starts_at, ends_at, persons, links)
      select organization_id, event_id, release_id, session_id, gen_random_uuid(), number + 1, title, subtitle, abstract, description, kind,
             room_id, starts_at + interval '5 minutes', ends_at, persons, links
        from released_sessions order by created_at desc limit 1`;
    await expect(t.sql(twin)).rejects.toMatchObject({ code: '23P01', constraint: 'one_session_in_a_room' });
  });
});

describe('the public agenda', () => {
  it('is the latest release of a published event, and nothing before', async () => {
    const event = await publishedEvent(org.owner);
    const { session, release } = await given(event);
    const path = `/v1/public/events/${event.slug}/agenda`;
    expect(await t.visitor.get(path)).toBeProblem(404, 'scheduling/nothing-released');
    await session({ persons: ['Anna'] });
    expect(await t.visitor.get(path)).toBeProblem(404, 'scheduling/nothing-released');
    await release('1.0');
    await session({ title: { en: 'Not yet' } });
    expect((await t.visitor.get(path)).body).toMatchObject({
      version: '1.0',
      timeZone: 'Europe/Moscow',
      sessions: [{ title: { en: 'A talk' }, persons: ['Anna'] }],
    });
    await release('1.1');
    expect((await t.visitor.get(path)).body.sessions).toHaveLength(2);
    expect(await t.visitor.get('/v1/public/events/no-such-event/agenda')).toBeProblem(404, 'links/unknown');
  });

  it('is not that of a draft event', async () => {
    const event = await draftEvent(org.owner);
    const { session, release } = await given(event);
    await session();
    await release('1.0');
    expect(await t.visitor.get(`/v1/public/events/${event.slug}/agenda`)).toBeProblem(404, 'links/unknown');
    expect(await t.visitor.get(`/v1/public/events/${event.slug}/agenda/schedule.xml`)).toBeProblem(
      404,
      'links/unknown',
    );
  });
});
