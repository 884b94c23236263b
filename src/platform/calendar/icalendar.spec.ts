import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { createEvents } from 'ics';
import { type CalendarMessage, type CalendarPart, cancellation, feed, invitation } from './icalendar.js';

const message: CalendarMessage = {
  uid: 'ord_01hw@turnout.example',
  sequence: 2,
  stamp: new Date('2027-03-01T10:00:00Z'),
  start: new Date('2027-03-14T15:00:00Z'),
  end: new Date('2027-03-14T18:30:00Z'),
  title: 'Весенняя встреча',
  description: 'Приходите; берите друзей, \\o/\nДверь справа',
  location: 'Москва, ул. Льва Толстого, 16',
  url: 'https://turnout.example/e/spring',
  organizer: { name: 'Сообщество "Восход"', address: 'events@turnout.example' },
  attendee: { name: 'Анна', address: 'anna@example.org' },
  alarm: 60,
};

const parse = (part: CalendarPart) => new ICAL.Component(ICAL.parse(part.content) as unknown[]);
const entry = (part: CalendarPart) => {
  const found = parse(part).getFirstSubcomponent('vevent');
  if (!found) throw new Error('No entry');
  return found;
};
const value = (part: CalendarPart, name: string) => String(entry(part).getFirstPropertyValue(name) ?? '');

/** What a reader may expect back: the text, its line breaks as LF, without control characters. Written apart from the code under test. */
function readable(text: string): string {
  const breaks = text.split(/\r\n|\r|\u0085|\u2028|\u2029/).join('\n');
  return [...breaks.toWellFormed()]
    .filter((character) => character === '\n' || character === '\t' || !/^\p{Cc}$/u.test(character))
    .join('');
}

const oneLine = (text: string) => readable(text).replace(/\s+/gu, ' ').trim();

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        '\r\n',
        '\r',
        '\n',
        '\n ',
        '"',
        '^',
        '^n',
        ';',
        ':',
        ',',
        '\\',
        '\\n',
        'END:VEVENT',
        'ATTENDEE:x',
        'Ж',
        '🎟️',
        '\u0000',
        '\ud800',
        '\t',
      ),
      {
        maxLength: 60,
      },
    )
    .map((parts) => parts.join('')),
);

/** The rules of RFC 5545 that hold for every line, whatever was typed. */
function expectSoundLines(content: string): void {
  expect(content.endsWith('\r\n')).toBe(true);
  expect(/\r(?!\n)|(?<!\r)\n/.test(content)).toBe(false);
  const lines = content.slice(0, -2).split('\r\n');
  for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  expect(content.isWellFormed()).toBe(true);
}

/** The names of the content lines, in order: equal skeletons mean that no text became a line. */
const skeleton = (content: string) =>
  content
    .replaceAll('\r\n ', '')
    .split('\r\n')
    .map((line) => /^(BEGIN|END):.*|^[A-Z-]*/.exec(line)?.[0]);

