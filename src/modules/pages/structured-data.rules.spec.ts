import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type EventFacts, type OfferFacts, structuredData } from './structured-data.rules.js';

const facts: EventFacts = {
  name: 'Spring meetup',
  description: 'An evening of talks',
  url: 'https://turnout.example/e/spring',
  language: 'en',
  startDate: '2027-03-13T18:00:00+03:00',
  endDate: '2027-03-13T21:00:00+03:00',
  format: 'hybrid',
  venue: { name: 'Library', address: 'Moscow, Nevsky 1' },
  cancelled: false,
  organizer: 'Makers',
  offers: [{ name: 'Seat', price: null, state: 'available', validFrom: null }],
};

describe('structured data', () => {
  it('is a schema.org event', () => {
    expect(JSON.parse(structuredData(facts))).toMatchObject({
      '@type': 'Event',
      startDate: '2027-03-13T18:00:00+03:00',
      eventStatus: 'https://schema.org/EventScheduled',
      eventAttendanceMode: 'https://schema.org/MixedEventAttendanceMode',
      location: [{ '@type': 'Place', name: 'Library' }, { '@type': 'VirtualLocation' }],
    });
    const cancelled = JSON.parse(structuredData({ ...facts, cancelled: true, format: 'offline' })) as Record<
      string,
      unknown
    >;
    expect(cancelled).toMatchObject({
      eventStatus: 'https://schema.org/EventCancelled',
      location: { '@type': 'Place' },
    });
  });

  it('offers tickets at their prices, as decimals of their currencies', () => {
    const told = (price: { amount: number; currency: string } | null, state: OfferFacts['state'] = 'available') =>
      JSON.parse(structuredData({ ...facts, offers: [{ name: 'Seat', price, state, validFrom: null }] })) as Record<
        string,
        unknown
      >;
    expect(told({ amount: 1250, currency: 'EUR' })).toMatchObject({
      isAccessibleForFree: false,
      offers: { '@type': 'Offer', price: '12.50', priceCurrency: 'EUR', availability: 'https://schema.org/InStock' },
    });
    expect(told({ amount: 500, currency: 'JPY' }, 'gone')).toMatchObject({
      offers: { price: '500', availability: 'https://schema.org/SoldOut' },
    });
    expect(told(null)).toMatchObject({ isAccessibleForFree: true, offers: { price: 0 } });
    const two = [1, 2].map((amount) => ({
      name: 'x',
      price: { amount, currency: 'EUR' },
      state: 'held' as const,
      validFrom: null,
    }));
    expect(JSON.parse(structuredData({ ...facts, offers: two }))).toMatchObject({ offers: [{}, {}] });
  });

  it('never leaves its script element, whatever people wrote, and says exactly what they wrote', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('</script><script>alert(1)</script>', '<!--<script>', '\u2028', ']]>', '&lt;/script&gt;'),
    );
    fc.assert(
      fc.property(hostile, hostile, (name, address) => {
        const text = structuredData({ ...facts, name, venue: { name: 'x', address } });
        expect(text).not.toMatch(/[<>&\u2028\u2029]/);
        const parsed = JSON.parse(text) as { name: string; location: { address: string }[] };
        expect(parsed.name).toBe(name);
        expect(parsed.location[0]?.address).toBe(address);
      }),
    );
  });
});
