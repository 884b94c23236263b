import fc, { type Arbitrary } from 'fast-check';
import { drivers, lineKinds, type Headcounts, type PricedLine } from '../../../src/modules/budget/plan.rules.js';

export const noHeads: Headcounts = { registrations: 0, attendees: 0, speakers: 0, volunteers: 0, days: 0 };

/** A line of one unit at one minor unit, but for what the test says. */
export function line(given: Partial<PricedLine> = {}): PricedLine {
  const driver = given.driver ?? null;
  return {
    kind: 'expense',
    basis: driver ? 'driver' : 'fixed',
    driver,
    per: 1,
    quantity: 1,
    unitAmount: 1,
    ...given,
  };
}

interface Wanted {
  driver?: PricedLine['driver'];
  quantity?: Arbitrary<number>;
  unitAmount?: Arbitrary<number>;
}

/** Any line that the API would take. */
export function anyLine(wanted: Wanted = {}): Arbitrary<PricedLine> {
  const driver = wanted.driver === undefined ? fc.constantFrom(null, ...drivers) : fc.constant(wanted.driver);
  return fc
    .record({
      kind: fc.constantFrom(...lineKinds),
      driver,
      per: fc.integer({ min: 1, max: 200 }),
      quantity: wanted.quantity ?? fc.nat(50),
      unitAmount: wanted.unitAmount ?? fc.nat(1_000_000),
    })
    .map((made) => line({ ...made, per: made.driver === null ? 1 : made.per }));
}

export const anyLines = fc.array(anyLine(), { maxLength: 12 });

export const anyHeads: Arbitrary<Headcounts> = fc.record({
  registrations: fc.nat(2000),
  attendees: fc.nat(2000),
  speakers: fc.nat(50),
  volunteers: fc.nat(50),
  days: fc.nat(10),
});
