import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Gift, type ListStock, type ProductOnList, type Waiting, distribute, keyOf } from './distribute.rules.js';

const now = new Date('2027-03-01T12:00:00Z');
const later = new Date('2027-03-01T13:00:00Z');
const before = new Date('2027-03-01T11:00:00Z');

const product = (id: string, quotaIds: readonly string[], terms: Partial<ProductOnList> = {}): ProductOnList => ({
  ticketTypeId: id,
  variationId: null,
  takes: quotaIds.map((quotaId) => ({ quotaId, places: 1 })),
  least: 1,
  most: 10,
  saleStartsAt: null,
  saleEndsAt: null,
  ...terms,
});

const stockOf = (
  products: readonly ProductOnList[],
  left: Readonly<Record<string, number>>,
  terms: Partial<ListStock> = {},
): ListStock => ({
  sort: 'queue',
  cutOffAt: later,
  outsideSale: false,
  products: new Map(products.map((each) => [keyOf(each), each])),
  left: new Map(Object.entries(left)),
  ...terms,
});

const waiting = (id: string, terms: Partial<Waiting> = {}): Waiting => ({
  id,
  priority: 0,
  lotteryRank: 0,
  joinedAt: before,
  partySize: 1,
  partial: false,
  products: [{ ticketTypeId: 'seat', variationId: null }],
  ...terms,
});

const seat = product('seat', ['hall']);
const told = (gifts: readonly Gift[]) =>
  gifts.map(({ entryId, ticketTypeId, count }) => [entryId, ticketTypeId, count]);

describe('the waiting list', () => {
  it('goes by priority, then by time, then by id', () => {
    const entries = [
      waiting('b'),
      waiting('a'),
      waiting('early', { joinedAt: new Date(0) }),
      waiting('first', { priority: 1, joinedAt: now }),
    ];
    const gifts = distribute(stockOf([seat], { hall: 3 }), entries, now);
    expect(gifts.map(({ entryId }) => entryId)).toEqual(['first', 'early', 'a']);
  });

  it('goes by lot where the organiser wants it so, priority still first', () => {
    const entries = [
      waiting('a', { lotteryRank: 9 }),
      waiting('b', { lotteryRank: 1, joinedAt: now }),
      waiting('c', { lotteryRank: 10, priority: 5 }),
    ];
    const gifts = distribute(stockOf([seat], { hall: 3 }, { sort: 'lottery' }), entries, now);
    expect(gifts.map(({ entryId }) => entryId)).toEqual(['c', 'b', 'a']);
  });

  it('gives a party all its places or none, or some where some will do', () => {
    const entries = [
      waiting('a', { partySize: 3 }),
      waiting('b', { partySize: 3, partial: true }),
      waiting('c', { partySize: 1 }),
    ];
    expect(told(distribute(stockOf([seat], { hall: 2 }), entries, now))).toEqual([['b', 'seat', 2]]);
    expect(told(distribute(stockOf([seat], { hall: 4 }), entries, now))).toEqual([
      ['a', 'seat', 3],
      ['b', 'seat', 1],
    ]);
  });

  it('would rather give the whole party a later wish than a part of it an earlier one', () => {
    const wide = product('standing', ['yard']);
    const products = [seat, wide].map(({ ticketTypeId, variationId }) => ({ ticketTypeId, variationId }));
    const entries = [waiting('a', { partySize: 2, partial: true, products })];
    expect(told(distribute(stockOf([seat, wide], { hall: 1, yard: 2 }), entries, now))).toEqual([['a', 'standing', 2]]);
    expect(told(distribute(stockOf([seat, wide], { hall: 1, yard: 1 }), entries, now))).toEqual([['a', 'seat', 1]]);
  });

  it('gives no fewer tickets than an order must have, and no more than it may', () => {
    const pair = product('pair', ['hall'], { least: 2, most: 2 });
    const entries = [waiting('a', { partySize: 4, partial: true, products: [pair] })];
    expect(told(distribute(stockOf([pair], { hall: 1 }), entries, now))).toEqual([]);
    expect(told(distribute(stockOf([pair], { hall: 9 }), entries, now))).toEqual([['a', 'pair', 2]]);
  });

  it('offers what is not on sale only where the organiser wants it so, and nothing after the cut-off', () => {
    const closed = product('seat', ['hall'], { saleEndsAt: before });
    const soon = product('seat', ['hall'], { saleStartsAt: later });
    for (const shut of [closed, soon]) {
      expect(distribute(stockOf([shut], { hall: 1 }), [waiting('a')], now)).toEqual([]);
      expect(distribute(stockOf([shut], { hall: 1 }, { outsideSale: true }), [waiting('a')], now)).toHaveLength(1);
    }
    expect(distribute(stockOf([seat], { hall: 1 }, { cutOffAt: now }), [waiting('a')], now)).toEqual([]);
  });

  it('counts every quota that a ticket takes a place from, more than one place where a bundle does', () => {
    const bundle = product('family', [], { takes: [{ quotaId: 'hall', places: 3 }] });
    const entries = [waiting('a', { products: [bundle] }), waiting('b')];
    expect(told(distribute(stockOf([bundle, seat], { hall: 2 }), entries, now))).toEqual([['b', 'seat', 1]]);
    expect(told(distribute(stockOf([bundle, seat], { hall: 3 }), entries, now))).toEqual([['a', 'family', 1]]);
  });
});

