import { type Money, minorDigits } from '../../kernel/money.js';

/** What search engines and calendars learn about the event. */
export interface EventFacts {
  name: string;
  description: string;
  url: string;
  language: string;
  /** RFC 3339 with offset. */
  startDate: string;
  endDate: string;
  format: 'online' | 'offline' | 'hybrid';
  venue: { name: string; address: string } | null;
  cancelled: boolean;
  organizer: string;
  offers: readonly OfferFacts[];
}

/** Something that can be taken, or could. */
export interface OfferFacts {
  name: string;
  /** Null: free. */
  price: Money | null;
  state: 'available' | 'gone' | 'ordered' | 'held' | 'waiting-list' | 'not-yet-on-sale' | 'sale-over';
  /** RFC 3339; from when it can be taken, where that lies ahead. */
  validFrom: string | null;
}

const modes = { online: 'Online', offline: 'Offline', hybrid: 'Mixed' } as const;

const availabilities = {
  available: 'InStock',
  held: 'LimitedAvailability',
  ordered: 'LimitedAvailability',
  'waiting-list': 'BackOrder',
  gone: 'SoldOut',
  'not-yet-on-sale': 'PreOrder',
  'sale-over': 'OutOfStock',
} as const;

/** As a decimal in the units that people count in: 12.50, and 500 yen. */
function priceOf(price: Money | null): Record<string, unknown> {
  if (price === null) return { price: 0 };
  const digits = minorDigits(price.currency);
  return { price: (price.amount / 10 ** digits).toFixed(digits), priceCurrency: price.currency };
}

/** One offer stands alone; several make a list. */
function offersOf({ url, offers }: EventFacts): unknown {
  const [first, ...more] = offers.map((offer) => ({
    '@type': 'Offer',
    name: offer.name,
    url,
    ...priceOf(offer.price),
    availability: `https://schema.org/${availabilities[offer.state]}`,
    ...(offer.validFrom && { validFrom: offer.validFrom }),
  }));
  return more.length > 0 ? [first, ...more] : first;
}

/** schema.org/Event as JSON-LD. The link of an online event is for those who registered, so it is never in here. */
export function structuredData(facts: EventFacts): string {
  const places = [
    facts.venue && { '@type': 'Place', name: facts.venue.name, address: facts.venue.address },
    facts.format !== 'offline' && { '@type': 'VirtualLocation', url: facts.url },
  ].filter(Boolean);
  return insideScript({
    '@context': 'https://schema.org',
    '@type': 'Event',
    name: facts.name,
    ...(facts.description && { description: facts.description }),
    url: facts.url,
    inLanguage: facts.language,
    startDate: facts.startDate,
    endDate: facts.endDate,
    eventStatus: `https://schema.org/Event${facts.cancelled ? 'Cancelled' : 'Scheduled'}`,
    eventAttendanceMode: `https://schema.org/${modes[facts.format]}EventAttendanceMode`,
    ...(places.length > 0 && { location: places.length === 1 ? places[0] : places }),
    organizer: { '@type': 'Organization', name: facts.organizer },
    isAccessibleForFree: facts.offers.every(({ price }) => price === null || price.amount === 0),
    ...(facts.offers.length > 0 && { offers: offersOf(facts) }),
  });
}

/** JSON that cannot leave a script element: `<` is the only way out, and the line separators were no JSON once. */
const insideScript = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
