import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type AgendaSession, changesBetween, conflictsOf, distinctPersons, textIn } from './agenda.rules.js';

const event = { startsAt: new Date('2027-03-13T08:00:00Z'), endsAt: new Date('2027-03-13T18:00:00Z') };
const at = (time: string) => new Date(`2027-03-13T${time}:00Z`);

function session(part: Partial<AgendaSession>): AgendaSession {
  return {
    id: part.guid ?? 'a',
    guid: 'a',
    number: 1,
    title: { en: 'A talk' },
    subtitle: {},
    abstract: {},
    description: {},
    language: 'en',
    track: null,
    kind: 'talk',
    roomId: 'hall',
    roomName: 'Hall',
    startsAt: at('10:00'),
    endsAt: at('11:00'),
    persons: [],
    links: [],
    ...part,
  };
}

describe('persons of a session', () => {
  it('are one per name, in the order given and as first spelled', () => {
    expect(distinctPersons([' Anna  Belova', 'Boris', 'anna belova', '', '  ', 'ANNA BELOVA'])).toEqual([
      'Anna Belova',
      'Boris',
    ]);
  });
});

describe('conflicts', () => {
  it('let sessions follow one another in a room', () => {
    const first = session({ guid: 'a' });
    const second = session({ guid: 'b', startsAt: at('11:00'), endsAt: at('12:00') });
    expect(conflictsOf([second, first], event)).toEqual([]);
  });

  it('name the room, the person and the time that is wanted twice', () => {
    const first = session({ guid: 'a', persons: ['Anna'] });
    const second = session({ guid: 'b', startsAt: at('10:30'), endsAt: at('12:00'), persons: ['Boris', 'ANNA'] });
    expect(conflictsOf([second, first], event)).toEqual([
      { kind: 'room', subject: 'Hall', sessions: [first, second], from: at('10:30'), to: at('11:00') },
      { kind: 'person', subject: 'ANNA', sessions: [first, second], from: at('10:30'), to: at('11:00') },
    ]);
  });

  it('see two sessions inside a long one, and none between sessions without a room', () => {
    const long = session({ guid: 'a', endsAt: at('13:00') });
    const inside = [
      session({ guid: 'b', startsAt: at('10:30'), endsAt: at('10:45') }),
      session({ guid: 'c', startsAt: at('12:00'), endsAt: at('12:30') }),
    ];
    expect(conflictsOf([long, ...inside], event).map((conflict) => conflict.sessions[1]?.guid)).toEqual(['b', 'c']);
    expect(
      conflictsOf(
        [long, ...inside].map((each) => ({ ...each, roomId: null, roomName: null })),
        event,
      ),
    ).toEqual([]);
  });

  it('tell what lies outside the event', () => {
    const early = session({ startsAt: at('07:30'), endsAt: at('08:30') });
    expect(conflictsOf([early], event).map((conflict) => conflict.kind)).toEqual(['outside-event']);
  });

  it('are those that comparing every pair finds', () => {
    const arbitrary = fc.array(
      fc.record({
        start: fc.integer({ min: 0, max: 20 }),
        minutes: fc.integer({ min: 1, max: 10 }),
        room: fc.constantFrom('x', 'y', null),
        person: fc.constantFrom('p', 'q', null),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(arbitrary, (drawn) => {
        const sessions = drawn.map(({ start, minutes, room, person }, index) => {
          const startsAt = new Date(event.startsAt.getTime() + start * 60_000);
          const endsAt = new Date(startsAt.getTime() + minutes * 60_000);
          return session({
            guid: String(index),
            number: index,
            startsAt,
            endsAt,
            roomId: room,
            roomName: room,
            persons: person ? [person] : [],
          });
        });
        const expected = sessions.flatMap((a, i) =>
          sessions.slice(i + 1).flatMap((b) => {
            if (a.startsAt >= b.endsAt || b.startsAt >= a.endsAt) return [];
            const pair = [a.guid, b.guid].toSorted().join('+');
            return [
              ...(a.roomId && a.roomId === b.roomId ? [`room ${pair}`] : []),
              ...(a.persons[0] && a.persons[0] === b.persons[0] ? [`person ${pair}`] : []),
            ];
          }),
        );
        const found = conflictsOf(sessions, event).map(
          ({ kind, sessions: both }) =>
            `${kind} ${both
              .map((each) => each.guid)
              .toSorted()
              .join('+')}`,
        );
        expect(found.toSorted()).toEqual(expected.toSorted());
      }),
    );
  });
});

describe('changes between releases', () => {
  const before = [
    session({ guid: 'a' }),
    session({ guid: 'b', number: 2, startsAt: at('12:00'), endsAt: at('13:00') }),
    session({ guid: 'c', number: 3, startsAt: at('14:00'), endsAt: at('15:00') }),
  ];

  it('are none against itself, whatever the order of rows and languages', () => {
    const again = before.toReversed().map((each) => ({ ...each, title: { ...each.title } }));
    expect(changesBetween(before, again)).toEqual([]);
    expect(
      changesBetween([session({ title: { en: 'A', ru: 'Б' } })], [session({ title: { ru: 'Б', en: 'A' } })]),
    ).toEqual([]);
  });

  it('are new, moved, changed and cancelled', () => {
    const after = [
      session({ guid: 'd', number: 4, roomName: 'Lab', roomId: 'lab' }),
      session({ guid: 'a', roomName: 'Lab', roomId: 'lab', title: { en: 'Another title' } }),
      session({ guid: 'b', number: 2, startsAt: at('12:00'), endsAt: at('13:00'), persons: ['Anna'] }),
    ];
    expect(
      changesBetween(before, after).map(({ kind, before: was, after: is, fields }) => [
        kind,
        was?.guid ?? is?.guid,
        fields,
      ]),
    ).toEqual([
      ['moved', 'a', ['roomName', 'title']],
      ['new', 'd', []],
      ['changed', 'b', ['persons']],
      ['cancelled', 'c', []],
    ]);
    expect(changesBetween(before, after).at(-1)?.before).toEqual(before[2]);
  });
});

describe('a text', () => {
  it('is read in the first language wanted that it has, else in any', () => {
    expect(textIn({ de: 'Hallo', ru: 'Привет' }, ['en', 'ru'])).toBe('Привет');
    expect(textIn({ de: 'Hallo' }, ['en', null])).toBe('Hallo');
    expect(textIn({}, ['en'])).toBe('');
  });
});
