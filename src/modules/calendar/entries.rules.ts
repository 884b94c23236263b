import { type IdPrefix, toPublicId } from '../../kernel/id.js';
import { inLocale, type Locale, type LocalizedText } from '../../kernel/text.js';
import type { CalendarEntry } from '../../platform/calendar/icalendar.js';

/** Where an entry's links and UIDs are at home. */
export interface Home {
  /** Without a slash at the end. */
  publicUrl: string;
  publicHost: string;
}

/** What a calendar needs to know of an event. */
export interface CalendarEvent {
  id: string;
  slug: string;
  status: 'draft' | 'published' | 'cancelled' | 'closed';
  title: LocalizedText;
  summary: LocalizedText | null;
  format: 'online' | 'offline' | 'hybrid';
  venueName: string | null;
  venueAddress: string | null;
  onlineUrl: string | null;
  startsAt: Date;
  endsAt: Date;
  calendarSequence: number;
  updatedAt: Date;
}

/** What a calendar needs to know of a registration. */
export interface CalendarOrder {
  id: string;
  state: 'awaiting-approval' | 'pending' | 'paid' | 'expired' | 'cancelled' | 'retained';
  locale: Locale;
  /** How often it was off, or on again. */
  turns: number;
  updatedAt: Date;
}

/** A row of the view `calendar_entries`. */
export interface EntryRow {
  id: string;
  kind: 'event' | 'session';
  slug: string;
  title: Readonly<Record<string, string>>;
  text: Readonly<Record<string, string>> | null;
  language: string | null;
  track: string | null;
  room: string | null;
  format: CalendarEvent['format'];
  venueName: string | null;
  venueAddress: string | null;
  onlineUrl: string | null;
  startsAt: Date;
  endsAt: Date;
  sequence: number;
  stamp: Date;
  status: 'TENTATIVE' | 'CONFIRMED' | 'CANCELLED';
}

/** The same for life: `ord_…@turnout.example`. */
const uidOf = (prefix: IdPrefix, id: string, home: Home): string =>
  `${toPublicId(prefix, id)}@${home.publicHost.replaceAll(/[[\]]/g, '')}`;

/** An event as everybody may have it in a calendar: without the address where it is seen online. */
export function eventEntry(event: CalendarEvent, locale: Locale, home: Home): CalendarEntry {
  return {
    uid: uidOf('evt', event.id, home),
    sequence: event.calendarSequence,
    stamp: event.updatedAt,
    start: event.startsAt,
    end: event.endsAt,
    title: inLocale(event.title, locale),
    description: inLocale(event.summary, locale),
    location: placeOf(event),
    url: `${home.publicUrl}/e/${event.slug}`,
    status: event.status === 'cancelled' ? 'CANCELLED' : event.status === 'draft' ? 'TENTATIVE' : 'CONFIRMED',
  };
}

/**
 * A person's own entry for an event. Its sequence is the event's; the person's own cancellation adds one, and so does whatever
 * brings the registration back. Whoever is registered reads where the event is seen online.
 */
export function orderEntry(event: CalendarEvent, order: CalendarOrder, home: Home): CalendarEntry {
  const gone = ['cancelled', 'expired', 'retained'].includes(order.state);
  const entry = eventEntry(event, order.locale, home);
  const online = order.state === 'paid' && event.status !== 'cancelled' ? event.onlineUrl : null;
  return {
    ...entry,
    uid: uidOf('ord', order.id, home),
    sequence: event.calendarSequence + order.turns,
    stamp: event.updatedAt > order.updatedAt ? event.updatedAt : order.updatedAt,
    description: [entry.description, online].filter(Boolean).join('\n\n'),
    location: entry.location ?? online ?? undefined,
    status: gone ? 'CANCELLED' : order.state === 'paid' ? entry.status : mostTentative(entry.status),
  };
}

/** What is not certain yet is tentative, unless it is off. */
const mostTentative = (status: CalendarEntry['status']): CalendarEntry['status'] =>
  status === 'CANCELLED' ? status : 'TENTATIVE';

/** An event or a session of the organisation, in its language. */
export function rowEntry(row: EntryRow, locale: Locale, home: Home): CalendarEntry {
  const place = placeOf(row) ?? row.onlineUrl ?? undefined;
  return {
    uid: uidOf(row.kind === 'event' ? 'evt' : 'ses', row.id, home),
    sequence: row.sequence,
    stamp: row.stamp,
    start: row.startsAt,
    end: row.endsAt,
    title: textOf(row.title, [locale, row.language]),
    description: textOf(row.text ?? {}, [locale, row.language]),
    location: row.room === null ? place : [row.room, place].filter(Boolean).join(', '),
    url: `${home.publicUrl}/e/${row.slug}`,
    categories: row.track === null ? [] : [row.track],
    status: row.status,
  };
}

function textOf(text: Readonly<Record<string, string>>, languages: readonly (string | null)[]): string {
  const language = languages.find((wanted) => wanted !== null && text[wanted]);
  return (language ? text[language] : Object.values(text).find(Boolean)) ?? '';
}

type Place = Pick<CalendarEvent, 'format' | 'venueName' | 'venueAddress'>;

function placeOf({ format, venueName, venueAddress }: Place): string | undefined {
  if (format === 'online') return undefined;
  return [venueName, venueAddress].filter(Boolean).join(', ') || undefined;
}
