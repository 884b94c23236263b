import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { startsIn } from '../../support/given-sold.js';
import { register, ticketedEvent } from '../../support/given-tickets.js';

let t: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

const states = (rows: { state: string; code: string | null }[]) => rows.map(({ state, code }) => code ?? state);

describe('an import of people', () => {
  it('answers for each row, gives what places there are, and once only', async () => {
    const event = await ticketedEvent(org.owner, { size: 4 });
    await register(t.visitor, event, { email: 'known@example.org' });
    const label = { en: 'x', ru: 'x' };
    await org.owner.post(`/v1/events/${event.id}/questions`, {
      key: 'age',
      kind: 'number',
      scope: 'attendee',
      label,
      required: true,
    });
    const csv = [
      'name;email;age',
      'Анна;ANNA@example.org;30',
      ';nobody@example.org;',
      'Known;known@example.org;',
      'Anna again;anna@example.org;',
      'Old;old@example.org;many',
      'No address;;',
      'Boris;boris@example.org;',
      'Vera;vera@example.org;',
      'Late;late@example.org;',
    ].join('\n');
    const path = `/v1/events/${event.id}/attendee-imports`;
    const body = { ticketTypeId: event.ticketTypeId, csv, locale: 'ru' };
    const made = await org.owner.post(path, body);
    expect(made).toMatchObject({ status: 201, body: { state: 'done', made: 3, skipped: 2, refused: 4 } });
    expect(states(made.body.rows)).toEqual([
      'made',
      'name-missing',
      'registrations/already-registered',
      'email-repeated',
      'answers-invalid',
      'made',
      'made',
      'ticketing/sold-out',
      'ticketing/sold-out',
    ]);
    const order = (await org.owner.get(`/v1/orders/${made.body.rows[0].orderId}`)).body;
    expect(order).toMatchObject({
      state: 'paid',
      channel: 'internal',
      tickets: [{ attendee: { name: 'Анна' }, answers: { age: 30 } }],
    });
    const guest = (await org.owner.get(`/v1/orders/${made.body.rows[5].orderId}`)).body;
    expect(guest).toMatchObject({ name: 'No address', tickets: [{ attendee: { name: 'No address', email: null } }] });
    const again = await Promise.all([1, 2].map(() => org.owner.post(path, body)));
    expect(again.map(({ body: same }) => same.id)).toEqual([made.body.id, made.body.id]);
    expect((await org.owner.get(`${path}/${made.body.id}`)).body).toEqual(made.body);
    await t.settled();
    expect(t.mails().filter((mail) => mail.isFor('anna@example.org'))).toHaveLength(1);
    expect((await org.owner.get(`/v1/events/${event.id}/stock-audit`)).body.agrees).toBe(true);
    expect(await org.owner.post(path, { ...body, csv: 'email\nx' })).toBeProblem(422, 'registrations/csv-refused');
    const door = await org.member('door');
    expect(await door.post(path, body)).toBeProblem(403, 'auth/forbidden');
  });

  it('is refused for an event that is cancelled or over', async () => {
    const event = await ticketedEvent(org.owner);
    const body = { ticketTypeId: event.ticketTypeId, csv: 'name\nAnna', locale: 'en' };
    await startsIn(t, event, -9);
    const path = `/v1/events/${event.id}/attendee-imports`;
    expect(await org.owner.post(path, body)).toBeProblem(409, 'ticketing/registration-over');
    await t.sql(`update events set status = 'cancelled' where slug = $1`, [event.slug]);
    expect(await org.owner.post(path, body)).toBeProblem(409, 'ticketing/event-cancelled');
  });

  it('goes on in the background where it is long', async () => {
    const event = await ticketedEvent(org.owner, { size: 1_000 });
    const people = Array.from({ length: 210 }, (_, n) => `Guest ${n},many${n}@example.org`);
    const path = `/v1/events/${event.id}/attendee-imports`;
    const body = { ticketTypeId: event.ticketTypeId, csv: ['name,email', ...people].join('\n'), locale: 'en' };
    const made = await org.owner.post(path, body);
    expect(made.body).toMatchObject({ state: 'working', made: 200 });
    // The mails of so many are not waited for, only the import.
    let seen = made.body;
    while (seen.state === 'working') seen = (await org.owner.get(`${path}/${made.body.id}`)).body;
    expect(seen).toMatchObject({ state: 'done', made: 210, refused: 0 });
    expect((await org.owner.get(`/v1/events/${event.id}/stock-audit`)).body.agrees).toBe(true);
  });
});
