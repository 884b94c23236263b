import type { Locale } from '../../kernel/text.js';

/** British English: day before month and the 24-hour clock, as in Russian. */
const tags: Readonly<Record<Locale, string>> = { en: 'en-GB', ru: 'ru-RU' };

const day: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' };
const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs a hundred times what using it does. */
function format(
  locale: Locale,
  timeZone: string,
  name: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${name}`;
  const made = formats.get(key) ?? new Intl.DateTimeFormat(tags[locale], { timeZone, ...options });
  formats.set(key, made);
  return made;
}

/** `Saturday, 13 March 2027 at 18:00` */
export const momentText = (at: Date, timeZone: string, locale: Locale): string =>
  format(locale, timeZone, 'moment', { ...day, ...clock }).format(at);

/** `Saturday, 13 March 2027` */
export const dayText = (at: Date, timeZone: string, locale: Locale): string =>
  format(locale, timeZone, 'day', day).format(at);

/** `18:00` */
export const clockText = (at: Date, timeZone: string, locale: Locale): string =>
  format(locale, timeZone, 'clock', clock).format(at);

/** `Saturday, 13 March 2027, 18:00–21:00`, or both days in full where the span crosses midnight. */
export const spanText = (from: Date, to: Date, timeZone: string, locale: Locale): string =>
  format(locale, timeZone, 'moment', { ...day, ...clock }).formatRange(from, to);

/** The zone's name at that instant, with its distance to UTC: `Moscow Standard Time (GMT+3)`. */
export function zoneText(at: Date, timeZone: string, locale: Locale): string {
  const name = (style: 'long' | 'shortOffset') =>
    format(locale, timeZone, style, { timeZoneName: style })
      .formatToParts(at)
      .find((part) => part.type === 'timeZoneName')?.value ?? timeZone;
  return timeZone === 'UTC' ? name('long') : `${name('long')} (${name('shortOffset')})`;
}
