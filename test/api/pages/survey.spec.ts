import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { openPage, sendForm } from '../../support/form.js';
import { type OpenSurvey, openSurvey } from '../surveys/given.js';

let t: TestApp;
let org: TestOrganization;
let survey: OpenSurvey;
beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  survey = await openSurvey(t, org, 3);
});
afterAll(() => t.stop());

const pageOf = (index: number) => `${t.url}/s/${survey.tokens[index]}`;

describe('the page of a survey', () => {
  it('asks without saying whom, in both languages', async () => {
    for (const language of ['ru', 'en']) {
      const { status, body, headers } = await openPage(pageOf(0), language);
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(body).toMatch(/name="q-nps" value="10"/);
      for (const guest of survey.guests) expect(body).not.toContain(guest.email);
    }
  });

  it('says what is missing, keeps the rest, and takes one answer', async () => {
    const incomplete = await sendForm(pageOf(0), { 'q-more': 'Спасибо <3' });
    expect(incomplete.status).toBe(422);
    expect(incomplete.body).toContain('href="#q-nps"');
    expect(incomplete.body).toContain('Спасибо &lt;3');
    const sent = await sendForm(pageOf(0), { 'q-nps': '9', 'q-more': 'Спасибо <3' });
    expect([sent.status, sent.location]).toEqual([303, `/s/${survey.tokens[0]}?thanks=1&lang=ru`]);
    expect((await openPage(t.url + sent.location)).body).toContain('Ваши ответы получены.');
    expect((await openPage(pageOf(0))).body).toContain('Вы уже ответили');
    const twice = await sendForm(pageOf(0), { 'q-nps': '1' });
    expect((await openPage(t.url + twice.location)).body).toContain('Вы уже ответили');
  });

  it('refuses what is no answer beside the question', async () => {
    const wrong = await sendForm(pageOf(1), { 'q-nps': '11' });
    expect(wrong.status).toBe(422);
    expect(wrong.body).toContain('Выберите один из предложенных ответов');
    expect((await sendForm(pageOf(1), { 'q-nps': '10' })).status).toBe(303);
  });

  it('says that it is closed', async () => {
    const closed = await org.owner.post(`/v1/surveys/${survey.id}/closing`);
    expect(closed.status).toBeLessThan(300);
    expect((await openPage(pageOf(2))).body).toContain('Опрос закрыт');
    expect((await sendForm(pageOf(2), { 'q-nps': '10' })).status).toBe(303);
  });
});
