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
  /** Whether a place can be had now. */
  available: boolean;
}

const modes = { online: 'Online', offline: 'Offline', hybrid: 'Mixed' } as const;

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
    isAccessibleForFree: true,
    offers: {
      '@type': 'Offer',
      url: facts.url,
      price: 0,
      availability: `https://schema.org/${facts.available ? 'InStock' : 'SoldOut'}`,
    },
  });
}

/** JSON that cannot leave a script element: `<` is the only way out, and the line separators were no JSON once. */
const insideScript = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
