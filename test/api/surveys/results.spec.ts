import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { type OpenSurvey, openSurvey, uuidOf } from './given.js';
import { SurveyMixing } from '../../../src/modules/surveys/survey-mixing.service.js';

let t: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

async function answerAll(survey: OpenSurvey, answers: readonly Record<string, unknown>[], from = 0): Promise<void> {
  for (const [index, given] of answers.entries()) {
    const result = await t.visitor.post(`/v1/public/surveys/${survey.tokens[from + index]}/answers`, {
      answers: given,
    });
    if (result.status !== 201) throw new Error(JSON.stringify(result.body));
  }
}
const resultsOf = async (survey: OpenSurvey) => (await org.owner.get(`/v1/surveys/${survey.id}/results`)).body;
const times = (n: number, given: Record<string, unknown>) => Array.from({ length: n }, () => given);

describe('results', () => {
  it('say nothing before opening, and nothing about fewer than five people', async () => {
    const survey = await openSurvey(t, org, 6);
    await answerAll(survey, times(4, { nps: 9, more: 'A word' }));
    await org.owner.post(`/v1/surveys/${survey.id}/closing`);
    expect(await resultsOf(survey)).toMatchObject({
      asked: 6,
      answered: 4,
      shown: 4,
      questions: null,
      responseRate: { value: 4 / 6, n: 6 },
    });
    expect(await org.owner.get(`/v1/surveys/${survey.id}/questions/more/texts`)).toBeProblem(
      409,
      'surveys/too-few-answers',
    );
  });

  it('grow in steps of five or more, while it is open and at its end', async () => {
    const survey = await openSurvey(t, org, 23);
    const seen: number[] = [];
    for (let n = 0; n < 23; n++) {
      await answerAll(
        survey,
        [{ nps: n % 11, why: 'so' }].map((given) => (given.nps > 6 ? { nps: given.nps } : given)),
        n,
      );
      await t.settled();
      const { shown, answered } = await resultsOf(survey);
      expect(answered).toBe(n + 1);
      if (seen.at(-1) !== shown) seen.push(shown);
    }
    await org.owner.post(`/v1/surveys/${survey.id}/closing`);
    seen.push((await resultsOf(survey)).shown);
    expect(seen.at(-1)).toBe(23);
    expect(seen.length).toBeGreaterThan(2);
    seen.slice(1).forEach((shown, index) => expect(shown - (seen[index] ?? 0)).toBeGreaterThanOrEqual(5));
  });

  it('count every kind of question, with intervals that know how many were asked', async () => {
    const survey = await openSurvey(t, org, 50);
    await answerAll(survey, [
      ...times(20, { nps: 10, csat: 5, topics: ['sql', 'queues'] }),
      ...times(10, { nps: 8, csat: 4, topics: ['sql'] }),
      ...times(6, { nps: 2, csat: 2, why: 'Too loud' }),
      ...times(4, { nps: 0, why: 'Too far' }),
    ]);
    await org.owner.post(`/v1/surveys/${survey.id}/closing`);
    const results = await resultsOf(survey);
    expect(results).toMatchObject({ asked: 50, answered: 40, shown: 40 });
    const byKey = Object.fromEntries(results.questions.map((question: { key: string }) => [question.key, question]));
    expect(byKey.nps).toMatchObject({ n: 40, nps: { value: 25, n: 40 }, csat: null });
    expect(byKey.nps.nps.low).toBeGreaterThan(25 - 15);
    expect(byKey.nps.nps.high).toBeLessThan(25 + 15);
    expect(byKey.nps.distribution.map((option: { count: number }) => option.count)).toEqual([
      4, 0, 6, 0, 0, 0, 0, 0, 10, 0, 20,
    ]);
    expect(byKey.csat).toMatchObject({ n: 36, csat: { value: 30 / 36, n: 36 }, nps: null });
    expect(byKey.csat.mean.value).toBeCloseTo((100 + 40 + 12) / 36, 10);
    expect(byKey.topics).toMatchObject({ n: 30, mean: null });
    expect(byKey.topics.distribution).toMatchObject([
      { option: 'sql', count: 30, share: { value: 1 } },
      { option: 'queues', count: 20, share: { value: 2 / 3 } },
    ]);
    expect(byKey.why).toMatchObject({ n: 10, distribution: [] });
    expect(byKey.more).toMatchObject({ n: null, distribution: [] });
  });

  it('list the texts, each once, and page through them', async () => {
    const survey = await openSurvey(t, org, 12);
    const words = ['One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Two', 'Two'];
    await answerAll(
      survey,
      words.map((more) => ({ nps: 9, more })),
    );
    await org.owner.post(`/v1/surveys/${survey.id}/closing`);
    const path = `/v1/surveys/${survey.id}/questions/more/texts`;
    const first = await org.owner.get(`${path}?limit=4`);
    const second = await org.owner.get(`${path}?limit=4&cursor=${first.body.next}`);
    const all = [...first.body.items, ...second.body.items] as { text: string; times: number }[];
    expect(second.body.next).toBeNull();
    expect(all.map((item) => item.text).toSorted()).toEqual(['Five', 'Four', 'One', 'Six', 'Three', 'Two']);
    expect(all.find((item) => item.text === 'Two')?.times).toBe(3);
    expect(await org.owner.get(`/v1/surveys/${survey.id}/questions/nps/texts`)).toBeProblem(
      404,
      'surveys/question-unknown',
    );
    expect(await org.owner.get(`/v1/surveys/${survey.id}/questions/no-such/texts`)).toBeProblem(
      404,
      'surveys/question-unknown',
    );
  });

  it('catch up daily with what an interrupted process left behind', async () => {
    const survey = await openSurvey(t, org, 20);
    // Twelve answers were taken, and the process ended before it could tell anybody.
    await t.sql(
      `insert into survey_inbox (organization_id, survey_id, answers) select $1, $2, '[]' from generate_series(1, 12)`,
      [uuidOf(org.id), uuidOf(survey.id)],
    );
    expect(await resultsOf(survey)).toMatchObject({ shown: 0 });
    await t.get(SurveyMixing).mixEverywhere();
    expect(await resultsOf(survey)).toMatchObject({ shown: 7 });
    await t.get(SurveyMixing).mixEverywhere();
    expect(await resultsOf(survey)).toMatchObject({ shown: 7 });
  });
});
