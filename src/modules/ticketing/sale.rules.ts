import type { LocalizedText } from '../../kernel/text.js';
import { categoryMisplaced, limitsCrossed, saleEndsBeforeStart } from './ticketing.problems.js';

/** A pool of places that one or more ticket types draw on. `size` null is a pool without a bottom. */
export interface QuotaState {
  id: string;
  size: number | null;
  held: number;
  sold: number;
  blocked: number;
  /** Whether nothing of it is given out. */
  closed?: boolean;
}

/** The part of an event that decides whether anything is on sale. */
export interface EventOnSale {
  status: 'draft' | 'published' | 'cancelled' | 'closed';
  endsAt: Date;
}

/** When a ticket type may be taken; null is open on that side. No sale outlasts the event. */
export interface SaleWindow {
  saleStartsAt: Date | null;
  saleEndsAt: Date | null;
}

/** What a person is told about a ticket type. `left` is null where there is no limit. */
export type Availability =
  | { state: 'available'; left: number | null }
  /** Nothing is left, and nothing is about to come back. */
  | { state: 'gone' }
  /** Nothing is left, but orders that wait for money or approval may give something back. */
  | { state: 'ordered' }
  /** Nothing is left but for what is in carts and offers; the first of them end then. */
  | { state: 'held'; mayReturnAt: Date | null }
  /** What is left is for those on the waiting list. */
  | { state: 'waiting-list' }
  | { state: 'not-yet-on-sale'; from: Date }
  | { state: 'sale-over'; since: Date | null };

/** Places that nobody else can have. */
export const takenOf = ({ held, sold, blocked }: QuotaState): number => held + sold + blocked;

/** Places that may still be taken from a quota: Infinity without a limit, none where it is closed. */
export function placesLeft(quota: QuotaState): number {
  if (quota.closed) return 0;
  return quota.size === null ? Infinity : quota.size - takenOf(quota);
}

/** What the clock and the event's state say against a sale, or null where they have nothing against it. */
export function whyClosed(
  event: EventOnSale,
  { saleStartsAt, saleEndsAt }: SaleWindow,
  now: Date,
): Extract<Availability, { state: 'not-yet-on-sale' | 'sale-over' }> | null {
  if (event.status !== 'published') return { state: 'sale-over', since: null };
  const end = saleEndsAt && saleEndsAt < event.endsAt ? saleEndsAt : event.endsAt;
  if (now >= end) return { state: 'sale-over', since: end };
  if (saleStartsAt && now < saleStartsAt) return { state: 'not-yet-on-sale', from: saleStartsAt };
  return null;
}

/** What an organiser decides about a ticket type. */
export interface SaleTerms extends SaleWindow {
  name: LocalizedText;
  description: LocalizedText | null;
  kind: 'admission' | 'add-on';
  categoryId: string | null;
  pricing: 'fixed' | 'donation';
  taxRuleId: string | null;
  channel: 'public' | 'door' | 'internal';
  approval: boolean;
  namesLater: boolean;
  minPerOrder: number;
  maxPerOrder: number;
  maxPerPerson: number | null;
  /** Shown to, and taken by, only those who come by a personal link or with a code that opens it. */
  hidden: boolean;
  position: number;
}

/** Refuses a window that closes before it opens. */
export function requireWindow({ saleStartsAt, saleEndsAt }: SaleWindow): void {
  if (saleStartsAt && saleEndsAt && saleEndsAt <= saleStartsAt) throw saleEndsBeforeStart({ pointer: '/saleEndsAt' });
}

/** Refuses terms under which nobody could ever take a ticket. */
export function requireSellable(terms: SaleTerms): void {
  requireWindow(terms);
  if (terms.maxPerOrder < terms.minPerOrder) throw limitsCrossed({ pointer: '/maxPerOrder' });
  if ((terms.kind === 'add-on') !== (terms.categoryId !== null)) throw categoryMisplaced({ pointer: '/categoryId' });
}
