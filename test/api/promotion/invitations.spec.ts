import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../../src/kernel/id.js';
import { InvitationsService } from '../../../src/modules/promotion/invitations.service.js';
import { UnsubscribeService } from '../../../src/modules/promotion/unsubscribe.service.js';
import type { Client } from '../../support/client.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { draftEvent } from '../../support/given.js';

let t: TestApp;
let org: TestOrganization;
let twin: TestOrganization;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  twin = await t.organization({ name: 'Twin' });
});
afterAll(() => t.stop());

let round = 0;

interface Promoted {
  eventId: string;
  slug: string;
  path: string;
  email: (who: string) => string;
}

/** A published event with an audience: anna (Russian) and bob (English) agreed, vera is blocked, gleb withdrew, dina never said. */
async function promoted(concept: Record<string, unknown> = {}, organizer: Client = org.owner): Promise<Promoted> {
  const tag = `round${++round}`;
  const email = (who: string) => `${who}.${tag}@example.org`;
  const csv = [
    'email,name,locale,tags,consent',
    `${email('anna')},Анна,ru,${tag},event-invitations;newsletter`,
    `${email('bob')},"Bob <b>&""x""</b>",en,${tag},event-invitations`,
    `${email('vera')},Вера,,${tag},event-invitations`,
    `${email('gleb')},Глеб,,${tag},event-invitations`,
    `${email('dina')},Дина,,${tag},`,
  ].join('\n');
  await organizer.post('/v1/contact-imports', { csv, dryRun: false });
  await organizer.put(`/v1/contacts/${await idOf(email('vera'), organizer)}/do-not-contact`, { reason: 'manual' });
  await withdraw(await idOf(email('gleb'), organizer), organizer);
  const event = await draftEvent(organizer, concept);
  const segment = await organizer.post('/v1/segments', {
    name: tag,
    rule: { field: 'tags', cmp: 'hasAny', value: [tag] },
  });
  await organizer.post(`/v1/events/${event.id}/audience`, { segmentId: segment.body.id });
  const published = await organizer.post(`/v1/events/${event.id}/publication`);
  expect(published.status).toBe(200);
  return { eventId: event.id, slug: event.slug, path: `/v1/events/${event.id}/invitations`, email };
}

const idOf = async (email: string, organizer: Client = org.owner): Promise<string> =>
  (await organizer.get(`/v1/contacts?email=${email}`)).body.items[0].id;
const withdraw = (contactId: string, organizer: Client = org.owner) =>
  organizer.post(`/v1/contacts/${contactId}/consents`, {
    purpose: 'event-invitations',
    decision: 'withdrawn',
    channel: 'spoken',
  });
const mailsFor = (email: string) => t.mails().filter((mail) => mail.isFor(email));
const linkIn = (text: string, kind: 'i' | 'u'): string => new RegExp(`/${kind}/([\\w-]{43})`).exec(text)?.[1] ?? '';
const oneClick = (token: string, body = 'List-Unsubscribe=One-Click', type = 'application/x-www-form-urlencoded') =>
  t.visitor.send('POST', `/u/${token}`, body, { 'content-type': type });

