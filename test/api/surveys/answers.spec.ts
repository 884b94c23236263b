import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { type OpenSurvey, draftSurvey, openSurvey, uuidOf } from './given.js';

let t: TestApp;
let org: TestOrganization;
let opened: OpenSurvey;
let next = 0;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  opened = await openSurvey(t, org, 12);
});
afterAll(() => t.stop());

/** A link that nobody has used yet. */
const freshToken = (): string => {
  const token = opened.tokens[next++];
  if (!token) throw new Error('The survey has no more guests');
  return token;
};
const answer = (token: string, answers: Record<string, unknown>, headers: Record<string, string> = {}) =>
  t.visitor.post(`/v1/public/surveys/${token}/answers`, { answers }, headers);
const keptOf = async (surveyId: string) => {
  const [row] = await t.sql(
    `select (select count(*) from survey_inbox where survey_id = $1)::int + (select count(*) from survey_responses where survey_id = $1)::int as answers,
            (select count(*) from survey_tokens where survey_id = $1 and used)::int as used`,
    [uuidOf(surveyId)],
  );
  return row as { answers: number; used: number };
};

describe('the form behind a personal link', () => {
  it('asks in the language of the person', async () => {
    const token = freshToken();
    const russian = await t.visitor.get(`/v1/public/surveys/${token}`, {
      'accept-language': 'ru-RU,ru;q=0.9,en;q=0.8',
    });
    expect(russian.status).toBe(200);
    expect(russian.body).toMatchObject({
      state: 'open',
      locale: 'ru',
      title: 'Как прошло?',
      introduction: 'Две минуты, анонимно.',
    });
    expect(russian.body.questions[0]).toEqual({
      key: 'nps',
      kind: 'nps',
      text: 'Посоветуете друзьям?',
      required: true,
      scale: { least: 0, most: 10 },
      choices: [],
      condition: null,
    });
    const english = await t.visitor.get(`/v1/public/surveys/${token}`);
    expect(english.body.questions[3]).toMatchObject({
      text: 'What was best?',
      choices: [
        { key: 'sql', text: 'Query plans' },
        { key: 'queues', text: 'Queues' },
      ],
    });
  });

  it('tells nobody who the person is', async () => {
    const answered = await t.visitor.get(`/v1/public/surveys/${freshToken()}`);
    expect(JSON.stringify(answered.body)).not.toMatch(/guest|example\.org|tkt_|ord_/i);
  });

  it.each(['x'.repeat(43), 'short', '..%2f..%2fadmin', 'A'.repeat(190)])(
    'is not found by the invented link %#',
    async (token) => {
      expect(await t.visitor.get(`/v1/public/surveys/${token}`)).toBeProblem(404, 'surveys/link-unknown');
      expect(await answer(token, { nps: 9 })).toBeProblem(404, 'surveys/link-unknown');
    },
  );
});

