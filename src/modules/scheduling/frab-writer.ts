import { v5 } from 'uuid';
import { toInstant, toLocal, toOffsetDateTime } from '../../kernel/time.js';
import { type AgendaSession, type AgendaText, inReadingOrder, personKey, textIn } from './agenda.rules.js';

/** What a schedule says about the event that it belongs to. */
export interface ScheduleEvent {
  id: string;
  slug: string;
  title: AgendaText;
  languages: readonly string[];
  timeZone: string;
  startsAt: Date;
  endsAt: Date;
  venueName: string | null;
  /** Page of the event. */
  url: string;
}

interface ScheduleRoom {
  id: string;
  name: string;
  capacity: number | null;
}

export interface ScheduleSource {
  event: ScheduleEvent;
  rooms: readonly ScheduleRoom[];
  sessions: readonly AgendaSession[];
  /** Name of the release, or `draft`. */
  version: string;
}

/** A schedule.json, as c3voc.de/schedule/schema.json describes it. */
export interface FrabSchedule {
  $schema: string;
  generator: { name: string; url: string };
  schedule: { version: string; base_url: string; conference: FrabConference };
}

interface FrabConference {
  acronym: string;
  title: string;
  start: string;
  end: string;
  daysCount: number;
  timeslot_duration: string;
  time_zone_name?: string;
  url: string;
  tracks: { name: string }[];
  rooms: { name: string; guid: string; capacity: number | null }[];
  days: FrabDay[];
}

export interface FrabDay {
  index: number;
  date: string;
  day_start: string;
  day_end: string;
  rooms: Record<string, FrabSession[]>;
}

export interface FrabSession {
  guid: string;
  id: number;
  date: string;
  start: string;
  end: string;
  duration: string;
  room: string;
  slug: string;
  url: string;
  title: string;
  subtitle: string;
  track: string | null;
  type: string;
  language: string | null;
  abstract: string;
  description: string;
  persons: { guid: string; name: string }[];
  links: { url: string; title: string }[];
}

/** Writes an agenda as a schedule.json. Each text comes in the session's own language where there is one. */
export function toFrab(source: ScheduleSource): FrabSchedule {
  const { event, sessions } = source;
  const scene: Scene = { event, acronym: acronymOf(event.slug), elsewhere: event.venueName?.trim() || 'Online' };
  const days = daysOf(sessions, scene);
  const tracks = [...new Set(sessions.flatMap((session) => session.track ?? []))].toSorted();
  return {
    $schema: 'https://c3voc.de/schedule/schema.json',
    generator: { name: 'Turnout', url: event.url },
    schedule: {
      version: source.version,
      base_url: event.url,
      conference: {
        acronym: scene.acronym,
        title: textIn(event.title, event.languages),
        start: days[0]?.date ?? localDate(event.startsAt, event.timeZone),
        end: days.at(-1)?.date ?? localDate(event.endsAt, event.timeZone),
        daysCount: days.length,
        timeslot_duration: '00:05',
        // The schema's pattern knows names of the form Area/Place and UTC only.
        ...(/^([A-Z][a-z]+\/[A-Z][a-z]+)|UTC$/.test(event.timeZone) && { time_zone_name: event.timeZone }),
        url: event.url,
        tracks: tracks.map((name) => ({ name })),
        rooms: source.rooms.map((room) => ({ name: room.name, guid: room.id, capacity: room.capacity })),
        days,
      },
    },
  };
}

interface Scene {
  event: ScheduleEvent;
  acronym: string;
  /** Where sessions without a room take place: the format has no session without one. */
  elsewhere: string;
}

/** Every day from the event's first one on, also those without sessions, so that a day keeps its place when it empties. */
function daysOf(sessions: readonly AgendaSession[], scene: Scene): FrabDay[] {
  const { event } = scene;
  const first = localDate(event.startsAt, event.timeZone);
  const dayOf = (session: AgendaSession) => agendaDay(session, scene);
  const byDay = Map.groupBy(inReadingOrder(sessions), dayOf);
  const used = [...byDay.keys()].toSorted();
  const start = used[0] !== undefined && used[0] < first ? used[0] : first;
  const dates: string[] = [];
  for (let date = start; date <= (used.at(-1) ?? start); date = nextDate(date)) dates.push(date);
  return dates.map((date, index) => dayAt({ date, index: index + 1, sessions: byDay.get(date) ?? [] }, scene));
}

/** A day turns at four in the morning: what runs after midnight belongs to the evening before, except on the first day. */
const dayTurnsAt = '04:00';

function agendaDay(session: AgendaSession, { event }: Scene): string {
  const local = toLocal(session.startsAt, event.timeZone);
  const date = local.slice(0, 10);
  const isNight = local.slice(11) < dayTurnsAt;
  return isNight && date !== localDate(event.startsAt, event.timeZone) ? nextDate(date, -1) : date;
}

function dayAt(day: { date: string; index: number; sessions: readonly AgendaSession[] }, scene: Scene): FrabDay {
  const zone = scene.event.timeZone;
  const start = turnOf(day.date, zone);
  const end = turnOf(nextDate(day.date), zone);
  const earliest = day.sessions.reduce(
    (least, session) => (session.startsAt < least ? session.startsAt : least),
    start,
  );
  const latest = day.sessions.reduce((most, session) => (session.endsAt > most ? session.endsAt : most), end);
  const byRoom = Map.groupBy(day.sessions, (session) => session.roomName ?? scene.elsewhere);
  const rooms = [...byRoom].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    index: day.index,
    date: day.date,
    day_start: toOffsetDateTime(earliest, zone),
    day_end: toOffsetDateTime(latest, zone),
    rooms: Object.fromEntries(
      rooms.map(([name, list]) => [name, list.map((session) => toFrabSession(session, name, scene))]),
    ),
  };
}

function toFrabSession(session: AgendaSession, room: string, { event, acronym }: Scene): FrabSession {
  const languages = [session.language, ...event.languages];
  const minutes = Math.round((session.endsAt.getTime() - session.startsAt.getTime()) / 60_000);
  return {
    guid: session.guid,
    id: session.number,
    date: toOffsetDateTime(session.startsAt, event.timeZone),
    start: toLocal(session.startsAt, event.timeZone).slice(11),
    end: toOffsetDateTime(session.endsAt, event.timeZone),
    duration: `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`,
    room,
    slug: `${acronym}-${session.number}`,
    url: `${event.url}#${session.guid}`,
    title: textIn(session.title, languages),
    subtitle: textIn(session.subtitle, languages),
    track: session.track,
    type: session.kind,
    language: session.language,
    abstract: textIn(session.abstract, languages),
    description: textIn(session.description, languages),
    // A person is known by name only, so the guid is one of the name (RFC 9562, section 5.5) in this event.
    persons: session.persons.map((name) => ({ guid: v5(personKey(name), event.id), name })),
    links: session.links.map(({ url, title }) => ({ url, title })),
  };
}

const twoDigits = (count: number): string => String(count).padStart(2, '0');
const localDate = (instant: Date, zone: string): string => toLocal(instant, zone).slice(0, 10);
const nextDate = (date: string, days = 1): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** When the day turns; an hour later where the clock skips that hour. */
function turnOf(date: string, zone: string): Date {
  return toInstant(`${date}T${dayTurnsAt}`, zone) ?? new Date(Date.parse(`${date}T05:00:00Z`));
}

/** Letters, digits and underscores, at least four: what both schemas of the format let pass. */
const acronymOf = (slug: string): string =>
  slug
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .padEnd(4, '_');
