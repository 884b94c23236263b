import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { hiddenField, openPage, sendForm } from '../../support/form.js';
import { type TicketedEvent, register, ticketedEvent, tokenOf } from '../../support/given-tickets.js';
import { pixelsOf, readQr } from '../../support/qr.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

const pageOf = (order: { manageUrl: string }, rest = '') => `${order.manageUrl}${rest}`;
const shown = (order: { manageUrl: string }) =>
  t.visitor.get(`/v1/public/orders/${tokenOf(order)}`).then(({ body }) => body);
const two = (event: TicketedEvent) => ({
  tickets: ['Мария Котова', 'Пётр Котов'].map((name) => ({
    ticketTypeId: event.ticketTypeId,
    attendee: { name, email: null },
  })),
});

describe('the private page of a registration', () => {
  it('shows the ticket with a QR code that reads as its code', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await register(t.visitor, event, { name: 'Мария <Котова>' });
    const { status, body } = await openPage(pageOf(order));
    expect(status).toBe(200);
    expect(body).toContain('Мария &lt;Котова&gt;');
    expect(body).toContain(order.code);
    expect(body).toContain('href="https://meet.example.org/data"');
    const svg = Buffer.from(/data:image\/svg\+xml;base64,([\w+/=]+)/.exec(body)?.[1] ?? '', 'base64').toString();
    expect(await readQr(pixelsOf(svg))).toBe(order.tickets[0].code);
    expect(body).toContain(`<span class="unseen">Код билета</span> ${order.tickets[0].code}`);
  });

  it('speaks the language of the registration unless another is chosen', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await register(t.visitor, event, { locale: 'en' });
    expect((await openPage(pageOf(order), 'ru')).body).toContain('Your registration');
    expect((await openPage(pageOf(order, '?lang=ru'), 'en')).body).toContain('Ваша регистрация');
  });

  it('is kept from search engines, caches and other sites', async () => {
    const order = await register(t.visitor, await ticketedEvent(org.owner));
    const { headers, body } = await openPage(pageOf(order));
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(body).toContain('<meta name="robots" content="noindex">');
  });

  it('changes names and answers; the version of the form is the one that was read', async () => {
    const event = await ticketedEvent(org.owner);
    const question = { key: 'meal', kind: 'text', scope: 'attendee', required: true, label: { ru: 'Что едите?' } };
    expect((await org.owner.post(`/v1/events/${event.id}/questions`, question)).status).toBe(201);
    const tickets = two(event).tickets.map((ticket) => ({ ...ticket, answers: { meal: 'всё' } }));
    const order = await register(t.visitor, event, { tickets });
    const form = await openPage(pageOf(order, '/change'));
    expect(form.body).toContain('name="t2-attendee" type="text" value="Пётр Котов"');
    const fields = {
      version: hiddenField(form, 'version'),
      name: 'Мария К.',
      't1-attendee': 'Мария К.',
      't1-q-meal': 'рыба',
      't2-attendee': 'Павел',
      't2-q-meal': '',
    };
    const missing = await sendForm(pageOf(order, '/change'), fields);
    expect(missing.status).toBe(422);
    expect(missing.body).toContain('<a href="#t2-q-meal">Нужен ответ: Что едите?</a>');
    expect(missing.body).toContain('value="Павел"');
    const saved = await sendForm(pageOf(order, '/change'), { ...fields, 't2-q-meal': 'овощи' });
    expect([saved.status, saved.location]).toEqual([303, `/t/${tokenOf(order)}?changed=1&lang=ru`]);
    expect(await shown(order)).toMatchObject({
      name: 'Мария К.',
      tickets: [
        { attendee: { name: 'Мария К.' }, answers: { meal: 'рыба' } },
        { attendee: { name: 'Павел' }, answers: { meal: 'овощи' } },
      ],
    });
    expect((await openPage(t.url + saved.location)).body).toContain('Изменения сохранены.');
    const stale = await sendForm(pageOf(order, '/change'), { ...fields, 't2-q-meal': 'суп' });
    expect(stale.status).toBe(412);
    expect(stale.body).toContain('За это время регистрация изменилась');
  });

  it('asks before it cancels, then gives the place back', async () => {
    const event = await ticketedEvent(org.owner, { size: 1 });
    const order = await register(t.visitor, event);
    const question = await openPage(pageOf(order, '/cancel'));
    expect(question.body).toContain('Отменить регистрацию?');
    expect((await shown(order)).state).toBe('paid');
    const done = await sendForm(pageOf(order, '/cancel'), {});
    expect(done.location).toBe(`/t/${tokenOf(order)}?cancelled=1&lang=ru`);
    const after = await openPage(t.url + done.location);
    expect(after.body).toContain('Регистрация отменена. Ваше место снова свободно.');
    expect(after.body).not.toMatch(/data:image|\/cancel|\/change|meet\.example/);
    expect((await register(t.visitor, event)).state).toBe('paid');
    const again = await sendForm(pageOf(order, '/cancel'), {});
    expect([again.status, again.location]).toEqual([303, `/t/${tokenOf(order)}?lang=ru`]);
  });

  it('cancels one ticket of several', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await register(t.visitor, event, two(event));
    const path = /href="(\/t\/[^"]*ticket=[^"]*)"/g;
    const [, second] = [...(await openPage(pageOf(order))).body.matchAll(path)].map((match) =>
      (match[1] ?? '').replaceAll('&amp;', '&'),
    );
    expect((await openPage(`${t.url}${second}`)).body).toContain('Билет на имя Пётр Котов перестанет действовать.');
    const done = await sendForm(`${t.url}${second}`, {});
    expect((await openPage(t.url + done.location)).body).toContain('Билет отменён. Его место снова свободно.');
    expect((await shown(order)).tickets.map((ticket: { state: string }) => ticket.state)).toEqual([
      'valid',
      'cancelled',
    ]);
    expect((await openPage(pageOf(order, '/cancel?ticket=tkt_other'))).status).toBe(404);
  });

  it('says that the event is cancelled, and offers nothing more', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await register(t.visitor, event);
    await org.owner.post(`/v1/events/${event.id}/cancellation`, { notify: false, reason: 'Illness' });
    const { body } = await openPage(pageOf(order));
    expect(body).toContain('Событие отменено.');
    expect(body).not.toMatch(/data:image|\/cancel"|\/change/);
  });

  it('does not open with another token, and the page of a wrong one tells nothing', async () => {
    const order = await register(t.visitor, await ticketedEvent(org.owner));
    for (const path of [
      `/t/${tokenOf(order).slice(0, -1)}`,
      `/t/${'x'.repeat(43)}/change`,
      '/t/a/cancel',
      `/i/${tokenOf(order)}`,
      `/s/${tokenOf(order)}`,
    ]) {
      const { status, body, headers } = await openPage(t.url + path);
      expect([path, status, headers.get('content-type')]).toEqual([path, 404, 'text/html; charset=utf-8']);
      expect(body).toContain('Проверьте, что ссылка скопирована целиком');
    }
  });
});
