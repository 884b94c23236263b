import { type Locale, inLocale } from '../../kernel/text.js';
import { toOffsetDateTime } from '../../kernel/time.js';
import { clockText, dayText, spanText, zoneText } from '../../platform/texts/moments.rules.js';
import type { Translate } from '../../platform/texts/texts.js';
import type { PublicEventDto } from '../events/event.dto.js';
import type { PublicAgendaDto } from '../scheduling/release.dto.js';
import { isTaken } from '../ticketing/availability.dto.js';
import type { OfferDto } from '../ticketing/offer.dto.js';
import type { PublicWaitingListDto } from '../waitlist/waiting-list.dto.js';
import type { Reader } from './page-request.js';
import { availabilityText, offerNotes, offerPrice } from './offer.view.js';
import { pathIn } from './paths.js';
import { productsOf } from './cart-form.rules.js';
import { type OfferFacts, structuredData } from './structured-data.rules.js';
import type { AgendaItem, EventHead, EventView, When, Words } from './views.js';
import { paragraphs, words } from './words.rules.js';

/** What an event page is drawn from. */
export interface EventFacts {
  event: PublicEventDto;
  organization: { name: string; locale: Locale };
  offers: readonly OfferDto[];
  waitingList: PublicWaitingListDto;
  agenda: PublicAgendaDto | null;
  /** Where the page is: `/e/<slug>` or a personal link. */
  path: string;
  /** The invited person's name. */
  invited: string | null;
  /** What somebody brought along that may open or cheapen tickets. */
  code: string | null;
  now: Date;
}

type ShownEvent = Pick<
  PublicEventDto,
  'slug' | 'title' | 'format' | 'venueName' | 'venueAddress' | 'timeZone' | 'startsAt' | 'endsAt'
>;

/** What heads each page that is about an event. */
export function eventHead(event: ShownEvent, { locale, t }: Reader): EventHead {
  return {
    title: words(event.title, locale),
    when: whenOf(event, locale),
    where: placeOf(event, t),
    href: pathIn(`/e/${event.slug}`, locale),
  };
}

function whenOf({ startsAt, endsAt, timeZone }: ShownEvent, locale: Locale): When {
  const from = new Date(startsAt);
  return {
    text: spanText(from, new Date(endsAt), timeZone, locale),
    machine: toOffsetDateTime(from, timeZone),
    zone: zoneText(from, timeZone, locale),
  };
}

/** Names of places are not translated: that is what the sign on the door says. */
function placeOf({ format, venueName, venueAddress }: ShownEvent, t: Translate): Words[] {
  const venue = format === 'online' ? [] : [venueName, venueAddress].filter((line) => line !== null);
  return [...venue, ...(format === 'offline' ? [] : [t('event.online')])].map((text) => ({ text }));
}

export function eventView(facts: EventFacts, reader: Reader, publicUrl: string): EventView {
  const { event, organization, path } = facts;
  const { locale, t } = reader;
  const state = stateOf(event, facts.now);
  const title = words(event.title, locale);
  const head = eventHead(event, reader);
  const registration = registrationOf(facts, reader);
  return {
    page: {
      title: title.text,
      path: path + codeQuery(facts),
      organization: { text: organization.name },
      listed: facts.invited === null && facts.code === null,
    },
    event: {
      ...head,
      where: [...head.where, ...(event.format === 'offline' ? [] : [{ text: t('event.onlineLink') }])],
    },
    state,
    summary: words(event.summary, locale),
    description: paragraphs(event.description, locale),
    accessibility: paragraphs(event.accessibility, locale),
    facts: factsOf(event, t),
    greeting: facts.invited,
    registration: {
      ...registration,
      href: pathIn(`${path}/register${codeQuery(facts)}`, locale),
      waitHref: waitHref(facts, locale),
    },
    tickets: ticketsOf(facts, reader),
    action: t(costs(facts.offers) ? 'event.buy' : 'event.register'),
    agenda: facts.agenda ? agendaOf(facts.agenda, locale) : [],
    calendarHref: state === 'planned' ? `/v1/public/events/${event.slug}/calendar.ics` : null,
    findHref: state === 'planned' ? pathIn(`/e/${event.slug}/find`, locale) : null,
    structuredData: structuredData({
      name: title.text,
      description: inLocale(event.summary, locale),
      url: `${publicUrl}/e/${event.slug}`,
      language: locale,
      startDate: toOffsetDateTime(new Date(event.startsAt), event.timeZone),
      endDate: toOffsetDateTime(new Date(event.endsAt), event.timeZone),
      format: event.format,
      venue:
        event.venueName === null ? null : { name: event.venueName, address: event.venueAddress ?? event.venueName },
      cancelled: event.status === 'cancelled',
      organizer: organization.name,
      offers: offered(facts, reader),
    }),
  };
}

