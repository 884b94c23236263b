import { describe, expect, it } from '@jest/globals';
import type { CartItem, Catalogue, Code, Discount, Rounding, TaxRule, TypeForSale } from './catalogue.js';
import { price, whyUnpriced } from './pricing.rules.js';
import { defaultSettings } from './sale-settings.js';

const now = new Date('2037-03-01T12:00:00Z');
const vat = (rate: number, inclusive = true): TaxRule => ({ id: `vat-${rate}`, name: { en: 'VAT' }, rate, inclusive });

const type = (id: string, terms: Partial<TypeForSale> = {}): TypeForSale => ({
  id,
  name: { en: id },
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
  prices: { EUR: 1000 },
  tax: null,
  variations: [],
  companionIds: [],
  addOns: [],
  parts: [],
  quotaIds: ['q'],
  saleStartsAt: null,
  saleEndsAt: null,
  ...terms,
});
const uuid = (digit: number) => `01999999-0000-7000-8000-00000000000${digit}`;
const [a, b, c] = [uuid(1), uuid(2), uuid(3)];

const shop = (
  types: readonly TypeForSale[],
  { rounding = 'line', ...rest }: Partial<Omit<Catalogue, 'types'>> & { rounding?: Rounding } = {},
): Catalogue => ({
  settings: { ...defaultSettings, currencies: ['EUR', 'RUB'], rounding },
  fees: [],
  discounts: [],
  ...rest,
  types: new Map(types.map((each) => [each.id, each])),
});
const item = (ticketTypeId: string, terms: Partial<CartItem> = {}): CartItem => ({
  ticketTypeId,
  variationId: null,
  offered: null,
  addOnTo: null,
  included: false,
  ...terms,
});
const code = (terms: Partial<Code>): Code => ({
  id: 'code',
  code: 'SPRING',
  effect: 'none',
  amounts: {},
  rate: null,
  ticketTypeIds: [],
  variationIds: [],
  opensHidden: false,
  validFrom: null,
  validUntil: null,
  maxUses: null,
  maxPerOrder: null,
  maxPerPerson: null,
  budget: null,
  holdId: null,
  used: 0,
  givenAway: 0,
  ...terms,
});
const cart = (items: readonly CartItem[], terms: { currency?: string; code?: Code } = {}) => ({
  currency: terms.currency ?? null,
  code: terms.code ?? null,
  items,
});
const paid = (catalogue: Catalogue, items: readonly CartItem[], terms: { currency?: string; code?: Code } = {}) =>
  price(catalogue, cart(items, terms), now).lines.map((line) => line.price);
const buy = (terms: Discount['terms'], ticketTypeIds: string[] = []): Discount => ({
  id: 'd',
  name: { en: 'Together' },
  terms,
  ticketTypeIds,
  validFrom: null,
  validUntil: null,
});

