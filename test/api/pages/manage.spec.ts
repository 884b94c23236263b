import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { hiddenField, openPage, sendFile, sendForm } from '../../support/form.js';
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

describe('who comes with a group', () => {
  const rules = {
    key: 'rules',
    kind: 'boolean',
    scope: 'attendee',
    required: true,
    label: { ru: 'Правила', en: 'Rules' },
  };
  const size = { key: 'size', kind: 'text', scope: 'attendee', label: { ru: 'Размер', en: 'Size' } };

  /** Three tickets whose names come later, and an order that knows nobody but its buyer. */
  async function group(more: Record<string, unknown> = {}) {
    const event = await ticketedEvent(org.owner, { namesLater: true, maxPerOrder: 10 });
    for (const question of [rules, size])
      expect((await org.owner.post(`/v1/events/${event.id}/questions`, question)).status).toBe(201);
    const tickets = [1, 2, 3].map(() => ({ ticketTypeId: event.ticketTypeId }));
    const order = await register(t.visitor, event, { tickets, ...more });
    return { event, order, page: pageOf(order, '/attendees') };
  }
  const named = async (order: { manageUrl: string }) =>
    (await shown(order)).tickets.map((ticket: any) => [ticket.attendee.name, ticket.attendee.email, ticket.answers]);

  it('is asked for on the page of the registration, and nobody needs answer for who has no name yet', async () => {
    const { order } = await group();
    const page = await openPage(pageOf(order));
    expect(page.body).toContain('У 3 билетов ещё нет имён.');
    const [, link = ''] = /href="([^"]*\/attendees\?[^"]*)"/.exec(page.body) ?? [];
    expect((await openPage(t.url + link)).body).toContain('Билет 3: Место');
    const form = await openPage(pageOf(order, '/change'));
    const saved = await sendForm(pageOf(order, '/change'), { version: hiddenField(form, 'version'), name: 'Пётр' });
    expect(saved.status).toBe(303);
    expect(await shown(order)).toMatchObject({ name: 'Пётр', tickets: [{ attendee: { name: null } }, {}, {}] });
    const alone = await register(t.visitor, await ticketedEvent(org.owner));
    expect((await openPage(pageOf(alone))).body).not.toContain('/attendees');
  });

  it('is saved ticket by ticket; what is wrong stands beside its field and keeps nothing else from being saved', async () => {
    const { order, page } = await group();
    const wrong = await sendForm(page, {
      't1-name': 'Анна',
      't1-email': 'ANNA@example.org',
      't1-q-rules': 'yes',
      't1-q-size': 'M',
      't2-name': 'Борис',
      't2-q-size': 'L',
      't3-email': 'кто-то',
    });
    expect(wrong.status).toBe(422);
    for (const text of [
      '<a href="#t2-q-rules">Чтобы продолжить, отметьте: Правила</a>',
      '<a href="#t3-name">Нет имени.</a>',
      'value="Борис"',
      'value="L"',
      'У 2 билетов ещё нет имён.',
    ])
      expect(wrong.body).toContain(text);
    const none = [null, null, {}];
    expect(await named(order)).toEqual([['Анна', 'anna@example.org', { rules: true, size: 'M' }], none, none]);
    const fields = { 't1-name': 'Анна', 't1-email': 'anna@example.org', 't1-q-rules': 'yes', 't1-q-size': 'M' };
    const mended = await sendForm(page, { ...fields, 't2-name': 'Борис', 't2-q-rules': 'yes' });
    expect(mended.location).toBe(`/t/${tokenOf(order)}?changed=1&lang=ru`);
    expect((await named(order))[1]).toEqual(['Борис', null, { rules: true }]);
  });

  it('comes from a table, with an answer for each row; the table to fill in reads back as it is', async () => {
    const { order, page } = await group({ locale: 'en' });
    const form = await openPage(page);
    const table = await openPage(`${page}/table.csv?lang=ru`);
    expect(table.headers.get('content-disposition')).toBe('attachment; filename="attendees.csv"');
    const [header, first] = table.body.split('\r\n');
    expect(header?.replace('\uFEFF', '')).toBe('билет;имя;почта;rules;size');
    expect(first).toBe(`${order.tickets[0].id};;;;`);
    const rows = [
      header,
      `${order.tickets[2].id};Вера <b>;vera@example.org;да;XL`,
      ';Олег;;нет;',
      ';Илья;не адрес;да;',
      ';Ольга;;да;S',
      ';Яна;;да;',
      ';Егор;;да;',
    ].join('\r\n');
    const key = hiddenField(form, 'idempotencyKey');
    const send = (file: string | Uint8Array) => sendFile(`${page}/table`, { idempotencyKey: key }, file, 'en');
    const answer = await send(rows);
    expect(answer.status).toBe(422);
    const text = answer.body.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
    for (const said of [
      '3 rows were taken. 3 rows were not taken: mend them',
      '1 Вера &lt;b&gt; Taken: ticket 3',
      '2 Олег Answers are missing or cannot be read: «Rules».',
      '3 Илья This is not an e-mail address',
      '4 Ольга Taken: ticket 1',
      '5 Яна Taken: ticket 2',
      '6 Егор All tickets have names already.',
    ])
      expect(text).toContain(said);
    expect((await named(order)).map(([name]: string[]) => name)).toEqual(['Ольга', 'Яна', 'Вера <b>']);
    // The button pressed twice is one table: no row of it takes a second ticket.
    expect((await send(rows)).body).toContain('3 rows were taken.');
    const back = await sendFile(`${page}/table`, {}, (await openPage(`${page}/table.csv?lang=en`)).body, 'en');
    expect([back.status, back.body.includes('3 rows were taken.')]).toEqual([200, true]);
  });

  it('is not read from what is no table', async () => {
    const { page, order } = await group();
    for (const [file, said] of [
      ['', 'Выберите файл'],
      ['email\nx@example.org', 'Файл не читается как таблица'],
      [new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0xff]), 'Файл не читается как таблица'],
      ['x'.repeat(600_000), 'Таблица слишком длинная'],
    ] as const) {
      const { status, body } = await sendFile(`${page}/table`, {}, file);
      expect([status, body.includes(`<a href="#file">${said}`)]).toEqual([422, true]);
    }
    expect((await sendFile(`${page}/table`, {}, 'x'.repeat(2_000_000))).status).toBe(413);
    const noForm = await fetch(`${page}/table`, {
      method: 'POST',
      body: 'x',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    });
    expect(noForm.status).toBe(400);
    expect((await named(order)).map(([name]: unknown[]) => name)).toEqual([null, null, null]);
  });
});
