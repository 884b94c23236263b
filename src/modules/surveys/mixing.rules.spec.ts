import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { mixable, smallestGroup } from './mixing.rules.js';

/** Answers arrive in bursts and are mixed after each; returns the size of every step, the one at closing last. */
function steps(bursts: readonly number[]): { sizes: number[]; total: number; written: number } {
  const pool = { waiting: 0, shown: 0 };
  const sizes: number[] = [];
  let written = 0;
  const mix = (closed: boolean) => {
    const moved = mixable({ ...pool, closed });
    if (moved === 0) return;
    pool.waiting -= moved;
    pool.shown += moved;
    written += pool.shown;
    sizes.push(moved);
  };
  for (const burst of bursts) {
    pool.waiting += burst;
    mix(false);
  }
  mix(true);
  return { sizes, total: pool.shown, written };
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

  it('rewrites each answer about a dozen times at most, however many there are', () => {
    const { written, total } = steps(Array.from({ length: 10_000 }, () => 1));
    expect(total).toBe(10_000);
    expect(written / total).toBeLessThan(16);
  });

  it('moves nothing while fewer than ten wait, and everything at closing', () => {
    expect(mixable({ waiting: 9, shown: 0, closed: false })).toBe(0);
    expect(mixable({ waiting: 10, shown: 0, closed: false })).toBe(5);
    expect(mixable({ waiting: 99, shown: 1000, closed: false })).toBe(0);
    expect(mixable({ waiting: 3, shown: 40, closed: true })).toBe(3);
  });
});
