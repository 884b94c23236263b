import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyHeads, anyLine, anyLines, line, noHeads } from '../../../test/api/budget/any-line.js';
import { headcountLimit, isCountable, plannedAmount, planTotals, unitsOf } from './plan.rules.js';

describe('a planned amount', () => {
  it('is quantity × price on a fixed line, whoever comes', () => {
    fc.assert(
      fc.property(anyLine({ driver: null }), anyHeads, (fixed, heads) => {
        expect(plannedAmount(fixed, heads)).toBe(fixed.quantity * fixed.unitAmount);
      }),
    );
  });

  it('grows with its driver and with no other', () => {
    const meals = line({ driver: 'attendee', quantity: 2, unitAmount: 350_00 });
    expect(plannedAmount(meals, { ...noHeads, attendees: 60, registrations: 999, days: 9 })).toBe(60 * 2 * 350_00);
  });

  it.each([
    ['registration', 'registrations'],
    ['attendee', 'attendees'],
    ['speaker', 'speakers'],
    ['volunteer', 'volunteers'],
    ['day', 'days'],
  ] as const)('driven per %s counts the %s', (driver, key) => {
    expect(unitsOf(line({ driver, quantity: 3 }), { ...noHeads, [key]: 7 })).toBe(21);
  });

  it('counts a started group as a whole one', () => {
    const bus = line({ driver: 'attendee', per: 50 });
    const buses = [0, 1, 50, 51, 100].map((attendees) => unitsOf(bus, { ...noHeads, attendees }));
    expect(buses).toEqual([0, 1, 1, 2, 2]);
  });

  it('never falls when more people come', () => {
    fc.assert(
      fc.property(anyLine({ driver: 'attendee' }), fc.nat(5000), fc.nat(5000), (driven, some, more) => {
        const few = plannedAmount(driven, { ...noHeads, attendees: some });
        const many = plannedAmount(driven, { ...noHeads, attendees: some + more });
        expect(many).toBeGreaterThanOrEqual(few);
      }),
    );
  });
});

describe('the totals of a plan', () => {
  it('are the sums of the lines of each kind, in integers', () => {
    fc.assert(
      fc.property(anyLines, anyHeads, (lines, heads) => {
        const totals = planTotals(lines, heads);
        const signed = lines.reduce(
          (sum, each) => sum + (each.kind === 'income' ? 1 : -1) * plannedAmount(each, heads),
          0,
        );
        expect(totals.result).toBe(totals.income - totals.expense);
        expect(totals.result).toBe(signed);
        expect(Object.values(totals).every(Number.isSafeInteger)).toBe(true);
      }),
    );
  });

  it('are the same for any order of the lines', () => {
    fc.assert(
      fc.property(anyLines, anyHeads, (lines, heads) => {
        expect(planTotals(lines.toReversed(), heads)).toEqual(planTotals(lines, heads));
      }),
    );
  });
});

describe('lines that can be counted', () => {
  const most = {
    registrations: headcountLimit,
    attendees: headcountLimit,
    speakers: headcountLimit,
    volunteers: headcountLimit,
    days: headcountLimit,
  };

  it('have exact totals at the highest head counts', () => {
    const large = fc.array(anyLine({ quantity: fc.nat(1_000_000), unitAmount: fc.nat(1_000_000_000) }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(large, (lines) => {
        fc.pre(isCountable(lines));
        const exact = lines.reduce((sum, each) => sum + BigInt(unitsOf(each, most)) * BigInt(each.unitAmount), 0n);
        const totals = planTotals(lines, most);
        expect(BigInt(totals.income) + BigInt(totals.expense)).toBe(exact);
      }),
    );
  });

  it('leave room for a stadium, not for the national debt', () => {
    expect(isCountable([line({ driver: 'attendee', unitAmount: 10_000_00 })])).toBe(true);
    expect(isCountable([line({ driver: 'attendee', quantity: 1_000_000, unitAmount: 1_000_000_00 })])).toBe(false);
  });
});
