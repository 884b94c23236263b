import { toPublicId } from '../../kernel/id.js';
import type { Problem } from '../../kernel/problem.js';
import { type ListStock, type Product, type ProductOnList, isOnSale, keyOf, roomFor } from './distribute.rules.js';
import {
  partyRefused,
  productRefused,
  stillAvailable,
  waitlistClosed,
  waitlistFull,
  waitlistOver,
} from './waitlist.problems.js';

/** What somebody wants to wait for. */
export interface Wish {
  partySize: number;
  products: readonly Product[];
}

/** The list as it stands. */
export interface ListNow {
  /** The stock as the list sees it; null where nothing is offered any more. */
  stock: (ListStock & { now: Date }) | null;
  open: boolean;
  cap: number | null;
  maxParty: number;
  /** Entries on the list, whether or not something is offered to them. */
  entries: number;
  /** Products that others wait for already, by key. */
  wanted: ReadonlySet<string>;
}

/** Why somebody cannot join, or null: a list is for what nobody can simply take. */
export function whyNotJoin(list: ListNow, wish: Wish): Problem | null {
  if (!list.open) return waitlistClosed();
  const { stock } = list;
  if (!stock) return waitlistOver();
  if (list.cap !== null && list.entries >= list.cap) return waitlistFull({ cap: list.cap });
  if (wish.partySize > list.maxParty) return partyRefused({ pointer: '/partySize', atMost: list.maxParty });
  for (const [index, product] of wish.products.entries()) {
    const problem = whyNotWaitFor(stock, product, wish.partySize, `/products/${index}`);
    if (problem) return problem;
  }
  const free = wish.products.find((product) => isFree(stock, product, wish.partySize, list.wanted));
  return free ? stillAvailable({ ticketTypeId: toPublicId('tty', free.ticketTypeId), nextStep: 'order' }) : null;
}

function whyNotWaitFor(
  stock: ListStock & { now: Date },
  product: Product,
  partySize: number,
  pointer: string,
): Problem | null {
  const known = stock.products.get(keyOf(product));
  if (!known || (!stock.outsideSale && !isOnSale(known, stock.now))) return productRefused({ pointer });
  if (partySize >= known.least && partySize <= known.most) return null;
  return partyRefused({ pointer: '/partySize', atLeast: known.least, atMost: known.most });
}

/** The products that one may wait for now, and whether somebody alone could simply take them. */
export const productsToWaitFor = <P extends ProductOnList>(
  stock: ListStock & { now: Date },
  products: readonly P[],
  wanted: ReadonlySet<string>,
): { product: P; available: boolean }[] =>
  products
    .filter((product) => stock.outsideSale || isOnSale(product, stock.now))
    .map((product) => ({ product, available: isFree(stock, product, product.least, wanted) }));

/** Whether the whole party could have it at once, and nobody waits for it who would come first. */
function isFree(stock: ListStock, product: Product, partySize: number, wanted: ReadonlySet<string>): boolean {
  const known = stock.products.get(keyOf(product));
  return known !== undefined && roomFor(known, stock.left) >= partySize && !wanted.has(keyOf(product));
}
