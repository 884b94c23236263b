import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Problem } from '../../kernel/problem.js';
import { readSchedule, type ScheduledSession } from './frab-reader.js';

const row = (part: Record<string, unknown> = {}) => ({
  guid: 'A0A0FCFE-b7fb-46e3-84b6-97a5406016b4',
  id: 7,
  date: '2019-08-21T11:00:00+02:00',
  start: '11:00',
  duration: '00:45',
  room: 'Curie',
  slug: 'camp-7',
  url: 'https://camp.example/7',
  title: ' Opening ',
  subtitle: null,
  track: 'CCC',
  type: 'lecture',
  language: 'de',
  abstract: null,
  description: 'One\r\ntwo\u0000',
  persons: [{ id: 1, public_name: 'jinxx' }, { name: 'JINXX' }, { name: 'smtw' }],
  links: [
    { url: 'https://edri.org', title: 'EDRi' },
    { url: 'nymtech.net' },
    { url: 'javascript:alert(1)', title: 'x' },
    'no link',
  ],
  attachments: [{ url: '/files/a.pdf', title: 'Slides' }],
  ...part,
});

const file = (rows: unknown[], conference: Record<string, unknown> = {}) => ({
  version: '1',
  base_url: 'https://camp.example/2019/Fahrplan/',
  conference: {
    acronym: 'camp',
    title: 'Camp',
    time_zone_name: 'Europe/Berlin',
    days: [
      { index: 2, date: '2019-08-22', rooms: {} },
      { index: 1, date: '2019-08-21', rooms: { Curie: rows } },
    ],
    ...conference,
  },
});

const only = (rows: unknown[], conference?: Record<string, unknown>) => {
  const found = readSchedule(file(rows, conference)).rows[0]?.session;
  if (!found) throw new Error('No row');
  return found;
};
const refusal = (found: ScheduledSession | Problem) =>
  found instanceof Problem ? [found.code, found.details.pointer] : null;
const inFirstRow = '/schedule/conference/days/1/rooms/Curie/0';

describe('a schedule.json', () => {
  it('is read into sessions, with their local times and what Turnout keeps of them', () => {
    const schedule = readSchedule(file([row()]));
    expect(schedule.firstDay).toBe('2019-08-21');
    expect(schedule.rows).toEqual([
      {
        pointer: inFirstRow,
        guid: 'a0a0fcfe-b7fb-46e3-84b6-97a5406016b4',
        title: 'Opening',
        session: {
          guid: 'a0a0fcfe-b7fb-46e3-84b6-97a5406016b4',
          number: 7,
          localStart: '2019-08-21T11:00',
          minutes: 45,
          roomName: 'Curie',
          title: 'Opening',
          subtitle: '',
          abstract: '',
          description: 'One\ntwo',
          language: 'de',
          track: 'CCC',
          kind: 'talk',
          persons: ['jinxx', 'smtw'],
          links: [
            { url: 'https://edri.org/', title: 'EDRi' },
            { url: 'https://camp.example/files/a.pdf', title: 'Slides' },
          ],
        },
      },
    ]);
  });

  it('may be the whole file or its member schedule', () => {
    expect(readSchedule({ $schema: 'x', schedule: file([row()]) }).rows[0]?.pointer).toBe(`/schedule${inFirstRow}`);
  });

  it('gives local times by its zone, whatever offset a time is written with', () => {
    expect(only([row({ date: '2019-08-21T09:00:00Z' })])).toMatchObject({ localStart: '2019-08-21T11:00' });
    expect(only([row({ date: '2019-08-21T09:00:00Z' })], { time_zone_name: undefined })).toMatchObject({
      localStart: '2019-08-21T09:00',
    });
  });

  it.each([
    ['lecture', 'talk'],
    ['Workshop', 'workshop'],
    ['hands-on', 'workshop'],
    ['Обед', 'break'],
    ['performance', 'other'],
    [null, 'other'],
  ])('takes the type %s for %s', (type, kind) => {
    expect(only([row({ type })])).toMatchObject({ kind });
  });

  it.each([
    [{ duration: '0:75' }, 'scheduling/row-unusable', `${inFirstRow}/duration`],
    [{ duration: '00:00' }, 'scheduling/row-unusable', `${inFirstRow}/duration`],
    [{ duration: '24:01' }, 'scheduling/row-unusable', `${inFirstRow}/duration`],
    [{ guid: 'seven' }, 'scheduling/row-unusable', `${inFirstRow}/guid`],
    [{ title: '  ' }, 'scheduling/row-unusable', `${inFirstRow}/title`],
    [{ date: '2019-08-21T11:00' }, 'scheduling/row-unusable', `${inFirstRow}/date`],
    [{ date: '2019-02-30T11:00:00Z' }, 'scheduling/row-unusable', `${inFirstRow}/date`],
  ])('refuses a row with %j', (part, code, pointer) => {
    expect(refusal(only([row(part)]))).toEqual([code, pointer]);
  });

  it('refuses the second row of one guid and keeps its neighbours', () => {
    const rows = readSchedule(
      file([row(), row({ title: 'Twin' }), 'nonsense', row({ guid: 'b0a0fcfe-b7fb-46e3-84b6-97a5406016b4' })]),
    ).rows;
    expect(rows.map(({ session }) => refusal(session)?.[0] ?? 'fine')).toEqual([
      'fine',
      'scheduling/guid-repeated',
      'scheduling/row-unusable',
      'fine',
    ]);
  });

  it('escapes room names in pointers', () => {
    const days = [{ date: '2019-08-21', rooms: { 'a/b~c': [row({ title: '' })] } }];
    expect(refusal(only([], { days }))?.[1]).toBe('/schedule/conference/days/0/rooms/a~1b~0c/0/title');
  });

  it.each([
    [{}, '/schedule/conference'],
    [file([], { days: [] }), '/schedule/conference/days'],
    [file([], { days: [{ date: 'someday', rooms: {} }] }), '/schedule/conference/days/0/date'],
  ])('is refused as a whole where it is none', (document, pointer) => {
    const attempt = () => readSchedule(document);
    expect(attempt).toThrow(Problem);
    try {
      attempt();
    } catch (problem) {
      expect((problem as Problem).details.pointer).toBe(pointer);
    }
  });

  it('is read or refused, never anything else', () => {
    fc.assert(
      fc.property(
        fc.object({ maxDepth: 5 }),
        fc.array(fc.anything({ maxDepth: 3 }), { maxLength: 3 }),
        (noise, rows) => {
          for (const document of [noise, file(rows), file([{ ...row(), ...noise }])]) {
            try {
              readSchedule(document);
            } catch (problem) {
              expect(problem).toBeInstanceOf(Problem);
            }
          }
        },
      ),
    );
  });
});
