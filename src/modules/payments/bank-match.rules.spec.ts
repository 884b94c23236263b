import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matchLine, outcomeOf } from './bank-match.rules.js';

const currency = fc.constantFrom('EUR', 'RUB', 'USD');
const line = fc.record({ amount: fc.integer({ min: -500, max: 500 }).filter((amount) => amount !== 0), currency });
const expected = fc.array(
  fc.record({
    paymentId: fc.uuid(),
    orderId: fc.constantFrom('one', 'one', 'one', 'two'),
    amount: fc.integer({ min: 1, max: 500 }),
    currency,
    open: fc.boolean(),
  }),
  { maxLength: 4 },
);

describe('a line of a statement', () => {
  it('pays only what its reference names, in the same currency, with money that came', () => {
    fc.assert(
      fc.property(line, expected, (came, waiting) => {
        const match = matchLine(came, waiting);
        const orders = new Set(waiting.map(({ orderId }) => orderId));
        if (match.do === 'skip') return expect(came.amount).toBeLessThan(0);
        if (came.amount < 0)
          return expect(match).toMatchObject({ do: 'list', outcome: 'reversed', orderId: [...orders][0] });
        if (match.do !== 'list') {
          expect([...orders]).toEqual([match.orderId]);
          expect(waiting.some((one) => one.currency === came.currency)).toBe(true);
        }
        if (match.do === 'settle') {
          expect(waiting.find(({ paymentId }) => paymentId === match.paymentId)).toMatchObject({
            open: true,
            currency: came.currency,
            amount: match.asked,
          });
        }
        if (match.do === 'receive')
          expect(waiting.some((one) => one.open && one.currency === came.currency)).toBe(false);
        if (match.do === 'list' && match.outcome === 'unknown') expect(orders.size).not.toBe(1);
      }),
      { numRuns: 1000 },
    );
  });

  it('is done only where the order is paid with exactly what was asked, or goes back whole', () => {
    const settled = fc.constantFrom('paid', 'short', 'over', 'refunding', 'again');
    fc.assert(
      fc.property(settled, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (what, amount, asked) => {
        const { outcome, state } = outcomeOf(what, amount, asked);
        expect(state === 'done').toBe(outcome === 'paid' || outcome === 'refunding');
        if (outcome === 'paid') expect(what === 'paid' && amount <= asked).toBe(true);
        if (what === 'short') expect(outcome).toBe('partial');
      }),
    );
  });
});
