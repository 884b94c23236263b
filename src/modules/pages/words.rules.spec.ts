import { describe, expect, it } from '@jest/globals';
import { paragraphs, words } from './words.rules.js';

describe('an organiser’s text', () => {
  it('says its language where it is not the reader’s', () => {
    expect(words({ en: 'Hall', ru: 'Зал' }, 'ru')).toEqual({ text: 'Зал' });
    expect(words({ ru: 'Зал' }, 'en')).toEqual({ text: 'Зал', lang: 'ru' });
    expect(words({ de: 'Saal' }, 'en')).toEqual({ text: 'Saal', lang: 'de' });
    expect(words({ und: '¯\\_(ツ)_/¯' }, 'en')).toEqual({ text: '¯\\_(ツ)_/¯' });
    expect(words(null, 'en')).toEqual({ text: '' });
  });

  it('is parted at empty lines', () => {
    expect(paragraphs({ ru: 'Раз\nи ещё\r\n\r\nДва\n\n\n' }, 'en')).toEqual([
      { text: 'Раз\nи ещё', lang: 'ru' },
      { text: 'Два', lang: 'ru' },
    ]);
    expect(paragraphs(null, 'en')).toEqual([]);
  });
});
