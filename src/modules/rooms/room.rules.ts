/** From an instant on: this number is admitted then, and those after it one by one at the pace. */
export interface Section {
  /** Milliseconds since 1970. */
  at: number;
  number: number;
  /** People a minute; 0: nobody more. */
  pace: number;
}

/** Section by section, the oldest first; at least one. Who is admitted when follows from it and from the clock alone. */
export type Schedule = readonly Section[];

const minute = 60_000;

/** A room that opens at an instant: number 1 is admitted at once. */
export const openingAt = (opensAt: Date, pace: number): Schedule => [{ at: opensAt.getTime(), number: 1, pace }];

/** The greatest number that is admitted by now; 0 before the room opens. */
export function admittedNumber(schedule: Schedule, now: Date): number {
  const section = schedule.findLast(({ at }) => at <= now.getTime());
  return section ? section.number + Math.floor(((now.getTime() - section.at) * section.pace) / minute) : 0;
}

/** When a number is admitted, or was; null where nobody more is admitted as it stands. */
export function admittedAt(schedule: Schedule, number: number): Date | null {
  for (const [index, section] of schedule.entries()) {
    const next = schedule[index + 1];
    if (next && number > next.number) continue;
    if (number <= section.number) return new Date(section.at);
    return section.pace === 0
      ? null
      : new Date(section.at + Math.ceil(((number - section.number) * minute) / section.pace));
  }
  return null;
}

/** Another pace from now on. Whoever was admitted stays so; before the room opens the whole schedule is new. */
export function changePace(schedule: Schedule, pace: number, now: Date): Schedule {
  const [first] = schedule;
  if (first && now.getTime() < first.at) return [{ ...first, pace }];
  if (schedule.at(-1)?.pace === pace) return schedule;
  return [...schedule, { at: now.getTime(), number: admittedNumber(schedule, now), pace }];
}

/**
 * The number before that of whoever comes next: they stand behind the last one, but for a room that nobody waits in, where
 * they are admitted at once. So a pause in the rush saves up no crowd that is let in all together.
 */
export const lastBefore = (schedule: Schedule, lastNumber: number, now: Date): number =>
  Math.max(lastNumber, admittedNumber(schedule, now) - 1);

/** The part of a room that decides about a place. */
export interface RoomState {
  schedule: Schedule;
  admissionMinutes: number;
}

export type PlaceState =
  | { state: 'waiting'; position: number | null; expectedAt: Date | null }
  | { state: 'admitted'; until: Date }
  | { state: 'over' };

/** What somebody with this number is told; null has no number before the room opens. */
export function placeState({ schedule, admissionMinutes }: RoomState, number: number | null, now: Date): PlaceState {
  const [first] = schedule;
  if (number === null) return { state: 'waiting', position: null, expectedAt: first ? new Date(first.at) : null };
  const at = admittedAt(schedule, number);
  if (!at || now < at) return { state: 'waiting', position: number - admittedNumber(schedule, now), expectedAt: at };
  const until = new Date(at.getTime() + admissionMinutes * minute);
  return now < until ? { state: 'admitted', until } : { state: 'over' };
}

/**
 * Seconds after which it is worth asking again: rarely while it is long, often when it is near, and not all at the same second.
 */
export function pollAfter(place: PlaceState, now: Date, spread: number): number {
  if (place.state !== 'waiting') return 60;
  if (!place.expectedAt) return 30 + (spread % 10);
  const seconds = Math.ceil((place.expectedAt.getTime() - now.getTime()) / 1000);
  if (seconds <= 5) return Math.max(1, seconds) + (spread % 3);
  if (seconds <= 60) return 5 + (spread % 5);
  return Math.min(30, Math.ceil(seconds / 10)) + (spread % 10);
}
