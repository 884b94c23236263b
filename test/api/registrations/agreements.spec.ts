import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { publishedEvent } from '../../support/given.js';

let t: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

describe('what people agree to while they register', () => {
  it('becomes consent of a contact, once, and nothing is assumed of the others', async () => {
    const event = await publishedEvent(org.owner);
    const quota = await org.owner.post(`/v1/events/${event.id}/quotas`, { name: 'Hall', size: 10 });
    const type = await org.owner.post(`/v1/events/${event.id}/ticket-types`, {
      name: { en: 'Guest' },
      quotaIds: [quota.body.id],
    });
    const order = (email: string, consents?: object[]) =>
      t.visitor.post(`/v1/public/events/${event.slug}/orders`, {
        name: 'Олег Седых',
        email,
        locale: 'ru',
        tickets: [{ ticketTypeId: type.body.id, attendee: { name: 'Олег' } }],
        consents,
      });
    expect((await order('Oleg@Example.org', [{ purpose: 'newsletter', textVersion: '2027-01' }])).status).toBe(201);
    expect((await order('silent@example.org')).status).toBe(201);
    await t.settled();

    const contacts = (await org.owner.get('/v1/contacts')).body.items;
    expect(contacts).toHaveLength(1);
    expect(contacts[0]).toMatchObject({ email: 'oleg@example.org', name: 'Олег Седых', locale: 'ru' });
    const consents = (await org.owner.get(`/v1/contacts/${contacts[0].id}/consents`)).body.items;
    expect(consents).toEqual([
      expect.objectContaining({ purpose: 'newsletter', decision: 'granted', textVersion: '2027-01', channel: 'form' }),
    ]);

    await t.sql(
      `insert into job.job (name, data, retry_limit, expire_seconds) select name, data, 0, 60 from job.job where name = 'registrations/order.confirmed'`,
    );
    await t.settled();
    expect((await org.owner.get(`/v1/contacts/${contacts[0].id}/consents`)).body.items).toHaveLength(1);
  });
});
