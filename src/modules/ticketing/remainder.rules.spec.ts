import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { GroupRule, LineTax } from './catalogue.js';
import { type SoldLine, pricedAlone } from './remainder.rules.js';

const rule = (terms: GroupRule['terms']): GroupRule => ({ id: 'd', name: {}, terms, ticketTypeIds: [], order: 0 });
const threeForTwo = rule({ kind: 'buy-n-pay-m', every: 3, pay: 2 });
const halfFromThree = rule({ kind: 'quantity', atLeast: 3, rate: 50_000 });

/** A ticket of this list price from which the reduction took so much. */
const line = (list: number, off = 0, by = threeForTwo, tax: LineTax | null = null): SoldLine => ({
  ticketTypeId: 't',
  list,
  steps: off === 0 ? [] : [{ kind: 'discount', label: {}, amount: -off, rule: by }],
  price: list - off,
  tax,
});
const pricesOf = (lines: readonly SoldLine[]) => lines.map(({ price }) => price);

describe('what is left of a group', () => {
  it('costs what it would have cost on its own', () => {
    expect(pricesOf(pricedAlone([line(100), line(100, 100)], 'line', 300))).toEqual([100, 100]);
    expect(pricesOf(pricedAlone([line(100, 100)], 'line', 200))).toEqual([100]);
  });

  it('keeps its reduction where there are still enough', () => {
    const rest = [line(100, 50, halfFromThree), line(100, 50, halfFromThree), line(100, 50, halfFromThree)];
    expect(pricedAlone(rest, 'line', 250)).toBe(rest);
  });

  it('never costs more than all of it did, and what is given back of it later goes on from there', () => {
    const two = pricedAlone([line(100, 50, halfFromThree), line(100, 50, halfFromThree)], 'line', 150);
    expect(pricesOf(two).reduce((sum, price) => sum + price)).toBe(150);
    const [one] = two;
    expect(pricesOf(pricedAlone(one ? [one] : [], 'line', 150))).toEqual([100]);
  });

  it('has its tax anew', () => {
    const tax = { name: {}, rate: 20_000, inclusive: true, amount: 0 };
    const [alone] = pricedAlone([line(120, 120, threeForTwo, tax)], 'line', 500);
    expect(alone).toMatchObject({ price: 120, tax: { amount: 20 } });
  });

  it('is never cheaper than it was, and never beyond what was paid', () => {
    const amount = fc.integer({ min: 1, max: 10_000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(amount, fc.boolean()), { minLength: 1, maxLength: 8 }), amount, (drawn, going) => {
        const rest = drawn.map(([list, free]) => line(list, free ? list : 0));
        const before = rest.reduce((sum, { price }) => sum + price, 0);
        const after = pricedAlone(rest, 'line', before + going).reduce((sum, { price }) => sum + price, 0);
        expect(after).toBeGreaterThanOrEqual(before);
        expect(after).toBeLessThanOrEqual(before + going);
      }),
    );
  });
});
