import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type StatementLine,
  identities,
  readAmount,
  readDate,
  readStatementHeader,
  readStatementRow,
} from './statement.rules.js';

describe('amounts', () => {
  it('are read as the countries write them', () => {
    const formats = [
      new Intl.NumberFormat('en-US', { minimumFractionDigits: 2 }),
      new Intl.NumberFormat('de-DE', { minimumFractionDigits: 2 }),
      new Intl.NumberFormat('ru-RU', { minimumFractionDigits: 2 }),
      new Intl.NumberFormat('de-CH', { minimumFractionDigits: 2 }),
      new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, useGrouping: false }),
    ];
    fc.assert(
      fc.property(fc.integer({ min: -1e11, max: 1e11 }), fc.constantFrom(...formats), (amount, format) => {
        expect(readAmount(format.format(amount / 100), 2)).toBe(amount);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['1.234', 2, 123_400],
    ['1,5', 2, 150],
    ['1.234', 3, 1234],
    ['12', 0, 12],
    ['1,234', 0, 1234],
    ['+7.00', 2, 700],
    ['−7.00', 2, -700],
    ['1.23.4', 2, null],
    ['1,23,456.00', 2, null],
    ['12 EUR', 2, null],
    ['', 2, null],
    ['1e5', 2, null],
    ['99999999999999999999', 2, null],
  ])('%s with %i digits is %s', (text, digits, amount) => {
    expect(readAmount(text, digits)).toBe(amount);
  });
});

it.each([
  ['2027-03-14', '2027-03-14'],
  ['2027-03-14T10:00:00+03:00', '2027-03-14'],
  ['14.03.2027 10:15', '2027-03-14'],
  ['4/3/27', '2027-03-04'],
  ['31.02.2027', null],
  ['03/14/2027', null],
  ['yesterday', null],
])('the date %s is %s', (text, date) => {
  expect(readDate(text)).toBe(date);
});

it('finds the columns of banks, and those that are named', () => {
  const header = ['Дата операции', 'Приход', 'Расход', 'Назначение платежа', 'Special'];
  const columns = readStatementHeader(header, { name: 'special' });
  expect(Object.fromEntries(columns)).toEqual({ date: 0, credit: 1, debit: 2, text: 3, name: 4 });
  expect(readStatementRow(['14.03.2027', '1 200,50', '', 'За билет', 'Иван'], columns, 'RUB')).toEqual({
    bookedOn: '2027-03-14',
    amount: 120_050,
    currency: 'RUB',
    bankRef: null,
    text: 'За билет',
    payerName: 'Иван',
    payerAccount: null,
  });
  expect(readStatementRow(['14.03.2027', '', '5,00', '', ''], columns, 'RUB')).toMatchObject({ amount: -500 });
  expect(readStatementRow(['14.03.2027', '1', '', '', ''], columns, null)).toBe('The currency is not known');
});

it('knows lines again in an overlapping statement, also where two are alike', () => {
  const line = fc.record({
    bookedOn: fc.constantFrom('2027-03-14', '2027-03-15'),
    amount: fc.integer({ min: 1, max: 2 }),
    currency: fc.constant('EUR'),
    bankRef: fc.constantFrom(null, 'A', 'NONREF'),
    text: fc.constantFrom('x', 'y'),
    payerName: fc.constant(null),
    payerAccount: fc.constant(null),
  });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines: StatementLine[]) => {
      const all = identities(lines);
      expect(new Set(all).size).toBe(all.length);
      for (const day of ['2027-03-14', '2027-03-15']) {
        const alone = identities(lines.filter(({ bookedOn }) => bookedOn === day));
        for (const identity of alone) expect(all).toContain(identity);
      }
    }),
  );
});
