import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { mean, netPromoterScore, proportion, tQuantile, unsampled } from './statistics.js';

const counts = fc.record({ promoters: fc.nat(300), passives: fc.nat(300), detractors: fc.nat(300) });
const size = (c: { promoters: number; passives: number; detractors: number }) =>
  c.promoters + c.passives + c.detractors;

describe('proportion', () => {
  it('gives the published example of Wilson for 42 of 50', () => {
    const share = proportion(42, 50, null);
    expect(share?.value).toBeCloseTo(0.84, 10);
    expect(share?.interval.low).toBeCloseTo(0.7149, 4);
    expect(share?.interval.high).toBeCloseTo(0.9166, 4);
  });

  it('stays honest where nobody or everybody said yes', () => {
    expect(proportion(0, 10, null)?.interval).toEqual({ low: 0, high: expect.closeTo(0.2775, 4) });
    expect(proportion(10, 10, null)?.interval).toEqual({ low: expect.closeTo(0.7225, 4), high: 1 });
  });

  it('is null without answers', () => {
    expect(proportion(0, 0, null)).toBeNull();
  });

  it('holds its estimate, stays in 0…1, and solves the equation it is defined by', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), fc.option(fc.nat(2000)), (n, some, extra) => {
        const hits = Math.min(some, n);
        const population = extra === null ? null : n + extra;
        const share = proportion(hits, n, population);
        if (!share) throw new Error('answers must give an estimate');
        const { value, interval } = share;
        expect(interval.low).toBeLessThanOrEqual(value);
        expect(interval.high).toBeGreaterThanOrEqual(value);
        expect(interval.low).toBeGreaterThanOrEqual(0);
        expect(interval.high).toBeLessThanOrEqual(1);
        for (const p of [interval.low, interval.high]) {
          const deviation = 1.959963984540054 * Math.sqrt(((p * (1 - p)) / n) * unsampled(n, population));
          expect(Math.abs(Math.abs(value - p) - deviation)).toBeLessThan(1e-9);
        }
      }),
    );
  });

  it('mirrors: the share of no is one minus the share of yes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), (n, some) => {
        const hits = Math.min(some, n);
        const yes = proportion(hits, n, null);
        const no = proportion(n - hits, n, null);
        expect(yes?.interval.low).toBeCloseTo(1 - (no?.interval.high ?? 0), 9);
        expect(yes?.interval.high).toBeCloseTo(1 - (no?.interval.low ?? 0), 9);
      }),
    );
  });

  it('covers the truth in about 95 of 100 samples', () => {
    // Exact coverage over the binomial distribution, n = 40: Wilson oscillates around 0.95 (Brown, Cai, DasGupta 2001).
    const n = 40;
    const coverages = [0.1, 0.3, 0.5, 0.7, 0.9].map((p) => {
      let covered = 0;
      let chance = (1 - p) ** n;
      for (let hits = 0; hits <= n; hits++) {
        const interval = proportion(hits, n, null)?.interval;
        if (interval && interval.low <= p && p <= interval.high) covered += chance;
        chance *= ((n - hits) / (hits + 1)) * (p / (1 - p));
      }
      return covered;
    });
    for (const coverage of coverages) expect(coverage).toBeGreaterThan(0.92);
    expect(coverages.reduce((sum, one) => sum + one, 0) / coverages.length).toBeCloseTo(0.95, 1);
  });
});

