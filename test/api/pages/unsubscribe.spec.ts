import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { hiddenField, openPage, sendForm } from '../../support/form.js';
import { draftEvent } from '../../support/given.js';

let t: TestApp;
let org: TestOrganization;
let event: { id: string; slug: string };
let links: { invitation: string; unsubscribe: string };

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  const csv = 'email,name,locale,tags,consent\nanna@example.org,Анна Петрова,ru,all,event-invitations';
  await org.owner.post('/v1/contact-imports', { csv, dryRun: false });
  event = await draftEvent(org.owner);
  const segment = await org.owner.post('/v1/segments', {
    name: 'all',
    rule: { field: 'tags', cmp: 'hasAny', value: ['all'] },
  });
  await org.owner.post(`/v1/events/${event.id}/audience`, { segmentId: segment.body.id });
  await org.owner.post(`/v1/events/${event.id}/publication`);
  const quota = await org.owner.post(`/v1/events/${event.id}/quotas`, { name: 'Hall', size: 5 });
  await org.owner.post(`/v1/events/${event.id}/ticket-types`, {
    name: { ru: 'Для своих' },
    quotaIds: [quota.body.id],
    hidden: true,
  });
  await org.owner.post(`/v1/events/${event.id}/invitations`);
  await t.settled();
  const text = t.mails().find((mail) => mail.isFor('anna@example.org'))?.text ?? '';
  links = { invitation: /\/i\/[\w-]{43}/.exec(text)?.[0] ?? '', unsubscribe: /\/u\/[\w-]{43}/.exec(text)?.[0] ?? '' };
});
afterAll(() => t.stop());

const consented = async () => (await org.owner.get('/v1/contacts?email=anna@example.org')).body.items[0].consents;

describe('a personal invitation', () => {
  it('shows the event with what is for the invited only, and fills in who they are', async () => {
    const page = await openPage(t.url + links.invitation, 'en');
    expect(page.body).toContain('Анна Петрова, приглашаем вас.');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.body).toContain('Для своих');
    expect((await openPage(`${t.url}/e/${event.slug}`)).body).not.toContain('Для своих');
    expect(page.body).toContain(`href="${links.invitation}/register?lang=ru"`);
    const form = await openPage(`${t.url}${links.invitation}/register`);
    expect(form.body).toContain('value="Анна Петрова"');
    expect(form.body).toContain('value="anna@example.org"');
    const fields = {
      name: 'Анна Петрова',
      email: 'anna@example.org',
      ticketType: hiddenField(form, 'ticketType'),
      idempotencyKey: hiddenField(form, 'idempotencyKey'),
    };
    expect((await sendForm(`${t.url}/e/${event.slug}/register`, fields)).status).toBe(409);
    expect((await sendForm(`${t.url}${links.invitation}/register`, fields)).status).toBe(303);
    const [order] = (await org.owner.get(`/v1/events/${event.id}/orders`)).body.items;
    expect(order).toMatchObject({
      email: 'anna@example.org',
      invitationId: expect.stringMatching(/^inv_/),
      contactId: expect.stringMatching(/^con_/),
    });
  });
});

describe('the way out of mail', () => {
  it('changes nothing while it is only looked at', async () => {
    const before = await consented();
    const page = await openPage(t.url + links.unsubscribe);
    expect(page.status).toBe(200);
    expect(page.body).toContain('Больше не присылать приглашения?');
    expect(page.body).not.toContain('anna@example.org');
    expect(await consented()).toEqual(before);
  });

  it('withdraws consent by one button, and says so from then on', async () => {
    const done = await sendForm(`${t.url}${links.unsubscribe}/confirmation`, {});
    expect([done.status, done.location]).toEqual([303, `${links.unsubscribe}?lang=ru`]);
    expect((await openPage(t.url + done.location)).body).toContain('Вы отписаны');
    expect((await sendForm(`${t.url}${links.unsubscribe}/confirmation`, {})).status).toBe(303);
    expect((await openPage(t.url + links.unsubscribe, 'en')).body).toContain('Вы отписаны');
    expect((await openPage(`${t.url}${links.unsubscribe}?lang=en`)).body).toContain('You are unsubscribed');
  });

  it('answers mail programs as the RFC says and not with pages', async () => {
    expect(
      await t.visitor.send('POST', `/u/${'x'.repeat(43)}`, 'List-Unsubscribe=One-Click', {
        'content-type': 'application/x-www-form-urlencoded',
      }),
    ).toBeProblem(404, 'links/unknown');
  });
});
