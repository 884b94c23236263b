import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AgendaSession } from '../../../src/modules/scheduling/agenda.rules.js';
import { readSchedule } from '../../../src/modules/scheduling/frab-reader.js';
import { planImport } from '../../../src/modules/scheduling/import.rules.js';
import { type FrabSchedule, type ScheduleEvent, toFrab } from '../../../src/modules/scheduling/frab-writer.js';
import { toScheduleXml } from '../../../src/modules/scheduling/frab-xml.js';
import { faultsOfJson, faultsOfXml, sharedDataIsHere, sharedText } from './schedule-schemas.js';

const event: ScheduleEvent = {
  id: '01999999-0000-7000-8000-000000000001',
  slug: 'ты-и-camp-2027',
  title: { en: 'Camp', ru: 'Лагерь' },
  languages: ['ru', 'en'],
  timeZone: 'Europe/Moscow',
  startsAt: new Date('2027-03-13T07:00:00Z'),
  endsAt: new Date('2027-03-14T17:00:00Z'),
  venueName: null,
  url: 'https://turnout.example/e/camp',
};

/** Imports into an empty draft, as the database would hold it. */
function imported(file: Record<string, unknown>, shift = true): AgendaSession[] {
  const plan = planImport(
    readSchedule(file),
    { timeZone: event.timeZone, startsAt: event.startsAt, sessions: [], roomNames: [], lastNumber: 0 },
    shift,
  );
  expect(plan.rows.filter((row) => row.outcome === 'refused')).toEqual([]);
  return plan.rows.flatMap(({ session }) =>
    session ? [{ ...session, id: session.guid, roomId: session.roomName }] : [],
  );
}

const roomGuid = (index: number) => `01999999-0000-7000-8000-00000000010${index}`;
function written(sessions: readonly AgendaSession[]): FrabSchedule {
  const names = [...new Set(sessions.flatMap((session) => session.roomName ?? []))];
  const rooms = names.map((name, index) => ({ id: roomGuid(index), name, capacity: index === 0 ? null : 50 }));
  return toFrab({ event, rooms, sessions, version: 'first' });
}

const demoAgenda = JSON.parse(readFileSync('test/demo/agenda.schedule.json', 'utf8')) as Record<string, unknown>;

describe('a schedule that was imported and written again', () => {
  it('comes back the same', () => {
    const sessions = imported(demoAgenda);
    expect(sessions).toHaveLength(14);
    const again = imported(JSON.parse(JSON.stringify(written(sessions))) as Record<string, unknown>);
    const byNumber = (a: AgendaSession, b: AgendaSession) => a.number - b.number;
    expect(again.toSorted(byNumber)).toEqual(sessions.toSorted(byNumber));
  });

  it('keeps the hours after midnight with the evening before, and empty days in their place', () => {
    const [first, ...others] = imported(demoAgenda);
    if (!first) throw new Error('The agenda is empty');
    const night = { ...first, startsAt: new Date('2027-03-15T22:30:00Z'), endsAt: new Date('2027-03-15T23:30:00Z') };
    const { days } = written([night, ...others]).schedule.conference;
    expect(days.map((day) => [day.date, Object.values(day.rooms).flat().length])).toEqual([
      ['2027-03-13', 13],
      ['2027-03-14', 0],
      ['2027-03-15', 1],
    ]);
  });
});

(sharedDataIsHere ? describe : describe.skip)('against the schemas of the format', () => {
  it('the demo agenda is a valid schedule', () => {
    expect(faultsOfJson(demoAgenda)).toEqual([]);
  });

  it('what is written is valid, as JSON and as XML', async () => {
    const frab = written([
      ...imported(demoAgenda),
      ...imported(JSON.parse(sharedText('frab-camp2019.json')) as Record<string, unknown>).map((session) => ({
        ...session,
        number: session.number + 20_000,
      })),
    ]);
    expect(faultsOfJson(frab)).toEqual([]);
    expect(await faultsOfXml(toScheduleXml(frab))).toEqual([]);
  });

  it('the schemas do find faults (negative control)', async () => {
    const frab = written(imported(demoAgenda));
    const wrong = {
      ...frab,
      schedule: { ...frab.schedule, conference: { ...frab.schedule.conference, acronym: 'Ы' } },
    };
    expect(faultsOfJson(wrong)).not.toEqual([]);
    expect(await faultsOfXml(toScheduleXml(frab), toScheduleXml(wrong))).not.toEqual([]);
  });

  it('an agenda without sessions is valid JSON and XML', async () => {
    const frab = written([]);
    expect(faultsOfJson(frab)).toEqual([]);
    expect(await faultsOfXml(toScheduleXml(frab))).toEqual([]);
  });

  it('nothing that is typed makes it invalid', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom('', ']]>', '<b>&amp;"\'', '\u0000\u0001\ufffe\ud800', '🎟️'),
    );
    const drawn = fc.record({
      guid: fc.uuid(),
      title: text,
      abstract: text,
      track: fc.option(text),
      roomName: fc.option(text),
      persons: fc.array(text, { maxLength: 3 }),
      start: fc.integer({ min: 0, max: 5_000 }),
      minutes: fc.integer({ min: 1, max: 1_440 }),
      language: fc.constantFrom(null, 'ru', 'de'),
    });
    const zones = fc.constantFrom('UTC', 'Asia/Kathmandu', 'America/Argentina/Buenos_Aires', 'Etc/GMT+3');
    const agendas = fc.tuple(fc.uniqueArray(drawn, { selector: ({ guid }) => guid, maxLength: 5 }), zones);
    const schedules = fc.sample(agendas, 80).map(([rows, timeZone]) => {
      const sessions = rows.map(({ title, abstract, start, minutes, ...row }, index): AgendaSession => {
        const startsAt = new Date(event.startsAt.getTime() + start * 60_000);
        return {
          ...row,
          id: row.guid,
          number: index + 1,
          title: { en: title },
          subtitle: {},
          abstract: { ru: abstract },
          description: {},
          kind: 'talk',
          roomId: null,
          startsAt,
          endsAt: new Date(startsAt.getTime() + minutes * 60_000),
          links: [{ url: 'https://example.org/?a=1&b=<2>', title }],
        };
      });
      return toFrab({ event: { ...event, timeZone }, rooms: [], sessions, version: 'draft' });
    });
    for (const frab of schedules) expect(faultsOfJson(frab)).toEqual([]);
    expect(await faultsOfXml(...schedules.map(toScheduleXml))).toEqual([]);
  });
});
