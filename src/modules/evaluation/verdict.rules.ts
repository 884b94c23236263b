import type { Interval } from '../../kernel/statistics.js';

/**
 * What became of a goal. `inconclusive`: the answers allow both, since the target lies within their interval.
 * `unmeasurable`: there is no reading, or it rests on fewer answers than the goal asks for.
 */
export const verdicts = ['met', 'missed', 'inconclusive', 'unmeasurable'] as const;
export type Verdict = (typeof verdicts)[number];

export const comparators = ['>=', '<='] as const;
export type Comparator = (typeof comparators)[number];

/** What was promised: a bound for a metric, and how many answers a reading needs to count. */
export interface Target {
  comparator: Comparator;
  target: number;
  minimumSample: number;
}

/** What was measured. An exact reading has no interval; a sampled one always has. */
export interface Measured {
  value: number | null;
  interval: Interval | null;
  /** Answers that it rests on; null for an exact reading. */
  n: number | null;
}

/**
 * Judges a reading. An exact value meets or misses its target. A sampled one meets it if its whole interval does, misses it
 * if its whole interval does, and is inconclusive in between.
 */
export function judge(target: Target, measured: Measured): Verdict {
  if (measured.value === null) return 'unmeasurable';
  if (measured.interval && (measured.n ?? 0) < target.minimumSample) return 'unmeasurable';
  const { low, high } = measured.interval ?? { low: measured.value, high: measured.value };
  const fulfils = (value: number) => (target.comparator === '>=' ? value >= target.target : value <= target.target);
  if (fulfils(low) && fulfils(high)) return 'met';
  return fulfils(low) || fulfils(high) ? 'inconclusive' : 'missed';
}
