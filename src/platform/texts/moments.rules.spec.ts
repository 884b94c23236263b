import { describe, expect, it } from '@jest/globals';
import { clockText, dayText, momentText, spanText, zoneText } from './moments.rules.js';

/** Intl separates with several kinds of space. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u2009\u202f]/g, ' ');
const from = new Date('2027-03-13T15:00:00Z');
const to = new Date('2027-03-13T18:00:00Z');

describe('moments', () => {
  it('shows the wall clock of the event, not of the server', () => {
    expect(plain(spanText(from, to, 'Europe/Moscow', 'en'))).toBe('Saturday, 13 March 2027, 18:00–21:00');
    expect(plain(spanText(from, to, 'Europe/Moscow', 'ru'))).toBe('суббота, 13 марта 2027 г., 18:00–21:00');
    expect(plain(spanText(from, to, 'Asia/Vladivostok', 'en'))).toBe('Sunday, 14 March 2027, 01:00–04:00');
  });

  it('writes both days where the event goes over midnight', () => {
    const late = new Date('2027-03-14T00:00:00Z');
    expect(plain(spanText(from, late, 'Europe/Moscow', 'ru'))).toBe(
      'суббота, 13 марта 2027 г. в 18:00 – воскресенье, 14 марта 2027 г. в 03:00',
    );
  });

  it('names the zone and its offset on that day', () => {
    expect(zoneText(from, 'Europe/Moscow', 'ru')).toBe('Москва, стандартное время (GMT+3)');
    expect(zoneText(from, 'Europe/Berlin', 'en')).toBe('Central European Standard Time (GMT+1)');
    expect(zoneText(new Date('2027-07-01T12:00:00Z'), 'Europe/Berlin', 'en')).toBe(
      'Central European Summer Time (GMT+2)',
    );
    expect(zoneText(from, 'UTC', 'en')).toBe('Coordinated Universal Time');
  });

  it('writes midnight as 00:00', () => {
    const midnight = new Date('2027-03-13T21:00:00Z');
    expect(clockText(midnight, 'Europe/Moscow', 'en')).toBe('00:00');
    expect(plain(momentText(midnight, 'Europe/Moscow', 'ru'))).toBe('воскресенье, 14 марта 2027 г. в 00:00');
    expect(dayText(midnight, 'Europe/Moscow', 'en')).toBe('Sunday, 14 March 2027');
  });
});
