import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { publishedEvent } from '../../support/given.js';
import { draftSurvey, guests, openSurvey, questions, survey, uuidOf } from './given.js';

let t: TestApp;
let org: TestOrganization;
let twin: TestOrganization;
let eventId: string;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  twin = await t.organization({ name: 'Twin' });
  eventId = (await publishedEvent(org.owner)).id;
});
afterAll(() => t.stop());

describe('drawing up a survey', () => {
  it('keeps the questions as they are asked', async () => {
    const made = await org.owner.post(`/v1/events/${eventId}/surveys`, survey());
    expect(made.status).toBe(201);
    expect(made.headers.get('etag')).toBe('"1"');
    expect(made.body).toMatchObject({
      eventId,
      state: 'draft',
      asked: 0,
      openedAt: null,
      closedAt: null,
      title: { en: 'How was it?', ru: 'Как прошло?' },
    });
    expect(made.body.questions.map((question: { key: string }) => question.key)).toEqual([
      'nps',
      'why',
      'csat',
      'topics',
      'more',
    ]);
    expect(made.body.questions[1]).toEqual({
      key: 'why',
      kind: 'text',
      text: { en: 'Why?', ru: 'Почему?' },
      required: true,
      choices: [],
      condition: { question: 'nps', anyOf: null, atLeast: null, atMost: 6 },
    });
    expect((await org.owner.get(`/v1/surveys/${made.body.id}`)).body).toEqual(made.body);
  });

  it('refuses questions that could not be asked, naming the member', async () => {
    const twice = await org.owner.post(
      `/v1/events/${eventId}/surveys`,
      survey({ questions: [questions[0], questions[0]] }),
    );
    expect(twice).toBeProblem(422, 'surveys/question-invalid');
    expect(twice.body.pointer).toBe('/questions/1/key');
    const strange = await org.owner.post(
      `/v1/events/${eventId}/surveys`,
      survey({ questions: [{ ...questions[0], kind: 'stars' }] }),
    );
    expect(strange).toBeProblem(422, 'request/invalid');
    expect(strange.body.pointer).toBe('/questions/0/kind');
    expect(await org.owner.post(`/v1/events/${eventId}/surveys`, survey({ questions: [] }))).toBeProblem(
      422,
      'request/invalid',
    );
    expect(await org.owner.post(`/v1/events/${eventId}/surveys`, survey({ surprise: 1 }))).toBeProblem(
      422,
      'request/invalid',
    );
  });

  it('is replaced as a whole, by those who have read it', async () => {
    const id = await draftSurvey(org.owner, eventId);
    const path = `/v1/surveys/${id}`;
    expect(await org.owner.put(path, survey())).toBeProblem(428, 'request/if-match-required');
    const changed = await org.owner.put(path, survey({ questions: [questions[2]] }), { 'if-match': '"1"' });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ version: 2, questions: [{ key: 'csat' }] });
    expect(await org.owner.put(path, survey(), { 'if-match': '"1"' })).toBeProblem(412, 'request/version-conflict');
  });

  it('lists the surveys of an event, a page at a time', async () => {
    const event = await publishedEvent(org.owner);
    const ids = [
      await draftSurvey(org.owner, event.id),
      await draftSurvey(org.owner, event.id),
      await draftSurvey(org.owner, event.id),
    ];
    const first = await org.owner.get(`/v1/events/${event.id}/surveys?limit=2`);
    const second = await org.owner.get(`/v1/events/${event.id}/surveys?limit=2&cursor=${first.body.next}`);
    expect([...first.body.items, ...second.body.items].map((item: { id: string }) => item.id)).toEqual(ids);
    expect(second.body.next).toBeNull();
    const since = await org.owner.get(`/v1/events/${event.id}/surveys?updatedSince=2000-01-01T00:00:00Z&limit=1`);
    expect(since.body.items).toHaveLength(1);
    const next = await org.owner.get(
      `/v1/events/${event.id}/surveys?updatedSince=2000-01-01T00:00:00Z&cursor=${since.body.next}`,
    );
    expect(next.body.items).toHaveLength(2);
  });

  it('needs the permission', async () => {
    const door = await org.member('door');
    const analyst = await org.member('analyst');
    expect(await door.get(`/v1/events/${eventId}/surveys`)).toBeProblem(403, 'auth/forbidden');
    expect((await analyst.get(`/v1/events/${eventId}/surveys`)).status).toBe(200);
    expect(await analyst.post(`/v1/events/${eventId}/surveys`, survey())).toBeProblem(403, 'auth/forbidden');
    expect(await t.visitor.get(`/v1/events/${eventId}/surveys`)).toBeProblem(401, 'auth/unauthenticated');
  });

  it('is nobody else’s', async () => {
    const id = await draftSurvey(org.owner, eventId);
    expect(await twin.owner.get(`/v1/surveys/${id}`)).toBeProblem(404, 'surveys/unknown');
    expect(await twin.owner.put(`/v1/surveys/${id}`, survey(), { 'if-match': '"1"' })).toBeProblem(
      404,
      'surveys/unknown',
    );
    expect(await twin.owner.post(`/v1/surveys/${id}/opening`)).toBeProblem(404, 'surveys/unknown');
    expect(await twin.owner.post(`/v1/surveys/${id}/closing`)).toBeProblem(404, 'surveys/unknown');
    expect(await twin.owner.get(`/v1/surveys/${id}/results`)).toBeProblem(404, 'surveys/unknown');
    expect(await twin.owner.get(`/v1/surveys/${id}/questions/more/texts`)).toBeProblem(404, 'surveys/unknown');
    expect(await twin.owner.post(`/v1/events/${eventId}/surveys`, survey())).toBeProblem(404, 'events/unknown');
    expect(await twin.owner.get(`/v1/events/${eventId}/surveys`)).toBeProblem(404, 'events/unknown');
  });
});

