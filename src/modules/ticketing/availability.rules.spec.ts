import { describe, expect, it } from '@jest/globals';
import { type Outlook, type Pool, availabilityOf, best, lookAhead, poolsNow } from './availability.rules.js';
import type { TypeForSale, VariationForSale } from './catalogue.js';
import type { EventOnSale } from './sale.rules.js';

const at = (text: string) => new Date(`2027-03-13T${text}:00Z`);
const event: EventOnSale = { status: 'published', endsAt: at('20:00') };
const nothing = { saleStartsAt: null, saleEndsAt: null };
const type = (terms: Partial<TypeForSale> = {}): TypeForSale => ({
  id: 't',
  name: {},
  kind: 'admission',
  categoryId: null,
  pricing: 'fixed',
  channel: 'public',
  hidden: false,
  approval: false,
  namesLater: false,
  minPerOrder: 1,
  maxPerOrder: 10,
  maxPerPerson: null,
  prices: {},
  tax: null,
  variations: [],
  companionIds: [],
  addOns: [],
  parts: [],
  quotaIds: ['a'],
  ...nothing,
  ...terms,
});
const variation = (id: string, quotaIds: string[]): VariationForSale => ({
  id,
  name: {},
  prices: {},
  quotaIds,
  ...nothing,
});
const pool = (id: string, size: number | null, taken: Partial<Pool> = {}): Pool => ({
  id,
  name: id,
  size,
  held: 0,
  sold: 0,
  blocked: 0,
  closed: false,
  ...taken,
});
const line = { ticketTypeId: 't', variationId: null };
const quiet: Outlook = { holds: [], reserved: [] };

function stand(
  wanted: TypeForSale,
  pools: Pool[],
  {
    types = [wanted],
    variationId = null as string | null,
    overdue = 0,
    waiting = 0,
    kept = 0,
    outlook = quiet,
    now = at('10:00'),
    status = event.status,
  } = {},
) {
  const catalogue = { types: new Map(types.map((each) => [each.id, each])) };
  const standing = poolsNow(catalogue, pools, overdue > 0 ? [{ ...line, variationId, count: overdue }] : []);
  lookAhead(catalogue, standing, outlook);
  const chosen = wanted.variations.find(({ id }) => id === variationId) ?? null;
  const circumstances = { event: { ...event, status }, pools: standing, waiting, kept, now };
  return availabilityOf(catalogue, { type: wanted, variation: chosen }, circumstances);
}

describe('what is left of a product', () => {
  it('is what the tightest of its quotas has, those of its variation too', () => {
    const early = variation('early', ['b']);
    const pools = [pool('a', 10, { sold: 2 }), pool('b', 5), pool('c', null)];
    expect(stand(type({ quotaIds: ['a', 'c'] }), pools)).toEqual({ state: 'available', left: 8 });
    expect(stand(type({ variations: [early] }), pools, { variationId: 'early' })).toEqual({
      state: 'available',
      left: 5,
    });
    expect(stand(type({ quotaIds: ['c'] }), pools)).toEqual({ state: 'available', left: null });
    expect(stand(type({ quotaIds: ['unknown'] }), pools)).toEqual({ state: 'gone' });
  });

  it('counts what comes with it', () => {
    const lunch = type({ id: 'lunch', quotaIds: ['b'] });
    const bundle = type({ parts: [{ ticketTypeId: 'lunch', count: 2 }] });
    const pools = [pool('a', 10), pool('b', 5)];
    expect(stand(bundle, pools, { types: [bundle, lunch] })).toEqual({ state: 'available', left: 2 });
    const tight = [pool('a', 10), pool('b', 5, { sold: 4 })];
    expect(stand(bundle, tight, { types: [bundle, lunch] })).toEqual({ state: 'gone' });
  });

  it('has what holds that are over still count', () => {
    expect(stand(type(), [pool('a', 3, { held: 3 })], { overdue: 2 })).toEqual({ state: 'available', left: 2 });
  });

  it('is for those who wait first', () => {
    expect(stand(type(), [pool('a', 3)], { waiting: 2 })).toEqual({ state: 'available', left: 1 });
    expect(stand(type(), [pool('a', 3)], { waiting: 3 })).toEqual({ state: 'waiting-list' });
    expect(stand(type(), [pool('a', 3, { sold: 3 })], { waiting: 3 })).toEqual({ state: 'gone' });
  });

  it('is what an organiser keeps for the code in hand', () => {
    expect(stand(type(), [pool('a', 3, { blocked: 3 })], { kept: 2 })).toEqual({ state: 'available', left: 2 });
  });
});

