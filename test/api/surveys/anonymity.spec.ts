import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { type Guest, type OpenSurvey, openSurvey, uuidOf } from './given.js';

/**
 * An adversary with the whole database in hand, system columns included, tries to say who wrote which answer. Sixty people
 * answered; guessing gets one of sixty right on average, and nine or more right with a probability of one in a million.
 */
const people = 60;
const byChance = 8;

let t: TestApp;
let org: TestOrganization;
let survey: OpenSurvey;
/** What each guest wrote. Only the test knows; the adversary gets the texts and wants the rest. */
let truth: Map<string, string>;
/** The order in which the guests answered, as the log of a web server would have it. */
let log: Guest[];

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  survey = await openSurvey(t, org, people);
  log = survey.guests
    .map((guest) => ({ guest, draw: Math.random() }))
    .toSorted((a, b) => a.draw - b.draw)
    .map(({ guest }) => guest);
  truth = new Map(log.map((guest) => [guest.ticketId, `voice-${Math.random().toString(36).slice(2)}`]));
  for (const guest of log) {
    const token = survey.tokens[survey.guests.indexOf(guest)];
    const answered = await t.visitor.post(
      `/v1/public/surveys/${token}/answers`,
      { answers: { nps: 9, more: truth.get(guest.ticketId) } },
      { 'idempotency-key': `k-${token}` },
    );
    if (answered.status !== 201) throw new Error(JSON.stringify(answered.body));
  }
  await t.settled();
});
afterAll(() => t.stop());

/** How many of the guesses (ticket → text) are right. */
const right = (guesses: ReadonlyMap<string, string>): number =>
  [...guesses].filter(([ticket, text]) => truth.get(ticket) === text).length;

/** Reads every row of every table there is, with the transaction that wrote it. */
async function everything(): Promise<{ table: string; xmin: string; row: string }[]> {
  const tables = await t.sql<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const found: { table: string; xmin: string; row: string }[] = [];
  for (const { name } of tables) {
    for (const { xmin, row } of await t.sql<{ xmin: string; row: string }>(
      `select xmin::text, to_jsonb(x)::text as row from ${name} x`,
    )) {
      found.push({ table: name, xmin, row });
    }
  }
  return found;
}

/** Attack 1: rows that share their transaction with the answer, or hold it, and name a person. */
async function bySharedTransaction(answers: readonly { xmin: string; text: string }[]): Promise<Map<string, string>> {
  const rows = await everything();
  const guesses = new Map<string, string>();
  for (const { xmin, text } of answers) {
    const near = rows.filter((row) => row.xmin === xmin || row.row.includes(text)).map((row) => row.row);
    const named = survey.guests.filter((guest) =>
      near.some((row) => row.includes(guest.ticketId) || row.includes(guest.email)),
    );
    // Several names are no guess; one is.
    if (named.length === 1 && named[0]) guesses.set(named[0].ticketId, text);
  }
  return guesses;
}

/** Attack 2: both sides in some order, laid side by side. */
const sideBySide = (tickets: readonly string[], texts: readonly string[]): Map<string, string> =>
  new Map(tickets.map((ticket, index) => [ticket, texts[index] ?? '']));

const answersBy = (order: string) =>
  t.sql<{ xmin: string; text: string }>(
    `select r.xmin::text, a.text from survey_responses r join survey_answers a on a.response_id = r.id and a.text is not null where r.survey_id = $1 order by ${order}`,
    [uuidOf(survey.id)],
  );
const answerOrders = [
  'r.ctid',
  'r.id',
  'a.ctid',
  'r.xmin::text::bigint, r.ctid',
  'a.xmin::text::bigint, a.ctid',
  'r.ctid desc',
  'r.id desc',
];

async function peopleInEveryOrder(): Promise<Map<string, string[]>> {
  const orders = new Map<string, string[]>();
  const keep = async (name: string, sql: string, params: unknown[] = []) =>
    orders.set(
      name,
      (await t.sql<{ id: string }>(sql, params)).map((row) => row.id),
    );
  await keep('tickets by id', 'select id from tickets order by id');
  await keep('tickets by name', 'select id from tickets order by attendee_name');
  await keep('scans by time', 'select ticket_id as id from scans order by scanned_at');
  await keep(
    'mails by id',
    `select data->>'ticketId' as id from mails where template = 'survey-invitation' order by id`,
  );
  await keep(
    'mails by time of sending',
    `select data->>'ticketId' as id from mails where template = 'survey-invitation' order by sent_at`,
  );
  await keep(
    'mails by place',
    `select data->>'ticketId' as id from mails where template = 'survey-invitation' order by ctid`,
  );
  const hashes = await t.sql<{ hash: string }>(
    `select encode(token_hash, 'hex') as hash from survey_tokens order by xmin::text::bigint, ctid`,
  );
  // With APP_SECRET in hand too, the links can be derived again, and the order in which they were used is in their rows.
  const token = (ticketId: string) =>
    createHmac('sha256', t.config.appSecret)
      .update(`link|survey|${uuidOf(survey.id)}|${ticketId}|1`)
      .digest('base64url');
  const ticketOf = new Map(
    survey.guests.map(({ ticketId }) => [
      createHash('sha256')
        .update(`survey|${token(ticketId)}`)
        .digest('hex'),
      ticketId,
    ]),
  );
  orders.set(
    'links by use, with the secret',
    hashes.flatMap(({ hash }) => ticketOf.get(hash) ?? []),
  );
  orders.set(
    'the log of the web server',
    log.map((guest) => guest.ticketId),
  );
  return orders;
}

