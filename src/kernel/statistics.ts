/** Two-sided bounds of a measured number: in 95 of 100 samples like this one the true value lies between them. */
export interface Interval {
  low: number;
  high: number;
}

/** An estimate, what it can be trusted to, and how many answers it rests on. */
export interface Estimate {
  value: number;
  interval: Interval;
  n: number;
}

/** The level of every interval here. */
const confidence = 0.95;
/** The standard normal quantile of 0.975. */
const z = 1.959963984540054;

/**
 * How much of the sampling error is left when n of N people answered: (N − n) / (N − 1), the finite population
 * correction of a variance (Cochran 1977, Sampling Techniques, 3rd ed., section 2.6). 1 where the population is
 * unknown or endless, 0 where everybody answered.
 */
export function unsampled(n: number, population: number | null): number {
  if (population === null) return 1;
  if (population <= n || population <= 1) return 0;
  return (population - n) / (population - 1);
}

/**
 * Wilson's score interval (Wilson 1927, JASA 22, 209–212) of the share `hits / n`: all p for which
 * |hits/n − p| ≤ z·√(p(1−p)/n · f), f the finite population correction. Null without answers.
 */
export function proportion(hits: number, n: number, population: number | null): Estimate | null {
  if (n <= 0) return null;
  const value = hits / n;
  const zz = z * z * unsampled(n, population);
  const centre = (value + zz / (2 * n)) / (1 + zz / n);
  const half = (Math.sqrt(zz) / (1 + zz / n)) * Math.sqrt((value * (1 - value)) / n + zz / (4 * n * n));
  return { value, interval: around(value, centre, half, [0, 1]), n };
}

/** How many gave 9–10, 7–8 and 0–6 to "would you recommend it?". */
export interface Recommendations {
  promoters: number;
  passives: number;
  detractors: number;
}

/**
 * Net Promoter Score in points, −100…100: 100·(p − d), p and d the shares of promoters and detractors (Reichheld 2003).
 * The variance of one answer is p + d − (p − d)². The interval is the adjusted Wald interval of Rocks (2016, The American
 * Statistician 70, 365–372): ¾ promoter, 1½ passive and ¾ detractor are added before the Wald formula, which keeps its
 * coverage for small n. Both the pseudo-answers and the variance are multiplied by the finite population correction, so
 * that the interval closes on the score when everybody answered. Null without answers.
 */
export function netPromoterScore(counts: Recommendations, population: number | null): Estimate | null {
  const n = counts.promoters + counts.passives + counts.detractors;
  if (n <= 0) return null;
  const left = unsampled(n, population);
  const size = n + 3 * left;
  const p = (counts.promoters + 0.75 * left) / size;
  const d = (counts.detractors + 0.75 * left) / size;
  const half = z * Math.sqrt(((p + d - (p - d) ** 2) / size) * left);
  const value = (100 * (counts.promoters - counts.detractors)) / n;
  return { value, interval: around(value, 100 * (p - d), 100 * half, [-100, 100]), n };
}

/** Enough to know a mean and its variance: the count, the sum and the sum of squares. */
export interface Sums {
  n: number;
  sum: number;
  squares: number;
}

/**
 * Mean of ratings with Student's t interval, mean ± t(n−1)·s/√n·√f (Student 1908; f the finite population correction),
 * cut at the ends of the scale. Null under two answers, since one answer has no variance.
 */
export function mean(sums: Sums, scale: readonly [number, number], population: number | null): Estimate | null {
  if (sums.n < 2) return null;
  const value = sums.sum / sums.n;
  const variance = Math.max(0, (sums.squares - sums.n * value * value) / (sums.n - 1));
  const half = tQuantile(sums.n - 1) * Math.sqrt((variance / sums.n) * unsampled(sums.n, population));
  return { value, interval: around(value, value, half, scale), n: sums.n };
}

/**
 * The 0.975 quantile of Student's t. Exact for one and two degrees of freedom, else the Cornish–Fisher expansion of
 * Abramowitz & Stegun 26.7.5 with four terms (error under 0.2 % from three degrees on).
 */
export function tQuantile(freedom: number): number {
  if (freedom === 1) return Math.tan(0.475 * Math.PI);
  if (freedom === 2) return confidence * Math.sqrt(2 / (1 - confidence * confidence));
  const g1 = (z ** 3 + z) / 4;
  const g2 = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  const g4 = (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160;
  return z + g1 / freedom + g2 / freedom ** 2 + g3 / freedom ** 3 + g4 / freedom ** 4;
}

/** Bounds within the scale that never leave out the estimate itself, whatever rounding or a tiny sample does. */
function around(value: number, centre: number, half: number, [least, most]: readonly [number, number]): Interval {
  return {
    low: Math.max(least, Math.min(value, centre - half)),
    high: Math.min(most, Math.max(value, centre + half)),
  };
}