const codeQuery = ({ code }: EventFacts): string => (code === null ? '' : `?code=${encodeURIComponent(code)}`);

/** Where one joins the waiting list, while there is something that nobody can simply take. */
const waitHref = ({ event, waitingList }: EventFacts, locale: Locale): string | null =>
  waitingList.open && waitingList.products.some(({ available }) => !available)
    ? pathIn(`/e/${event.slug}/waiting-list`, locale)
    : null;

/** `closed` is for the organisers: to everybody else the event is over. */
export function stateOf({ status, endsAt }: Pick<PublicEventDto, 'status' | 'endsAt'>, now: Date): EventView['state'] {
  if (status === 'cancelled') return 'cancelled';
  return status === 'closed' || now >= new Date(endsAt) ? 'over' : 'planned';
}

const languageNames: Readonly<Record<Locale, Words>> = {
  en: { text: 'English', lang: 'en' },
  ru: { text: 'Русский', lang: 'ru' },
};

function factsOf(event: PublicEventDto, t: Translate): EventView['facts'] {
  return [
    { name: t('event.format'), values: [{ text: t(`event.formats.${event.format}`) }] },
    { name: t('event.languages'), values: event.languages.map((language) => languageNames[language]) },
    ...(event.codeOfConductUrl
      ? [{ name: t('event.conduct'), values: [{ text: t('event.conductLink') }], href: event.codeOfConductUrl }]
      : []),
  ];
}

/** Whether a place can be had, and if not, why and what to do. */
function registrationOf(
  { event, offers }: EventFacts,
  reader: Reader,
): Omit<EventView['registration'], 'href' | 'waitHref'> {
  const { t } = reader;
  const open = offers.filter(({ availability }) => availability.state === 'available');
  if (open.length > 0) {
    const [only] = offers.length === 1 ? open : [];
    return {
      open: true,
      text: only ? availabilityText(only, event.timeZone, reader) : t('event.availablePlenty'),
      next: null,
    };
  }
  if (offers.some(({ availability }) => isTaken(availability))) {
    return { open: false, text: t('event.soldOut'), next: t('event.soldOutNext') };
  }
  const [first] = offers
    .filter(({ availability }) => availability.from !== null)
    .toSorted((a, b) => ((a.availability.from ?? '') < (b.availability.from ?? '') ? -1 : 1));
  if (first) return { open: false, text: availabilityText(first, event.timeZone, reader), next: null };
  return { open: false, text: offers.length > 0 ? t('event.ended') : t('event.notOpen'), next: null };
}

/** What search engines are told of prices: variations count by themselves. */
const offered = ({ offers }: EventFacts, { locale }: Reader): OfferFacts[] =>
  offers
    .filter(({ kind }) => kind === 'admission')
    .flatMap((offer) =>
      productsOf(offer).map(({ variation }) => {
        const { price, availability } = variation ?? offer;
        const name = [offer.name, ...(variation ? [variation.name] : [])]
          .map((text) => inLocale(text, locale))
          .join(', ');
        return { name, price, state: availability.state, validFrom: availability.from };
      }),
    );

function ticketOf(offer: OfferDto, { event, offers }: EventFacts, reader: Reader): EventView['tickets'][number] {
  return {
    name: words(offer.name, reader.locale),
    price: offerPrice(offer, reader),
    notes: offerNotes(offer, offers, reader),
    status: availabilityText(offer, event.timeZone, reader),
    available: offer.availability.state === 'available',
  };
}

/** What can be taken by itself; one ticket that costs nothing needs no list. */
function ticketsOf(facts: EventFacts, reader: Reader): EventView['tickets'] {
  const shown = facts.offers.filter(({ kind }) => kind === 'admission');
  const plain = shown.length === 1 && !costs(shown) && shown[0]?.pricing === 'fixed';
  return plain ? [] : shown.map((offer) => ticketOf(offer, facts, reader));
}

const costs = (offers: readonly OfferDto[]): boolean =>
  offers.some(({ price, variations }) =>
    [price, ...variations.map((one) => one.price)].some((each) => (each?.amount ?? 0) > 0),
  );

function agendaOf({ sessions, timeZone }: PublicAgendaDto, locale: Locale): EventView['agenda'] {
  const days = Map.groupBy(sessions, (session) => dayText(new Date(session.startsAt), timeZone, locale));
  return [...days].map(([day, ofDay]) => ({
    day,
    items: ofDay.map((session): AgendaItem => {
      const from = new Date(session.startsAt);
      return {
        time: `${clockText(from, timeZone, locale)}–${clockText(new Date(session.endsAt), timeZone, locale)}`,
        machine: toOffsetDateTime(from, timeZone),
        title: words(session.title, locale),
        room: session.room,
        people: session.persons.join(', '),
      };
    }),
  }));
}
