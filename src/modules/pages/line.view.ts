import type { EventHead, Page } from './view-parts.js';

/** A page about somebody's place in a line: the waiting room's, or a waiting list's. */
export interface LineView {
  page: Page;
  event: EventHead;
  tone: 'good' | 'calm' | 'bad';
  heading: string;
  text: string[];
  facts: { name: string; value: string; machine?: string; large?: boolean; hint?: string }[];
  /** `post`: a button that does it; otherwise a link that leads there. */
  actions: { label: string; href: string; post?: boolean; main?: boolean }[];
  after: string[];
  /** Seconds after which the page loads anew. */
  refresh?: number;
}
