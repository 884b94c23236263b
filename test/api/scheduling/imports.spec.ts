import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { draftEvent, publishedEvent } from '../../support/given.js';
import { faultsOfJson, faultsOfXml, sharedDataIsHere, sharedText } from './schedule-schemas.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

interface Row {
  id: number;
  guid: string;
  date: string;
  room: string;
  title: string;
  duration: string;
}
interface Schedule {
  schedule: { conference: { time_zone_name?: string; days: { date: string; rooms: Record<string, Row[]> }[] } };
}

const demoAgenda = (): Schedule => JSON.parse(readFileSync('test/demo/agenda.schedule.json', 'utf8')) as Schedule;
const rowsOf = (schedule: Schedule): Row[] =>
  schedule.schedule.conference.days.flatMap((day) => Object.values(day.rooms).flat());
const firstRow = (schedule: Schedule): Row => {
  const [row] = rowsOf(schedule);
  if (!row) throw new Error('The schedule is empty');
  return row;
};

async function given(overrides: Record<string, unknown> = {}) {
  const { id, slug } = await publishedEvent(org.owner, {
    startsAt: '2037-03-14T11:00',
    endsAt: '2037-03-14T17:00',
    ...overrides,
  });
  const base = `/v1/events/${id}`;
  const bring = (schedule: unknown, options: object = {}) =>
    org.owner.post(`${base}/agenda/imports`, { schedule, ...options });
  return { base, slug, bring };
}

