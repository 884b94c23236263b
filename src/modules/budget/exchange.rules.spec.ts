import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { convert, isConversion, ratePattern } from './exchange.rules.js';

const money = (amount: number, currency: string) => ({ amount, currency });

describe('a conversion', () => {
  it.each([
    [money(100_00, 'EUR'), '92.4150', 'RUB', 9241_50n],
    [money(1, 'EUR'), '0.5', 'USD', 1n],
    [money(1, 'EUR'), '0.4999', 'USD', 0n],
    [money(500, 'JPY'), '0.61', 'RUB', 305_00n],
    [money(305_00, 'RUB'), '1.6393', 'JPY', 500n],
    [money(1_000, 'KWD'), '3.25', 'USD', 3_25n],
  ])('of %j at %s to %s', (original, rate, currency, amount) => {
    expect(convert(original, rate, currency)).toBe(amount);
  });

  it('at one to one changes nothing', () => {
    fc.assert(
      fc.property(fc.nat(), (amount) => {
        expect(convert(money(amount, 'EUR'), '1.0000000000', 'USD')).toBe(BigInt(amount));
      }),
    );
  });

  it('is off by at most half a minor unit', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 999_999 }), (amount, millionths) => {
        const rate = `0.${String(millionths).padStart(6, '0')}`;
        const off = convert(money(amount, 'EUR'), rate, 'USD') * 1_000_000n - BigInt(amount) * BigInt(millionths);
        expect((off < 0n ? -off : off) <= 500_000n).toBe(true);
      }),
    );
  });

  it('may be rounded elsewhere, not be another amount', () => {
    const original = money(100_00, 'EUR');
    expect(
      [9240_49, 9241_49, 9241_50, 9241_51, 9241_52].map((a) => isConversion(money(a, 'RUB'), original, '92.415')),
    ).toEqual([false, true, true, true, false]);
  });
});

describe('a rate', () => {
  it.each(['92.4150', '1', '0.0000000001'])('may be %s', (rate) => expect(rate).toMatch(ratePattern));
  it.each(['0', '0.00', '-1', '1e3', '1,5', '.5', '1.', '12345678901', ''])('may not be "%s"', (rate) =>
    expect(rate).not.toMatch(ratePattern),
  );
});
