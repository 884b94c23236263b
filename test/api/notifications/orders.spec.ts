import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CaughtMail } from '../../../src/local/caught-mail.js';
import { Jobs } from '../../../src/platform/jobs/jobs.service.js';
import { systemActor } from '../../../src/platform/auth/actor.js';
import { Database } from '../../../src/platform/database/database.js';
import { fromPublicId } from '../../../src/kernel/id.js';
import { orderConfirmed } from '../../../src/modules/registrations/registrations.messages.js';
import { PaymentDeadlinesService } from '../../../src/modules/payments/payment-deadlines.service.js';
import { RemindersService } from '../../../src/modules/registrations/reminders.service.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { pricedOrder } from '../../support/given-money.js';
import { type TicketedEvent, register, ticketedEvent, tokenOf } from '../../support/given-tickets.js';
import { readQr } from '../../support/qr.js';
import { readCalendar } from '../calendar/reading.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot();
  org = await t.organization({ name: 'Северный круг' });
});
afterAll(() => t.stop());

let guest = 0;
const address = () => `guest${++guest}@example.org`;

/** The mails to an address, once all jobs are done, in the order in which they came. */
async function mailsTo(email: string): Promise<CaughtMail[]> {
  await t.settled();
  return t
    .mails()
    .filter((mail) => mail.isFor(email))
    .toSorted((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime());
}

const entryOf = (mail: CaughtMail | undefined) => {
  const calendar = readCalendar(mail?.calendar ?? '');
  return { method: calendar.method, ...calendar.entries[0] };
};

describe('who registers', () => {
  it('gets one mail with the ticket as a picture and as text, the private link and the calendar entry', async () => {
    const event = await ticketedEvent(org.owner);
    const email = address();
    const order = await register(t.visitor, event, { email, name: 'Мария Котова' });
    const [mail, ...more] = await mailsTo(email);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe('Вы зарегистрированы: Вечер данных');
    expect(mail?.recipients).toEqual([email]);
    expect(mail?.to).toEqual([`Мария Котова <${email}>`]);
    for (const part of [mail?.text, mail?.html]) {
      expect(part).toContain(order.manageUrl);
      expect(part).toContain('Москва, стандартное время (GMT+3)');
      expect(part).toContain(order.tickets[0].code);
      expect(part).toContain('https://meet.example.org/data');
    }
    const picture = mail?.attachments.find(({ mimeType }) => mimeType === 'image/png');
    expect(mail?.html).toContain(`src="cid:${picture?.contentId}"`);
    expect(await readQr(picture?.content ?? Buffer.alloc(0))).toBe(order.tickets[0].code);
    expect(entryOf(mail)).toMatchObject({
      method: 'REQUEST',
      sequence: 0,
      status: 'CONFIRMED',
      attendees: [`mailto:${email}`],
    });
  });

  it('gets it in English where they registered in English, with a picture for each ticket', async () => {
    const event = await ticketedEvent(org.owner);
    const email = address();
    const tickets = ['Ann', 'Ben'].map((name) => ({ ticketTypeId: event.ticketTypeId, attendee: { name } }));
    await register(t.visitor, event, { email, locale: 'en', tickets });
    const [mail] = await mailsTo(email);
    expect(mail?.subject).toBe('You are registered: Data evening');
    expect(mail?.text).toContain('Here are your 2 tickets.');
    expect(mail?.text).toContain('Moscow Standard Time (GMT+3)');
    expect(mail?.attachments.filter(({ mimeType }) => mimeType === 'image/png')).toHaveLength(2);
  });

  it('gets one mail although the news of it is delivered twice', async () => {
    const event = await ticketedEvent(org.owner);
    const email = address();
    const order = await register(t.visitor, event, { email });
    await mailsTo(email);
    const actor = systemActor(fromPublicId('org', org.id) ?? '');
    const [orderId, eventId] = [fromPublicId('ord', order.id) ?? '', fromPublicId('evt', event.id) ?? ''];
    await t
      .get(Database)
      .transaction(actor, (tx) => t.get(Jobs).publish(tx, actor, [orderConfirmed(orderId, eventId)]));
    expect(await mailsTo(email)).toHaveLength(1);
  });

  it('leaves no link and no ticket code in a row, a job or a mail’s data', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await register(t.visitor, event, { email: address() });
    await t.settled();
    const secrets = [tokenOf(order), order.tickets[0].code];
    const tables = await t.sql<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'job')`,
    );
    for (const { name } of tables) {
      const found = await t.sql(`select 1 from ${name} x where x::text ~ $1`, [secrets.join('|')]);
      expect([name, found]).toEqual([name, []]);
    }
  });
});

describe('who cancels', () => {
  it('gets a mail that takes the entry out of the calendar, with the same UID and a higher sequence', async () => {
    const event = await ticketedEvent(org.owner);
    const email = address();
    const order = await register(t.visitor, event, { email });
    const [confirmed] = await mailsTo(email);
    await t.visitor.post(`/v1/public/orders/${tokenOf(order)}/cancellation`);
    const [, cancelled] = await mailsTo(email);
    expect(cancelled?.subject).toBe('Регистрация отменена: Вечер данных');
    expect(cancelled?.html).not.toContain('cid:');
    const [before, after] = [entryOf(confirmed), entryOf(cancelled)];
    expect(after).toMatchObject({ method: 'CANCEL', uid: before.uid, status: 'CANCELLED' });
    expect(after.sequence).toBeGreaterThan(before.sequence ?? 0);
  });

  it('hears nothing where the organiser wants it so, and of a single ticket with what is left', async () => {
    const event = await ticketedEvent(org.owner);
    const [quiet, told] = [address(), address()];
    const first = await register(t.visitor, event, { email: quiet });
    await org.owner.post(`/v1/orders/${first.id}/cancellation`, { notify: false, reason: 'Twice' });
    expect((await mailsTo(quiet)).map(({ subject }) => subject)).not.toContain('Регистрация отменена: Вечер данных');
    const tickets = ['Анна', 'Борис'].map((name) => ({ ticketTypeId: event.ticketTypeId, attendee: { name } }));
    const second = await register(t.visitor, event, { email: told, tickets });
    await t.settled();
    await t.visitor.post(`/v1/public/orders/${tokenOf(second)}/tickets/${second.tickets[1].id}/cancellation`);
    const last = (await mailsTo(told)).at(-1);
    expect(last?.subject).toBe('Регистрация изменена: Вечер данных');
    expect(last?.text).toContain(second.tickets[0].code);
    expect(last?.text).not.toContain(second.tickets[1].code);
  });
});

describe('when an event changes', () => {
  it('everybody registered gets the new time under the same UID with a higher sequence, and nobody else', async () => {
    const event = await ticketedEvent(org.owner);
    const people = [address(), address(), address()];
    const orders = [];
    for (const email of people) orders.push(await register(t.visitor, event, { email }));
    await t.visitor.post(`/v1/public/orders/${tokenOf(orders[2])}/cancellation`);
    await t.settled();
    const moved = await org.owner.post(`/v1/events/${event.id}/rescheduling`, {
      startsAt: '2037-03-14T19:00',
      endsAt: '2037-03-14T22:00',
      notify: true,
    });
    expect(moved.status).toBe(200);
    for (const email of people.slice(0, 2)) {
      const mails = await mailsTo(email);
      expect(mails).toHaveLength(2);
      expect(mails[1]?.subject).toBe('Новое время или место: Вечер данных');
      expect(mails[1]?.text).toMatch(/19:00–22:00/);
      const [before, after] = [entryOf(mails[0]), entryOf(mails[1])];
      expect(after).toMatchObject({ method: 'REQUEST', uid: before.uid, start: '2037-03-14T16:00:00Z' });
      expect(after.sequence).toBeGreaterThan(before.sequence ?? 0);
    }
    expect((await mailsTo(people[2] ?? '')).map(({ subject }) => subject)).not.toContain(
      'Новое время или место: Вечер данных',
    );
  });

  it('and is called off, everybody gets a cancellation', async () => {
    const event = await ticketedEvent(org.owner);
    const email = address();
    await register(t.visitor, event, { email, locale: 'en' });
    await t.settled();
    await org.owner.post(`/v1/events/${event.id}/cancellation`, { notify: true, reason: 'Illness' });
    const last = (await mailsTo(email)).at(-1);
    expect(last?.subject).toBe('Cancelled: Data evening');
    expect(entryOf(last)).toMatchObject({ method: 'CANCEL', status: 'CANCELLED' });
  });

  it('tells hundreds of people, each once', async () => {
    const event = await ticketedEvent(org.owner, { size: null });
    await crowd(event, 200);
    const move = { startsAt: '2037-03-14T19:00', endsAt: '2037-03-14T22:00', notify: true };
    await org.owner.post(`/v1/events/${event.id}/rescheduling`, move);
    await t.settled(120_000);
    const told = t.mails().filter(({ recipients }) => recipients[0]?.startsWith('crowd'));
    expect(new Set(told.flatMap(({ recipients }) => recipients)).size).toBe(200);
    expect(told).toHaveLength(200);
  }, 180_000);
});

/** Registrations by SQL: how they are made has tests of its own. */
async function crowd(event: TicketedEvent, size: number): Promise<void> {
  await t.sql(
    `with person as (select n, uuidv7() as id, 'Guest ' || n as name from generate_series(1, $4::int) n),
          ordered as (
            insert into orders (id, organization_id, event_id, state, code, name, email, locale)
            select id, $1, $2, 'paid', upper(lpad(to_hex(n), 8, '0')), name, 'crowd' || n || '@example.org', 'ru' from person returning id)
     insert into tickets (organization_id, event_id, order_id, ticket_type_id, position, attendee_name)
     select $1, $2, person.id, $3, 1, name from person where (select count(*) from ordered) > 0`,
    [fromPublicId('org', org.id), fromPublicId('evt', event.id), fromPublicId('tty', event.ticketTypeId), size],
  );
}

describe('names and titles that people typed', () => {
  const hostile = [
    'Eve\r\nBcc: victim@example.net',
    'Eve" <victim@example.net>, "x',
    'Eve <victim@example.net>',
    'Eve\u2028Subject: forged',
    '=?utf-8?Q?Bcc:_victim@example.net?=',
    'Eve, victim@example.net;',
    '{{event}} <%= it.t %> $t(footer)',
  ];

  it.each(hostile)('never become a recipient, a header or a template: %j', async (text) => {
    const event = await ticketedEvent(org.owner);
    await org.owner.change(`/v1/events/${event.id}`, { title: { en: text, ru: text } });
    const email = address();
    const answer = await t.visitor.post(`/v1/public/events/${event.slug}/orders`, {
      name: text,
      email,
      locale: 'ru',
      tickets: [{ ticketTypeId: event.ticketTypeId, attendee: { name: 'Eve' } }],
    });
    if (answer.status === 422) return;
    const [mail] = await mailsTo(email);
    expect(mail?.recipients).toEqual([email]);
    expect(mail?.header('bcc')).toBeUndefined();
    expect(mail?.headers.filter(({ name }) => name.toLowerCase() === 'subject')).toHaveLength(1);
    expect(mail?.headers.filter(({ name }) => name.toLowerCase() === 'to')).toHaveLength(1);
    expect(mail?.subject.startsWith('Вы зарегистрированы: ')).toBe(true);
    expect(t.mails().some((any) => any.recipients.some((recipient) => recipient.includes('victim')))).toBe(false);
    readCalendar(mail?.calendar ?? '');
    if (text.includes('it.t')) expect(mail?.subject).toBe(`Вы зарегистрированы: ${text}`);
  });
});

describe('who has not paid yet', () => {
  it.each([
    ['en', '€25 still to pay', 'Your places have gone to others', 'do not send it any more'],
    ['ru', 'Осталось оплатить 25 €', 'Места достались другим', 'больше не отправляйте'],
  ])('is reminded once, and told what becomes of a transfer (%s)', async (locale, asked, over, noMore) => {
    const settings = { holder: 'Data Evenings e. V.', iban: 'DE89370400440532013000', bic: 'COBADEFFXXX' };
    await org.owner.post('/v1/payment-accounts', { provider: 'bank-transfer', label: 'Bank', settings });
    const event = await ticketedEvent(org.owner);
    const { uuid, path } = await pricedOrder(t, event, { state: 'pending', prices: [{ price: 2500 }], locale });
    const { body: transfer } = await t.visitor.post(`${path}/payments`, { provider: 'bank-transfer' });
    const [order] = await t.sql(
      `select email, round(extract(epoch from expires_at - remind_at) / 3600)::int as before from orders where id = $1`,
      [uuid],
    );
    expect(order.before).toBe(8);
    const remind = async (change: string) => {
      await t.sql(`update orders set ${change} where id = $1`, [uuid]);
      await t.get(RemindersService).remindAll();
      await t.get(RemindersService).remindAll();
      const [, ...mails] = await mailsTo(order.email);
      return mails;
    };
    expect(await remind('name = name')).toEqual([]);
    const [reminder, ...more] = await remind('remind_at = clock_timestamp()');
    expect(more).toEqual([]);
    expect(reminder?.subject.replaceAll('\u00A0', ' ')).toMatch(asked);
    expect(reminder?.text.replaceAll(/\s+/g, ' ')).toContain(transfer.instructions.reference);
    expect(reminder?.text).toContain('DE89370400440532013000');

    await t.sql(`update orders set expires_at = clock_timestamp() where id = $1`, [uuid]);
    await t.get(PaymentDeadlinesService).endOverdue();
    const mails = (await mailsTo(order.email)).slice(2);
    expect(mails.map(({ subject }) => subject.split(':')[0])).toEqual([over]);
    expect(mails[0]?.text.replaceAll(/\s+/g, ' ')).toContain(noMore);
    expect(mails[0]?.text.replaceAll(/\s+/g, ' ')).toContain(transfer.instructions.reference);
  });
});
