import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';

let t: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  t = await boot();
});
afterAll(() => t.stop());
beforeEach(async () => {
  org = await t.organization();
});

const load = (csv: string, more: Record<string, unknown> = {}) =>
  org.owner.post('/v1/contact-imports', { csv, dryRun: false, ...more });
const byEmail = async (email: string) =>
  (await org.owner.get(`/v1/contacts?email=${encodeURIComponent(email)}`)).body.items[0];
const stored = async () => {
  const tables = ['contacts', 'consents', 'contact_activities', 'audit_entries'];
  return Promise.all(
    tables.map(
      async (table) =>
        (
          await t.sql(
            `select count(*)::int as n from ${table} where organization_id in (select id from organizations order by id desc limit 1)`,
          )
        )[0]?.n,
    ),
  );
};

const header = 'email,name,city,locale,tags,interests,consent,attended';

describe('importing contacts', () => {
  it('answers every row, and refuses bad ones alone', async () => {
    const csv = [
      header,
      'anna@example.org,Анна,Казань,ru,Speaker;VIP,databases;go,event-invitations;survey,Data Evening 1@2025-03-14;Data Evening 2@2025-06-01',
      'broken,Б,,,,,,',
      ',Nobody,,,,,,',
      'ANNA@example.org,Twice,,,,,,',
      'spam@example.org,S,,,,,everything,',
      'date@example.org,D,,,,,,Meetup@2025-02-30',
      `long@example.org,${'x'.repeat(201)},,,,,,`,
      'boris@example.org,"Борис ""Боря"", мл.",,,,,,',
    ].join('\n');
    const answer = await load(csv, { consentTextVersion: 'form-2025' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      dryRun: false,
      delimiter: ',',
      created: 2,
      updated: 0,
      unchanged: 0,
      rejected: 6,
    });
    expect(
      answer.body.rows.map((row: { outcome: string; problems: { code: string }[] }) => [
        row.outcome,
        ...row.problems.map((problem) => problem.code),
      ]),
    ).toEqual([
      ['created'],
      ['rejected', 'email-invalid'],
      ['rejected', 'email-missing'],
      ['rejected', 'email-repeated'],
      ['rejected', 'purpose-unknown'],
      ['rejected', 'date-invalid'],
      ['rejected', 'text-too-long'],
      ['created'],
    ]);
    expect(answer.body.rows[5]).toMatchObject({ row: 6, line: 7, contactId: null, problems: [{ column: 'attended' }] });

    const anna = await byEmail('anna@example.org');
    expect(anna.id).toBe(answer.body.rows[0].contactId);
    expect(anna).toMatchObject({
      name: 'Анна',
      city: 'Казань',
      locale: 'ru',
      tags: ['speaker', 'vip'],
      interests: ['databases', 'go'],
    });
    expect(anna.consents).toMatchObject([
      { purpose: 'event-invitations', decision: 'granted' },
      { purpose: 'survey', decision: 'granted' },
    ]);
    const consents = await org.owner.get(`/v1/contacts/${anna.id}/consents`);
    expect(consents.body.items[0]).toMatchObject({ channel: 'import', textVersion: 'form-2025' });
    const attended = await org.owner.get(`/v1/contacts/${anna.id}/attendances`);
    expect(attended.body.items).toEqual([
      { label: 'Data Evening 1', occurredOn: '2025-03-14', eventId: null, source: 'import' },
      { label: 'Data Evening 2', occurredOn: '2025-06-01', eventId: null, source: 'import' },
    ]);
    expect((await byEmail('boris@example.org')).name).toBe('Борис "Боря", мл.');
  });

  it('writes nothing in a dry run, and then does what it said', async () => {
    const csv = `${header}\nnew@example.org,New,,,,,newsletter,Meetup@2024-01-01\nold@example.org,Old,Omsk,,b,,,\nsame@example.org,,,,a,,,\n`;
    await org.owner.post('/v1/contacts', { email: 'old@example.org', tags: ['a'] });
    await org.owner.post('/v1/contacts', { email: 'same@example.org', name: 'Same', tags: ['a'] });
    const before = await stored();
    const dry = await load(csv, { dryRun: true });
    expect(dry.status).toBe(200);
    expect(await stored()).toEqual(before);
    expect(dry.body).toMatchObject({ dryRun: true, created: 1, updated: 1, unchanged: 1, rejected: 0 });
    expect(dry.body.rows[0].contactId).toBeNull();
    const real = await load(csv);
    const outcomes = (answer: { body: { rows: { outcome: string; problems: unknown }[] } }) =>
      answer.body.rows.map(({ outcome, problems }) => [outcome, problems]);
    expect(outcomes(real)).toEqual(outcomes(dry));
    expect(await byEmail('old@example.org')).toMatchObject({ name: 'Old', city: 'Omsk', tags: ['a', 'b'], version: 2 });
    expect(await byEmail('same@example.org')).toMatchObject({ name: 'Same', version: 1 });
    const again = await load(csv);
    expect(again.body).toMatchObject({ created: 0, updated: 0, unchanged: 3 });
    expect((await byEmail('old@example.org')).version).toBe(2);
  });

  it('never grants again what was withdrawn, and never lifts do-not-contact', async () => {
    await load(`email,consent\nanna@example.org,newsletter\n`);
    const { id } = await byEmail('anna@example.org');
    await org.owner.post(`/v1/contacts/${id}/consents`, {
      purpose: 'newsletter',
      decision: 'withdrawn',
      channel: 'spoken',
    });
    await org.owner.put(`/v1/contacts/${id}/do-not-contact`, { reason: 'unsubscribed' });
    const answer = await load(`email,name,consent\nanna@example.org,Анна,newsletter;survey\n`);
    expect(answer.body.rows[0]).toMatchObject({
      outcome: 'updated',
      problems: [{ code: 'consent-withdrawn', column: 'consent' }, { code: 'do-not-contact' }],
    });
    expect(await byEmail('anna@example.org')).toMatchObject({
      name: 'Анна',
      consents: [
        { purpose: 'newsletter', decision: 'withdrawn' },
        { purpose: 'survey', decision: 'granted' },
      ],
      doNotContact: { reason: 'unsubscribed' },
    });
    const again = await load(`email,consent\nanna@example.org,newsletter\n`);
    expect(again.body.rows[0]).toMatchObject({ outcome: 'unchanged' });
  });

  it('reads what spreadsheets write: byte order mark, semicolons, their own names of columns', async () => {
    const csv =
      '\uFEFF"E-Mail";"Имя";"Город";"Телефон"\r\n"a@example.org";"А";"Москва";"1"\r\n;;;\r\n"b@example.org";"Б; младший";;\r\n';
    const answer = await load(csv, { mapping: { 'e-mail': 'email', Имя: 'name', Город: 'city' } });
    expect(answer.body).toMatchObject({
      delimiter: ';',
      created: 2,
      rejected: 0,
      columns: [
        { header: 'E-Mail', column: 'email' },
        { header: 'Имя', column: 'name' },
        { header: 'Город', column: 'city' },
        { header: 'Телефон', column: null },
      ],
    });
    expect(answer.body.rows[1]).toMatchObject({ row: 2, line: 4 });
    expect((await byEmail('b@example.org')).name).toBe('Б; младший');
  });

  it.each([
    ['', {}, 'audience/csv-unreadable'],
    ['email\n"a@example.org', {}, 'audience/csv-unreadable'],
    ['name\nA', {}, 'audience/csv-columns'],
    ['email,email\nA,B', {}, 'audience/csv-columns'],
    ['email\nA', { mapping: { mail: 'email' } }, 'audience/csv-columns'],
    ['mail\nA', { mapping: { mail: 'salary' } }, 'audience/csv-columns'],
    [`email\n${'x\n'.repeat(5_001)}`, {}, 'audience/csv-too-long'],
    ['email\na@example.org', { dryRun: 'no' }, 'request/invalid'],
    ['email\na@example.org', { mapping: 'email' }, 'request/invalid'],
  ])('refuses the whole file in case %#', async (csv, more, code) => {
    const before = await stored();
    expect(await load(csv, more)).toBeProblem(422, code);
    expect(await stored()).toEqual(before);
  });

  it('is bounded in size', async () => {
    expect(await load(`email\n${'x'.repeat(1_100_000)}`)).toBeProblem(413, 'request/too-large');
  });

  it('keeps texts as data, whatever they look like', async () => {
    const nasty = [
      `'; drop table contacts; --`,
      '=HYPERLINK("http://evil")',
      '<script>alert(1)</script>',
      '{{name}}',
      '\\"\\u0000',
      '$1',
    ];
    const csv = `email,name,tags\n${nasty.map((text, index) => `n${index}@example.org,"${text.replaceAll('"', '""')}","${text.replaceAll('"', '""').replaceAll(';', ' ')}"`).join('\n')}\n`;
    const answer = await load(csv);
    expect(answer.body).toMatchObject({ created: nasty.length, rejected: 0 });
    for (const [index, text] of nasty.entries()) expect((await byEmail(`n${index}@example.org`)).name).toBe(text);
  });

  it('takes 5,000 rows at once', async () => {
    const line = (index: number) =>
      `p${index}@example.org,Участник ${index},Город ${index % 50},ru,tag${index % 7};all,topic${index % 11},event-invitations,Meetup ${index % 9}@2025-0${1 + (index % 9)}-10`;
    const csv = `${header}\n${Array.from({ length: 5_000 }, (_, index) => line(index)).join('\n')}\n`;
    expect((await load(csv)).body).toMatchObject({ created: 5_000, rejected: 0 });
    expect((await load(csv)).body).toMatchObject({ unchanged: 5_000 });
  });

  it('runs beside another import of the same people', async () => {
    const csv = (tag: string) =>
      `email,tags,consent\n${Array.from({ length: 200 }, (_, index) => `c${index}@example.org,${tag},survey`).join('\n')}\n`;
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((tag) => load(csv(tag))));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    expect(answers.reduce((sum, answer) => sum + answer.body.created, 0)).toBe(200);
    const one = await byEmail('c7@example.org');
    expect(one.tags.toSorted()).toEqual(['a', 'b', 'c', 'd']);
    expect((await org.owner.get(`/v1/contacts/${one.id}/consents`)).body.items).toHaveLength(1);
  });

  it('stays within the organisation', async () => {
    const csv = `email,name\nshared@example.org,Ours\n`;
    await load(csv);
    const twin = await t.organization({ name: 'Twin' });
    const theirs = await twin.owner.post('/v1/contact-imports', { csv: csv.replace('Ours', 'Theirs'), dryRun: false });
    expect(theirs.body).toMatchObject({ created: 1 });
    expect((await byEmail('shared@example.org')).name).toBe('Ours');
    const door = await org.member('door');
    expect(await door.post('/v1/contact-imports', { csv, dryRun: true })).toBeProblem(403, 'auth/forbidden');
  });
});