describe('a price', () => {
  it('is that of the currency, of the variation before the type', () => {
    const variation = { id: c, name: {}, prices: { EUR: 700 }, quotaIds: [], saleStartsAt: null, saleEndsAt: null };
    const catalogue = shop([type(a, { prices: { EUR: 1000, RUB: 90_000 }, variations: [variation] })]);
    expect(paid(catalogue, [item(a, { variationId: c })])).toEqual([700]);
    expect(paid(catalogue, [item(a, { variationId: c })], { currency: 'RUB' })).toEqual([90_000]);
  });

  it('is never found to be nothing where it is only not known', () => {
    const catalogue = shop([type(a, { prices: { RUB: 5 } }), type(b, { prices: {} })]);
    const refusals = whyUnpriced(catalogue, cart([item(a), item(b), item(c)]));
    expect(refusals.map(({ code: refused, details }) => [refused, details.pointer])).toEqual([
      ['ticketing/currency-not-offered', '/tickets/0'],
      ['ticketing/not-offered', '/tickets/2/ticketTypeId'],
    ]);
    expect(() => price(catalogue, cart([item(a)]), now)).toThrow('not sold');
    expect(() => price(catalogue, cart([item(b)], { currency: 'USD' }), now)).toThrow('not sold');
  });

  it('is the buyer’s for a donation, from the least up; nowhere else', () => {
    const catalogue = shop([type(a, { pricing: 'donation' }), type(b)]);
    expect(price(catalogue, cart([item(a, { offered: 2500 })]), now).lines[0]).toMatchObject({
      list: 1000,
      steps: [{ kind: 'offered', amount: 1500 }],
      price: 2500,
    });
    const refusals = whyUnpriced(catalogue, cart([item(a, { offered: 999 }), item(b, { offered: 1 })]));
    expect(refusals.map((problem) => problem.code)).toEqual(['ticketing/price-too-low', 'ticketing/price-fixed']);
  });

  it('is nothing for what comes with a bundle, whatever code is used', () => {
    const result = price(
      shop([type(a), type(b, { prices: { EUR: 300 } })]),
      cart([item(a), item(b, { addOnTo: 0, included: true })], { code: code({ effect: 'percent', rate: 10_000 }) }),
      now,
    );
    expect(result.lines[1]).toMatchObject({
      list: 300,
      price: 0,
      steps: [{ kind: 'included', amount: -300 }],
      codeId: null,
    });
    expect(result.total).toBe(900);
  });
});

describe('a code', () => {
  const catalogue = shop([type(a), type(b, { prices: { EUR: 3000 } })]);
  const items = [item(a), item(b), item(a)];

  it.each([
    ['none', {}, [1000, 3000, 1000]],
    ['set', { amounts: { EUR: 1200 } }, [1000, 1200, 1000]],
    ['subtract', { amounts: { EUR: 1200 } }, [0, 1800, 0]],
    ['percent', { rate: 12_500 }, [875, 2625, 875]],
  ] as const)('%s never makes a ticket dearer or less than free', (effect, terms, expected) => {
    expect(paid(catalogue, items, { code: code({ effect, ...terms }) })).toEqual(expected);
  });

  it('counts for what is in its scope only', () => {
    const half = code({ effect: 'percent', rate: 50_000, ticketTypeIds: [a] });
    expect(paid(catalogue, items, { code: half })).toEqual([500, 3000, 500]);
  });

  it('is used as often as it may be, where it saves most first', () => {
    const terms = { effect: 'percent', rate: 50_000 } as const;
    expect(paid(catalogue, items, { code: code({ ...terms, maxPerOrder: 1 }) })).toEqual([1000, 1500, 1000]);
    expect(paid(catalogue, items, { code: code({ ...terms, maxUses: 12, used: 10 }) })).toEqual([500, 1500, 1000]);
    expect(paid(catalogue, items, { code: code({ ...terms, maxUses: 10, used: 10 }) })).toEqual([1000, 3000, 1000]);
  });

  it('gives no more away than is left of its budget, which may run out in the middle of an order', () => {
    const budget = { amount: 10_000, currency: 'EUR' };
    const half = code({ effect: 'percent', rate: 50_000, budget, givenAway: 8_300 });
    const { lines } = price(catalogue, cart(items, { code: half }), now);
    expect(lines.map((line) => line.givenAway)).toEqual([200, 1500, 0]);
    expect(lines.map((line) => line.price)).toEqual([800, 1500, 1000]);
  });

  it('gives nothing away in a currency in which its budget is not counted', () => {
    const rubles = shop([type(a, { prices: { RUB: 900, EUR: 9 } })]);
    const half = code({ effect: 'percent', rate: 50_000, budget: { amount: 100, currency: 'EUR' } });
    expect(paid(rubles, [item(a)], { code: half, currency: 'RUB' })).toEqual([900]);
  });

  it('has no effect before and after its time', () => {
    const terms = { effect: 'percent', rate: 50_000 } as const;
    expect(paid(catalogue, [item(a)], { code: code({ ...terms, validUntil: now }) })).toEqual([1000]);
    expect(paid(catalogue, [item(a)], { code: code({ ...terms, validFrom: now }) })).toEqual([500]);
  });
});