describe('an answer', () => {
  it('cannot be told from the database to be anybody’s, while the survey is open', async () => {
    const waiting = await t.sql<{ xmin: string; text: string }>(
      `select xmin::text, jsonb_path_query_first(answers, '$[*].text ? (@ != null)') #>> '{}' as text from survey_inbox where survey_id = $1 order by ctid`,
      [uuidOf(survey.id)],
    );
    expect(waiting.length).toBeGreaterThan(0);
    expect(right(await bySharedTransaction([...waiting, ...(await answersBy('r.ctid'))]))).toBe(0);
  });

  it('cannot be told to be anybody’s by a shared transaction, by place, by id, by time, or by the log', async () => {
    expect((await org.owner.post(`/v1/surveys/${survey.id}/closing`)).status).toBe(200);
    await t.settled();
    const answers = await answersBy('r.ctid');
    expect(answers).toHaveLength(people);
    expect(right(await bySharedTransaction(answers))).toBe(0);
    expect(new Set(answers.map((answer) => answer.xmin)).size).toBe(1);

    const orders = await peopleInEveryOrder();
    for (const [name, tickets] of orders) {
      expect([name, tickets.length]).toEqual([name, people]);
      for (const order of answerOrders) {
        const texts = (await answersBy(order)).map((answer) => answer.text);
        const hits = right(sideBySide(tickets, texts));
        if (hits > byChance) throw new Error(`${hits} of ${people} answers are known by ${name} and ${order}`);
      }
    }
  });

  it('leaves no trace of its time, its address or its text outside its own rows', async () => {
    const columns = await t.sql<{ table_name: string; data_type: string }>(
      `select table_name, data_type from information_schema.columns where table_name in ('survey_tokens', 'survey_inbox', 'survey_responses', 'survey_answers')`,
    );
    expect(columns.filter((column) => /time|date|inet/.test(column.data_type))).toEqual([]);
    const elsewhere = (await everything()).filter(
      ({ table, row }) => table !== 'public.survey_answers' && [...truth.values()].some((text) => row.includes(text)),
    );
    expect(elsewhere).toEqual([]);
    expect(
      await t.sql(
        `select count(*)::int as n from audit_entries where table_name in ('survey_tokens', 'survey_inbox', 'survey_responses', 'survey_answers')`,
      ),
    ).toEqual([{ n: 0 }]);
    expect(await t.sql(`select count(*)::int as n from idempotency_keys where key like 'k-%'`)).toEqual([{ n: 0 }]);
    expect(await t.sql(`select count(*)::int as n from survey_inbox`)).toEqual([{ n: 0 }]);
  });
});

describe('the attack works (negative control)', () => {
  it('on a receipt and an answer that share a transaction', async () => {
    await t.sql(
      'create table naive_receipts (ticket_id uuid); create table naive_answers (id uuid default gen_random_uuid(), text text)',
    );
    for (const guest of log) {
      await t.sql('begin');
      await t.sql('insert into naive_receipts values ($1)', [guest.ticketId]);
      await t.sql('insert into naive_answers (text) values ($1)', [truth.get(guest.ticketId)]);
      await t.sql('commit');
    }
    const answers = await t.sql<{ xmin: string; text: string }>(
      'select xmin::text, text from naive_answers order by id',
    );
    expect(right(await bySharedTransaction(answers))).toBe(people);
    await t.sql('drop table naive_receipts');
  });

  it('on answers that are stored apart, but in the order in which they came', async () => {
    for (const order of ['ctid', 'xmin::text::bigint']) {
      const texts = (await t.sql<{ text: string }>(`select text from naive_answers order by ${order}`)).map(
        (answer) => answer.text,
      );
      expect(
        right(
          sideBySide(
            log.map((guest) => guest.ticketId),
            texts,
          ),
        ),
      ).toBe(people);
    }
  });
});
