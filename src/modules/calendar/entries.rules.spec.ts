import { describe, expect, it } from '@jest/globals';
import {
  type CalendarEvent,
  type CalendarOrder,
  type EntryRow,
  eventEntry,
  orderEntry,
  rowEntry,
} from './entries.rules.js';

const home = { publicUrl: 'https://turnout.example', publicHost: 'turnout.example' };
const id = '01999999-0000-7000-8000-000000000001';

const event: CalendarEvent = {
  id,
  slug: 'spring',
  status: 'published',
  title: { en: 'Spring meetup', ru: 'Весенняя встреча' },
  summary: { ru: 'Приходите' },
  format: 'hybrid',
  venueName: 'Library',
  venueAddress: 'Nevsky 20',
  onlineUrl: 'https://meet.example/secret',
  startsAt: new Date('2027-03-14T15:00:00Z'),
  endsAt: new Date('2027-03-14T18:00:00Z'),
  calendarSequence: 3,
  updatedAt: new Date('2027-02-01T00:00:00Z'),
};
const order: CalendarOrder = { id, state: 'paid', locale: 'ru', turns: 0, updatedAt: new Date('2027-02-10T00:00:00Z') };

describe('the entry of an event', () => {
  it('says where and when, and not where it is seen online', () => {
    const entry = eventEntry(event, 'ru', home);
    expect(entry).toMatchObject({
      title: 'Весенняя встреча',
      location: 'Library, Nevsky 20',
      url: 'https://turnout.example/e/spring',
      sequence: 3,
      status: 'CONFIRMED',
    });
    expect(entry.uid).toMatch(/^evt_[0-9a-z]{26}@turnout\.example$/);
    expect(JSON.stringify(entry)).not.toContain('secret');
  });

  it('is tentative while a draft, and stays as cancelled', () => {
    expect(eventEntry({ ...event, status: 'draft' }, 'en', home).status).toBe('TENTATIVE');
    expect(eventEntry({ ...event, status: 'cancelled' }, 'en', home).status).toBe('CANCELLED');
    expect(eventEntry({ ...event, status: 'closed' }, 'en', home).status).toBe('CONFIRMED');
  });
});

describe('the entry of a registration', () => {
  it('is under its own UID, with the address online for those who are registered', () => {
    const entry = orderEntry(event, order, home);
    expect(entry.uid).toMatch(/^ord_/);
    expect(entry).toMatchObject({
      sequence: 3,
      stamp: order.updatedAt,
      status: 'CONFIRMED',
      description: 'Приходите\n\nhttps://meet.example/secret',
    });
    expect(orderEntry({ ...event, format: 'online' }, order, home).location).toBe('https://meet.example/secret');
  });

  it.each(['awaiting-approval', 'pending', 'expired', 'cancelled'] as const)(
    'tells nobody who is %s where it is seen online',
    (state) => {
      for (const format of ['online', 'hybrid'] as const) {
        expect(JSON.stringify(orderEntry({ ...event, format }, { ...order, state }, home))).not.toContain('secret');
      }
    },
  );

  it('is cancelled for good under a higher sequence, whatever becomes of the event', () => {
    expect(orderEntry(event, { ...order, state: 'cancelled', turns: 1 }, home)).toMatchObject({
      status: 'CANCELLED',
      sequence: 4,
    });
    expect(
      orderEntry({ ...event, calendarSequence: 4 }, { ...order, state: 'cancelled', turns: 1 }, home),
    ).toMatchObject({
      status: 'CANCELLED',
      sequence: 5,
    });
  });

  it('is cancelled with the event', () => {
    expect(orderEntry({ ...event, status: 'cancelled', calendarSequence: 4 }, order, home)).toMatchObject({
      status: 'CANCELLED',
      sequence: 4,
    });
    expect(orderEntry({ ...event, status: 'cancelled' }, { ...order, state: 'pending' }, home).status).toBe(
      'CANCELLED',
    );
  });

  it('is tentative until it is sure', () => {
    expect(orderEntry(event, { ...order, state: 'awaiting-approval' }, home).status).toBe('TENTATIVE');
  });
});

describe("an entry of the organisation's calendar", () => {
  const row: EntryRow = {
    id,
    kind: 'session',
    slug: 'spring',
    title: { de: 'Kaffee' },
    text: null,
    language: 'de',
    track: 'Breaks',
    room: 'Foyer',
    format: 'offline',
    venueName: 'Library',
    venueAddress: null,
    onlineUrl: null,
    startsAt: event.startsAt,
    endsAt: event.endsAt,
    sequence: 5,
    stamp: event.updatedAt,
    status: 'CANCELLED',
  };

  it('names room, track and the language that there is', () => {
    const entry = rowEntry(row, 'ru', home);
    expect(entry).toMatchObject({
      title: 'Kaffee',
      location: 'Foyer, Library',
      categories: ['Breaks'],
      status: 'CANCELLED',
      sequence: 5,
    });
    expect(entry.uid).toMatch(/^ses_/);
    expect(rowEntry({ ...row, title: { de: 'Kaffee', ru: 'Кофе' } }, 'ru', home).title).toBe('Кофе');
  });
});