describe('a calendar message', () => {
  it('invites one person, with one METHOD and times in UTC', () => {
    const part = invitation(message);
    expect(part.method).toBe('REQUEST');
    expect(part.content.match(/^METHOD:.*$/gm)).toEqual(['METHOD:REQUEST']);
    expect(part.content).toContain('DTSTART:20270314T150000Z\r\nDTEND:20270314T183000Z\r\nSEQUENCE:2\r\n');
    expect(part.content).toContain('DTSTAMP:20270301T100000Z\r\n');
    expect(value(part, 'status')).toBe('CONFIRMED');
    expect(value(part, 'summary')).toBe(message.title);
    expect(value(part, 'description')).toBe(message.description);
    expect(value(part, 'location')).toBe(message.location);
    expect(value(part, 'url')).toBe(message.url);
    const attendee = entry(part).getFirstProperty('attendee');
    expect(attendee?.getFirstValue()).toBe('mailto:anna@example.org');
    expect(attendee?.getParameter('rsvp')).toBe('TRUE');
    expect(attendee?.getParameter('cn')).toBe('Анна');
    expect(entry(part).getFirstProperty('organizer')?.getParameter('cn')).toBe("Сообщество 'Восход'");
    const alarm = entry(part).getFirstSubcomponent('valarm');
    expect(String(alarm?.getFirstPropertyValue('trigger'))).toBe('-PT60M');
    expect(part.content).not.toContain('X-PUBLISHED-TTL');
  });

  it('does not depend on the zone of the server', () => {
    const before = process.env['TZ'];
    process.env['TZ'] = 'Asia/Tokyo';
    try {
      expect(invitation(message).content).toContain('DTSTART:20270314T150000Z');
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });

  it('cancels under the same UID', () => {
    const part = cancellation({ ...message, sequence: 3 });
    expect(part.content.match(/^METHOD:.*$/gm)).toEqual(['METHOD:CANCEL']);
    expect(value(part, 'status')).toBe('CANCELLED');
    expect(value(part, 'uid')).toBe(message.uid);
    expect(value(part, 'sequence')).toBe('3');
    expect(entry(part).getAllProperties('attendee')).toHaveLength(1);
  });

  it('carries international addresses as mailto URIs do', () => {
    const part = invitation({ ...message, attendee: { name: '', address: 'анна+1@почта.рф' } });
    const attendee = entry(part).getFirstProperty('attendee');
    expect(decodeURIComponent(String(attendee?.getFirstValue()))).toBe('mailto:анна+1@xn--80a1acny.xn--p1ai');
    expect(attendee?.getParameter('cn')).toBe('анна+1@почта.рф');
  });

  it('refuses a UID that is no identifier, and an end before the start', () => {
    expect(() => invitation({ ...message, uid: 'a\r\nb@c' })).toThrow('UID');
    expect(() => invitation({ ...message, end: new Date('2027-03-14T14:59:59Z') })).toThrow('before it starts');
  });

  it('keeps every line within 75 octets and every text a text', () => {
    const sound = skeleton(invitation(message).content);
    fc.assert(
      fc.property(nasty, nasty, nasty, nasty, nasty, (title, description, location, organizer, attendee) => {
        // A mark in front keeps the texts from being empty, which would leave their lines out of the skeleton.
        const part = invitation({
          ...message,
          title: `t${title}`,
          description: `d${description}`,
          location: `l${location}`,
          organizer: { ...message.organizer, name: organizer },
          attendee: { ...message.attendee, name: attendee },
        });
        expectSoundLines(part.content);
        expect(skeleton(part.content)).toEqual(sound);
        expect(value(part, 'summary')).toBe(readable(`t${title}`));
        expect(value(part, 'description')).toBe(readable(`d${description}`));
        expect(value(part, 'location')).toBe(readable(`l${location}`));
        const cn = oneLine(attendee).replaceAll('"', "'").replaceAll('\\', '/') || message.attendee.address;
        expect(entry(part).getFirstProperty('attendee')?.getParameter('cn')).toBe(cn);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the package alone (negative control)', () => {
  const bare = (title: string, organizer: string) =>
    createEvents([{ start: 0, end: 0, uid: 'a@b', title, organizer: { name: organizer, email: 'a@b.example' } }])
      .value ?? '';

  it('writes Cyrillic lines over 75 octets', () => {
    expect(() => expectSoundLines(bare('Весенняя встреча сообщества на Льва Толстого, зал один', 'a'))).toThrow(
      'toBeLessThanOrEqual',
    );
    expectSoundLines(bare('Short', 'a'));
  });

  it('lets a name become a line', () => {
    expect(bare('a', 'x\r\nATTENDEE:mailto:evil@e.example')).toMatch(/\r\nATTENDEE:mailto:evil/);
  });
});

describe('a feed', () => {
  const { organizer: _organizer, attendee: _attendee, alarm: _alarm, ...plain } = message;

  it('publishes without attendees and says how often to come back', () => {
    const part = feed({
      name: 'Встречи, 2027',
      entries: [plain, { ...plain, uid: 'evt_2@turnout.example', status: 'CANCELLED' }],
    });
    expect(part.content.match(/^METHOD:.*$/gm)).toEqual(['METHOD:PUBLISH']);
    expect(part.content).toContain('\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n');
    expect(part.content).not.toMatch(/ATTENDEE|ORGANIZER/);
    const events = parse(part).getAllSubcomponents('vevent');
    expect(events.map((event) => event.getFirstPropertyValue('status'))).toEqual(['CONFIRMED', 'CANCELLED']);
    expect(part.content).toContain(String.raw`X-WR-CALNAME:Встречи\, 2027`);
  });

  it('gives the same bytes for the same facts', () => {
    const once = feed({ name: 'a', entries: [plain] }).content;
    expect(feed({ name: 'a', entries: [{ ...plain }] }).content).toBe(once);
  });

  it('may be empty', () => {
    expect(parse(feed({ name: 'Nothing yet', entries: [] })).getAllSubcomponents('vevent')).toEqual([]);
  });

  it('keeps names and categories whole', () => {
    fc.assert(
      fc.property(nasty, fc.array(nasty, { minLength: 1, maxLength: 4 }), (name, categories) => {
        const part = feed({ name, entries: [{ ...plain, categories: categories.map((category) => `c${category}`) }] });
        expectSoundLines(part.content);
        const found = entry(part).getFirstProperty('categories')?.getValues();
        expect(found).toEqual(categories.map((category) => readable(`c${category}`).replaceAll('\\', '/')));
        // The parser knows no type of an X- property, so it hands the value out as written.
        const written = String(parse(part).getFirstPropertyValue('x-wr-calname') ?? '');
        expect(written.replace(/\\([\\;,])/g, '$1')).toBe(oneLine(name));
      }),
      { numRuns: 300 },
    );
  });

  it('takes any web address, or leaves it out', () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (url) => {
        const part = feed({ name: 'a', entries: [{ ...plain, url }] });
        expectSoundLines(part.content);
        expect([new URL(url).href, '']).toContain(value(part, 'url'));
      }),
    );
  });

  it('takes any address that a mail server takes', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        const part = invitation({ ...message, attendee: { name: 'A', address } });
        expect(decodeURIComponent(String(entry(part).getFirstProperty('attendee')?.getFirstValue()))).toBe(
          `mailto:${address.slice(0, address.lastIndexOf('@'))}@${address.slice(address.lastIndexOf('@') + 1).toLowerCase()}`,
        );
      }),
    );
  });
});
