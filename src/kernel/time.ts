import { Temporal } from 'temporal-polyfill';

/** A wall-clock time without zone, `2027-03-14T18:00` or with seconds. */
export type LocalDateTime = string;

const localPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;

/** Whether the name is a zone of the IANA time zone database. */
export function isTimeZone(name: string): boolean {
  try {
    return !/^[+-]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Whether the text is a wall-clock time that exists in the calendar. */
export function isLocalDateTime(text: string): boolean {
  if (!localPattern.test(text)) return false;
  try {
    Temporal.PlainDateTime.from(text, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
}

/**
 * The instant of a wall-clock time in a zone, or null where the clock skips it (the gap of a DST change).
 * A time that the clock shows twice means the earlier of the two.
 */
export function toInstant(local: LocalDateTime, timeZone: string): Date | null {
  const plain = Temporal.PlainDateTime.from(local);
  const zoned = plain.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  if (!zoned.toPlainDateTime().equals(plain)) return null;
  return new Date(zoned.epochMilliseconds);
}

/** The wall-clock time of an instant in a zone, to the minute: `2027-03-14T18:00`. */
export function toLocal(instant: Date, timeZone: string): LocalDateTime {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
  return zoned.toPlainDateTime().toString({ smallestUnit: 'minute' });
}

/** RFC 3339 with the zone's offset at that instant: `2027-03-14T18:00:00+03:00`. */
export function toOffsetDateTime(instant: Date, timeZone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
  return zoned.toString({ timeZoneName: 'never', smallestUnit: 'second' });
}
