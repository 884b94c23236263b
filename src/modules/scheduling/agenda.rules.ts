/** A text by BCP 47 language tag; a session may be in any language, not only in those of the pages. `und` = not known. */
export type AgendaText = Readonly<Record<string, string>>;

export const sessionKinds = ['talk', 'workshop', 'break', 'other'] as const;
export type SessionKind = (typeof sessionKinds)[number];

export interface SessionLink {
  url: string;
  title: string;
}

/** What an agenda says about a session, in the draft and in every release. */
export interface AgendaSession {
  id: string;
  /** For life, across systems. */
  guid: string;
  /** The short number that the frab format asks for; unique in the event. */
  number: number;
  title: AgendaText;
  subtitle: AgendaText;
  abstract: AgendaText;
  description: AgendaText;
  /** BCP 47 tag of what is spoken. */
  language: string | null;
  track: string | null;
  kind: SessionKind;
  roomId: string | null;
  roomName: string | null;
  startsAt: Date;
  endsAt: Date;
  persons: readonly string[];
  links: readonly SessionLink[];
}

/** The same person has the same key, however the name is spaced or capitalised. Agendas know people by name only. */
export const personKey = (name: string): string =>
  name.toWellFormed().normalize('NFC').replace(/\s+/gu, ' ').trim().toLowerCase();

/** The names without blanks and repetitions; a person cannot be in a session twice. */
export function distinctPersons(names: readonly string[]): string[] {
  const byKey = new Map<string, string>();
  for (const name of names) {
    const key = personKey(name);
    if (key && !byKey.has(key)) byKey.set(key, name.replace(/\s+/gu, ' ').trim());
  }
  return [...byKey.values()];
}

export interface Conflict {
  kind: 'room' | 'person' | 'outside-event';
  /** Two that clash, or the one that lies outside. */
  sessions: readonly AgendaSession[];
  /** The room or the person that is wanted twice. */
  subject: string | null;
  from: Date;
  to: Date;
}

/** What is wrong with an agenda, by time. A draft may clash; a release with a room or a person twice is refused. */
export function conflictsOf(sessions: readonly AgendaSession[], event: { startsAt: Date; endsAt: Date }): Conflict[] {
  const found: Conflict[] = [];
  let running: AgendaSession[] = [];
  for (const session of sessions.toSorted(byStart)) {
    if (session.startsAt < event.startsAt || session.endsAt > event.endsAt) {
      found.push({
        kind: 'outside-event',
        sessions: [session],
        subject: null,
        from: session.startsAt,
        to: session.endsAt,
      });
    }
    running = running.filter((earlier) => earlier.endsAt > session.startsAt);
    for (const earlier of running) found.push(...clashes(earlier, session));
    running.push(session);
  }
  return found;
}

function clashes(earlier: AgendaSession, later: AgendaSession): Conflict[] {
  const span = {
    sessions: [earlier, later],
    from: later.startsAt,
    to: earlier.endsAt < later.endsAt ? earlier.endsAt : later.endsAt,
  };
  const busy = new Set(earlier.persons.map(personKey));
  const shared = later.persons.filter((person) => busy.has(personKey(person)));
  return [
    ...(earlier.roomId !== null && earlier.roomId === later.roomId
      ? [{ kind: 'room' as const, subject: earlier.roomName, ...span }]
      : []),
    ...shared.map((subject) => ({ kind: 'person' as const, subject, ...span })),
  ];
}

const byStart = (a: AgendaSession, b: AgendaSession) =>
  a.startsAt.getTime() - b.startsAt.getTime() ||
  (a.roomName ?? '').localeCompare(b.roomName ?? '') ||
  a.number - b.number;

/** The order in which people read an agenda. */
export const inReadingOrder = (sessions: readonly AgendaSession[]): AgendaSession[] => sessions.toSorted(byStart);

export interface Change {
  kind: 'new' | 'moved' | 'changed' | 'cancelled';
  before: AgendaSession | null;
  after: AgendaSession | null;
  /** What differs between before and after. */
  fields: string[];
}

const whereAndWhen = ['startsAt', 'endsAt', 'roomName'] as const;
const whatAndWho = [
  'title',
  'subtitle',
  'abstract',
  'description',
  'language',
  'track',
  'kind',
  'persons',
  'links',
] as const;

/** What a release changes against the one before it: moved = another time, length or room; changed = anything else. */
export function changesBetween(before: readonly AgendaSession[], after: readonly AgendaSession[]): Change[] {
  const earlier = new Map(before.map((session) => [session.guid, session]));
  const later = new Set(after.map((session) => session.guid));
  const kept = inReadingOrder(after).flatMap((session) => changeOf(earlier.get(session.guid) ?? null, session));
  const gone = inReadingOrder(before).filter((session) => !later.has(session.guid));
  return [
    ...kept,
    ...gone.map((session) => ({ kind: 'cancelled' as const, before: session, after: null, fields: [] })),
  ];
}

function changeOf(before: AgendaSession | null, after: AgendaSession): Change[] {
  if (!before) return [{ kind: 'new', before, after, fields: [] }];
  const moved = whereAndWhen.filter((field) => !same(before[field], after[field]));
  const fields = [...moved, ...whatAndWho.filter((field) => !same(before[field], after[field]))];
  if (fields.length === 0) return [];
  return [{ kind: moved.length > 0 ? 'moved' : 'changed', before, after, fields }];
}

/** Equality of what an agenda is made of; texts are equal whatever the order of their languages. */
export function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** The text in one of the languages wanted, the first that it has; else in any. */
export function textIn(text: AgendaText, languages: readonly (string | null)[]): string {
  const language = languages.find((wanted) => wanted !== null && text[wanted]);
  return (language ? text[language] : Object.values(text).find(Boolean)) ?? '';
}
