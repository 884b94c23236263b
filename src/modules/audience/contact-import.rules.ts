import { type Locale, locales } from '../../kernel/text.js';
import { csvColumns } from './audience.problems.js';
import { type Purpose, isPurpose, purposes } from './consent.rules.js';
import {
  fold,
  foldAll,
  isAddress,
  isDay,
  isReadable,
  longest,
  mostWords,
  tidy,
  toAddress,
} from './contact-text.rules.js';

/** What a column of the file may hold. */
export const importColumns = ['email', 'name', 'city', 'locale', 'tags', 'interests', 'consent', 'attended'] as const;
export type ImportColumn = (typeof importColumns)[number];

/** Most rows and UTF-16 code units of one file. */
export const importLimits = { rows: 5_000, characters: 1_000_000 } as const;

/** Why a row is refused; the last two accompany rows that are accepted and say what was left as it stood. */
export const rowProblems = [
  'email-missing',
  'email-invalid',
  'email-repeated',
  'text-unreadable',
  'text-too-long',
  'locale-unknown',
  'purpose-unknown',
  'attended-malformed',
  'date-invalid',
  'too-many-values',
  'too-many-cells',
  'consent-withdrawn',
  'do-not-contact',
] as const;
export type RowProblemCode = (typeof rowProblems)[number];

export interface RowProblem {
  code: RowProblemCode;
  column: ImportColumn | null;
  detail: string;
}

export interface Attendance {
  label: string;
  /** The day, `2026-03-14`. */
  on: string;
}

/** What one row says about a person. Null and empty say nothing: they never clear what is known. */
export interface ImportedContact {
  email: string;
  name: string | null;
  city: string | null;
  locale: Locale | null;
  tags: string[];
  interests: string[];
  purposes: Purpose[];
  attended: Attendance[];
}

export interface CsvRecord {
  /** The line of the file on which the record starts, from 1. */
  line: number;
  cells: string[];
}

/** A record with its outcome so far: a contact, or the problems that refuse it. */
export interface JudgedRow {
  /** Counted from 1, without the header. */
  row: number;
  line: number;
  contact: ImportedContact | null;
  problems: RowProblem[];
}

/** Which column of the file means what; null for columns that mean nothing to us. */
export type Columns = (ImportColumn | null)[];

/**
 * Reads the header. A column is known by its name in any case, or by the mapping from a header to a column name (null to
 * ignore it). Refused: no e-mail column, two columns for one meaning, a mapping of a header that is not there.
 */