describe('answering', () => {
  it('takes answers of every kind, once', async () => {
    const token = freshToken();
    const before = await keptOf(opened.id);
    const given = await answer(token, {
      nps: 3,
      why: 'Too loud',
      csat: 4,
      topics: ['queues', 'sql'],
      more: 'Longer breaks',
    });
    expect(given.status).toBe(201);
    expect(given.body).toEqual({ state: 'answered' });
    expect(await answer(token, { nps: 9 })).toBeProblem(409, 'surveys/already-answered');
    expect((await t.visitor.get(`/v1/public/surveys/${token}`)).body).toMatchObject({ state: 'answered' });
    expect(await keptOf(opened.id)).toEqual({ answers: before.answers + 1, used: before.used + 1 });
  });

  it('drops answers to questions that were not asked', async () => {
    await answer(freshToken(), { nps: 10, why: 'stale: the score was changed' });
    const rows = await t.sql(`select answers from survey_inbox where survey_id = $1`, [uuidOf(opened.id)]);
    expect(JSON.stringify(rows)).not.toContain('stale');
  });

  it('refuses what does not fit, and leaves the link usable', async () => {
    const token = freshToken();
    const missing = await answer(token, { nps: 6 });
    expect(missing).toBeProblem(422, 'surveys/answer-missing');
    expect(missing.body.pointer).toBe('/answers/why');
    const wrong = await answer(token, { nps: 12 });
    expect(wrong).toBeProblem(422, 'surveys/answer-invalid');
    expect(wrong.body.pointer).toBe('/answers/nps');
    expect(await answer(token, { nps: 9, extra: 1 })).toBeProblem(422, 'surveys/answer-invalid');
    expect(await t.visitor.post(`/v1/public/surveys/${token}/answers`, { answers: 'nps=9' })).toBeProblem(
      422,
      'request/invalid',
    );
    expect(await t.visitor.post(`/v1/public/surveys/${token}/answers`, { nps: 9 })).toBeProblem(422, 'request/invalid');
    expect((await answer(token, { nps: 9 })).status).toBe(201);
  });

  it('keeps no idempotency key, which would hold the answer and its time', async () => {
    const token = freshToken();
    expect((await answer(token, { nps: 9 }, { 'idempotency-key': 'once' })).status).toBe(201);
    expect(await answer(token, { nps: 9 }, { 'idempotency-key': 'once' })).toBeProblem(409, 'surveys/already-answered');
    expect(await t.sql(`select count(*)::int as n from idempotency_keys where key = 'once'`)).toEqual([{ n: 0 }]);
  });

  it('takes exactly one of fifty answers that come by the same link at once', async () => {
    const token = freshToken();
    const before = await keptOf(opened.id);
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, index) => answer(token, { nps: 10, more: `attempt ${index}` })),
    );
    expect(results.filter((result) => result.status === 201)).toHaveLength(1);
    for (const refused of results.filter((result) => result.status !== 201))
      expect(refused).toBeProblem(409, 'surveys/already-answered');
    expect(await keptOf(opened.id)).toEqual({ answers: before.answers + 1, used: before.used + 1 });
  });

  it('would take more than one without the guard in the statement (negative control)', async () => {
    // The same race against a link that is looked at first and marked afterwards, as a naive implementation does.
    await t.sql(
      'create table naive_links (used boolean not null); insert into naive_links values (false); create table naive_taken (n int)',
    );
    const naive = async (n: number) => {
      const [link] = await t.sql<{ used: boolean }>('select used from naive_links');
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (link?.used) return;
      await t.sql('update naive_links set used = true');
      await t.sql('insert into naive_taken values ($1)', [n]);
    };
    await Promise.all(Array.from({ length: 50 }, (_, n) => naive(n)));
    const [taken] = await t.sql<{ n: number }>('select count(*)::int as n from naive_taken');
    expect(taken?.n).toBeGreaterThan(1);
  });
});

describe('closing', () => {
  it('loses no answer that was taken, whatever is in flight', async () => {
    const survey = await openSurvey(t, org, 30);
    const answering = survey.tokens.map((token, index) => answer(token, { nps: 9, more: `voice ${index}` }));
    const closing = new Promise((resolve) => setTimeout(resolve, 20)).then(() =>
      org.owner.post(`/v1/surveys/${survey.id}/closing`),
    );
    const results = await Promise.all(answering);
    expect((await closing).status).toBe(200);
    await t.settled();
    const taken = results.filter((result) => result.status === 201).length;
    for (const refused of results.filter((result) => result.status !== 201))
      expect(refused).toBeProblem(409, 'surveys/closed');
    expect((await org.owner.get(`/v1/surveys/${survey.id}/results`)).body).toMatchObject({
      answered: taken,
      shown: taken,
      state: 'closed',
    });
    expect(await keptOf(survey.id)).toEqual({ answers: taken, used: taken });
  });

  it('refuses answers afterwards', async () => {
    const survey = await openSurvey(t, org, 2);
    await answer(survey.tokens[0] ?? '', { nps: 9 });
    await org.owner.post(`/v1/surveys/${survey.id}/closing`);
    expect(await answer(survey.tokens[1] ?? '', { nps: 9 })).toBeProblem(409, 'surveys/closed');
    expect((await t.visitor.get(`/v1/public/surveys/${survey.tokens[1]}`)).body).toMatchObject({ state: 'closed' });
    expect((await t.visitor.get(`/v1/public/surveys/${survey.tokens[0]}`)).body).toMatchObject({ state: 'answered' });
  });
});

it('does not open a link of one survey in another', async () => {
  const other = await draftSurvey(org.owner, opened.eventId);
  await org.owner.post(`/v1/surveys/${other}/opening`);
  await t.settled();
  const before = await keptOf(other);
  expect((await answer(freshToken(), { nps: 9 })).status).toBe(201);
  expect(await keptOf(other)).toEqual(before);
});