const quotaIds = ['hall', 'yard', 'balcony'];
const sales = [
  { saleStartsAt: null, saleEndsAt: null },
  { saleStartsAt: before, saleEndsAt: later },
  { saleStartsAt: later, saleEndsAt: null },
  { saleStartsAt: null, saleEndsAt: now },
];
const somewhere = fc.record({
  products: fc.tuple(
    ...['seat', 'standing', 'box'].map((id) =>
      fc
        .record({
          drawn: fc.uniqueArray(fc.constantFrom(...quotaIds), { minLength: 1, maxLength: 3 }),
          places: fc.integer({ min: 1, max: 2 }),
          least: fc.integer({ min: 1, max: 2 }),
          most: fc.integer({ min: 2, max: 5 }),
          sale: fc.constantFrom(...sales),
        })
        .map(({ drawn, places, least, most, sale }) =>
          product(id, [], { takes: drawn.map((quotaId) => ({ quotaId, places })), least, most, ...sale }),
        ),
    ),
  ),
  left: fc.record(Object.fromEntries(quotaIds.map((id) => [id, fc.constantFrom(0, 1, 2, 3, 5, 9, Infinity)]))),
  sort: fc.constantFrom('queue' as const, 'lottery' as const),
  outsideSale: fc.boolean(),
  entries: fc
    .array(
      fc.record({
        priority: fc.integer({ min: 0, max: 1 }),
        lotteryRank: fc.integer({ min: 0, max: 3 }),
        joinedAt: fc.integer({ min: 0, max: 3 }).map((n) => new Date(n)),
        partySize: fc.integer({ min: 1, max: 4 }),
        partial: fc.boolean(),
        wants: fc.uniqueArray(fc.constantFrom('seat', 'standing', 'box'), { minLength: 1, maxLength: 3 }),
      }),
      { maxLength: 12 },
    )
    .map((list) =>
      list.map(({ wants, ...terms }, n) =>
        waiting(`e${String(n).padStart(2, '0')}`, {
          ...terms,
          products: wants.map((ticketTypeId) => ({ ticketTypeId, variationId: null })),
        }),
      ),
    ),
});
type World = typeof somewhere extends fc.Arbitrary<infer W> ? W : never;

/** The same rule told naively: whoever is first in line is served, then who is first of the rest; nothing is shared with the code. */
function naively({ products, left, sort, outsideSale, entries }: World): Gift[] {
  const free: Record<string, number> = { ...left };
  const line = [...entries];
  const gifts: Gift[] = [];
  while (line.length > 0) {
    const first = line.find((one) => line.every((other) => other === one || isAhead(one, other, sort)));
    if (!first) throw new Error('Somebody is first');
    line.splice(line.indexOf(first), 1);
    const gift = naiveGift(products, free, first, outsideSale);
    if (!gift) continue;
    gifts.push(gift);
    for (const { quotaId, places } of products.find((each) => each.ticketTypeId === gift.ticketTypeId)?.takes ?? [])
      free[quotaId] = (free[quotaId] ?? 0) - gift.count * places;
  }
  return gifts;
}

