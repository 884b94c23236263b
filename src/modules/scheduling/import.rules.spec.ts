import { describe, expect, it } from '@jest/globals';
import { toInstant } from '../../kernel/time.js';
import type { AgendaSession } from './agenda.rules.js';
import type { Schedule, ScheduledSession } from './frab-reader.js';
import { type ImportTarget, planImport } from './import.rules.js';

const scheduled = (part: Partial<ScheduledSession> = {}): ScheduledSession => ({
  guid: 'a',
  number: 7,
  localStart: '2019-08-21T11:00',
  minutes: 45,
  roomName: 'Curie',
  title: 'Eröffnung',
  subtitle: '',
  abstract: '',
  description: '',
  language: 'de',
  track: null,
  kind: 'talk',
  persons: ['jinxx'],
  links: [],
  ...part,
});

const schedule = (...sessions: ScheduledSession[]): Schedule => ({
  firstDay: '2019-08-21',
  rooms: [
    { name: 'Curie', capacity: 300 },
    { name: 'Meitner', capacity: null },
  ],
  rows: sessions.map((session, index) => ({ pointer: `/${index}`, guid: session.guid, title: session.title, session })),
});

const target = (part: Partial<ImportTarget> = {}): ImportTarget => ({
  timeZone: 'Europe/Moscow',
  startsAt: new Date('2027-03-27T22:30:00Z'),
  sessions: [],
  roomNames: [],
  lastNumber: 0,
  ...part,
});

const kept = (part: Partial<AgendaSession> = {}): AgendaSession => ({
  id: 'id',
  roomId: 'room',
  guid: 'a',
  number: 7,
  title: { de: 'Eröffnung' },
  subtitle: {},
  abstract: {},
  description: {},
  language: 'de',
  track: null,
  kind: 'talk',
  roomName: 'Curie',
  startsAt: new Date('2027-03-28T08:00:00Z'),
  endsAt: new Date('2027-03-28T08:45:00Z'),
  persons: ['jinxx'],
  links: [],
  ...part,
});

describe('an import', () => {
  it("moves the first day to the event's first local day and keeps wall-clock times", () => {
    const plan = planImport(
      schedule(scheduled(), scheduled({ guid: 'b', localStart: '2019-08-23T01:15' })),
      target(),
      true,
    );
    expect(plan.rows.map((row) => [row.outcome, row.session?.startsAt])).toEqual([
      ['created', toInstant('2027-03-28T11:00', 'Europe/Moscow')],
      ['created', toInstant('2027-03-30T01:15', 'Europe/Moscow')],
    ]);
    expect(plan.rows[0]?.session?.endsAt).toEqual(new Date('2027-03-28T08:45:00Z'));
  });

  it('leaves the days alone without the shift', () => {
    const [row] = planImport(schedule(scheduled()), target(), false).rows;
    expect(row?.session?.startsAt).toEqual(toInstant('2019-08-21T11:00', 'Europe/Moscow'));
  });

  it('refuses the row whose time the clock skips on its new day, and only that one', () => {
    const berlin = target({ timeZone: 'Europe/Berlin', startsAt: new Date('2027-03-28T12:00:00Z') });
    const plan = planImport(
      schedule(scheduled({ localStart: '2019-08-21T02:30' }), scheduled({ guid: 'b' })),
      berlin,
      true,
    );
    expect(plan.rows.map((row) => [row.outcome, row.problem?.code])).toEqual([
      ['refused', 'scheduling/start-skipped'],
      ['created', undefined],
    ]);
    expect(plan.rows[0]?.problem?.details.pointer).toBe('/0/date');
  });

  it('creates the rooms that are used and missing', () => {
    expect(planImport(schedule(scheduled()), target(), true).rooms).toEqual([{ name: 'Curie', capacity: 300 }]);
    expect(planImport(schedule(scheduled()), target({ roomNames: ['Curie'] }), true).rooms).toEqual([]);
  });

  it('knows a session again by its guid', () => {
    const again = target({ sessions: [kept()], lastNumber: 7 });
    expect(planImport(schedule(scheduled()), again, true).rows.map((row) => row.outcome)).toEqual(['unchanged']);
    const [row] = planImport(schedule(scheduled({ roomName: 'Meitner', number: 99 })), again, true).rows;
    expect([row?.outcome, row?.session?.roomName, row?.session?.number]).toEqual(['updated', 'Meitner', 7]);
  });

  it('keeps translations that were added here, and follows a change of language', () => {
    const again = target({ sessions: [kept({ title: { de: 'Eröffnung', ru: 'Открытие' } })], lastNumber: 7 });
    expect(planImport(schedule(scheduled()), again, true).rows[0]?.outcome).toBe('unchanged');
    const [row] = planImport(schedule(scheduled({ title: 'Opening', language: 'en' })), again, true).rows;
    expect(row?.session?.title).toEqual({ ru: 'Открытие', en: 'Opening' });
    const [unknown] = planImport(schedule(scheduled({ language: null })), again, true).rows;
    expect(unknown?.session?.title).toEqual({ ru: 'Открытие', und: 'Eröffnung' });
  });

  it('gives every session a number of its own', () => {
    const sessions = [
      scheduled(),
      scheduled({ guid: 'b', number: null }),
      scheduled({ guid: 'c', number: 7 }),
      scheduled({ guid: 'd', number: 3 }),
    ];
    const plan = planImport(
      schedule(...sessions),
      target({ sessions: [kept({ guid: 'z', number: 3 })], lastNumber: 6 }),
      true,
    );
    expect(plan.rows.map((row) => row.session?.number)).toEqual([7, 8, 9, 10]);
  });
});