export function readHeader(header: readonly string[], mapping: Readonly<Record<string, unknown>>): Columns {
  const mapped = new Map(Object.entries(mapping).map(([name, column]) => [fold(name), column]));
  for (const [name, column] of Object.entries(mapping)) {
    const pointer = `/mapping/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!header.some((cell) => fold(cell) === fold(name)))
      throw csvColumns({ detail: `The file has no column ${name}`, pointer, columns: header });
    if (column !== null && !isColumn(column))
      throw csvColumns({ detail: `A column can be mapped to ${importColumns.join(', ')} or null`, pointer });
  }
  const columns = header.map((cell) => {
    const column = mapped.has(fold(cell)) ? mapped.get(fold(cell)) : fold(cell);
    return isColumn(column) ? column : null;
  });
  const twice = importColumns.find((column) => columns.filter((candidate) => candidate === column).length > 1);
  if (twice) throw csvColumns({ detail: `Two columns are ${twice}`, pointer: '/csv', columns: header });
  if (!columns.includes('email'))
    throw csvColumns({ detail: 'There is no column email; name it in mapping', pointer: '/csv', columns: header });
  return columns;
}

const isColumn = (text: unknown): text is ImportColumn => (importColumns as readonly unknown[]).includes(text);

/** Judges every row by itself. Of several rows with one address the first acceptable one counts. */
export function judgeRows(records: readonly CsvRecord[], columns: Columns): JudgedRow[] {
  const rowOf = new Map<string, number>();
  return records.map(({ line, cells }, index) => {
    const row = index + 1;
    const { contact, problems } = judgeRow(cells, columns);
    const first = rowOf.get(contact.email);
    if (first !== undefined)
      problems.push({ code: 'email-repeated', column: 'email', detail: `Row ${first} has the same address` });
    if (problems.length > 0) return { row, line, contact: null, problems };
    rowOf.set(contact.email, row);
    return { row, line, contact, problems };
  });
}

function judgeRow(cells: readonly string[], columns: Columns): { contact: ImportedContact; problems: RowProblem[] } {
  const problems: RowProblem[] = [];
  const surplus = cells.slice(columns.length).some((cell) => cell.trim() !== '');
  if (surplus)
    problems.push({
      code: 'too-many-cells',
      column: null,
      detail: `The header has ${columns.length} columns, this row ${cells.length}`,
    });
  const cell = (column: ImportColumn): string => {
    const text = cells[columns.indexOf(column)] ?? '';
    if (isReadable(text)) return text;
    problems.push({ code: 'text-unreadable', column, detail: 'The cell has control characters or broken characters' });
    return '';
  };
  const report = (column: ImportColumn, code: RowProblemCode, detail: string) =>
    problems.push({ code, column, detail });
  const contact: ImportedContact = {
    email: addressOf(cell('email'), problems),
    name: textOf(cell('name'), longest.name, (detail) => report('name', 'text-too-long', detail)),
    city: textOf(cell('city'), longest.city, (detail) => report('city', 'text-too-long', detail)),
    locale: localeOf(cell('locale'), (detail) => report('locale', 'locale-unknown', detail)),
    tags: wordsOf('tags', cell('tags'), problems),
    interests: wordsOf('interests', cell('interests'), problems),
    purposes: purposesOf(cell('consent'), (detail) => report('consent', 'purpose-unknown', detail)),
    attended: attendedOf(cell('attended'), problems),
  };
  return { contact, problems };
}

type Tell = (detail: string) => void;

function addressOf(cell: string, problems: RowProblem[]): string {
  const address = toAddress(cell);
  if (problems.some((problem) => problem.column === 'email')) return address;
  if (address === '')
    problems.push({ code: 'email-missing', column: 'email', detail: 'A contact is known by the e-mail address' });
  else if (!isAddress(address))
    problems.push({
      code: 'email-invalid',
      column: 'email',
      detail: `${address.slice(0, 100)} is not an e-mail address`,
    });
  return address;
}

function textOf(cell: string, most: number, tooLong: Tell): string | null {
  const text = tidy(cell);
  if (text.length > most) tooLong(`At most ${most} characters`);
  return text === '' ? null : text;
}

function localeOf(cell: string, unknown: Tell): Locale | null {
  const text = fold(cell);
  if (text === '') return null;
  const locale = locales.find((known) => known === text);
  if (!locale) unknown(`One of ${locales.join(', ')}`);
  return locale ?? null;
}

const listOf = (cell: string): string[] => cell.split(';').map(tidy).filter(Boolean);

function wordsOf(column: 'tags' | 'interests', cell: string, problems: RowProblem[]): string[] {
  const words = foldAll(listOf(cell));
  if (words.length > mostWords) problems.push({ code: 'too-many-values', column, detail: `At most ${mostWords}` });
  if (words.some((word) => word.length > longest.tag))
    problems.push({ code: 'text-too-long', column, detail: `At most ${longest.tag} characters each` });
  return words;
}

function purposesOf(cell: string, unknown: Tell): Purpose[] {
  const names = foldAll(listOf(cell));
  const stranger = names.find((name) => !isPurpose(name));
  if (stranger !== undefined) unknown(`${stranger.slice(0, 100)} is not one of ${purposes.join(', ')}`);
  return names.filter(isPurpose);
}

function attendedOf(cell: string, problems: RowProblem[]): Attendance[] {
  const entries = listOf(cell);
  const report = (code: RowProblemCode, detail: string) => problems.push({ code, column: 'attended', detail });
  if (entries.length > mostWords) report('too-many-values', `At most ${mostWords}`);
  const seen = new Map<string, Attendance>();
  for (const entry of entries) {
    const at = entry.lastIndexOf('@');
    const [label, on] = [entry.slice(0, Math.max(at, 0)).trim(), entry.slice(at + 1).trim()];
    if (at < 1 || label === '') report('attended-malformed', 'Write Label@YYYY-MM-DD');
    else if (!isDay(on)) report('date-invalid', `${on.slice(0, 40)} is not a day; write YYYY-MM-DD`);
    else if (label.length > longest.label) report('text-too-long', `A label has at most ${longest.label} characters`);
    else seen.set(`${fold(label)}@${on}`, { label, on });
  }
  return [...seen.values()];
}