function isAhead(a: Waiting, b: Waiting, sort: string): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  if (sort === 'lottery' && a.lotteryRank !== b.lotteryRank) return a.lotteryRank < b.lotteryRank;
  return a.joinedAt.getTime() === b.joinedAt.getTime() ? a.id < b.id : a.joinedAt < b.joinedAt;
}

/** Tries every number of places for every wish, and says which would do; the whole party first, then the most for the best wish. */
function naiveGift(
  products: readonly ProductOnList[],
  free: Readonly<Record<string, number>>,
  { id, partySize, partial, products: wishes }: Waiting,
  outsideSale: boolean,
): Gift | null {
  const possible = wishes.flatMap(({ ticketTypeId }) => {
    const known = products.find((each) => each.ticketTypeId === ticketTypeId);
    if (!known || partySize < known.least || (isShut(known) && !outsideSale)) return [];
    const counts = [1, 2, 3, 4].filter(
      (count) =>
        count <= partySize &&
        count >= known.least &&
        count <= known.most &&
        known.takes.every(({ quotaId, places }) => (free[quotaId] ?? 0) >= count * places),
    );
    return counts.length > 0 ? [{ ticketTypeId, count: Math.max(...counts) }] : [];
  });
  const chosen = possible.find(({ count }) => count === partySize) ?? (partial ? possible[0] : undefined);
  return chosen ? { entryId: id, variationId: null, ...chosen } : null;
}

const isShut = ({ saleStartsAt, saleEndsAt }: ProductOnList): boolean =>
  (saleStartsAt !== null && saleStartsAt > now) || (saleEndsAt !== null && saleEndsAt <= now);

const judge = (world: World) =>
  distribute(
    stockOf(world.products, world.left, {
      sort: world.sort,
      outsideSale: world.outsideSale,
    }),
    world.entries,
    now,
  );

describe('for any list', () => {
  it('does what the naive telling does', () => {
    fc.assert(
      fc.property(somewhere, (world) => {
        expect(judge(world)).toEqual(naively(world));
      }),
      { numRuns: 600 },
    );
  });

  it('never gives more than is free', () => {
    fc.assert(
      fc.property(somewhere, (world) => {
        const taken = new Map<string, number>();
        for (const gift of judge(world)) {
          const { takes } = world.products.find((each) => each.ticketTypeId === gift.ticketTypeId) as ProductOnList;
          for (const { quotaId, places } of takes) taken.set(quotaId, (taken.get(quotaId) ?? 0) + places * gift.count);
        }
        for (const [quotaId, places] of taken) expect(places).toBeLessThanOrEqual(world.left[quotaId] ?? 0);
      }),
      { numRuns: 400 },
    );
  });

  it('passes nobody over for a later one who wants the same and no less', () => {
    fc.assert(
      fc.property(somewhere, (world) => {
        const served = new Set(judge(world).map(({ entryId }) => entryId));
        for (const a of world.entries.filter(({ id }) => !served.has(id)))
          for (const b of world.entries.filter(({ id }) => served.has(id))) {
            const sameWishes = b.products.every((wish) => a.products.some((own) => keyOf(own) === keyOf(wish)));
            const noLess = a.partySize <= b.partySize && (a.partial || !b.partial);
            const earlier =
              a.priority > b.priority ||
              (a.priority === b.priority && a.lotteryRank <= b.lotteryRank && a.joinedAt <= b.joinedAt && a.id < b.id);
            if (sameWishes && noLess && earlier && a.partySize >= leastOf(world)) expect([a, b]).toBe('fair');
          }
      }),
      { numRuns: 400 },
    );
  });
});

/** A party that is smaller than an order must be is never served whole. */
const leastOf = ({ products }: World): number => Math.max(...products.map(({ least }) => least));
