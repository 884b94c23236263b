import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromStripe, toStripe } from './stripe-amounts.rules.js';

describe('amounts at Stripe', () => {
  it.each([
    [1250, 'EUR', 1250],
    [1250, 'RUB', 1250],
    [500, 'JPY', 500],
    [500, 'ISK', 50_000],
    [1200, 'MGA', 12],
    [1250, 'MGA', null],
    [12_340, 'KWD', 12_340],
    [12_345, 'KWD', null],
  ])('%d %s is %s', (amount, currency, expected) => expect(toStripe(amount, currency)).toBe(expected));

  it('come back as they went', () => {
    const currency = fc.constantFrom('EUR', 'USD', 'JPY', 'ISK', 'UGX', 'MGA', 'KWD', 'TND');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), currency, (amount, code) => {
        const there = toStripe(amount, code);
        if (there !== null) expect(fromStripe(there, code)).toBe(amount);
      }),
    );
  });
});