describe('opening a survey', () => {
  it('mails each of those who came a link of their own, in their language', async () => {
    const opened = await openSurvey(t, org, 4);
    const shown = await org.owner.get(`/v1/surveys/${opened.id}`);
    expect(shown.body).toMatchObject({ state: 'open', asked: 4 });
    expect(new Set(opened.tokens).size).toBe(4);
    const [russian, english] = opened.guests.map((guest) => t.mails().filter((mail) => mail.isFor(guest.email)));
    expect(russian).toHaveLength(1);
    expect(russian?.[0]?.subject).toBe('Как вам мероприятие? Вечер данных');
    expect(english?.[0]?.subject).toBe('How was it? Data evening');
    expect(english?.[0]?.text).toContain(`${t.config.publicUrl}/s/${opened.tokens[1]}`);
    expect(english?.[0]?.html).toContain(`${t.config.publicUrl}/s/${opened.tokens[1]}`);
    expect(english?.[0]?.html).toContain('<html lang="en">');
  });

  it('asks nobody twice, neither by a second opening nor by a second ticket', async () => {
    const event = await publishedEvent(org.owner);
    const [first, second] = await guests(t, org, event.id, 2);
    await t.sql('update tickets set attendee_email = $1 where id = $2', [first?.email, second?.ticketId]);
    const id = await draftSurvey(org.owner, event.id);
    expect((await org.owner.post(`/v1/surveys/${id}/opening`)).body).toMatchObject({ asked: 1 });
    expect(await org.owner.post(`/v1/surveys/${id}/opening`)).toBeProblem(409, 'surveys/already-opened');
    await t.settled();
    expect(t.mails().filter((mail) => mail.isFor(first?.email ?? ''))).toHaveLength(1);
  });

  it('leaves alone who must not be written to or has withdrawn from surveys', async () => {
    const event = await publishedEvent(org.owner);
    const [blocked, withdrawn] = await guests(t, org, event.id, 3);
    await t.sql(
      `insert into contacts (organization_id, email, do_not_contact, do_not_contact_since) values ($1, $2, 'manual', now())`,
      [uuidOf(org.id), blocked?.email],
    );
    await t.sql(
      `with c as (insert into contacts (organization_id, email) values ($1, $2) returning id)
       insert into consents (organization_id, contact_id, purpose, decision, channel, occurred_at) select $1, id, 'survey', 'withdrawn', 'form', now() from c`,
      [uuidOf(org.id), withdrawn?.email],
    );
    const id = await draftSurvey(org.owner, event.id);
    expect((await org.owner.post(`/v1/surveys/${id}/opening`)).body).toMatchObject({ asked: 1 });
  });

  it('is refused while nobody has come', async () => {
    const id = await draftSurvey(org.owner, eventId);
    expect(await org.owner.post(`/v1/surveys/${id}/opening`)).toBeProblem(409, 'surveys/nobody-came');
    expect((await org.owner.get(`/v1/surveys/${id}`)).body).toMatchObject({ state: 'draft', asked: 0 });
  });

  it('makes the questions stay, for the API and for the database', async () => {
    const { id } = await openSurvey(t, org, 2);
    expect(await org.owner.put(`/v1/surveys/${id}`, survey(), { 'if-match': '"2"' })).toBeProblem(
      409,
      'surveys/already-opened',
    );
    for (const statement of [
      `update survey_questions set text = '{}' where survey_id = $1`,
      `delete from survey_questions where survey_id = $1`,
      `insert into survey_questions (organization_id, survey_id, position, key, kind, text, required) select organization_id, survey_id, 90, 'late', 'nps', '{}', false from survey_questions where survey_id = $1 limit 1`,
    ]) {
      await expect(t.sql(statement, [uuidOf(id)])).rejects.toThrow('stay as they are');
    }
  });

  it('walks from draft to open to closed and no other way', async () => {
    const id = await draftSurvey(org.owner, eventId);
    expect(await org.owner.post(`/v1/surveys/${id}/closing`)).toBeProblem(409, 'surveys/not-open');
    const opened = await openSurvey(t, org, 2);
    expect((await org.owner.post(`/v1/surveys/${opened.id}/closing`)).body).toMatchObject({ state: 'closed' });
    expect(await org.owner.post(`/v1/surveys/${opened.id}/closing`)).toBeProblem(409, 'surveys/not-open');
    expect(await org.owner.post(`/v1/surveys/${opened.id}/opening`)).toBeProblem(409, 'surveys/already-opened');
  });
});
