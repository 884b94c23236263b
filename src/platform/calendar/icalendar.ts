import { domainToASCII } from 'node:url';
import { createEvents, type EventAttributes } from 'ics';

/** A person as a calendar names them. */
interface CalendarPerson {
  name: string;
  address: string;
}

/** One entry of a calendar. Texts may hold anything; what iCalendar cannot carry is taken out on the way. */
export interface CalendarEntry {
  /** The same for the entry's whole life: `ord_…@host`. */
  uid: string;
  /** Only rises (RFC 5546, section 2.1.4). */
  sequence: number;
  /** DTSTAMP. An input, not the time of writing, so that the same facts give the same bytes and the same ETag. */
  stamp: Date;
  start: Date;
  end: Date;
  title: string;
  description?: string;
  location?: string;
  url?: string;
  categories?: readonly string[];
  /** CONFIRMED unless said otherwise. What is cancelled stays in a feed: some calendars keep what vanishes. */
  status?: 'TENTATIVE' | 'CONFIRMED' | 'CANCELLED';
}

/** An entry sent to one person by mail (iTIP, RFC 5546). */
export interface CalendarMessage extends CalendarEntry {
  organizer: CalendarPerson;
  attendee: CalendarPerson;
  /** Minutes before the start at which the attendee's device speaks up. */
  alarm?: number;
}

/** A calendar object and its METHOD, which the MIME part that carries it must repeat (RFC 6047, section 2.4). */
export interface CalendarPart<M extends CalendarMethod = CalendarMethod> {
  method: M;
  content: string;
}

type CalendarMethod = 'REQUEST' | 'CANCEL' | 'PUBLISH';

const product = '-//Turnout//Turnout//EN';

/** How long a subscriber may wait before asking a feed again. */
const refreshInterval = 'PT1H';

/** Invites the attendee; with a higher sequence it updates what was sent under the same UID. */
export function invitation(message: CalendarMessage): CalendarPart<'REQUEST'> {
  return { method: 'REQUEST', content: write('REQUEST', [attributesOf(message)]) };
}

/** Takes the entry out of the attendee's calendar. Its sequence must be higher than that of the last invitation. */
export function cancellation(message: CalendarMessage): CalendarPart<'CANCEL'> {
  return { method: 'CANCEL', content: write('CANCEL', [attributesOf({ ...message, status: 'CANCELLED' })]) };
}

/** A calendar to subscribe to or to import. It names no attendee, so nobody reads in it who else comes. */
export function feed(calendar: { name: string; entries: readonly CalendarEntry[] }): CalendarPart<'PUBLISH'> {
  const entries = calendar.entries.map(entryAttributes);
  return { method: 'PUBLISH', content: write('PUBLISH', entries, calendar.name) };
}

type Attributes = EventAttributes & { timestamp: number };

/** Times go in as epoch milliseconds: arrays would be read in the server's zone. They come out in UTC. */
function entryAttributes(entry: CalendarEntry): Attributes {
  if (!/^[\w.:-]+@[\w.:-]+$/.test(entry.uid)) throw new Error(`Not a calendar UID: ${entry.uid}`);
  if (entry.end < entry.start) throw new Error(`${entry.uid} ends before it starts`);
  return {
    uid: entry.uid,
    sequence: entry.sequence,
    timestamp: entry.stamp.getTime(),
    start: entry.start.getTime(),
    end: entry.end.getTime(),
    startInputType: 'utc',
    title: plain(entry.title),
    description: plain(entry.description ?? ''),
    location: plain(entry.location ?? ''),
    url: webAddress(entry.url),
    categories: entry.categories?.length ? entry.categories.map(categoryName) : undefined,
    status: entry.status ?? 'CONFIRMED',
  };
}

function attributesOf(message: CalendarMessage): Attributes {
  const { organizer, attendee, alarm } = message;
  return {
    ...entryAttributes(message),
    organizer: { name: personName(organizer), email: mailbox(organizer.address) },
    attendees: [
      {
        name: personName(attendee),
        email: mailbox(attendee.address),
        rsvp: true,
        role: 'REQ-PARTICIPANT',
        partstat: 'NEEDS-ACTION',
      },
    ],
    alarms:
      alarm === undefined
        ? undefined
        : [{ action: 'display', description: escaped(message.title), trigger: { minutes: alarm, before: true } }],
  };
}

function write(method: CalendarMethod, entries: Attributes[], name?: string): string {
  const header = { productId: product, method, ...(name !== undefined && { calName: escaped(oneLine(name)) }) };
  const { error, value } = createEvents(entries, header);
  if (value === null) throw new Error('The calendar could not be written', { cause: error });
  const lines = value.replaceAll('\r\n\t', '').split('\r\n').slice(0, -1);
  return lines
    .flatMap((line) => withRefresh(line, method))
    .map((line) => `${fold(line)}\r\n`)
    .join('');
}

/** Outlook reads X-PUBLISHED-TTL, Apple reads REFRESH-INTERVAL (RFC 7986, section 5.7); a message by mail has no use for either. */
function withRefresh(line: string, method: CalendarMethod): string[] {
  if (!line.startsWith('X-PUBLISHED-TTL:')) return [line];
  if (method !== 'PUBLISH') return [];
  return [`REFRESH-INTERVAL;VALUE=DURATION:${refreshInterval}`, `X-PUBLISHED-TTL:${refreshInterval}`];
}

/** Folds a content line at 75 octets, never inside a character (RFC 5545, section 3.1). The package counts characters. */
function fold(line: string): string {
  let folded = '';
  let width = 0;
  for (const character of line) {
    const octets = Buffer.byteLength(character);
    if (width + octets > 75) {
      folded += '\r\n ';
      width = 1;
    }
    folded += character;
    width += octets;
  }
  return folded;
}

/** Every kind of line break becomes LF, which the package escapes; other control characters and lone surrogates have no place in a text. */
function plain(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n|[\r\u0085\u2028\u2029]/gu, '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, '');
}

/** RFC 5545, section 3.3.11, for the values that the package writes as they come. */
const escaped = (text: string) =>
  plain(text)
    .replace(/[\\;,]/g, String.raw`\$&`)
    .replaceAll('\n', String.raw`\n`);

/** Without backslashes: some readers take one at the end of a category for the escape of the comma that follows. */
const categoryName = (category: string) => escaped(category.replaceAll('\\', '/'));

const oneLine = (text: string) => plain(text).replace(/\s+/gu, ' ').trim();

/**
 * A parameter value may hold neither control characters nor quotes; a caret is doubled (RFC 6868). Backslashes go too: some
 * readers take `\n` in a name for a line break.
 */
function personName({ name, address }: CalendarPerson): string {
  const text = oneLine(name) || oneLine(address);
  return text.replaceAll('"', "'").replaceAll('\\', '/').replaceAll('^', '^^');
}

/** The address as a `mailto:` URI spells it: percent-encoded local part, domain in ASCII (RFC 6068). */
function mailbox(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = domainToASCII(address.slice(at + 1));
  if (at < 1 || !domain) throw new Error('Not an address that a calendar can carry');
  const local = encodeURIComponent(address.slice(0, at).toWellFormed()).replaceAll('%2B', '+');
  return `${local.replaceAll(/[()]/g, (bracket) => (bracket === '(' ? '%28' : '%29'))}@${domain}`;
}

/** The URL in its normal form, or nothing where the package would not take it. */
function webAddress(url: string | undefined): string | undefined {
  const href = url !== undefined && URL.canParse(url) ? new URL(url).href : '';
  return /^https?:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{2,5})?\//.test(href) ? href : undefined;
}
