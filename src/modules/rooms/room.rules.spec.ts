import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Schedule,
  admittedAt,
  admittedNumber,
  changePace,
  lastBefore,
  openingAt,
  placeState,
  pollAfter,
} from './room.rules.js';

const opensAt = new Date('2027-03-01T12:00:00Z');
const after = (seconds: number) => new Date(opensAt.getTime() + seconds * 1000);

describe('a waiting room', () => {
  const schedule = openingAt(opensAt, 60);

  it('admits the first when it opens and the others one by one at its pace', () => {
    expect([-1, 0, 0.9, 1, 59, 60].map((seconds) => admittedNumber(schedule, after(seconds)))).toEqual([
      0, 1, 1, 2, 60, 61,
    ]);
    expect(admittedAt(schedule, 61)).toEqual(after(60));
  });

  it('keeps its word to whoever was admitted when the pace changes, and counts on from there', () => {
    const slower = changePace(schedule, 6, after(10));
    expect(admittedNumber(slower, after(10))).toBe(11);
    expect(admittedAt(slower, 11)).toEqual(after(10));
    expect(admittedAt(slower, 5)).toEqual(after(4));
    expect(admittedAt(slower, 12)).toEqual(after(20));
    const stopped = changePace(slower, 0, after(20));
    expect(admittedNumber(stopped, after(9999))).toBe(12);
    expect(admittedAt(stopped, 13)).toBeNull();
    expect(admittedAt(changePace(stopped, 60, after(100)), 13)).toEqual(after(101));
  });

  it('opens as it is set before it has opened', () => {
    expect(changePace(schedule, 5, after(-10))).toEqual(openingAt(opensAt, 5));
  });

  it('admits whoever comes to an empty room at once, and saves up no crowd', () => {
    const quiet = lastBefore(schedule, 3, after(600));
    expect(placeState({ schedule, admissionMinutes: 10 }, quiet + 1, after(600)).state).toBe('admitted');
    expect(admittedAt(schedule, quiet + 60)).toEqual(after(659));
    expect(lastBefore(schedule, 9000, after(600))).toBe(9000);
  });

  it('tells each their position, and when their turn is over', () => {
    const room = { schedule, admissionMinutes: 10 };
    expect(placeState(room, null, after(-5))).toEqual({ state: 'waiting', position: null, expectedAt: opensAt });
    expect(placeState(room, 10, after(4))).toEqual({ state: 'waiting', position: 5, expectedAt: after(9) });
    expect(placeState(room, 10, after(9))).toEqual({ state: 'admitted', until: after(609) });
    expect(placeState(room, 10, after(609))).toEqual({ state: 'over' });
  });
});

const schedules = fc
  .record({
    pace: fc.integer({ min: 1, max: 3000 }),
    changes: fc.array(
      fc.record({ wait: fc.integer({ min: 0, max: 600_000 }), pace: fc.integer({ min: 0, max: 3000 }) }),
      {
        maxLength: 6,
      },
    ),
  })
  .map(({ pace, changes }) => {
    let now = opensAt.getTime();
    let schedule: Schedule = openingAt(opensAt, pace);
    for (const change of changes) schedule = changePace(schedule, change.pace, new Date((now += change.wait)));
    return { schedule, last: new Date(now) };
  });

describe('for any pace and any changes of it', () => {
  it('a number is admitted at its time and not a millisecond earlier', () => {
    fc.assert(
      fc.property(schedules, fc.integer({ min: 1, max: 100_000 }), ({ schedule }, number) => {
        const at = admittedAt(schedule, number);
        if (!at) return;
        expect(admittedNumber(schedule, at)).toBeGreaterThanOrEqual(number);
        expect(admittedNumber(schedule, new Date(at.getTime() - 1))).toBeLessThan(number);
      }),
    );
  });

  it('nobody who was admitted is shut out again, and the order is that of the numbers', () => {
    fc.assert(
      fc.property(schedules, fc.integer({ min: 0, max: 3000 }), fc.nat(600_000), ({ schedule, last }, pace, wait) => {
        const now = new Date(last.getTime() + wait);
        const changed = changePace(schedule, pace, now);
        const admitted = admittedNumber(schedule, now);
        expect(admittedNumber(changed, now)).toBe(admitted);
        for (const number of [1, Math.ceil(admitted / 2), admitted])
          expect(admittedAt(changed, number)).toEqual(admittedAt(schedule, number));
        const later = admittedAt(changed, admitted + 2);
        if (later)
          expect(later.getTime()).toBeGreaterThanOrEqual(admittedAt(changed, admitted + 1)?.getTime() ?? Infinity);
      }),
    );
  });

  it('asks again neither at once nor after too long', () => {
    fc.assert(
      fc.property(schedules, fc.integer({ min: 1, max: 9999 }), fc.nat(99), ({ schedule, last }, number, spread) => {
        const seconds = pollAfter(placeState({ schedule, admissionMinutes: 10 }, number, last), last, spread);
        expect(seconds).toBeGreaterThanOrEqual(1);
        expect(seconds).toBeLessThanOrEqual(60);
      }),
    );
  });
});
