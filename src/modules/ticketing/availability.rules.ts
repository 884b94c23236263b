import type { Catalogue, TypeForSale, VariationForSale } from './catalogue.js';
import { type Availability, type EventOnSale, type QuotaState, placesLeft, whyClosed } from './sale.rules.js';

/** A quota as the picture of the moment has it. */
export interface Pool extends QuotaState {
  name: string;
  closed: boolean;
}

/** Places of a type, or of one of its variations. */
export interface ProductCount {
  ticketTypeId: string;
  variationId: string | null;
  count: number;
}

/** What may still come back of what is taken. */
export interface Outlook {
  /** Active holds by product and kind, and when the first of them ends. */
  holds: readonly (ProductCount & { kind: 'cart' | 'offer' | 'approval' | 'organizer'; earliest: Date | null })[];
  /** Tickets of orders that wait for their money. */
  reserved: readonly ProductCount[];
}

/** How a quota stands, and what may come back to it. */
export interface PoolNow {
  left: number;
  closed: boolean;
  /** In carts and offers, and when the first of them ends. */
  returning: number;
  earliest: Date | null;
  /** In orders that wait for money or approval. */
  ordered: number;
}

/** A type, or one of its variations. */
export interface Product {
  type: TypeForSale;
  variation: VariationForSale | null;
}

/** The quotas that a ticket of the product takes places from, and how many: with those of what comes with it. */
export function demandOf(catalogue: Pick<Catalogue, 'types'>, { type, variation }: Product): Map<string, number> {
  const demand = new Map<string, number>();
  const need = (quotaIds: readonly string[], places: number) => {
    for (const id of quotaIds) demand.set(id, (demand.get(id) ?? 0) + places);
  };
  need([...type.quotaIds, ...(variation?.quotaIds ?? [])], 1);
  for (const { ticketTypeId, count } of type.parts) need(catalogue.types.get(ticketTypeId)?.quotaIds ?? [], count);
  return demand;
}

/** Every quota with what is left of it: what holds that are over still count is free. */
export function poolsNow(
  catalogue: Pick<Catalogue, 'types'>,
  pools: readonly Omit<Pool, 'name'>[],
  overdue: readonly ProductCount[],
): Map<string, PoolNow> {
  const now = new Map(
    pools.map((pool): [string, PoolNow] => [
      pool.id,
      { left: placesLeft(pool), closed: pool.closed, returning: 0, earliest: null, ordered: 0 },
    ]),
  );
  for (const line of overdue) for (const pool of poolsOf(catalogue, now, line)) pool.left += line.count;
  return now;
}

/** Adds what may come back. */
export function lookAhead(
  catalogue: Pick<Catalogue, 'types'>,
  pools: ReadonlyMap<string, PoolNow>,
  outlook: Outlook,
): void {
  for (const { kind, earliest, ...line } of outlook.holds) {
    for (const pool of poolsOf(catalogue, pools, line)) {
      if (kind === 'approval') pool.ordered += line.count;
      if (kind !== 'cart' && kind !== 'offer') continue;
      pool.returning += line.count;
      if (earliest && (!pool.earliest || earliest < pool.earliest)) pool.earliest = earliest;
    }
  }
  for (const line of outlook.reserved) for (const pool of poolsOf(catalogue, pools, line)) pool.ordered += line.count;
}

function poolsOf(
  catalogue: Pick<Catalogue, 'types'>,
  pools: ReadonlyMap<string, PoolNow>,
  { ticketTypeId, variationId }: ProductCount,
): PoolNow[] {
  const type = catalogue.types.get(ticketTypeId);
  const variation = type?.variations.find(({ id }) => id === variationId);
  const quotaIds = [...(type?.quotaIds ?? []), ...(variation?.quotaIds ?? [])];
  return quotaIds.flatMap((id) => pools.get(id) ?? []);
}

/** Whether nothing of some quota is left for one more ticket. */
export const isExhausted = (demand: ReadonlyMap<string, number>, pools: ReadonlyMap<string, PoolNow>): boolean =>
  [...demand].some(([id, places]) => leftOf(pools.get(id)) < places);

const leftOf = (pool: PoolNow | undefined): number => (!pool || pool.closed ? 0 : pool.left);

/** What else decides about a product. */
export interface Circumstances {
  event: EventOnSale;
  pools: ReadonlyMap<string, PoolNow>;
  /** Places that people wait for, who come first. */
  waiting: number;
  /** Places that an organiser keeps for whoever has the code in hand. */
  kept: number;
  now: Date;
}

/** Whether a product can be taken now, and if not, why: the tightest of its quotas decides, and the least hopeful. */
export function availabilityOf(
  catalogue: Pick<Catalogue, 'types'>,
  product: Product,
  { event, pools, waiting, kept, now }: Circumstances,
): Availability {
  const { type, variation } = product;
  const closed = whyClosed(event, type, now) ?? (variation && whyClosed(event, variation, now));
  if (closed) return closed;
  if (kept > 0) return { state: 'available', left: kept };
  const demand = demandOf(catalogue, product);
  if (isExhausted(demand, pools)) return whyExhausted(demand, pools);
  const left = Math.min(...[...demand].map(([id, places]) => Math.floor(leftOf(pools.get(id)) / places))) - waiting;
  if (left <= 0) return { state: 'waiting-list' };
  return { state: 'available', left: left === Infinity ? null : left };
}

/** Why these quotas have not so many places: the least hopeful decides. */
export function whyExhausted(demand: ReadonlyMap<string, number>, pools: ReadonlyMap<string, PoolNow>): Availability {
  let until: Date | null = null;
  let ordered = false;
  for (const [id, places] of demand) {
    const pool = pools.get(id);
    if (leftOf(pool) >= places) continue;
    if (!pool || pool.closed || pool.left + pool.returning + pool.ordered < places) return { state: 'gone' };
    if (pool.left + pool.returning < places) ordered = true;
    // All exhausted quotas must have something back, so the last of the first moments counts.
    if (pool.earliest && (!until || pool.earliest > until)) until = pool.earliest;
  }
  return ordered ? { state: 'ordered' } : { state: 'held', mayReturnAt: until };
}

const hope: readonly Availability['state'][] = [
  'available',
  'waiting-list',
  'held',
  'ordered',
  'not-yet-on-sale',
  'gone',
  'sale-over',
];

/** How a type with variations stands: as the most hopeful of them. Of several that are available, the one with most left. */
export function best(all: readonly Availability[]): Availability {
  const placesIn = (one: Availability) => (one.state === 'available' ? (one.left ?? Infinity) : 0);
  const [first] = all.toSorted(
    (one, other) => hope.indexOf(one.state) - hope.indexOf(other.state) || compare(placesIn(other), placesIn(one)),
  );
  return first ?? { state: 'gone' };
}

const compare = (one: number, other: number): number => (one === other ? 0 : one < other ? -1 : 1);
