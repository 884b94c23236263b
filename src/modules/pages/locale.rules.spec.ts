import { describe, expect, it } from '@jest/globals';
import { pickLocale } from './locale.rules.js';

describe('the language of a page', () => {
  it('is the one chosen on a page before all others', () => {
    expect(pickLocale({ chosen: 'ru', known: 'en', acceptLanguage: 'en', offered: ['en'] })).toBe('ru');
    expect(pickLocale({ chosen: 'de', known: 'ru', acceptLanguage: 'en' })).toBe('ru');
    expect(pickLocale({ chosen: ['ru', 'en'], acceptLanguage: 'en' })).toBe('en');
  });

  it('follows Accept-Language with its weights', () => {
    expect(pickLocale({ acceptLanguage: 'ru-RU,ru;q=0.9,en;q=0.8' })).toBe('ru');
    expect(pickLocale({ acceptLanguage: 'de, en-GB;q=0.5, ru;q=0.7' })).toBe('ru');
    expect(pickLocale({ acceptLanguage: 'ru;q=0, en;q=0.1' })).toBe('en');
    expect(pickLocale({ acceptLanguage: 'en;q=x,ru' })).toBe('en');
  });

  it('falls back to the language of the event, then to English', () => {
    expect(pickLocale({ acceptLanguage: 'de,fr;q=0.9', offered: ['ru', 'en'] })).toBe('ru');
    expect(pickLocale({ offered: [] })).toBe('en');
    expect(pickLocale({ acceptLanguage: ';;;,,' })).toBe('en');
  });
});
