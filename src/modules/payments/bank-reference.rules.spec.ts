import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bankReference, findCodes, findReferences, readableReference } from './bank-reference.rules.js';

const letters = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];
const code = fc.array(fc.constantFrom(...letters), { minLength: 8, maxLength: 8 }).map((list) => list.join(''));
const reference = fc.tuple(code, fc.uuid()).map(([of, id]) => bankReference(of, id));

describe('the reference on a transfer', () => {
  it('is an RF creditor reference that others check too', () => {
    expect(bankReference('7K3M9QXT', '01999999-0000-7000-8000-000000000001')).toMatch(/^RF\d\d7K3M9QXT00001$/);
    fc.assert(
      fc.property(reference, (made) => {
        const digits = [...`${made.slice(4)}${made.slice(0, 4)}`].map((one) => parseInt(one, 36)).join('');
        expect(BigInt(digits) % 97n).toBe(1n);
      }),
    );
  });

  it('is found in any text, with blanks, in lower case, behind a prefix, with letters that look the same', () => {
    const noise = fc.string({ maxLength: 30 }).filter((text) => !/rf/i.test(text));
    const separator = fc.constantFrom('', ' ', '-', '/', '.', '\n', '\u00a0');
    fc.assert(
      fc.property(reference, noise, noise, separator, fc.boolean(), (made, before, after, between, lower) => {
        const typed = readableReference(made).replaceAll(' ', between).replaceAll('0', 'O').replaceAll('C', 'С');
        expect(findReferences(`${before} ${lower ? typed.toLowerCase() : typed} ${after}`)).toContain(made);
      }),
      { numRuns: 500 },
    );
  });

  it('with one wrong letter, or one wrong digit, is none', () => {
    fc.assert(
      fc.property(reference, fc.integer({ min: 2, max: 16 }), fc.constantFrom(...letters), (made, at, other) => {
        const isDigit = (one = '') => one >= '0' && one <= '9';
        fc.pre(made[at] !== other && isDigit(made[at]) === isDigit(other));
        expect(findReferences(made.slice(0, at) + other + made.slice(at + 1))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves the code of the order to be found by itself', () => {
    expect(findCodes('Оплата заказа 7k3m9qxt, спасибо')).toEqual(['7K3M9QXT']);
  });
});