describe('an import of a schedule.json', () => {
  it("creates rooms and sessions on the event's days, with an answer for each row", async () => {
    const { base, bring } = await given();
    const answer = await bring(demoAgenda());
    expect(answer).toMatchObject({
      status: 200,
      body: {
        dryRun: false,
        created: 14,
        updated: 0,
        unchanged: 0,
        refused: 0,
        rooms: ['Большой зал', 'Фойе', 'Лаборатория'],
      },
    });
    expect(answer.body.rows).toHaveLength(14);
    expect(answer.body.rows[0]).toMatchObject({
      title: 'Открытие: зачем мы собрались',
      outcome: 'created',
      problem: null,
    });
    const sessions = (await org.owner.get(`${base}/agenda/sessions?limit=200`)).body.items;
    const opening = sessions.find((session: { id: string }) => session.id === answer.body.rows[0].sessionId);
    expect(opening).toMatchObject({
      number: 1,
      startsAtLocal: '2037-03-14T11:00',
      room: 'Большой зал',
      language: 'ru',
      title: { ru: 'Открытие: зачем мы собрались' },
    });
    expect((await org.owner.get(`${base}/agenda/conflicts`)).body.count).toBe(0);
    const rooms = (await org.owner.get(`${base}/rooms`)).body.items;
    expect(rooms.map((room: { name: string; capacity: number }) => [room.name, room.capacity]).toSorted()).toEqual([
      ['Большой зал', 100],
      ['Лаборатория', 30],
      ['Фойе', 120],
    ]);
  });

  it('tells the same and does nothing in a dry run', async () => {
    const { base, bring } = await given();
    const dry = await bring(demoAgenda(), { dryRun: true });
    expect(dry.body).toMatchObject({ dryRun: true, created: 14, rooms: ['Большой зал', 'Фойе', 'Лаборатория'] });
    expect((await org.owner.get(`${base}/agenda/sessions`)).body.items).toEqual([]);
    expect((await org.owner.get(`${base}/rooms`)).body.items).toEqual([]);
    const real = await bring(demoAgenda());
    const outcomes = (answer: { body: { rows: { outcome: string; pointer: string }[] } }) =>
      answer.body.rows.map(({ outcome, pointer }) => [outcome, pointer]);
    expect(outcomes(real)).toEqual(outcomes(dry));
  });

  it('updates by guid the second time', async () => {
    const { base, bring } = await given();
    await bring(demoAgenda());
    expect((await bring(demoAgenda())).body).toMatchObject({ created: 0, updated: 0, unchanged: 14 });
    const changed = demoAgenda();
    firstRow(changed).title = 'Открытие заново';
    const again = await bring(changed);
    expect(again.body).toMatchObject({ created: 0, updated: 1, unchanged: 13 });
    const sessions = (await org.owner.get(`${base}/agenda/sessions?limit=200`)).body.items;
    expect(sessions).toHaveLength(14);
    expect(sessions.find((session: { guid: string }) => session.guid === firstRow(changed).guid)).toMatchObject({
      title: { ru: 'Открытие заново' },
      version: 2,
    });
  });

  it('refuses a row that the clock skips, or that cannot be read, and takes the others', async () => {
    const { bring } = await given({
      timeZone: 'Europe/Berlin',
      startsAt: '2037-03-29T11:00',
      endsAt: '2037-03-29T17:00',
    });
    const schedule = demoAgenda();
    const [first, second, third] = rowsOf(schedule);
    if (!first || !second || !third) throw new Error('The schedule is too short');
    first.date = '2027-03-13T02:30:00+03:00';
    second.duration = 'long';
    third.guid = first.guid;
    const answer = await bring(schedule);
    expect(answer.body).toMatchObject({ created: 11, refused: 3 });
    expect(
      answer.body.rows
        .slice(0, 3)
        .map((row: { outcome: string; problem: { code: string; pointer: string } }) => [
          row.outcome,
          row.problem.code,
          row.problem.pointer,
        ]),
    ).toEqual([
      ['refused', 'scheduling/start-skipped', '/schedule/schedule/conference/days/0/rooms/Большой зал/0/date'],
      ['refused', 'scheduling/row-unusable', '/schedule/schedule/conference/days/0/rooms/Большой зал/1/duration'],
      ['refused', 'scheduling/guid-repeated', '/schedule/schedule/conference/days/0/rooms/Большой зал/2/guid'],
    ]);
  });

  it('refuses what is no schedule', async () => {
    const { bring } = await given();
    expect(await bring({ version: '1' })).toBeProblem(422, 'scheduling/not-a-schedule');
    expect(await bring('text')).toBeProblem(422, 'request/invalid');
    expect(await bring(undefined)).toBeProblem(422, 'request/invalid');
  });

  it('takes files beyond the general limit of a body, up to its own', async () => {
    const { bring } = await given();
    const large = demoAgenda();
    const padding = 'x'.repeat(1_000_000);
    expect(await bring({ ...large, one: padding, two: padding })).toMatchObject({ status: 200 });
    expect(await bring({ ...large, padding: padding.repeat(5) })).toBeProblem(413, 'request/too-large');
    expect(await org.owner.post('/v1/events', { title: { en: padding + padding } })).toBeProblem(
      413,
      'request/too-large',
    );
  });

  it('leaves two imports at once with one agenda', async () => {
    const { base, bring } = await given();
    const [one, two] = await Promise.all([bring(demoAgenda()), bring(demoAgenda())]);
    expect([one.body.created + two.body.created, one.body.unchanged + two.body.unchanged]).toEqual([14, 14]);
    expect((await org.owner.get(`${base}/agenda/sessions?limit=200`)).body.items).toHaveLength(14);
  });
});

