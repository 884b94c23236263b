import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { CancellationPolicy } from '../ticketing/stock.service.js';
import {
  type GoingLine,
  hoursBetween,
  judgePolicy,
  planRefund,
  refundable,
  share,
  termsOf,
} from './cancellation.rules.js';

const policy: CancellationPolicy = {
  byAttendee: true,
  until: 2,
  steps: [
    { hoursBefore: 24, rate: 50_000 },
    { hoursBefore: 168, rate: 100_000 },
    { hoursBefore: 72, rate: 80_000 },
  ],
  fee: { EUR: 150 },
};
const line = (id: string, price: number, flatFee = true): GoingLine => ({ id, price, flatFee });

describe('the step of a policy', () => {
  it.each([
    [1000, 100_000, true],
    [168, 100_000, true],
    [167.99, 80_000, true],
    [72, 80_000, true],
    [71.5, 50_000, true],
    [24, 50_000, true],
    [23.9, 0, true],
    [2, 0, true],
    [1.9, 0, false],
    [-5, 0, false],
  ])('is the one with the most hours that are left: %p hours give %p', (hours, rate, open) => {
    expect(judgePolicy(policy, hours)).toMatchObject({ rate, open });
  });

  it('never gives more back later', () => {
    const rate = fc.integer({ min: 0, max: 100_000 });
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 2000 }), rate), { maxLength: 6 }).map((pairs) => {
      const rates = pairs.map(([, one]) => one).toSorted((one, other) => one - other);
      const hours = pairs.map(([one]) => one).toSorted((one, other) => one - other);
      return hours.map((hoursBefore, index) => ({ hoursBefore, rate: rates[index] ?? 0 }));
    });
    fc.assert(
      fc.property(
        steps,
        fc.double({ min: -100, max: 3000, noNaN: true }),
        fc.double({ min: 0, max: 500, noNaN: true }),
        (all, hours, later) => {
          const at = (left: number) => judgePolicy({ ...policy, steps: all }, left).rate;
          expect(at(hours - later)).toBeLessThanOrEqual(at(hours));
        },
      ),
    );
  });

  it('counts hours by the millisecond', () => {
    expect(hoursBetween(new Date('2037-03-14T12:00:00Z'), new Date('2037-03-14T18:30:00Z'))).toBe(6.5);
  });
});

describe('what comes back', () => {
  const paid = { currency: 'EUR', total: 10_000, paid: 10_000, credited: 0 };
  const verdict = judgePolicy(policy, 100);
  const byPolicy = termsOf('policy', verdict, { fee: policy.fee, currency: 'EUR' });

  it('is the share less the flat fee, ticket by ticket', () => {
    expect(planRefund(paid, [line('a', 3_333), line('b', 100)], byPolicy)).toEqual({
      lines: [
        { id: 'a', price: 3_333, refund: 2_516, kept: 817 },
        { id: 'b', price: 100, refund: 0, kept: 100 },
      ],
      refund: 2_516,
      kept: 917,
      total: 6_567,
      paid: 6_567,
    });
  });

  it('is nothing of what was not paid, and nothing is kept of it either', () => {
    expect(planRefund({ ...paid, paid: 0 }, [line('a', 4_000)], byPolicy)).toMatchObject({
      refund: 0,
      kept: 0,
      total: 6_000,
    });
    expect(planRefund({ ...paid, paid: 7_000 }, [line('a', 4_000)], { rate: 100_000, fee: 0 })).toMatchObject({
      refund: 1_000,
      kept: 0,
      total: 6_000,
    });
  });

  it('is what an organiser says, as far as it was paid', () => {
    const all = [line('a', 4_000), line('b', 6_000)];
    expect(planRefund(paid, all, termsOf('full', verdict, { fee: policy.fee, currency: 'EUR' }))).toMatchObject({
      refund: 10_000,
      kept: 0,
      total: 0,
    });
    expect(planRefund(paid, all, termsOf('none', verdict, { fee: policy.fee, currency: 'EUR' }))).toMatchObject({
      refund: 0,
      kept: 10_000,
    });
    expect(planRefund(paid, all, { amount: 4_500 }).lines.map(({ refund }) => refund)).toEqual([4_000, 500]);
    expect(planRefund(paid, all, { amount: 99_999 })).toMatchObject({ refund: 10_000 });
  });

  it('takes the flat fee of its own currency only, and not of fees', () => {
    expect(termsOf('policy', verdict, { fee: policy.fee, currency: 'RUB' })).toEqual({ rate: 80_000, fee: 0 });
    expect(planRefund(paid, [line('fee', 1_000, false)], byPolicy)).toMatchObject({ refund: 800 });
  });

  const amount = fc.integer({ min: 0, max: 9_000_000_000_000 });
  const terms = fc.oneof(
    fc.record({ rate: fc.integer({ min: 0, max: 100_000 }), fee: fc.integer({ min: 0, max: 100_000 }) }),
    fc.record({ amount }),
  );

  it('never exceeds what was paid, and no minor unit is lost', () => {
    fc.assert(
      fc.property(
        fc.array(amount, { minLength: 1, maxLength: 20 }),
        amount,
        amount,
        terms,
        (prices, staying, paidAmount, choice) => {
          const going = prices.map((price, index) => line(String(index), price));
          const price = prices.reduce((one, other) => one + other, 0);
          const money = {
            currency: 'EUR',
            total: staying + price,
            paid: Math.min(paidAmount, staying + price),
            credited: 0,
          };
          const plan = planRefund(money, going, choice);
          expect(plan.refund).toBeLessThanOrEqual(money.paid);
          expect(plan.refund + plan.kept).toBe(Math.max(0, money.paid - staying));
          expect(plan.total).toBe(staying);
          expect(plan.paid).toBe(money.paid - plan.refund - plan.kept);
          expect(plan.refund).toBeLessThanOrEqual(refundable(money, going));
          for (const one of plan.lines) {
            expect(one.refund).toBeGreaterThanOrEqual(0);
            expect(one.kept).toBeGreaterThanOrEqual(0);
            expect(one.refund + one.kept).toBeLessThanOrEqual(one.price);
          }
          // Whoever has paid in full has paid exactly what the order costs afterwards.
          if (money.paid === money.total) expect(plan.paid).toBe(plan.total);
        },
      ),
    );
  });

  it('cancelled ticket by ticket is at most what it is all at once, by full refund the same', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 1, maxLength: 8 }), (prices) => {
        let money = { currency: 'EUR', total: prices.reduce((one, other) => one + other, 0), paid: 0, credited: 0 };
        money.paid = money.total;
        const before = money.paid;
        let back = 0;
        for (const [index, price] of prices.entries()) {
          const plan = planRefund(money, [line(String(index), price)], { rate: 100_000, fee: 0 });
          money = { ...money, total: plan.total, paid: plan.paid };
          back += plan.refund;
        }
        expect(money).toMatchObject({ total: 0, paid: 0 });
        expect(back).toBe(before);
      }),
    );
  });

  it('is reckoned without floating point', () => {
    expect(share(9_007_199_254_740_991, 99_999)).toBe(9_007_109_182_748_443);
    expect(share(1, 99_999)).toBe(0);
  });
});
