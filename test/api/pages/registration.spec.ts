import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { hiddenField, openPage, sendForm } from '../../support/form.js';
import { type TicketedEvent, register, ticketedEvent } from '../../support/given-tickets.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

const formOf = (event: TicketedEvent) => `${t.url}/e/${event.slug}/register`;
const person = (event: TicketedEvent, more: Record<string, string | string[]> = {}) => ({
  name: 'Мария Котова',
  email: 'maria@example.org',
  ticketType: event.ticketTypeId,
  ...more,
});
const ordersOf = async (event: TicketedEvent) => (await org.owner.get(`/v1/events/${event.id}/orders`)).body.items;

async function withQuestions(event: TicketedEvent): Promise<void> {
  const questions = [
    {
      key: 'meal',
      kind: 'choice',
      scope: 'order',
      required: true,
      label: { ru: 'Что едите?', en: 'What do you eat?' },
      options: [
        { value: 'all', label: { ru: 'Всё', en: 'All' } },
        { value: 'other', label: { ru: 'Другое', en: 'Other' } },
      ],
    },
    {
      key: 'which',
      kind: 'text',
      scope: 'attendee',
      required: true,
      label: { ru: 'Что именно?', en: 'What exactly?' },
      condition: { questionKey: 'meal', anyOf: ['other'] },
    },
    { key: 'years', kind: 'number', scope: 'attendee', label: { ru: 'Сколько лет с нами?', en: 'Years with us?' } },
  ];
  for (const question of questions)
    expect((await org.owner.post(`/v1/events/${event.id}/questions`, question)).status).toBe(201);
}

