import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { crowd, mixable, smallestGroup } from './mixing.rules.js';

/** Answers arrive in bursts and are mixed after each; returns the size of every step, the one at closing last. */
function steps(bursts: readonly number[]) {
  const pool = { waiting: 0, shown: 0 };
  const sizes: number[] = [];
  const hidden: { moved: number; among: number; all: number }[] = [];
  let written = 0;
  const mix = (closed: boolean) => {
    const { moved, remixed } = mixable({ ...pool, closed });
    if (moved === 0) return;
    hidden.push({ moved, among: moved + remixed, all: moved + pool.shown });
    pool.waiting -= moved;
    pool.shown += moved;
    written += moved + remixed;
    sizes.push(moved);
  };
  for (const burst of bursts) {
    pool.waiting += burst;
    mix(false);
  }
  mix(true);
  return { sizes, hidden, total: pool.shown, written };
}

describe('mixable', () => {
  it('never shows a step smaller than the smallest group, and loses no answer', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 300 }), (bursts) => {
        const { sizes, total } = steps(bursts);
        expect(total).toBe(bursts.reduce((sum, burst) => sum + burst, 0));
        if (total >= smallestGroup) for (const size of sizes) expect(size).toBeGreaterThanOrEqual(smallestGroup);
      }),
    );
  });

  it('hides newcomers among all that are shown, or among a crowd', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 100 }), (bursts) => {
        for (const { among, all } of steps(bursts).hidden) expect(among).toBeGreaterThanOrEqual(Math.min(all, crowd));
      }),
    );
  });

  it('rewrites each answer about a dozen times at most, however many there are', () => {
    const { written, total } = steps(Array.from({ length: 10_000 }, () => 1));
    expect(total).toBe(10_000);
    expect(written / total).toBeLessThan(16);
  });

  it('moves nothing while fewer than ten wait, and everything at closing', () => {
    expect(mixable({ waiting: 9, shown: 0, closed: false })).toEqual({ moved: 0, remixed: 0 });
    expect(mixable({ waiting: 10, shown: 0, closed: false })).toEqual({ moved: 5, remixed: 0 });
    expect(mixable({ waiting: 99, shown: 1000, closed: false })).toEqual({ moved: 0, remixed: 0 });
    expect(mixable({ waiting: 105, shown: 1000, closed: false })).toEqual({ moved: 100, remixed: 900 });
    expect(mixable({ waiting: 3, shown: 40, closed: true })).toEqual({ moved: 3, remixed: 40 });
  });
});
