import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { portions, sumOf } from '../../kernel/money.js';
import type { CartItem, Catalogue, Code, Discount, Fee, PricedCart, Rounding, TaxRule } from './catalogue.js';
import { price } from './pricing.rules.js';
import { defaultSettings } from './sale-settings.js';

const now = new Date('2037-03-01T12:00:00Z');
const typeIds = ['t0', 't1', 't2'];

const rate = fc.integer({ min: 0, max: 100_000 });
const amount = fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 9_000_000_000_000 }));
const rounding = fc.constantFrom<Rounding[]>('line', 'sum-by-net', 'sum-by-net-keep-gross');
const tax: fc.Arbitrary<TaxRule | null> = fc.option(
  fc.record({
    id: fc.constant('x'),
    name: fc.constant({ en: 'VAT' }),
    rate: fc.constantFrom(19_000, 7_000, 8_875, 0),
    inclusive: fc.boolean(),
  }),
);
const scope = fc.subarray(typeIds);
const code: fc.Arbitrary<Code | null> = fc.option(
  fc.record({
    id: fc.constant('code'),
    code: fc.constant('SPRING'),
    effect: fc.constantFrom<Code['effect'][]>('none', 'set', 'subtract', 'percent'),
    amounts: fc.record({ EUR: amount }),
    rate,
    ticketTypeIds: scope,
    variationIds: fc.constant([]),
    opensHidden: fc.constant(false),
    validFrom: fc.constant(null),
    validUntil: fc.constant(null),
    maxUses: fc.option(fc.integer({ min: 1, max: 6 })),
    maxPerOrder: fc.option(fc.integer({ min: 1, max: 6 })),
    maxPerPerson: fc.constant(null),
    budget: fc.option(fc.record({ amount, currency: fc.constant('EUR') })),
    holdId: fc.constant(null),
    used: fc.integer({ min: 0, max: 3 }),
    givenAway: fc.constant(0),
  }),
);
const discount: fc.Arbitrary<Discount> = fc.record({
  id: fc.constant('d'),
  name: fc.constant({ en: 'Together' }),
  terms: fc.oneof(
    fc
      .tuple(fc.integer({ min: 2, max: 4 }), fc.nat(3))
      .map(([every, pay]) => ({ kind: 'buy-n-pay-m' as const, every, pay: pay % every })),
    fc.record({ kind: fc.constant('quantity' as const), atLeast: fc.integer({ min: 2, max: 5 }), rate }),
  ),
  ticketTypeIds: scope,
  validFrom: fc.constant(null),
  validUntil: fc.constant(null),
});
const fee: fc.Arbitrary<Fee> = fc.record({
  id: fc.constant('f'),
  name: fc.constant({ en: 'Fee' }),
  per: fc.constantFrom<Fee['per'][]>('order', 'ticket'),
  rate: fc.option(rate),
  amounts: fc.record({ EUR: amount }),
  tax,
});
const catalogue: fc.Arbitrary<Catalogue> = fc
  .record({
    rounding,
    taxes: fc.tuple(tax, tax, tax),
    lists: fc.tuple(amount, amount, amount),
    fees: fc.array(fee, { maxLength: 2 }),
    discounts: fc.array(discount, { maxLength: 2 }),
  })
  .map(({ taxes, lists, fees, discounts, ...settings }) => ({
    settings: { ...defaultSettings, currencies: ['EUR'], ...settings },
    fees,
    discounts,
    types: new Map(
      typeIds.map((id, index) => [
        id,
        {
          id,
          name: {},
          kind: 'admission' as const,
          categoryId: null,
          pricing: 'donation' as const,
          channel: 'public' as const,
          hidden: false,
          approval: false,
          namesLater: false,
          minPerOrder: 1,
          maxPerOrder: 10,
          maxPerPerson: null,
          prices: { EUR: lists[index] ?? 0 },
          tax: taxes[index] ?? null,
          variations: [],
          companionIds: [],
          addOns: [],
          parts: [],
          quotaIds: [],
          saleStartsAt: null,
          saleEndsAt: null,
        },
      ]),
    ),
  }));