describe('registering on a page', () => {
  it('takes a place and leads to the private page of the registration', async () => {
    const event = await ticketedEvent(org.owner);
    const form = await openPage(formOf(event));
    expect(form.status).toBe(200);
    expect(form.headers.get('cache-control')).toBe('no-store');
    const done = await sendForm(
      formOf(event),
      person(event, { idempotencyKey: hiddenField(form, 'idempotencyKey'), 'consent-newsletter': 'yes' }),
    );
    expect(done.status).toBe(303);
    expect(done.location).toMatch(/^\/t\/[\w-]{43}\?created=1&lang=ru$/);
    const [order] = await ordersOf(event);
    expect(order).toMatchObject({
      name: 'Мария Котова',
      email: 'maria@example.org',
      locale: 'ru',
      state: 'paid',
      tickets: [{ attendee: { name: 'Мария Котова' } }],
    });
    expect(order.consents).toEqual([
      { purpose: 'newsletter', textVersion: expect.stringMatching(/^page-ru-[0-9a-f]{12}$/) },
    ]);
    const page = await openPage(t.url + done.location);
    expect(page.body).toContain('Вы зарегистрированы. Билет отправлен на maria@example.org.');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('cache-control')).toBe('no-store');
  });

  it('makes one registration of a button pressed twice, and both presses lead to it', async () => {
    const event = await ticketedEvent(org.owner, { size: 1 });
    const form = person(event, { idempotencyKey: hiddenField(await openPage(formOf(event)), 'idempotencyKey') });
    const [one, two] = await Promise.all([sendForm(formOf(event), form), sendForm(formOf(event), form)]);
    const later = await sendForm(formOf(event), form);
    const places = [one, two, later].filter(({ status }) => status === 303).map(({ location }) => location);
    expect(new Set(places).size).toBe(1);
    expect(later.status).toBe(303);
    expect([303, 503]).toContain(two.status);
    expect(await ordersOf(event)).toHaveLength(1);
  });

  it('says everything that is wrong at once, with links to the fields, and keeps what was typed', async () => {
    const event = await ticketedEvent(org.owner);
    await withQuestions(event);
    const typed = {
      name: ' ',
      email: 'мария@пример',
      'q-meal': 'other',
      'q-years': 'много "лет"',
      ticketType: event.ticketTypeId,
    };
    const { status, body } = await sendForm(formOf(event), typed);
    expect(status).toBe(422);
    expect(body).toContain('<title>Ошибка: Регистрация');
    expect(body).toContain('<a href="#name">Укажите имя</a>');
    expect(body).toContain('<a href="#q-which">Нужен ответ: Что именно?</a>');
    expect(body).toMatch(/id="q-which"[^>]* aria-invalid="true" aria-describedby="q-which-error"/);
    expect(body).toContain('value="мария@пример"');
    expect(body).toMatch(/name="q-meal" value="other" checked/);
    expect(body).toContain('value="много &quot;лет&quot;"');
    const second = await sendForm(formOf(event), { ...typed, name: 'Мария', 'q-which': 'Овощи' });
    expect(second.status).toBe(422);
    expect(second.body).toContain('<a href="#email">Укажите адрес почты, например name@example.org</a>');
    const third = await sendForm(formOf(event), {
      ...typed,
      name: 'Мария',
      email: 'maria@example.org',
      'q-which': 'Овощи',
    });
    expect(third.body).toContain('<a href="#q-years">Укажите число: Сколько лет с нами?</a>');
    expect(third.body).toContain('value="Овощи"');
  });

  it('asks conditional questions in a group that says when, and drops an answer that no longer belongs', async () => {
    const event = await ticketedEvent(org.owner);
    await withQuestions(event);
    expect((await openPage(formOf(event), 'en')).body).toContain(
      'Only if you answered “What do you eat?” with “Other”',
    );
    const done = await sendForm(
      formOf(event),
      person(event, { 'q-meal': 'all', 'q-which': 'left over', 'q-years': '3' }),
    );
    expect(done.status).toBe(303);
    const [order] = await ordersOf(event);
    expect(order.answers).toEqual({ meal: 'all' });
    expect(order.tickets[0].answers).toEqual({ years: 3 });
  });

  it('says what to do for who is registered already, and shows nothing of that registration', async () => {
    const event = await ticketedEvent(org.owner);
    const first = await register(t.visitor, event, { email: 'maria@example.org' });
    const again = await sendForm(formOf(event), person(event, { email: 'Maria@Example.org' }));
    expect(again.status).toBe(409);
    expect(again.body).toContain('Вы уже зарегистрированы');
    expect(again.body).toContain('ещё раз отправили на этот адрес ссылку');
    expect(again.body).not.toContain(first.manageUrl);
    await t.settled();
    const mails = t
      .mails()
      .filter((mail) => mail.isFor('maria@example.org') && mail.subject.startsWith('Ваша регистрация'));
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain(first.manageUrl);
  });

  it('says that all places are taken, before and after the form was filled in', async () => {
    const event = await ticketedEvent(org.owner, { size: 1 });
    const form = await openPage(formOf(event));
    expect(form.status).toBe(200);
    await register(t.visitor, event);
    const late = await sendForm(formOf(event), person(event));
    expect(late.status).toBe(409);
    expect(late.body).toContain('Последнее место досталось другому участнику');
    expect(late.body).toContain(`href="/e/${event.slug}?lang=ru"`);
    expect((await openPage(formOf(event))).body).toContain('Все места заняты');
  });

  it('offers what is left where only the chosen ticket is gone', async () => {
    const event = await ticketedEvent(org.owner, { size: 1 });
    const quota = await org.owner.post(`/v1/events/${event.id}/quotas`, { name: 'Balcony', size: 5 });
    const balcony = await org.owner.post(`/v1/events/${event.id}/ticket-types`, {
      name: { ru: 'Балкон' },
      quotaIds: [quota.body.id],
    });
    await register(t.visitor, event);
    const answer = await sendForm(formOf(event), person(event));
    expect(answer.status).toBe(422);
    expect(answer.body).toContain('<a href="#ticketType">Выбранный билет больше недоступен. Выберите другой</a>');
    expect(answer.body).toContain(`value="${balcony.body.id}"`);
    expect(answer.body).toContain('value="Мария Котова"');
  });

  it('is refused in words for an event that is cancelled or not on sale', async () => {
    const event = await ticketedEvent(org.owner);
    await org.owner.post(`/v1/events/${event.id}/cancellation`, { notify: false, reason: 'Illness' });
    const answer = await sendForm(formOf(event), person(event));
    expect([answer.status, answer.body.includes('Событие отменено')]).toEqual([409, true]);
    expect((await openPage(formOf(event))).body).toContain('Событие отменено');
    const later = await ticketedEvent(org.owner);
    await org.owner.change(`/v1/ticket-types/${later.ticketTypeId}`, { saleStartsAt: '2036-01-01T00:00:00Z' });
    expect((await openPage(formOf(later))).body).toContain('Регистрация сейчас закрыта');
    expect((await sendForm(formOf(later), person(later))).status).toBe(409);
  });

  it('bears anything that is sent to it', async () => {
    const event = await ticketedEvent(org.owner);
    const odd = [
      '',
      'name=a&name=b&email[]=x&__proto__=1&constructor=2',
      '%00%ff=%fe',
      'x'.repeat(5000),
      'name=%00&ticketType=tty_x&email=a%0d%0ab@c.de',
    ];
    for (const body of odd) {
      const response = await fetch(formOf(event), {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
      });
      expect([400, 422]).toContain(response.status);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    }
    expect(await ordersOf(event)).toHaveLength(0);
  });
});
