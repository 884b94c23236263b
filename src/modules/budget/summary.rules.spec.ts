import { describe, expect, it } from '@jest/globals';
import fc, { type Arbitrary } from 'fast-check';
import { anyHeads, anyLine, line, noHeads } from '../../../test/api/budget/any-line.js';
import { plannedAmount, unitsOf } from './plan.rules.js';
import { forecastOf, openCommitted, perHead, splitVariance, summarise, type LineFacts } from './summary.rules.js';

const anyMoney = fc.nat(10_000_000);

const anyFacts: Arbitrary<LineFacts> = fc
  .record({
    lineId: fc.uuid(),
    priced: anyLine(),
    planless: fc.boolean(),
    commitments: fc.array(fc.record({ amount: anyMoney, drawn: anyMoney }), { maxLength: 4 }),
    actual: anyMoney,
    actualUnits: fc.option(fc.nat(5000)),
  })
  .map(({ priced, planless, ...facts }) => ({ ...facts, kind: priced.kind, plan: planless ? null : priced }));

describe('the summary of a budget', () => {
  it('sums the lines by kind, in integers, and nothing is lost between the two', () => {
    fc.assert(
      fc.property(fc.array(anyFacts, { maxLength: 10 }), anyHeads, (facts, heads) => {
        const figures = summarise(facts, heads);
        for (const key of ['planned', 'committed', 'actual', 'forecast', 'variance'] as const) {
          const total = figures.lines.reduce((sum, each) => sum + each[key], 0);
          expect(figures.expense[key] + figures.income[key]).toBe(total);
          expect(Number.isSafeInteger(total)).toBe(true);
        }
        for (const key of ['planned', 'actual', 'forecast'] as const)
          expect(figures.result[key]).toBe(figures.income[key] - figures.expense[key]);
      }),
    );
  });

  it('says the variance of every line and of both kinds as actual − planned', () => {
    fc.assert(
      fc.property(fc.array(anyFacts, { maxLength: 10 }), anyHeads, (facts, heads) => {
        const { lines, expense, income } = summarise(facts, heads);
        for (const each of [...lines, expense, income]) expect(each.variance).toBe(each.actual - each.planned);
      }),
    );
  });

  it('keeps spending on a line that the plan does not have', () => {
    const orphan: LineFacts = {
      lineId: 'x',
      kind: 'expense',
      plan: null,
      commitments: [],
      actual: 500,
      actualUnits: null,
    };
    expect(summarise([orphan], noHeads).expense).toEqual({
      planned: 0,
      committed: 0,
      actual: 500,
      forecast: 500,
      variance: 500,
    });
  });
});

describe('a forecast', () => {
  it('is the plan until actuals and open commitments pass it, then these', () => {
    fc.assert(
      fc.property(anyMoney, anyMoney, anyMoney, (planned, committed, actual) => {
        expect(forecastOf(planned, committed, actual)).toBe(Math.max(planned, actual + committed));
      }),
    );
  });
});

describe('open commitments', () => {
  it('are never negative and never more than was committed', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ amount: anyMoney, drawn: anyMoney })), (commitments) => {
        const open = openCommitted(commitments);
        expect(open).toBeGreaterThanOrEqual(0);
        expect(open).toBeLessThanOrEqual(commitments.reduce((sum, { amount }) => sum + amount, 0));
      }),
    );
  });

  it('of one supplier are not hidden by another who was paid more than promised', () => {
    expect(
      openCommitted([
        { amount: 100, drawn: 150 },
        { amount: 80, drawn: 0 },
      ]),
    ).toBe(80);
  });
});

describe('the split of a variance', () => {
  it('sums to the variance', () => {
    fc.assert(
      fc.property(anyLine(), anyHeads, anyMoney, fc.nat(5000), (planned, heads, actual, units) => {
        const { price, volume } = splitVariance(planned, heads, actual, units);
        expect(price + volume).toBe(actual - plannedAmount(planned, heads));
      }),
    );
  });

  it('is all volume at the planned price and all price at the planned number', () => {
    fc.assert(
      fc.property(anyLine(), anyHeads, fc.nat(5000), fc.nat(10_000), (planned, heads, units, price) => {
        expect(splitVariance(planned, heads, planned.unitAmount * units, units).price).toBe(0);
        const asPlanned = unitsOf(planned, heads);
        expect(splitVariance(planned, heads, price * asPlanned, asPlanned).volume).toBe(0);
      }),
    );
  });

  it('exists for driver lines of which the number is known', () => {
    const splitOf = (driver: 'attendee' | null, actualUnits: number | null) =>
      summarise(
        [
          {
            lineId: 'x',
            kind: 'expense',
            plan: line({ driver, unitAmount: 500 }),
            commitments: [],
            actual: 4400,
            actualUnits,
          },
        ],
        { ...noHeads, attendees: 10 },
      ).lines[0]?.split;
    expect(splitOf('attendee', 8)).toEqual({ price: 400, volume: -1000 });
    expect(splitOf('attendee', null)).toBeNull();
    expect(splitOf(null, 8)).toBeNull();
  });
});

describe('an amount for each head', () => {
  it('is the nearest whole minor unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.integer({ min: 1, max: 100_000 }), (amount, heads) => {
        const share = perHead(amount, heads) ?? NaN;
        expect(Number.isInteger(share)).toBe(true);
        expect(Math.abs(share * heads - amount) * 2).toBeLessThanOrEqual(heads);
      }),
    );
  });

  it('does not exist without heads', () => {
    expect(perHead(500, 0)).toBeNull();
  });
});
