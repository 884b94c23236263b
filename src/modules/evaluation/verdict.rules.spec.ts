import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type Comparator, type Measured, judge } from './verdict.rules.js';

const exact = (value: number | null): Measured => ({ value, interval: null, n: null });
const sampled = (low: number, high: number, n = 40): Measured => ({
  value: (low + high) / 2,
  interval: { low, high },
  n,
});
const atLeast = (target: number, minimumSample = 1) => ({
  comparator: '>=' as const,
  target,
  minimumSample,
});
const atMost = (target: number) => ({ comparator: '<=' as const, target, minimumSample: 1 });

describe('judge', () => {
  it.each([
    ['an exact value on its target', atLeast(80), exact(80), 'met'],
    ['an exact value under it', atLeast(80), exact(79), 'missed'],
    ['a cost on its ceiling', atMost(90_000), exact(90_000), 'met'],
    ['a cost over it', atMost(90_000), exact(90_001), 'missed'],
    ['an interval above the target', atLeast(30), sampled(30, 55), 'met'],
    ['an interval below it', atLeast(30), sampled(2, 29.9), 'missed'],
    ['an interval that holds it', atLeast(30), sampled(10, 52), 'inconclusive'],
    ['an interval that touches it from below', atLeast(30), sampled(10, 30), 'inconclusive'],
    ['no reading', atLeast(30), exact(null), 'unmeasurable'],
    ['too few answers', atLeast(30, 50), sampled(31, 55, 49), 'unmeasurable'],
    ['just enough answers', atLeast(30, 49), sampled(31, 55, 49), 'met'],
    ['an exact value, which needs no sample', atLeast(80, 500), exact(80), 'met'],
  ])('judges %s', (_, target, measured, verdict) => {
    expect(judge(target, measured)).toBe(verdict);
  });

  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  const comparator = fc.constantFrom<Comparator>('>=', '<=');

  it('is sure only where every value of the interval says the same', () => {
    fc.assert(
      fc.property(
        comparator,
        number,
        number,
        number,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (sign, target, a, b, at) => {
          const measured = sampled(Math.min(a, b), Math.max(a, b));
          const { low, high } = measured.interval ?? { low: 0, high: 0 };
          const verdict = judge({ comparator: sign, target, minimumSample: 1 }, measured);
          const inside = Math.min(high, Math.max(low, low + (high - low) * at));
          if (verdict !== 'inconclusive')
            expect(judge({ comparator: sign, target, minimumSample: 1 }, exact(inside))).toBe(verdict);
        },
      ),
    );
  });

  it('gets no worse for a goal when its bar is lowered', () => {
    const rank = { met: 2, inconclusive: 1, missed: 0, unmeasurable: -1 };
    fc.assert(
      fc.property(number, number, number, fc.double({ min: 0, max: 1e6, noNaN: true }), (target, a, b, less) => {
        const measured = sampled(Math.min(a, b), Math.max(a, b));
        expect(rank[judge(atLeast(target - less), measured)]).toBeGreaterThanOrEqual(
          rank[judge(atLeast(target), measured)],
        );
        expect(rank[judge(atMost(target + less), measured)]).toBeGreaterThanOrEqual(
          rank[judge(atMost(target), measured)],
        );
      }),
    );
  });

  it('says the opposite of the opposite goal, away from the target itself', () => {
    const opposite = { met: 'missed', missed: 'met', inconclusive: 'inconclusive', unmeasurable: 'unmeasurable' };
    fc.assert(
      fc.property(number, number, number, (target, a, b) => {
        fc.pre(a !== target && b !== target);
        const measured = sampled(Math.min(a, b), Math.max(a, b));
        expect(judge(atMost(target), measured)).toBe(opposite[judge(atLeast(target), measured)]);
      }),
    );
  });
});
