/** Something that people wait for: a ticket type, or one of its variations. */
export interface Product {
  ticketTypeId: string;
  variationId: string | null;
}

/** A product as it can be given out at the moment. */
export interface ProductOnList extends Product {
  /** What one ticket takes from each quota. */
  takes: readonly { quotaId: string; places: number }[];
  /** The fewest and the most tickets of one order. */
  least: number;
  most: number;
  /** Between these it is on sale; null is open on that side. */
  saleStartsAt: Date | null;
  saleEndsAt: Date | null;
}

export type ProductKey = string;
export const keyOf = ({ ticketTypeId, variationId }: Product): ProductKey => `${ticketTypeId}/${variationId ?? ''}`;

/** What there is to give away, and on what terms. */
export interface ListStock {
  sort: 'queue' | 'lottery';
  /** From then on nothing is offered. */
  cutOffAt: Date;
  /** Whether people are also offered what is not on sale at the moment. */
  outsideSale: boolean;
  products: ReadonlyMap<ProductKey, ProductOnList>;
  /** Free places by quota. */
  left: ReadonlyMap<string, number>;
}

/** Somebody who waits and may be offered something. */
export interface Waiting {
  id: string;
  priority: number;
  /** Orders a lottery, the smallest first. */
  lotteryRank: number;
  joinedAt: Date;
  partySize: number;
  partial: boolean;
  /** The best first. */
  products: readonly Product[];
}

/** Places for one of those who wait. */
export interface Gift extends Product {
  entryId: string;
  count: number;
}

/**
 * Gives free places to those who wait, in their order: each gets the first of their products that has room for the whole
 * party, or else, where fewer will do, the first that has room for some. Whoever does not fit is skipped and keeps their place
 * in the line. Pure, so that fairness can be compared with a naive reference.
 */
export function distribute(stock: ListStock, entries: readonly Waiting[], now: Date): Gift[] {
  if (now >= stock.cutOffAt) return [];
  const left = new Map(stock.left);
  return entries.toSorted(inOrder(stock.sort)).flatMap((entry) => {
    const gift = giftFor(stock, left, entry, now);
    if (!gift) return [];
    for (const [quotaId, places] of placesOf(stock, [gift])) left.set(quotaId, (left.get(quotaId) ?? 0) - places);
    return [gift];
  });
}

/** How many places these gifts take from each quota. */
export function placesOf({ products }: Pick<ListStock, 'products'>, gifts: readonly Gift[]): Map<string, number> {
  const taken = new Map<string, number>();
  for (const gift of gifts)
    for (const { quotaId, places } of products.get(keyOf(gift))?.takes ?? [])
      taken.set(quotaId, (taken.get(quotaId) ?? 0) + places * gift.count);
  return taken;
}

/** The stock without these gifts. */
export function without<S extends ListStock>(stock: S, gifts: readonly Gift[]): S {
  const taken = placesOf(stock, gifts);
  return { ...stock, left: new Map([...stock.left].map(([id, left]) => [id, left - (taken.get(id) ?? 0)])) };
}

/** Who comes first: by priority; then by the time they joined, or by lot. */
export const inOrder =
  (sort: ListStock['sort']) =>
  (a: Waiting, b: Waiting): number =>
    b.priority - a.priority ||
    (sort === 'lottery' ? a.lotteryRank - b.lotteryRank : 0) ||
    a.joinedAt.getTime() - b.joinedAt.getTime() ||
    (a.id < b.id ? -1 : 1);

function giftFor(stock: ListStock, left: ReadonlyMap<string, number>, entry: Waiting, now: Date): Gift | null {
  const wanted = entry.products.flatMap((product) => {
    const known = stock.products.get(keyOf(product));
    return known && entry.partySize >= known.least && (stock.outsideSale || isOnSale(known, now)) ? [known] : [];
  });
  const whole = wanted.find((product) => product.most >= entry.partySize && roomFor(product, left) >= entry.partySize);
  if (whole) return { ...productOf(whole), entryId: entry.id, count: entry.partySize };
  if (!entry.partial) return null;
  const part = wanted.find((product) => roomFor(product, left) >= product.least);
  if (!part) return null;
  return {
    ...productOf(part),
    entryId: entry.id,
    count: Math.min(entry.partySize, part.most, roomFor(part, left)),
  };
}

/** How many tickets of a product the free places are enough for. */
export const roomFor = ({ takes }: ProductOnList, left: ReadonlyMap<string, number>): number =>
  Math.min(...takes.map(({ quotaId, places }) => Math.floor((left.get(quotaId) ?? 0) / places)));

export const isOnSale = ({ saleStartsAt, saleEndsAt }: ProductOnList, now: Date): boolean =>
  (saleStartsAt === null || now >= saleStartsAt) && (saleEndsAt === null || now < saleEndsAt);

/** The products that somebody could be offered now. */
export const openProducts = (stock: ListStock, now: Date): ProductOnList[] =>
  now >= stock.cutOffAt
    ? []
    : [...stock.products.values()].filter(
        (product) => (stock.outsideSale || isOnSale(product, now)) && roomFor(product, stock.left) >= product.least,
      );

const productOf = ({ ticketTypeId, variationId }: Product): Product => ({ ticketTypeId, variationId });
