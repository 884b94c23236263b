import type { Locale } from '../../kernel/text.js';
import type { Decision, DoNotContactReason, Purpose } from './consent.rules.js';
import type { Attendance, ImportedContact, RowProblem } from './contact-import.rules.js';
import { fold } from './contact-text.rules.js';

/** A contact as an import meets it. */
export interface KnownContact {
  id: string;
  email: string;
  name: string | null;
  city: string | null;
  locale: Locale | null;
  tags: string[];
  interests: string[];
  doNotContact: DoNotContactReason | null;
  consents: Partial<Record<Purpose, Decision>>;
  /** `attendanceKey` of each event that the person came to. */
  attended: string[];
}

/** What an import changes about a known contact; empty parts change nothing. */
export interface Merge {
  /** The new values, or null where the contact itself stays as it is. */
  fields: Pick<KnownContact, 'name' | 'city' | 'locale' | 'tags' | 'interests'> | null;
  granted: Purpose[];
  attended: Attendance[];
  notes: RowProblem[];
}

/** Two entries are one attendance when label and day are the same. */
export const attendanceKey = ({ label, on }: Attendance): string => `${fold(label)}@${on}`;

/**
 * Brings what a row says into what is known: texts replace, lists grow, nothing is cleared. A consent that the person has
 * withdrawn is never granted again by a file, and do-not-contact is not touched; the notes say so.
 */
export function merge(known: KnownContact, row: ImportedContact): Merge {
  const fields = {
    name: row.name ?? known.name,
    city: row.city ?? known.city,
    locale: row.locale ?? known.locale,
    tags: [...new Set([...known.tags, ...row.tags])],
    interests: [...new Set([...known.interests, ...row.interests])],
  };
  const changed =
    fields.name !== known.name ||
    fields.city !== known.city ||
    fields.locale !== known.locale ||
    fields.tags.length !== known.tags.length ||
    fields.interests.length !== known.interests.length;
  return {
    fields: changed ? fields : null,
    granted: row.purposes.filter((purpose) => known.consents[purpose] === undefined),
    attended: row.attended.filter((attendance) => !known.attended.includes(attendanceKey(attendance))),
    notes: notesOn(known, row),
  };
}

/** Whether the import leaves the contact as it is. */
export const changesNothing = (merged: Merge): boolean =>
  !merged.fields && merged.granted.length === 0 && merged.attended.length === 0;

function notesOn(known: KnownContact, row: ImportedContact): RowProblem[] {
  const notes: RowProblem[] = row.purposes
    .filter((purpose) => known.consents[purpose] === 'withdrawn')
    .map((purpose) => ({
      code: 'consent-withdrawn',
      column: 'consent',
      detail: `The person has withdrawn ${purpose}; it stays withdrawn`,
    }));
  if (known.doNotContact)
    notes.push({
      code: 'do-not-contact',
      column: null,
      detail: `The person must not be contacted (${known.doNotContact}); it stays so`,
    });
  return notes;
}
