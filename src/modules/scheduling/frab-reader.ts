import { Problem } from '../../kernel/problem.js';
import { isTimeZone, type LocalDateTime, toLocal } from '../../kernel/time.js';
import { distinctPersons, type SessionKind, type SessionLink } from './agenda.rules.js';
import { frabSchedule, frabSession } from './frab-schema.js';
import { guidRepeated, notASchedule, rowUnusable } from './scheduling.problems.js';

/** A session as a schedule.json has it, in its own days. */
export interface ScheduledSession {
  guid: string;
  number: number | null;
  /** Wall-clock time at the place of the schedule. */
  localStart: LocalDateTime;
  minutes: number;
  roomName: string;
  title: string;
  subtitle: string;
  abstract: string;
  description: string;
  language: string | null;
  track: string | null;
  kind: SessionKind;
  persons: string[];
  links: SessionLink[];
}

/** A session of the file or why it cannot be one. */
export interface ScheduleRow {
  /** JSON Pointer to the session in the request. */
  pointer: string;
  guid: string | null;
  title: string | null;
  session: ScheduledSession | Problem;
}

export interface Schedule {
  /** Local date of the first day, `2027-03-14`. */
  firstDay: string;
  rooms: { name: string; capacity: number | null }[];
  rows: ScheduleRow[];
}

const mostRows = 2_000;

/** Reads a schedule.json (c3voc.de/schedule/schema.json): the whole file or its member `schedule`. One bad session spoils no other. */
export function readSchedule(file: Readonly<Record<string, unknown>>): Schedule {
  const nested = typeof file['schedule'] === 'object' && file['schedule'] !== null;
  const base = nested ? '/schedule/schedule' : '/schedule';
  const parsed = frabSchedule.safeParse(nested ? file['schedule'] : file);
  if (!parsed.success) throw unreadable(parsed.error.issues[0], base);
  const { conference, base_url: baseUrl } = parsed.data;
  const zone = conference.time_zone_name && isTimeZone(conference.time_zone_name) ? conference.time_zone_name : null;
  const seen = new Set<string>();
  const rows = conference.days.flatMap((day, index) =>
    Object.entries(day.rooms).flatMap(([roomName, entries]) =>
      entries.map((entry, place) => {
        const pointer = `${base}/conference/days/${index}/rooms/${pointerPart(roomName)}/${place}`;
        return once(seen, readRow(entry, { pointer, roomName, zone, baseUrl }));
      }),
    ),
  );
  if (rows.length > mostRows)
    throw notASchedule({ detail: `More than ${mostRows} sessions`, pointer: `${base}/conference/days` });
  const firstDay = conference.days.map((day) => day.date).toSorted()[0] ?? '';
  const capacities = new Map(conference.rooms?.map((room) => [room.name.trim(), room.capacity ?? null]));
  const names = [...new Set(conference.days.flatMap((day) => Object.keys(day.rooms)))];
  return { firstDay, rooms: names.map((name) => ({ name, capacity: capacities.get(name) ?? null })), rows };
}

interface Place {
  pointer: string;
  roomName: string;
  zone: string | null;
  baseUrl: string | undefined;
}

function readRow(entry: unknown, place: Place): ScheduleRow {
  const parsed = frabSession.safeParse(entry);
  if (!parsed.success) {
    const { guid, title } = (entry ?? {}) as Record<string, unknown>;
    return {
      pointer: place.pointer,
      guid: asText(guid),
      title: asText(title),
      session: unusable(parsed.error.issues[0], place.pointer),
    };
  }
  const found = parsed.data;
  const minutes = minutesOf(found.duration);
  if (minutes < 1 || minutes > longestMinutes) {
    const problem = rowUnusable({
      detail: 'The duration must be between 00:01 and 24:00',
      pointer: `${place.pointer}/duration`,
    });
    return { pointer: place.pointer, guid: found.guid, title: found.title, session: problem };
  }
  const session: ScheduledSession = {
    guid: found.guid,
    number: found.id ?? null,
    localStart: place.zone ? toLocal(new Date(found.date), place.zone) : found.date.slice(0, 16),
    minutes,
    roomName: place.roomName,
    title: found.title,
    subtitle: found.subtitle,
    abstract: found.abstract,
    description: found.description,
    language: languageOf(found.language),
    track: found.track || null,
    kind: kindOf(found.type),
    persons: distinctPersons(found.persons),
    links: [...found.links, ...found.attachments].flatMap((link) => absolute(link, place.baseUrl)),
  };
  return { pointer: place.pointer, guid: found.guid, title: found.title, session };
}

/** Longest session, in minutes. */
export const longestMinutes = 24 * 60;

/** The second of two rows with one guid is refused: which of them is meant cannot be known. */
function once(seen: Set<string>, row: ScheduleRow): ScheduleRow {
  if (row.session instanceof Problem) return row;
  if (seen.has(row.session.guid)) return { ...row, session: guidRepeated({ pointer: `${row.pointer}/guid` }) };
  seen.add(row.session.guid);
  return row;
}

interface Issue {
  path: PropertyKey[];
  message: string;
}

const unreadable = (issue: Issue | undefined, base: string): Problem =>
  notASchedule({ detail: issue?.message, pointer: base + pointerOf(issue) });

const unusable = (issue: Issue | undefined, base: string): Problem =>
  rowUnusable({ detail: issue?.message, pointer: base + pointerOf(issue) });

const pointerOf = (issue: Issue | undefined): string =>
  (issue?.path ?? []).map((part) => `/${pointerPart(String(part))}`).join('');
const pointerPart = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');
const asText = (value: unknown): string | null => (typeof value === 'string' ? value.slice(0, 300) : null);

function minutesOf(duration: string): number {
  const [hours = 0, minutes = 0] = duration.split(':').map(Number);
  return hours * 60 + minutes;
}

export const languageTag = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/;
const languageOf = (text: string): string | null => (languageTag.test(text.toLowerCase()) ? text.toLowerCase() : null);

const kinds: readonly [SessionKind, RegExp][] = [
  ['workshop', /workshop|hands.?on|tutorial|мастер|практикум/i],
  ['break', /break|pause|lunch|coffee|перерыв|обед|кофе/i],
  ['talk', /talk|lecture|keynote|presentation|panel|доклад|лекци|выступлени/i],
];
const kindOf = (type: string): SessionKind => kinds.find(([, pattern]) => pattern.test(type))?.[0] ?? 'other';

/** Addresses of the web only; those that start with a slash belong to the site of the schedule. */
function absolute(link: { url: string; title: string }, baseUrl: string | undefined): SessionLink[] {
  const url = URL.parse(link.url, link.url.startsWith('/') ? baseUrl : undefined);
  return url && /^https?:$/.test(url.protocol) ? [{ url: url.href, title: link.title || url.hostname }] : [];
}