describe('why nothing is left', () => {
  const cart = (count: number, minute: string, kind: 'cart' | 'approval' | 'organizer' = 'cart') => ({
    holds: [{ ...line, kind, count, earliest: at(minute) }],
    reserved: [],
  });

  it('is that it is sold, kept back or closed', () => {
    expect(stand(type(), [pool('a', 3, { sold: 3 })])).toEqual({ state: 'gone' });
    expect(stand(type(), [pool('a', 3, { blocked: 3 })], { outlook: cart(3, '11:00', 'organizer') })).toEqual({
      state: 'gone',
    });
    expect(stand(type(), [pool('a', 3, { closed: true })])).toEqual({ state: 'gone' });
  });

  it('is that carts hold it, until the first of them ends', () => {
    const outlook = cart(1, '10:10');
    expect(stand(type(), [pool('a', 3, { held: 1, sold: 2 })], { outlook })).toEqual({
      state: 'held',
      mayReturnAt: at('10:10'),
    });
  });

  it('is that orders wait for money or approval', () => {
    const reserved = { holds: [], reserved: [{ ...line, count: 1 }] };
    expect(stand(type(), [pool('a', 3, { sold: 3 })], { outlook: reserved })).toEqual({ state: 'ordered' });
    const wish = cart(1, '11:00', 'approval');
    expect(stand(type(), [pool('a', 3, { held: 1, sold: 2 })], { outlook: wish })).toEqual({ state: 'ordered' });
  });

  it('is the least hopeful of its quotas, and the latest of their first moments', () => {
    const other = type({ id: 'other', quotaIds: ['b'] });
    const both = type({ quotaIds: ['a', 'b'] });
    const outlook: Outlook = {
      holds: [
        { ...line, kind: 'cart', count: 1, earliest: at('10:10') },
        { ...line, ticketTypeId: 'other', kind: 'cart', count: 1, earliest: at('10:20') },
      ],
      reserved: [],
    };
    const held = [pool('a', 1, { held: 1 }), pool('b', 2, { held: 2 })];
    expect(stand(both, held, { types: [both, other], outlook })).toEqual({ state: 'held', mayReturnAt: at('10:10') });
    const apart = type({ quotaIds: ['a'], id: 't' });
    const sold = [pool('a', 1, { held: 1 }), pool('b', 1, { sold: 1 })];
    expect(stand(apart, sold, { outlook })).toMatchObject({ state: 'held' });
    expect(stand(both, sold, { outlook: quiet })).toEqual({ state: 'gone' });
  });
});

describe('the time of a sale', () => {
  it('opens at its first instant and closes at its last', () => {
    const window = type({ saleStartsAt: at('09:00'), saleEndsAt: at('12:00') });
    const states = ['08:59', '09:00', '11:59', '12:00'].map((time) => stand(window, [pool('a', 1)], { now: at(time) }));
    expect(states).toEqual([
      { state: 'not-yet-on-sale', from: at('09:00') },
      { state: 'available', left: 1 },
      { state: 'available', left: 1 },
      { state: 'sale-over', since: at('12:00') },
    ]);
  });

  it('ends with the event even where the window is open longer', () => {
    const late = type({ saleEndsAt: at('23:00') });
    expect(stand(late, [pool('a', 1)], { now: at('20:00') })).toEqual({ state: 'sale-over', since: at('20:00') });
  });

  it('is within that of the type for a variation', () => {
    const early = { ...variation('early', []), saleEndsAt: at('11:00') };
    const both = type({ saleStartsAt: at('09:00'), variations: [early] });
    const states = ['08:00', '10:00', '11:00'].map(
      (time) => stand(both, [pool('a', 1)], { variationId: 'early', now: at(time) }).state,
    );
    expect(states).toEqual(['not-yet-on-sale', 'available', 'sale-over']);
  });

  it.each(['draft', 'cancelled', 'closed'] as const)('is over while the event is %s', (status) => {
    expect(stand(type(), [pool('a', 1)], { status }).state).toBe('sale-over');
  });
});

describe('a type with variations', () => {
  it('stands as the most hopeful of them, with the most left', () => {
    expect(best([{ state: 'gone' }, { state: 'available', left: 2 }, { state: 'available', left: null }])).toEqual({
      state: 'available',
      left: null,
    });
    expect(best([{ state: 'gone' }, { state: 'ordered' }, { state: 'held', mayReturnAt: null }]).state).toBe('held');
  });
});
