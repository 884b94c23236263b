import ICAL from 'ical.js';

/** An entry as an independent reader sees it. */
export interface ReadEntry {
  uid: string;
  sequence: number;
  status: string;
  summary: string;
  location: string;
  description: string;
  url: string;
  start: string;
  end: string;
  stamp: string;
  categories: string[];
  attendees: string[];
}

/** Reads a calendar with a parser that has nothing to do with what wrote it, and checks what every reader relies on. */
export function readCalendar(content: string): { method: string; name: string; entries: ReadEntry[] } {
  if (!content.endsWith('\r\n') || /\r(?!\n)|(?<!\r)\n/.test(content)) throw new Error('Lines must end with CRLF');
  const long = content.split('\r\n').find((line) => Buffer.byteLength(line) > 75);
  if (long !== undefined) throw new Error(`A line has over 75 octets: ${long}`);
  if ((content.match(/^METHOD:/gm) ?? []).length !== 1) throw new Error('There must be one METHOD');
  const parsed: unknown[] = ICAL.parse(content);
  const calendar = new ICAL.Component(parsed);
  return {
    method: String(calendar.getFirstPropertyValue('method')),
    name: String(calendar.getFirstPropertyValue('x-wr-calname') ?? ''),
    entries: calendar.getAllSubcomponents('vevent').map((entry) => {
      const value = (name: string) => String(entry.getFirstPropertyValue(name) ?? '');
      return {
        uid: value('uid'),
        sequence: Number(value('sequence')),
        status: value('status'),
        summary: value('summary'),
        location: value('location'),
        description: value('description'),
        url: value('url'),
        start: value('dtstart'),
        end: value('dtend'),
        stamp: value('dtstamp'),
        categories: (entry.getFirstProperty('categories')?.getValues() ?? []).map(String),
        attendees: entry.getAllProperties('attendee').map((attendee) => String(attendee.getFirstValue())),
      };
    }),
  };
}