const items: fc.Arbitrary<CartItem[]> = fc.array(
  fc.record({
    ticketTypeId: fc.constantFrom(...typeIds),
    variationId: fc.constant(null),
    offered: fc.constant(null),
    addOnTo: fc.constant(null),
    included: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8 },
);
const anyCart = fc.record({ catalogue, items, code });
const priced = ({ catalogue: shop, ...cart }: { catalogue: Catalogue; items: CartItem[]; code: Code | null }) =>
  price(shop, { currency: 'EUR', ...cart }, now);
const all = ({ lines, fees }: PricedCart) => [...lines, ...fees];

/** Numbers as fractions, so that the reference rounds where the rule says so and nowhere else. */
type Fraction = readonly [bigint, bigint];
const fraction = (part: number, whole = 1): Fraction => [BigInt(part), BigInt(whole)];
const times = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * c, b * d];
const halfUp = ([a, b]: Fraction): number => {
  const [whole, rest] = [a / b, a % b];
  return Number(rest * 2n >= b ? whole + 1n : whole);
};
const share = (of: number, thousandths: number, whole = 100_000) =>
  halfUp(times(fraction(of), fraction(thousandths, whole)));

/** The same prices before tax, worked out ticket by ticket as a cashier would. */
function cashier(shop: Catalogue, cart: readonly CartItem[], known: Code | null): number[] {
  const prices = cart.map(({ ticketTypeId, included }) =>
    included ? 0 : (shop.types.get(ticketTypeId)?.prices['EUR'] ?? 0),
  );
  const takes = (ids: readonly string[], index: number) =>
    !cart[index]?.included && (ids.length === 0 || ids.includes(cart[index]?.ticketTypeId ?? ''));
  const off = (of: number): number => {
    const given = known?.amounts['EUR'] ?? 0;
    const result = { none: of, set: given, subtract: of - given, percent: of - share(of, known?.rate ?? 0) };
    return of - Math.max(0, Math.min(of, result[known?.effect ?? 'none']));
  };
  let uses = known ? Math.min((known.maxUses ?? 99) - known.used, known.maxPerOrder ?? 99) : 0;
  let budget = known?.budget?.amount ?? Number.MAX_SAFE_INTEGER;
  const waiting = new Set([...cart.keys()].filter((index) => takes(known?.ticketTypeIds ?? [], index)));
  for (; uses > 0 && waiting.size > 0; uses--) {
    const best = Math.max(...[...waiting].map((index) => off(prices[index] ?? 0)));
    const chosen = [...waiting].find((index) => off(prices[index] ?? 0) === best) ?? 0;
    waiting.delete(chosen);
    const taken = Math.min(best, budget);
    budget -= taken;
    prices[chosen] = (prices[chosen] ?? 0) - taken;
  }
  const unused = new Set([...cart.keys()].filter((index) => (prices[index] ?? 0) > 0));
  for (const { terms, ticketTypeIds } of shop.discounts) {
    const able = [...unused].filter((index) => takes(ticketTypeIds, index));
    if (terms.kind === 'quantity') {
      if (able.length < terms.atLeast) continue;
      for (const index of able) prices[index] = (prices[index] ?? 0) - share(prices[index] ?? 0, terms.rate);
      for (const index of able) unused.delete(index);
      continue;
    }
    const before = new Map(able.map((index) => [index, prices[index] ?? 0]));
    const dearFirst = () => [...before.keys()].sort((x, y) => (before.get(y) ?? 0) - (before.get(x) ?? 0) || x - y);
    for (let left = able.length; left >= terms.every; left -= terms.every) {
      for (let n = 0; n < terms.pay; n++) {
        const [dearest = -1] = dearFirst();
        before.delete(dearest);
        unused.delete(dearest);
      }
      for (let n = terms.pay; n < terms.every; n++) {
        const cheapest = dearFirst().at(-1) ?? -1;
        before.delete(cheapest);
        unused.delete(cheapest);
        prices[cheapest] = 0;
      }
    }
  }
  return prices;
}

