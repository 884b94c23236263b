import type { PeopleFacts } from './facts.js';

export const funnelSteps = ['targeted', 'invited', 'registered', 'came', 'answered'] as const;
export type FunnelStep = (typeof funnelSteps)[number];

export interface Step {
  step: FunnelStep;
  /** Null where the event did not take this step. */
  count: number | null;
  /** Of the nearest earlier step that was taken and had people; may pass 1, since people also come by themselves. */
  shareOfPrevious: number | null;
  /** Of the first step that was taken and had people. */
  shareOfFirst: number | null;
}

/** The way from those who were meant to those who told what they thought of it. */
export function funnel(people: PeopleFacts): Step[] {
  const steps: Step[] = [];
  let first: number | null = null;
  let previous: number | null = null;
  for (const step of funnelSteps) {
    const count = people[step];
    steps.push({ step, count, shareOfPrevious: share(count, previous), shareOfFirst: share(count, first) });
    if (count === null || count === 0) continue;
    first ??= count;
    previous = count;
  }
  return steps;
}

const share = (count: number | null, of: number | null): number | null =>
  count === null || of === null ? null : count / of;