describe('invitations', () => {
  it('go to those who agreed and to nobody else, once', async () => {
    const { path, email } = await promoted();
    const first = await org.owner.post(path);
    expect(first).toMatchObject({
      status: 200,
      body: { targeted: 5, invited: 2, alreadyInvited: 0, waiting: 0, withoutConsent: 2, doNotContact: 1 },
    });
    await t.settled();
    const received = () => ['anna', 'bob', 'vera', 'gleb', 'dina'].map((who) => mailsFor(email(who)).length);
    expect(received()).toEqual([1, 1, 0, 0, 0]);
    const again = await org.owner.post(path);
    expect(again.body).toEqual({
      targeted: 5,
      invited: 0,
      alreadyInvited: 2,
      waiting: 0,
      withoutConsent: 2,
      doNotContact: 1,
    });
    await t.settled();
    expect(received()).toEqual([1, 1, 0, 0, 0]);
    await org.owner.post(`/v1/contacts/${await idOf(email('dina'))}/consents`, {
      purpose: 'event-invitations',
      decision: 'granted',
      channel: 'form',
      textVersion: 'v1',
    });
    expect((await org.owner.post(path)).body).toMatchObject({ invited: 1, alreadyInvited: 2, withoutConsent: 1 });
    await t.settled();
    expect(received()).toEqual([1, 1, 0, 0, 1]);
  });

  it('mail nobody twice when they are sent many times at once', async () => {
    const { path, email, eventId } = await promoted();
    const answers = await Promise.all(Array.from({ length: 5 }, () => org.owner.post(path)));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
    expect(answers.reduce((sum, answer) => sum + answer.body.invited, 0)).toBe(2);
    for (const { body } of answers) expect(body.invited + body.alreadyInvited).toBe(2);
    await t.settled();
    expect([mailsFor(email('anna')).length, mailsFor(email('bob')).length]).toEqual([1, 1]);
    const [{ n }] = await t.sql('select count(*)::int as n from invitations where event_id = $1', [
      fromPublicId('evt', eventId),
    ]);
    expect(n).toBe(2);
  });

  it('are written in the language of the person, with a personal link and a way out that one press takes', async () => {
    const { path, email, slug } = await promoted();
    await org.owner.post(path);
    await t.settled();
    const [russian] = mailsFor(email('anna'));
    const [english] = mailsFor(email('bob'));
    if (!russian || !english) throw new Error('Both get a mail');
    expect(russian.subject).toBe('Приглашение: Вечер данных');
    expect(russian.text).toContain('Здравствуйте, Анна!');
    expect(russian.text).toContain('Библиотека на Невском');
    expect(english.subject).toBe('Invitation: Data evening');
    expect(english.text).toContain('Saturday');
    expect(english.html).toContain('Bob &lt;b&gt;&amp;&quot;x&quot;&lt;/b&gt;');
    for (const mail of [russian, english]) {
      expect(mail.html).toContain(`${t.url}/i/`);
      expect(mail.text).not.toMatch(/undefined|\[object|<(?:p|a|div|h1)\b/);
      const unsubscribe = `${t.url}/u/${linkIn(mail.text, 'u')}`;
      expect(mail.header('list-unsubscribe')).toContain(`<${unsubscribe}>`);
      expect(mail.header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
      expect(mail.text).toContain(unsubscribe);
      expect(mail.recipients).toHaveLength(1);
    }
    expect(linkIn(russian.text, 'i')).not.toBe(linkIn(english.text, 'i'));
    const visit = await t.get(InvitationsService).visit(linkIn(russian.text, 'i'));
    expect(visit).toMatchObject({ eventSlug: slug, name: 'Анна', email: email('anna'), locale: 'ru' });
    await expect(t.get(InvitationsService).visit('x'.repeat(43))).rejects.toMatchObject({ code: 'links/unknown' });
  });

  it('are dropped when consent is withdrawn, the person is erased, or the event is cancelled before their turn', async () => {
    const { path, email } = await promoted();
    await org.owner.post(path);
    // Whatever has gone out by now is not the point: these mails are put back as if the worker had not come to them.
    await t.settled();
    const before = t.mails().length;
    await t.sql(`update mails set state = 'queued', sent_at = null where address in ($1, $2)`, [
      email('anna'),
      email('bob'),
    ]);
    await withdraw(await idOf(email('anna')));
    await org.owner.delete(`/v1/contacts/${await idOf(email('bob'))}`);
    await requeue();
    expect(t.mails()).toHaveLength(before);
    const listed = await org.owner.get(path);
    expect(listed.body.items.map((one: { state: string }) => one.state)).toEqual(['dropped', 'dropped']);
    expect(new Set(listed.body.items.map((one: { email: string | null }) => one.email))).toEqual(
      new Set([email('anna'), null]),
    );

    const other = await promoted();
    await org.owner.post(other.path);
    await t.settled();
    const count = t.mails().length;
    await t.sql(`update mails set state = 'queued', sent_at = null where address = $1`, [other.email('anna')]);
    await org.owner.post(`/v1/events/${other.eventId}/cancellation`, { reason: 'Rain', notify: false });
    await requeue();
    expect(t.mails()).toHaveLength(count);
  });

  it('are listed with how far they have come', async () => {
    const { path, email, eventId } = await promoted();
    await org.owner.post(path);
    await t.settled();
    const listed = await org.owner.get(path);
    expect(listed.body.items).toHaveLength(2);
    expect(listed.body.items[0]).toMatchObject({
      eventId,
      state: 'sent',
      problem: null,
      orderId: null,
      registeredAt: null,
    });
    expect(listed.body.items.every((one: { sentAt: string | null }) => one.sentAt !== null)).toBe(true);
    const anna = listed.body.items.find((one: { email: string }) => one.email === email('anna'));
    await t.sql(
      `insert into orders (organization_id, event_id, state, code, name, email, locale, contact_id, invitation_id)
       select organization_id, event_id, 'paid', 'K7QF2ABC', 'Анна', $2, 'ru', contact_id, id from invitations where id = $1`,
      [fromPublicId('inv', anna.id), email('anna')],
    );
    const registered = await org.owner.get(`${path}?state=registered`);
    expect(registered.body.items).toMatchObject([{ id: anna.id, state: 'registered' }]);
    expect(registered.body.items[0].orderId).toMatch(/^ord_/);
    expect((await org.owner.get(`${path}?state=sent`)).body.items).toHaveLength(1);
    expect(await org.owner.get(`${path}?state=lost`)).toBeProblem(422, 'request/invalid');
  });

  it('need a published event that is not over, with an audience', async () => {
    const draft = await draftEvent(org.owner);
    expect(await org.owner.post(`/v1/events/${draft.id}/invitations`)).toBeProblem(409, 'promotion/event-not-open');
    await org.owner.post(`/v1/events/${draft.id}/publication`);
    expect(await org.owner.post(`/v1/events/${draft.id}/invitations`)).toBeProblem(404, 'audience/none-frozen');
    const { eventId, path } = await promoted();
    await org.owner.post(`/v1/events/${eventId}/cancellation`, { reason: 'Rain', notify: false });
    expect(await org.owner.post(path)).toBeProblem(409, 'promotion/event-not-open');
  });

  it('are out of reach of a twin organisation, and of people without the permission', async () => {
    const { path } = await promoted();
    expect(await twin.owner.post(path)).toBeProblem(404, 'events/unknown');
    expect(await twin.owner.get(path)).toBeProblem(404, 'events/unknown');
    const door = await org.member('door');
    expect(await door.post(path)).toBeProblem(403, 'auth/forbidden');
    expect(await t.visitor.get(path)).toBeProblem(401, 'auth/unauthenticated');
  });
});

describe('unsubscribing', () => {
  async function unsubscribeToken(): Promise<{ token: string; contactId: string; promotion: Promoted }> {
    const promotion = await promoted();
    await org.owner.post(promotion.path);
    await t.settled();
    const [mail] = mailsFor(promotion.email('anna'));
    return { token: linkIn(mail?.text ?? '', 'u'), contactId: await idOf(promotion.email('anna')), promotion };
  }

  it('takes one POST, without cookies or another step, and may be repeated', async () => {
    const { token, contactId } = await unsubscribeToken();
    for (let i = 0; i < 3; i++) {
      const answer = await oneClick(token);
      expect(answer).toMatchObject({ status: 200, body: { purpose: 'event-invitations' } });
      expect(answer.headers.get('set-cookie')).toBeNull();
      expect(answer.headers.get('location')).toBeNull();
    }
    const contact = await org.owner.get(`/v1/contacts/${contactId}`);
    expect(contact.body.consents).toMatchObject([
      { purpose: 'event-invitations', decision: 'withdrawn' },
      { purpose: 'newsletter', decision: 'granted' },
    ]);
    expect(contact.body.doNotContact).toBeNull();
    const history = await org.owner.get(`/v1/contacts/${contactId}/consents`);
    expect(history.body.items.filter((one: { channel: string }) => one.channel === 'one-click')).toHaveLength(1);
  });

  it('is one record when many come at once', async () => {
    const { token, contactId } = await unsubscribeToken();
    const answers = await Promise.all(Array.from({ length: 6 }, () => oneClick(token)));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 200]);
    const withdrawn = await t.sql(`select 1 from consents where contact_id = $1 and decision = 'withdrawn'`, [
      fromPublicId('con', contactId),
    ]);
    expect(withdrawn).toHaveLength(1);
  });

  it('takes the other form of body that mail providers use', async () => {
    const { token, contactId } = await unsubscribeToken();
    const body = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n';
    expect((await oneClick(token, body, 'multipart/form-data; boundary=b')).status).toBe(200);
    expect((await org.owner.get(`/v1/contacts/${contactId}`)).body.consents[0]).toMatchObject({
      decision: 'withdrawn',
    });
  });

  it('is not what following the link does, nor another body, nor another token', async () => {
    const { token, contactId } = await unsubscribeToken();
    await t.visitor.get(`/u/${token}`);
    const other = token.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
    expect([(await oneClick(token, 'hello=world')).status, (await oneClick(other)).status]).toEqual([422, 404]);
    expect((await org.owner.get(`/v1/contacts/${contactId}`)).body.consents[0]).toMatchObject({ decision: 'granted' });
  });

  it('ends the invitations that wait, and no later import begins them again', async () => {
    const { token, promotion } = await unsubscribeToken();
    await oneClick(token);
    const address = promotion.email('anna');
    await org.owner.post('/v1/contact-imports', {
      csv: `email,consent\n${address},event-invitations\n`,
      dryRun: false,
    });
    expect((await org.owner.get(`/v1/contacts?email=${address}`)).body.items[0].consents[0]).toMatchObject({
      decision: 'withdrawn',
    });
  });

  it('still answers when the person has been erased', async () => {
    const { token, contactId } = await unsubscribeToken();
    const service = t.get(UnsubscribeService);
    expect(await service.describe(token)).toMatchObject({
      organization: 'Data Evenings',
      purpose: 'event-invitations',
      locale: 'ru',
      subscribed: true,
    });
    expect((await service.describe(token)).address).toMatch(/^a…@example\.org$/);
    expect((await org.owner.delete(`/v1/contacts/${contactId}`)).status).toBe(204);
    expect(await service.describe(token)).toMatchObject({ address: null, subscribed: false });
    expect((await oneClick(token)).status).toBe(200);
  });
});

/** Queues the mails again that wait, as the worker would find them. */
async function requeue(): Promise<void> {
  await t.sql(
    `update job.job set state = 'created', completed_on = null, started_on = null, retry_count = 0 where name = 'mail/send' and (data->'data'->>'mailId')::uuid in (select id from mails where state = 'queued')`,
  );
  await t.settled();
}