describe('an exported schedule', () => {
  it('is the latest release, or the draft', async () => {
    const { base, slug, bring } = await given();
    await bring(demoAgenda());
    expect(await org.owner.get(`${base}/agenda/schedule.json`)).toBeProblem(404, 'scheduling/nothing-released');
    expect((await org.owner.get(`${base}/agenda/schedule.json?draft=true`)).body.schedule.version).toBe('draft');
    expect(await org.owner.get(`${base}/agenda/schedule.json?draft=perhaps`)).toBeProblem(422, 'request/invalid');
    expect(await org.owner.post(`${base}/agenda/releases`, { name: '1.0' })).toMatchObject({ status: 201 });
    const json = await org.owner.get(`${base}/agenda/schedule.json`);
    expect(json.body.schedule.version).toBe('1.0');
    expect((await t.visitor.get(`/v1/public/events/${slug}/agenda/schedule.json`)).body).toEqual(json.body);
    const xml = await t.visitor.get(`/v1/public/events/${slug}/agenda/schedule.xml`);
    expect(xml.headers.get('content-type')).toBe('application/xml; charset=utf-8');
    expect(xml.body).toContain('<title>Открытие: зачем мы собрались</title>');
    expect((await org.owner.get(`${base}/agenda/schedule.xml`)).body).toBe(xml.body);
  });

  it('can be imported again, here or elsewhere', async () => {
    const first = await given();
    await first.bring(demoAgenda());
    const exported = (await org.owner.get(`${first.base}/agenda/schedule.json?draft=true`)).body;
    expect((await first.bring(exported.schedule)).body).toMatchObject({ created: 0, updated: 0, unchanged: 14 });
    const second = await given();
    expect((await second.bring(exported)).body).toMatchObject({ created: 14, refused: 0 });
  });
});

(sharedDataIsHere ? describe : describe.skip)('the real camp', () => {
  const camp = () => JSON.parse(sharedText('frab-camp2019.json')) as Schedule;

  it('comes in whole, is released without a clash, and goes out valid', async () => {
    const { base, slug, bring } = await given({
      timeZone: 'Europe/Berlin',
      startsAt: '2037-08-19T09:00',
      endsAt: '2037-08-24T04:00',
    });
    const answer = await bring(camp());
    expect(answer.body).toMatchObject({ created: 79, refused: 0, rooms: ['Curie', 'Meitner'] });
    expect((await org.owner.get(`${base}/agenda/conflicts`)).body.count).toBe(0);
    const released = await org.owner.post(`${base}/agenda/releases`, { name: 'Gacrux' });
    expect(released.body.changes).toHaveLength(79);

    const json = (await t.visitor.get(`/v1/public/events/${slug}/agenda/schedule.json`)).body as Schedule;
    expect(faultsOfJson(json)).toEqual([]);
    expect(
      await faultsOfXml((await t.visitor.get(`/v1/public/events/${slug}/agenda/schedule.xml`)).body as string),
    ).toEqual([]);

    // Everything is where it was, two days later in the year 2037, on the same clock.
    const times = (schedule: Schedule) =>
      rowsOf(schedule).map(({ guid, id, date, room, duration }) => ({
        guid,
        id,
        room,
        duration,
        day: Number(date.slice(8, 10)),
        clock: date.slice(11, 16),
      }));
    const expected = times(camp()).map((row) => ({ ...row, day: row.day - 2 }));
    const byGuid = (a: { guid: string }, b: { guid: string }) => (a.guid < b.guid ? -1 : 1);
    expect(times(json).toSorted(byGuid)).toEqual(expected.toSorted(byGuid));
  });

  it('stays itself the second time', async () => {
    const { bring } = await given({
      timeZone: 'Europe/Berlin',
      startsAt: '2037-08-19T09:00',
      endsAt: '2037-08-24T04:00',
    });
    await bring(camp());
    expect((await bring(camp())).body).toMatchObject({ created: 0, updated: 0, unchanged: 79, rooms: [] });
  });
});

describe('an event of another organisation', () => {
  it('is unknown to every route of the agenda', async () => {
    const { id } = await draftEvent(org.owner);
    const stranger = (await t.organization()).owner;
    for (const path of ['sessions', 'conflicts', 'releases', 'schedule.json', 'schedule.xml']) {
      expect(await stranger.get(`/v1/events/${id}/agenda/${path}`)).toBeProblem(404, 'events/unknown');
    }
    expect(await stranger.post(`/v1/events/${id}/agenda/imports`, { schedule: demoAgenda() })).toBeProblem(
      404,
      'events/unknown',
    );
    expect(await stranger.post(`/v1/events/${id}/agenda/releases`, { name: '1' })).toBeProblem(404, 'events/unknown');
  });
});
