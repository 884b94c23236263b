import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyHeads, anyLines, line, noHeads } from '../../../test/api/budget/any-line.js';
import { breakEven, defaultBound, scaleTo } from './break-even.rules.js';
import { headcountLimit, planTotals } from './plan.rules.js';

const plan = { ...noHeads, registrations: 100, attendees: 100 };
const hall = line({ unitAmount: 10_000 });
const ticket = line({ kind: 'income', driver: 'attendee', unitAmount: 300 });
const meal = line({ driver: 'attendee', unitAmount: 100 });

describe('the break-even head count', () => {
  it('is ceil(fixed costs / margin) while costs are linear', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e7 }),
        fc.integer({ min: 1, max: 1e5 }),
        fc.nat(1e5),
        (fixed, margin, cost) => {
          const lines = [
            line({ unitAmount: fixed }),
            line({ kind: 'income', driver: 'attendee', unitAmount: cost + margin }),
            line({ driver: 'attendee', unitAmount: cost }),
          ];
          const expected = Math.ceil(fixed / margin);
          fc.pre(expected <= 2000);
          const found = breakEven(lines, plan, 2000);
          expect(found.thresholds.map(({ attendees }) => attendees)).toEqual([expected]);
          expect(found.dips).toEqual([]);
          expect(found.reason).toBeNull();
        },
      ),
    );
  });

  it('comes several times where a cost jumps, with the dips between', () => {
    const bus = line({ driver: 'attendee', per: 100, unitAmount: 9500 });
    const found = breakEven([hall, ticket, meal, bus], plan, 250);
    expect(found.thresholds).toEqual([
      { attendees: 98, result: 100 },
      { attendees: 145, result: 0 },
    ]);
    expect(found.dips).toEqual([{ attendees: 101, result: -8800 }]);
  });

  it('is nobody where nothing costs', () => {
    expect(breakEven([], plan, 10).thresholds).toEqual([{ attendees: 0, result: 0 }]);
  });

  it.each([
    ['no-income', [hall], 10_000],
    ['no-margin', [hall, line({ kind: 'income', driver: 'attendee', unitAmount: 90 }), meal], 10_000],
    ['beyond-bound', [hall, ticket, meal], 8000],
  ] as const)('may be missing: %s', (reason, lines, gap) => {
    expect(breakEven(lines, plan, 10)).toEqual({ bound: 10, thresholds: [], dips: [], gap, reason });
  });

  it('agrees with the totals of the plan at every head count', () => {
    fc.assert(
      fc.property(anyLines, anyHeads, (lines, heads) => {
        const bound = 120;
        const { thresholds, dips, gap, reason } = breakEven(lines, heads, bound);
        const results = Array.from({ length: bound + 1 }, (_, n) => planTotals(lines, scaleTo(n, heads)).result);
        const turns = (now: (r: number) => boolean, before: (r: number) => boolean, start: number) =>
          results
            .map((result, attendees) => ({ attendees, result }))
            .filter(({ attendees, result }) => now(result) && before(results[attendees - 1] ?? start));
        expect(thresholds).toEqual(
          turns(
            (r) => r >= 0,
            (r) => r < 0,
            -1,
          ),
        );
        expect(dips).toEqual(
          turns(
            (r) => r < 0,
            (r) => r >= 0,
            -1,
          ),
        );
        expect(gap).toBe(reason === null ? 0 : -Math.max(...results));
        expect(reason === null).toBe(thresholds.length > 0);
      }),
      { numRuns: 60 },
    );
  });
});

describe('head counts for another number of attendees', () => {
  it('are the planned ones at the planned number', () => {
    fc.assert(
      fc.property(anyHeads, (heads) => {
        fc.pre(heads.attendees > 0);
        expect(scaleTo(heads.attendees, heads)).toEqual(heads);
      }),
    );
  });

  it('keep the ratio of registrations', () => {
    expect(scaleTo(30, { ...noHeads, attendees: 60, registrations: 100 }).registrations).toBe(50);
  });
});

describe('the bound', () => {
  it('lies between a thousand and the limit', () => {
    expect([0, 500, 1e5].map((attendees) => defaultBound({ ...noHeads, attendees }))).toEqual([
      1000,
      5000,
      headcountLimit,
    ]);
  });
});
