import { Problem } from '../../kernel/problem.js';
import { toInstant, toLocal } from '../../kernel/time.js';
import { type AgendaSession, type AgendaText, same } from './agenda.rules.js';
import type { Schedule, ScheduledSession, ScheduleRow } from './frab-reader.js';
import { startSkipped } from './scheduling.problems.js';

/** A session as it is to be written; its room is known by name until the rooms exist. */
type PlannedSession = Omit<AgendaSession, 'id' | 'roomId'>;

export interface PlannedRow {
  pointer: string;
  guid: string | null;
  title: string | null;
  outcome: 'created' | 'updated' | 'unchanged' | 'refused';
  /** What is to be written; null where nothing is. */
  session: PlannedSession | null;
  problem: Problem | null;
}

export interface ImportPlan {
  /** Rooms that the event does not have yet. */
  rooms: { name: string; capacity: number | null }[];
  rows: PlannedRow[];
}

export interface ImportTarget {
  timeZone: string;
  startsAt: Date;
  sessions: readonly AgendaSession[];
  roomNames: readonly string[];
  /** Highest number that the draft or a release has used. */
  lastNumber: number;
}

/**
 * What an import would do. Sessions are known by their guid: one that the draft has is brought up to date, one that the
 * file lacks stays. With `shift` all of them move by whole local days, so that the first day falls on the event's first day
 * and wall-clock times stay as they are; a time that the clock skips on its new day refuses that row.
 */
export function planImport(schedule: Schedule, target: ImportTarget, shift: boolean): ImportPlan {
  const days = shift ? daysBetween(schedule.firstDay, toLocal(target.startsAt, target.timeZone).slice(0, 10)) : 0;
  const existing = new Map(target.sessions.map((session) => [session.guid, session]));
  const numbers = new Numbers(target.sessions, target.lastNumber);
  const rows = schedule.rows.map((row) => planRow(row, { days, existing, numbers, timeZone: target.timeZone }));
  const wanted = new Set(rows.map((row) => row.session?.roomName));
  const had = new Set(target.roomNames);
  return { rooms: schedule.rooms.filter(({ name }) => wanted.has(name) && !had.has(name)), rows };
}

interface Setting {
  days: number;
  existing: ReadonlyMap<string, AgendaSession>;
  numbers: Numbers;
  timeZone: string;
}

function planRow(row: ScheduleRow, setting: Setting): PlannedRow {
  const about = { pointer: row.pointer, guid: row.guid, title: row.title };
  const refused = (problem: Problem): PlannedRow => ({ ...about, outcome: 'refused', session: null, problem });
  if (row.session instanceof Problem) return refused(row.session);
  const local = shiftDays(row.session.localStart, setting.days);
  const startsAt = toInstant(local, setting.timeZone);
  if (!startsAt)
    return refused(
      startSkipped({ detail: `${local} does not exist in ${setting.timeZone}`, pointer: `${row.pointer}/date` }),
    );
  const before = setting.existing.get(row.session.guid);
  const session = sessionOf(row.session, startsAt, before, setting.numbers);
  if (!before) return { ...about, outcome: 'created', session, problem: null };
  const fields = Object.keys(session) as (keyof PlannedSession)[];
  return fields.every((field) => same(before[field], session[field]))
    ? { ...about, outcome: 'unchanged', session: null, problem: null }
    : { ...about, outcome: 'updated', session, problem: null };
}

function sessionOf(
  found: ScheduledSession,
  startsAt: Date,
  before: AgendaSession | undefined,
  numbers: Numbers,
): PlannedSession {
  const text = (name: 'title' | 'subtitle' | 'abstract' | 'description') =>
    textOf(found[name], found.language, before, before?.[name]);
  return {
    guid: found.guid,
    number: before?.number ?? numbers.take(found.number),
    title: text('title'),
    subtitle: text('subtitle'),
    abstract: text('abstract'),
    description: text('description'),
    language: found.language,
    track: found.track,
    kind: found.kind,
    roomName: found.roomName,
    startsAt,
    endsAt: new Date(startsAt.getTime() + found.minutes * 60_000),
    persons: found.persons,
    links: found.links,
  };
}

/** The file speaks for its own language; translations that were added here stay. */
function textOf(
  text: string,
  language: string | null,
  before: AgendaSession | undefined,
  kept: AgendaText = {},
): AgendaText {
  const replaced = new Set([language ?? 'und', before?.language ?? 'und']);
  const translations = Object.entries(kept).filter(([tag]) => !replaced.has(tag));
  return { ...Object.fromEntries(translations), ...(text && { [language ?? 'und']: text }) };
}

/** Gives each new session a number that no other has; the file's own where it is free. */
class Numbers {
  private readonly taken: Set<number>;

  constructor(
    sessions: readonly AgendaSession[],
    private last: number,
  ) {
    this.taken = new Set(sessions.map((session) => session.number));
  }

  take(wanted: number | null): number {
    if (wanted !== null && !this.taken.has(wanted)) {
      this.taken.add(wanted);
      return wanted;
    }
    do this.last += 1;
    while (this.taken.has(this.last));
    this.taken.add(this.last);
    return this.last;
  }
}

const dayMs = 86_400_000;
const midnight = (date: string): number => Date.parse(`${date}T00:00:00Z`);
const daysBetween = (from: string, to: string): number => Math.round((midnight(to) - midnight(from)) / dayMs);
const shiftDays = (local: string, days: number): string =>
  new Date(midnight(local.slice(0, 10)) + days * dayMs).toISOString().slice(0, 10) + local.slice(10);