describe('a discount', () => {
  it('of "three for two" lets the dearest be paid', () => {
    const catalogue = shop([type(a), type(b, { prices: { EUR: 3000 } })], {
      discounts: [buy({ kind: 'buy-n-pay-m', every: 3, pay: 2 })],
    });
    expect(paid(catalogue, [item(a), item(b), item(b), item(b), item(a)])).toEqual([1000, 3000, 3000, 3000, 0]);
  });

  it('by quantity counts from so many on', () => {
    const catalogue = shop([type(a)], { discounts: [buy({ kind: 'quantity', atLeast: 3, rate: 10_000 })] });
    expect(paid(catalogue, [item(a), item(a)])).toEqual([1000, 1000]);
    expect(paid(catalogue, [item(a), item(a), item(a)])).toEqual([900, 900, 900]);
  });

  it('uses a ticket for one of them at most, in their order', () => {
    const catalogue = shop([type(a)], {
      discounts: [buy({ kind: 'buy-n-pay-m', every: 2, pay: 1 }), buy({ kind: 'quantity', atLeast: 2, rate: 50_000 })],
    });
    expect(paid(catalogue, [item(a), item(a), item(a)])).toEqual([1000, 1000, 0]);
    expect(paid(catalogue, [item(a), item(a), item(a), item(a)])).toEqual([1000, 1000, 0, 0]);
  });
});

describe('fees', () => {
  const fee = (terms: object) => ({
    id: 'f',
    name: { en: 'Service' },
    per: 'order' as const,
    rate: null,
    amounts: {},
    tax: null,
    ...terms,
  });

  it('come with an order or a ticket that costs something, as an amount, a share or both', () => {
    const catalogue = shop([type(a), type(b, { prices: {} })], {
      fees: [fee({ amounts: { EUR: 100 }, rate: 10_000 }), fee({ per: 'ticket', amounts: { EUR: 30 } })],
    });
    const { fees, total } = price(catalogue, cart([item(a), item(a), item(b)]), now);
    expect(fees.map((each) => each.price)).toEqual([300, 60]);
    expect(total).toBe(2360);
    expect(price(catalogue, cart([item(b)]), now)).toMatchObject({ fees: [], total: 0 });
  });

  it('have their own tax', () => {
    const catalogue = shop([type(a)], { fees: [fee({ amounts: { EUR: 119 }, tax: vat(19_000) })] });
    expect(price(catalogue, cart([item(a)]), now).taxes).toEqual([
      { name: { en: 'VAT' }, rate: 19_000, net: 100, tax: 19, gross: 119 },
    ]);
  });
});

describe('three tickets of 14.99 with 19 % in them', () => {
  const sums = (rounding: Rounding) => {
    const { taxes, total, lines } = price(
      shop([type(a, { prices: { EUR: 1499 }, tax: vat(19_000) })], { rounding }),
      cart([item(a), item(a), item(a)]),
      now,
    );
    return { total, tax: taxes[0]?.tax, net: taxes[0]?.net, prices: lines.map((line) => line.price) };
  };

  it('are rounded line by line', () => {
    expect(sums('line')).toEqual({ total: 4497, tax: 717, net: 3780, prices: [1499, 1499, 1499] });
  });

  it('are rounded once from the net amounts: the total follows', () => {
    expect(sums('sum-by-net')).toEqual({ total: 4498, tax: 718, net: 3780, prices: [1500, 1499, 1499] });
  });

  it('are rounded once for what they cost: the net amounts follow', () => {
    expect(sums('sum-by-net-keep-gross')).toEqual({ total: 4497, tax: 718, net: 3779, prices: [1499, 1499, 1499] });
  });
});