describe('any cart', () => {
  it('costs what its lines and fees add up to, and each line what its steps add up to', () => {
    fc.assert(
      fc.property(anyCart, (cart) => {
        const result = priced(cart);
        expect(result.total).toBe(sumOf(all(result).map((line) => line.price)));
        for (const line of result.lines) {
          expect(line.price).toBe(sumOf([line.list, ...line.steps.map((step) => step.amount)]));
          expect(line.price).toBeGreaterThanOrEqual(0);
          expect(line.item.included ? line.price : 0).toBe(0);
        }
      }),
    );
  });

  it('has taxes of which net and tax are gross, and which are those of its lines', () => {
    fc.assert(
      fc.property(anyCart, (cart) => {
        const result = priced(cart);
        for (const sum of result.taxes) expect(sum.net + sum.tax).toBe(sum.gross);
        const taxedLines = all(result).flatMap((line) => (line.tax ? [{ ...line, tax: line.tax }] : []));
        expect(sumOf(result.taxes.map((sum) => sum.gross))).toBe(sumOf(taxedLines.map((line) => line.price)));
        expect(sumOf(result.taxes.map((sum) => sum.tax))).toBe(sumOf(taxedLines.map((line) => line.tax.amount)));
        for (const line of taxedLines) expect(line.price - line.tax.amount).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('costs what a cashier works out with fractions', () => {
    fc.assert(
      fc.property(anyCart, (cart) => {
        const { lines } = priced({ ...cart, catalogue: withRounding(cart.catalogue, 'line') });
        const expected = cashier(cart.catalogue, cart.items, cart.code).map((asked, index) => {
          const rule = cart.catalogue.types.get(cart.items[index]?.ticketTypeId ?? '')?.tax;
          return rule && !rule.inclusive ? asked + share(asked, rule.rate) : asked;
        });
        expect(lines.map((line) => line.price)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('is taxed by the sum of what it costs, or of its net amounts, exactly', () => {
    fc.assert(
      fc.property(anyCart, (cart) => {
        for (const sum of priced({ ...cart, catalogue: withRounding(cart.catalogue, 'sum-by-net') }).taxes)
          expect(sum.tax).toBe(share(sum.net, sum.rate));
        for (const sum of priced({ ...cart, catalogue: withRounding(cart.catalogue, 'sum-by-net-keep-gross') }).taxes)
          expect(sum.tax).toBe(share(sum.gross, sum.rate, 100_000 + sum.rate));
      }),
    );
  });

  it('costs the same line by line and by the sum, but for one minor unit a line', () => {
    fc.assert(
      fc.property(anyCart, (cart) => {
        const [line, net, gross] = (['line', 'sum-by-net', 'sum-by-net-keep-gross'] as const).map((mode) =>
          all(priced({ ...cart, catalogue: withRounding(cart.catalogue, mode) })),
        );
        expect(gross?.map((each) => each.price)).toEqual(line?.map((each) => each.price));
        for (const [index, each] of (net ?? []).entries())
          expect(Math.abs(each.price - (line?.[index]?.price ?? 0))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('never has a code used more, or give more away, than is left of it', () => {
    fc.assert(
      fc.property(anyCart, (cart) => {
        const used = priced(cart).lines.filter((line) => line.codeId !== null);
        const { maxUses = null, maxPerOrder = null, used: before = 0, budget = null } = cart.code ?? {};
        expect(used.length).toBeLessThanOrEqual(Math.max(0, Math.min((maxUses ?? 99) - before, maxPerOrder ?? 99)));
        expect(sumOf(used.map((line) => line.givenAway))).toBeLessThanOrEqual(
          budget?.amount ?? Number.MAX_SAFE_INTEGER,
        );
      }),
    );
  });
});

describe('portions', () => {
  it('add up to the portion of the sum, each less than one unit from its exact part', () => {
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 10 }), rate, (amounts, part) => {
        const shares = portions(amounts, part);
        expect(sumOf(shares)).toBe(share(sumOf(amounts), part));
        for (const [index, each] of shares.entries()) {
          const off = BigInt(each) * 100_000n - BigInt(amounts[index] ?? 0) * BigInt(part);
          expect(off < 100_000n && off > -100_000n).toBe(true);
        }
      }),
    );
  });
});

const withRounding = (shop: Catalogue, mode: Rounding): Catalogue => ({
  ...shop,
  settings: { ...shop.settings, rounding: mode },
});
