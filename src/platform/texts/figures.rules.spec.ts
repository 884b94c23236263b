import { describe, expect, it } from '@jest/globals';
import { moneyText, numberText, percentText } from './figures.rules.js';

/** Intl separates with several kinds of space. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u2009\u202f]/g, ' ');

describe('figures', () => {
  it('writes numbers as the language does', () => {
    expect(plain(numberText(35_000, 'en'))).toBe('35,000');
    expect(plain(numberText(35_000, 'ru'))).toBe('35 000');
    expect(plain(numberText(4.551, 'ru', 2))).toBe('4,55');
  });

  it('writes shares as percentages', () => {
    expect(plain(percentText(0.5833, 'en'))).toBe('58.3%');
    expect(plain(percentText(0.6, 'ru'))).toBe('60 %');
  });

  it('writes money from minor units, with the digits of its currency', () => {
    expect(plain(moneyText({ amount: 90_000, currency: 'RUB' }, 'ru'))).toBe('900 ₽');
    expect(plain(moneyText({ amount: 90_050, currency: 'RUB' }, 'en'))).toBe('RUB 900.50');
    expect(plain(moneyText({ amount: 1_500, currency: 'JPY' }, 'en'))).toBe('JP¥1,500');
    expect(plain(moneyText({ amount: -12_345, currency: 'BHD' }, 'en'))).toBe('-BHD 12.345');
  });
});