describe('netPromoterScore', () => {
  it('gives 32 for 28 promoters, 10 passives and 12 detractors, with the interval of Rocks', () => {
    const score = netPromoterScore({ promoters: 28, passives: 10, detractors: 12 }, null);
    // p = 28.75/53, d = 12.75/53: 30.19 ± 1.96·√(0.6919/53)·100
    expect(score?.value).toBeCloseTo(32, 10);
    expect(score?.interval.low).toBeCloseTo(7.79, 1);
    expect(score?.interval.high).toBeCloseTo(52.58, 1);
  });

  it('narrows when the answers are a large part of the people asked', () => {
    const half = (population: number | null) => {
      const interval = netPromoterScore({ promoters: 28, passives: 10, detractors: 12 }, population)?.interval;
      return interval ? (interval.high - interval.low) / 2 : NaN;
    };
    expect(half(80)).toBeLessThan(15);
    expect(half(80)).toBeGreaterThan(13);
    expect(half(null)).toBeGreaterThan(22);
  });

  it('is the score itself when everybody answered', () => {
    fc.assert(
      fc.property(counts, (c) => {
        fc.pre(size(c) > 0);
        const score = netPromoterScore(c, size(c));
        expect(score?.interval.low).toBeCloseTo(score?.value ?? NaN, 9);
        expect(score?.interval.high).toBeCloseTo(score?.value ?? NaN, 9);
      }),
    );
  });

  it('holds the score, stays in −100…100, and turns its sign with promoters and detractors', () => {
    fc.assert(
      fc.property(counts, fc.option(fc.nat(500)), (c, extra) => {
        fc.pre(size(c) > 0);
        const population = extra === null ? null : size(c) + extra;
        const score = netPromoterScore(c, population);
        const turned = netPromoterScore(
          { promoters: c.detractors, passives: c.passives, detractors: c.promoters },
          population,
        );
        if (!score || !turned) throw new Error('answers must give an estimate');
        expect(score.interval.low).toBeLessThanOrEqual(score.value);
        expect(score.interval.high).toBeGreaterThanOrEqual(score.value);
        expect(score.interval.low).toBeGreaterThanOrEqual(-100);
        expect(score.interval.high).toBeLessThanOrEqual(100);
        expect(turned.value).toBeCloseTo(-score.value, 9);
        expect(turned.interval.low).toBeCloseTo(-score.interval.high, 9);
      }),
    );
  });
});

describe('mean', () => {
  const sums = (values: number[]) => ({
    n: values.length,
    sum: values.reduce((sum, value) => sum + value, 0),
    squares: values.reduce((sum, value) => sum + value * value, 0),
  });

  it('gives the t interval of a small sample', () => {
    // 3, 4, 4, 5, 5, 5: mean 4.333, s = 0.8165, t(5) = 2.571
    const estimate = mean(sums([3, 4, 4, 5, 5, 5]), [1, 5], null);
    expect(estimate?.value).toBeCloseTo(4.3333, 4);
    expect(estimate?.interval.low).toBeCloseTo(3.4765, 3);
    expect(estimate?.interval.high).toBe(5);
  });

  it('is null for one answer and a point for equal answers', () => {
    expect(mean(sums([4]), [1, 5], null)).toBeNull();
    expect(mean(sums([4, 4, 4]), [1, 5], null)?.interval).toEqual({ low: 4, high: 4 });
  });

  it('lies within the scale and around its estimate', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 200 }), (values) => {
        const estimate = mean(sums(values), [1, 5], null);
        if (!estimate) throw new Error('two answers must give an estimate');
        expect(estimate.interval.low).toBeGreaterThanOrEqual(1);
        expect(estimate.interval.high).toBeLessThanOrEqual(5);
        expect(estimate.interval.low).toBeLessThanOrEqual(estimate.value);
        expect(estimate.interval.high).toBeGreaterThanOrEqual(estimate.value);
      }),
    );
  });
});

describe('tQuantile', () => {
  it.each([
    [1, 12.7062],
    [2, 4.3027],
    [3, 3.1824],
    [4, 2.7764],
    [5, 2.5706],
    [10, 2.2281],
    [30, 2.0423],
    [100, 1.984],
  ])('agrees with the printed table at %i degrees of freedom', (freedom, printed) => {
    expect(Math.abs(tQuantile(freedom) - printed) / printed).toBeLessThan(0.002);
  });
});

describe('unsampled', () => {
  it('is 1 for an unknown population, 0 for a census, and falls in between', () => {
    expect(unsampled(10, null)).toBe(1);
    expect(unsampled(10, 10)).toBe(0);
    expect(unsampled(10, 9)).toBe(0);
    expect(unsampled(50, 80)).toBeCloseTo(30 / 79, 12);
  });
});
