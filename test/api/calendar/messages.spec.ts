import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../../src/kernel/id.js';
import { CalendarService } from '../../../src/modules/calendar/calendar.service.js';
import { systemActor } from '../../../src/platform/auth/actor.js';
import { Database } from '../../../src/platform/database/database.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { register, ticketedEvent, tokenOf } from '../../support/given-tickets.js';
import { readCalendar } from './reading.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot();
  org = await t.organization({ name: 'Вечера "Данных"\r\nATTENDEE:mailto:evil@example.org' });
});
afterAll(() => t.stop());

/** What a mail to the attendee would carry now. */
async function messageFor(orderId: string) {
  const actor = systemActor(fromPublicId('org', org.id) ?? '');
  const part = await t
    .get(Database)
    .read(actor, (tx) => t.get(CalendarService).message(tx, actor, fromPublicId('ord', orderId) ?? ''));
  const { method, entries } = readCalendar(part.content);
  expect(method).toBe(part.method);
  const [entry] = entries;
  if (!entry || entries.length !== 1) throw new Error('A message is about one entry');
  return { method, entry, content: part.content };
}

describe('the calendar message to an attendee', () => {
  it('invites, updates under the same UID with a higher sequence, and cancels with the event', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await register(t.visitor, event, { name: 'Анна; Петрова', email: 'anna@example.org' });
    const invited = await messageFor(order.id);
    expect(invited).toMatchObject({
      method: 'REQUEST',
      entry: {
        sequence: 0,
        status: 'CONFIRMED',
        start: '2037-03-14T15:00:00Z',
        attendees: ['mailto:anna@example.org'],
      },
    });
    expect((await messageFor(order.id)).content).toBe(invited.content);

    await org.owner.post(`/v1/events/${event.id}/rescheduling`, {
      startsAt: '2037-03-14T19:00',
      endsAt: '2037-03-14T22:00',
      notify: false,
    });
    const updated = await messageFor(order.id);
    expect(updated).toMatchObject({
      method: 'REQUEST',
      entry: { uid: invited.entry.uid, sequence: 1, start: '2037-03-14T16:00:00Z' },
    });

    await org.owner.post(`/v1/events/${event.id}/cancellation`, { notify: false, reason: 'No venue' });
    expect(await messageFor(order.id)).toMatchObject({
      method: 'CANCEL',
      entry: { uid: invited.entry.uid, sequence: 2, status: 'CANCELLED', attendees: ['mailto:anna@example.org'] },
    });
  });

  it('cancels with the registration, under a sequence above all that was sent', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await register(t.visitor, event);
    await org.owner.post(`/v1/events/${event.id}/rescheduling`, {
      startsAt: '2037-03-14T19:00',
      endsAt: '2037-03-14T22:00',
      notify: false,
    });
    const updated = await messageFor(order.id);
    await t.visitor.post(`/v1/public/orders/${tokenOf(order)}/cancellation`);
    const cancelled = await messageFor(order.id);
    expect(cancelled).toMatchObject({
      method: 'CANCEL',
      entry: { uid: updated.entry.uid, sequence: updated.entry.sequence + 1 },
    });
    expect(cancelled.content).not.toContain('meet.example.org');
  });
});
