import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Problem } from '../../kernel/problem.js';
import { readCsv } from './contact-csv.js';
import { type ImportedContact, type JudgedRow, judgeRows, readHeader } from './contact-import.rules.js';
import { type KnownContact, attendanceKey, changesNothing, merge } from './contact-merge.rules.js';
import { fold, isAddress, isDay, isReadable, toAddress } from './contact-text.rules.js';

function judge(csv: string, mapping: Record<string, unknown> = {}): JudgedRow[] {
  const file = readCsv(csv);
  return judgeRows(file.records, readHeader(file.header, mapping));
}

const codes = (rows: readonly JudgedRow[]) => rows.map((row) => row.problems.map((problem) => problem.code));

const refusalOf = (work: () => unknown): string => {
  try {
    work();
  } catch (failure) {
    if (failure instanceof Problem) return failure.code;
    throw failure;
  }
  return 'none';
};

describe('reading a file', () => {
  it('understands a byte order mark, semicolons, quotes and CRLF', () => {
    const rows = judge('\uFEFF"E-Mail";Имя;tags\r\nAnna@Example.org;"Анна ""Аня"" О.";"Speaker;  SQL "\r\n', {
      'E-mail': 'email',
      имя: 'name',
    });
    expect(rows).toMatchObject([
      { row: 1, line: 2, contact: { email: 'anna@example.org', name: 'Анна "Аня" О.', tags: ['speaker', 'sql'] } },
    ]);
  });

  it('numbers rows, and lines as they are in the file', () => {
    const rows = judge('email,name\n\na@x.example,"two\nlines"\n,,\nb@x.example,B\n');
    expect(rows).toMatchObject([
      { row: 1, line: 3, contact: { name: 'two lines' } },
      { row: 2, line: 6, contact: { email: 'b@x.example' } },
    ]);
  });

  it('refuses what is no table of contacts', () => {
    expect(refusalOf(() => judge(''))).toBe('audience/csv-unreadable');
    expect(refusalOf(() => judge('email\n"a@x.example'))).toBe('audience/csv-unreadable');
    expect(refusalOf(() => judge('name\nA'))).toBe('audience/csv-columns');
    expect(refusalOf(() => judge('email,EMAIL\nA'))).toBe('audience/csv-columns');
    expect(refusalOf(() => judge('email\nA', { mail: 'email' }))).toBe('audience/csv-columns');
    expect(refusalOf(() => judge('mail\nA', { mail: 'password' }))).toBe('audience/csv-columns');
    expect(refusalOf(() => judge(`email\n${'a@x.example\n'.repeat(5_001)}`))).toBe('audience/csv-too-long');
  });
});

describe('judging rows', () => {
  it('refuses each bad row by its own code and takes its neighbours', () => {
    const rows = judge(
      [
        'email,name,locale,consent,attended,tags',
        'good@x.example,Good,ru,newsletter;survey,Meetup@2025-03-01,a;b',
        ',Nobody,,,,',
        'not-an-address,X,,,,',
        'GOOD@x.example,Twice,,,,',
        'p@x.example,,,spam,,',
        'd@x.example,,,,Meetup@2025-02-30,',
        'm@x.example,,,,Meetup,',
        `l@x.example,${'x'.repeat(201)},,,,`,
        'k@x.example,,de,,,',
        'c@x.example,,,,,,,surplus',
        'u@x.example,a\u0000b,,,,',
        `t@x.example,,,,,${Array.from({ length: 51 }, (_, index) => `t${index}`).join(';')}`,
        'last@x.example,,,,,',
      ].join('\n'),
    );
    expect(codes(rows)).toEqual([
      [],
      ['email-missing'],
      ['email-invalid'],
      ['email-repeated'],
      ['purpose-unknown'],
      ['date-invalid'],
      ['attended-malformed'],
      ['text-too-long'],
      ['locale-unknown'],
      ['too-many-cells'],
      ['text-unreadable'],
      ['too-many-values'],
      [],
    ]);
    expect(rows.map((row) => row.contact !== null)).toEqual(rows.map((row) => row.problems.length === 0));
  });

  it('does not let a refused row claim the address', () => {
    expect(codes(judge('email,locale\na@x.example,de\na@x.example,ru\n'))).toEqual([['locale-unknown'], []]);
  });

  it('never throws anything but a problem, and judges every row of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        let rows: JudgedRow[] = [];
        refusalOf(() => (rows = judge(`email,tags,attended\n${text}`)));
        for (const row of rows) expect(row.contact === null).toBe(row.problems.length > 0);
      }),
    );
  });
});

describe('texts', () => {
  it.each(['a@b.example', 'first.last+tag@sub.domain.org', "o'neil@x-y.example", 'x@xn--e1afmkfd.xn--p1ai'])(
    'takes the address %s',
    (address) => {
      expect(isAddress(toAddress(` ${address.toUpperCase()} `))).toBe(true);
    },
  );

  it.each([
    'a',
    'a@',
    '@b.example',
    'a b@c.example',
    'a..b@c.example',
    '.a@c.example',
    'a@b',
    'a@b.example\r\nBcc: c@d.example',
    'a@-b.example',
    'a@b.example,c@d.example',
    '"a"@b.example',
    'я@b.example',
    `${'a'.repeat(65)}@b.example`,
  ])('refuses the address %j', (address) => {
    expect(isAddress(toAddress(address))).toBe(false);
  });

  it('compares spellings', () => {
    expect(fold('  Нижний\u00A0 НОВГОРОД\n')).toBe('нижний новгород');
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => fold(fold(text)) === fold(text)));
    expect([isDay('2024-02-29'), isDay('2023-02-29'), isDay('0000-01-01'), isDay('2024-2-1')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect([isReadable('a\nb'), isReadable('a\u0007b'), isReadable('\ud83d')]).toEqual([true, false, false]);
  });
});

describe('merging a row into a contact', () => {
  const known: KnownContact = {
    id: 'x',
    email: 'a@x.example',
    name: 'Anna',
    city: null,
    locale: null,
    tags: ['a'],
    interests: [],
    doNotContact: 'bounced',
    consents: { newsletter: 'withdrawn', survey: 'granted' },
    attended: [attendanceKey({ label: 'Meetup', on: '2025-01-01' })],
  };
  const silent: ImportedContact = {
    email: 'a@x.example',
    name: null,
    city: null,
    locale: null,
    tags: [],
    interests: [],
    purposes: [],
    attended: [],
  };

  it('clears nothing and grants nothing that was withdrawn', () => {
    expect(changesNothing(merge(known, silent))).toBe(true);
    const merged = merge(known, {
      ...silent,
      city: 'Казань',
      tags: ['a', 'b'],
      purposes: ['newsletter', 'survey', 'event-invitations'],
      attended: [{ label: 'MEETUP', on: '2025-01-01' }],
    });
    expect(merged.fields).toEqual({ name: 'Anna', city: 'Казань', locale: null, tags: ['a', 'b'], interests: [] });
    expect(merged.granted).toEqual(['event-invitations']);
    expect(merged.attended).toEqual([]);
    expect(merged.notes.map((note) => note.code)).toEqual(['consent-withdrawn', 'do-not-contact']);
  });
});
