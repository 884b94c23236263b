import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestApp, TestOrganization } from '../../support/boot.js';
import { type PageAnswer, hiddenField, openPage, sendForm } from '../../support/form.js';
import { type PayingWorld, payingWorld } from '../../support/given-payments.js';
import { type SaleEvent, saleEvent } from '../../support/given-sale.js';
import { type TicketedEvent, pricedEvent, register, ticketedEvent, tokenOf } from '../../support/given-tickets.js';
import { join, openList } from '../../support/given-waiting.js';
import { ResaleService } from '../../../src/modules/registrations/resale.service.js';

let world: PayingWorld;
let t: TestApp;
let org: TestOrganization;
let event: SaleEvent;
beforeAll(async () => {
  world = await payingWorld();
  ({ t, org } = world);
  event = await saleEvent(org);
});
afterAll(async () => {
  await world?.simulator.stop();
  await t?.stop();
});

const plain = (text: string) => text.replaceAll(/[\u00a0\u2009\u202f]/g, ' ');
const registerUrl = (of: { slug: string } = event) => `${t.url}/e/${of.slug}/register`;
const seats = (count: number, variation = 0) => ({
  [`n-${event.ticketTypeId}-${event.variationIds[variation]}`]: String(count),
});
const choose = (fields: Record<string, string>) => sendForm(registerUrl(), { step: 'choose', ...fields }, 'en');

/** The address of what is held. */
async function heldFor(fields: Record<string, string>): Promise<string> {
  const { status, location, body } = await choose(fields);
  expect([status, status === 303 ? '' : plain(body)]).toEqual([303, '']);
  return t.url + location;
}

const buyer = (name = 'Ann Buyer') => ({ name, email: `buyer-${Math.random().toString(36).slice(2)}@example.org` });

describe('buying on pages', () => {
  it('shows prices on the event page, and opens the choice instead of the form of one ticket', async () => {
    const { body } = await openPage(`${t.url}/e/${event.slug}`, 'en');
    expect(plain(body)).toContain('from RUB 1,000');
    expect(body).toContain('>Get tickets</a>');
    const data = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/.exec(body)?.[1] ?? '');
    expect(data.offers).toMatchObject([
      { name: 'Seat, Regular', price: '2000.00', priceCurrency: 'RUB', availability: 'https://schema.org/InStock' },
      { name: 'Seat, Student', price: '1000.00' },
    ]);
    const form = await openPage(registerUrl(), 'en');
    expect(form.body).toContain('Choose tickets');
    expect(plain(form.body)).toContain('Student (RUB 1,000)');
    expect(plain(form.body)).toContain('Shirt (RUB 1,500)');
  });

  it('holds what was chosen, explains its price, and makes an order that waits for its money', async () => {
    const cart = await heldFor({ ...seats(2), [`a-${event.ticketTypeId}-${event.shirtId}`]: '1', code: 'early' });
    const page = await openPage(cart, 'en');
    expect(page.headers.get('refresh')).toMatch(/^\d+; url=\/h\//);
    for (const text of [
      '2 × Seat, Regular',
      'Code EARLY',
      '−RUB 200',
      'RUB 3,600',
      'Including VAT 20%',
      'I need more time',
    ])
      expect(plain(page.body)).toContain(text);
    const missing = await sendForm(cart, { ...buyer(), name: '' }, 'en');
    expect(missing.status).toBe(422);
    expect(missing.body).toContain('<a href="#name">Enter your name</a>');
    expect(missing.body).toContain('<a href="#t2-name">Enter your name</a>');
    const person = buyer();
    const key = hiddenField(page, 'idempotencyKey');
    const form = { ...person, 't2-name': 'Ben Guest', idempotencyKey: key };
    const [placed, again] = [await sendForm(cart, form, 'en'), await sendForm(cart, form, 'en')];
    expect(placed.location).toMatch(/^\/t\/[\w-]{43}\?created=1&lang=en$/);
    expect(again.location).toBe(placed.location);
    const manage = await openPage(t.url + placed.location, 'en');
    for (const text of [
      'Your places are kept for you.',
      'Please pay by',
      'Pay by card',
      'Valid once it is paid.',
      'Ben Guest',
    ])
      expect(plain(manage.body)).toContain(text);
    expect((await openPage(cart, 'en')).body).toContain('This order is placed');
    const [mail] = (await t.settled(), t.mails().filter((each) => each.isFor(person.email)));
    expect(plain(mail?.subject ?? '')).toContain('Please pay RUB');
  });

  it('says what is refused beside its field, with what to do next, and keeps what was typed', async () => {
    const nothing = await choose({});
    expect(nothing.body).toContain('Choose at least one ticket');
    const unknown = await choose({ ...seats(1), code: 'NOPE' });
    expect(unknown.status).toBe(422);
    expect(unknown.body).toContain(
      '<a href="#code">There is no such code. Try another code, or go on without one.</a>',
    );
    expect(unknown.body).toContain('value="NOPE"');
    const many = await choose(seats(11));
    expect(many.body).toContain('10 at most. Choose fewer.');
    const alone = await choose({ [`a-${event.ticketTypeId}-${event.shirtId}`]: '1' });
    expect(alone.body).toContain('Choose a ticket that this goes with');
    const applied = await choose({ ...seats(1), code: 'EARLY', do: 'code' });
    expect(applied.status).toBe(200);
  });

  it('gives the time once more, gives the places back, and says when they are gone', async () => {
    const cart = await heldFor(seats(1));
    expect((await sendForm(`${cart.split('?')[0]}/extension`, {}, 'en')).status).toBe(303);
    expect((await openPage(cart, 'en')).body).not.toContain('I need more time');
    expect((await sendForm(`${cart.split('?')[0]}/release`, {}, 'en')).location).toContain(`/e/${event.slug}/register`);
    expect((await openPage(cart, 'en')).body).toContain('The places have been given back');
    const lost = await heldFor(seats(1));
    await t.sql(`update holds set expires_at = clock_timestamp() where state = 'active'`);
    const over = await openPage(lost, 'en');
    expect(over.body).toContain('The time is over');
    expect(over.body).toContain(`href="/e/${event.slug}/register?lang=en"`);
    expect((await sendForm(lost, buyer(), 'en')).location).toMatch(/^\/h\//);
  });

  it('leads out to the provider and back, and shows what came of it', async () => {
    const cart = await heldFor(seats(1, 1));
    const manage = t.url + (await sendForm(cart, buyer(), 'en')).location;
    const [path] = manage.split('?');
    const started = await sendForm(`${path}/payments`, { provider: 'stripe' }, 'en');
    expect(started.location).toMatch(/\/payments\/pay_\w+\/leaving\?lang=en$/);
    const leaving = await openPage(t.url + started.location, 'en');
    expect(leaving.headers.get('refresh')).toBe(`0; url=${/href="(http[^"]*)" rel/.exec(leaving.body)?.[1]}`);
    const back = (t.url + started.location).replace('/leaving', '');
    const waiting = await openPage(back, 'en');
    expect(waiting.body).toContain('Waiting for your payment');
    expect(waiting.headers.get('refresh')).toContain('asked=1');
    await fetch(/href="(http[^"]*)" rel/.exec(leaving.body)?.[1] ?? '', {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ do: 'pay' }),
    });
    const done = await openPage(back, 'en');
    expect(done.location).toContain('?paid=1');
    const after = await openPage(t.url + done.location, 'en');
    for (const text of ['Your payment has arrived.', 'data:image/svg+xml', 'Card payment'])
      expect(after.body).toContain(text);
    expect(after.body).not.toContain('Pay by card');
  });

  it('shows what comes back before it cancels, does exactly that, and sends the money', async () => {
    const { page, order } = await paid(2);
    const ask = await openPage(`${page}/cancel?ticket=${order.tickets[1].id}`, 'en');
    for (const text of ['Cancel this ticket?', '100% of the price comes back now', 'Comes back to you', 'RUB 1,000'])
      expect(plain(ask.body)).toContain(text);
    expect(hiddenField(ask, 'expectedRefund')).toBe('100000');
    const wrong = await sendForm(`${page}/cancel?ticket=${order.tickets[1].id}`, { expectedRefund: '1' }, 'en');
    expect([wrong.status, hiddenField(wrong, 'expectedRefund')]).toEqual([409, '100000']);
    const done = await sendForm(`${page}/cancel?ticket=${order.tickets[1].id}`, { expectedRefund: '100000' }, 'en');
    await t.settled();
    const after = await openPage(t.url + done.location, 'en');
    for (const text of ['The ticket is cancelled.', 'Refund', '−RUB 1,000']) expect(plain(after.body)).toContain(text);
  });

  it('makes a ticket a cheaper one at once, and says what came back', async () => {
    const { page, order } = await paid(1, 0);
    const path = `${page}/tickets/${order.tickets[0].id}/type`;
    const form = await openPage(path, 'en');
    expect(plain(form.body)).toContain('Seat, Student (RUB 1,000)');
    expect(plain(form.body)).toContain('Cheaper: RUB 1,000 comes back');
    expect((await sendForm(path, {}, 'en')).body).toContain('Choose what the ticket is to become');
    const stale = option(form).replace('-100000', '-5');
    expect((await sendForm(path, { option: stale }, 'en')).body).toContain('The price has changed meanwhile');
    const done = await sendForm(path, { option: option(form) }, 'en');
    await t.settled();
    const after = plain((await openPage(t.url + done.location, 'en')).body);
    for (const text of ['The ticket is changed.', 'Seat, Student', '−RUB 1,000']) expect(after).toContain(text);
  });

  it('makes a ticket a dearer one once the difference is paid, and not where that is taken back', async () => {
    const { page, order } = await paid(1);
    const path = `${page}/tickets/${order.tickets[0].id}/type`;
    const form = await openPage(path, 'en');
    expect(plain(form.body)).toContain('RUB 1,000 more, to be paid first');
    const wanted = () => sendForm(path, { option: option(form) }, 'en');
    expect((await wanted()).location).toMatch(/^\/t\/[\w-]{43}\?lang=en#due$/);
    const waiting = await openPage(page, 'en');
    for (const text of ['RUB 1,000', 'the new place is kept for you', 'Becomes “Seat, Regular” once', 'Pay by card'])
      expect(plain(waiting.body)).toContain(text);
    expect(waiting.body).toContain('data:image/svg+xml');
    expect((await openPage(path, 'en')).location).toContain('#due');
    expect((await openPage(`${page}?lang=ru`)).body).toContain('После доплаты станет «Место, Обычный»');
    const kept = await sendForm(path, { do: 'withdraw' }, 'en');
    const after = await openPage(t.url + kept.location, 'en');
    expect(after.body).toContain('Taken back: the ticket stays what it is');
    expect(after.body).not.toMatch(/id="due"|Becomes/);
    expect((await sendForm(path, { do: 'withdraw' }, 'en')).location).toMatch(/^\/t\/[\w-]{43}\?lang=en$/);
    await wanted();
    await pay(page);
    const done = plain((await openPage(page, 'en')).body);
    for (const text of ['Seat, Regular', 'RUB 2,000']) expect(done).toContain(text);
    expect(done).not.toContain('id="due"');
  });

  it('makes a ticket that was free one that costs something', async () => {
    const free = await ticketedEvent(org.owner);
    const inEvent = `/v1/events/${free.id}`;
    await org.owner.change(`${inEvent}/sale-settings`, { currencies: ['RUB'] });
    const prices = [{ amount: 90_000, currency: 'RUB' }];
    const terms = { name: { en: 'Patron' }, quotaIds: [free.quotaId], prices };
    expect((await org.owner.post(`${inEvent}/ticket-types`, terms)).status).toBe(201);
    const order = await register(t.visitor, free);
    const path = `${order.manageUrl}/tickets/${order.tickets[0].id}/type`;
    await sendForm(path, { option: option(await openPage(path, 'en')) }, 'en');
    const { body } = await t.visitor.get(`/v1/public/orders/${tokenOf(order)}`);
    expect(body).toMatchObject({
      due: { amount: 90_000, currency: 'RUB' },
      typeChange: { ticketId: order.tickets[0].id, difference: 90_000, expiresAt: expect.any(String) },
    });
    await pay(order.manageUrl);
    expect(plain((await openPage(`${order.manageUrl}?lang=en`)).body)).toContain('RUB 900');
    expect((await t.visitor.get(`/v1/public/orders/${tokenOf(order)}`)).body).toMatchObject({ typeChange: null });
  });

  it('offers a ticket to somebody else, who takes it with a name of their own', async () => {
    const { page, order } = await paid(1);
    const path = `${page}/tickets/${order.tickets[0].id}/transfer`;
    expect((await openPage(path, 'en')).body).toContain('Give the ticket to somebody else');
    expect((await sendForm(path, { email: 'nobody' }, 'en')).body).toContain('Enter an e-mail address such as');
    const email = `friend-${Math.random().toString(36).slice(2)}@example.org`;
    const offered = await sendForm(path, { email, message: 'Have fun' }, 'en');
    expect((await openPage(t.url + offered.location, 'en')).body).toContain(`Offered to ${email} until`);
    expect((await openPage(path, 'en')).body).toContain('Take the offer back?');
    await t.settled();
    const mail = t.mails().find((each) => each.isFor(email));
    const link = `${t.url}${/\/x\/[\w-]{43}/.exec(mail?.text ?? '')?.[0]}`;
    const form = await openPage(link, 'en');
    for (const text of ['A ticket for you', 'Have fun', `value="${email}"`]) expect(form.body).toContain(text);
    expect((await sendForm(link, { name: '', email }, 'en')).body).toContain('Enter your name');
    const taken = await sendForm(link, { name: 'Fred Friend', email }, 'en');
    expect((await openPage(t.url + taken.location, 'en')).body).toContain('Fred Friend');
    expect((await openPage(link, 'en')).body).toContain('This ticket has been accepted');
    expect((await openPage(page, 'en')).body).not.toContain('data:image/svg+xml');
  });

  it('mails the link once more to who has lost it, and tells nobody who is registered', async () => {
    const { email } = await paid(1);
    const url = `${t.url}/e/${event.slug}/find`;
    expect((await sendForm(url, { email: '' }, 'en')).status).toBe(422);
    const [known, unknown] = [
      await sendForm(url, { email }, 'en'),
      await sendForm(url, { email: 'no@example.org' }, 'en'),
    ];
    expect(known.body.replace(email, '')).toBe(unknown.body.replace('no@example.org', ''));
  });
});

describe('terms of a sale, on pages', () => {
  const rubles = (amount: number) => ({ amount, currency: 'RUB' });
  const registerFor = (of: { slug: string }, fields: Record<string, string>, language = 'en') =>
    sendForm(registerUrl(of), { step: 'choose', ...fields }, language);
  const one = (of: TicketedEvent) => ({ [`n-${of.ticketTypeId}`]: '1' });
  const settings = async (of: TicketedEvent, terms: Record<string, unknown>) =>
    expect((await org.owner.change(`/v1/events/${of.id}/sale-settings`, terms)).status).toBe(200);
  const digitsFor = async (email: string) => {
    await t.settled();
    const mails = t.mails().filter((mail) => mail.isFor(email) && /^\D*\d{6}$/.test(mail.subject));
    return /\d{6}/.exec(mails.at(-1)?.subject ?? '')?.[0] ?? '';
  };

  it('asks for proof of the address where a limit per person counts by it, and keeps what was typed', async () => {
    const limited = await pricedEvent(org.owner, { size: 9, maxPerPerson: 1, settings: { verifyEmail: true } });
    const meal = { key: 'meal', kind: 'number', scope: 'order', label: { en: 'Meals' } };
    expect((await org.owner.post(`/v1/events/${limited.id}/questions`, meal)).status).toBe(201);
    const person = buyer();
    const alone = await registerFor(limited, one(limited));
    expect([alone.status, alone.body.includes('name="email"')]).toEqual([422, true]);
    expect(alone.body).toContain('we mail you six digits to confirm it');
    const tried = (fields: Record<string, string>) => registerFor(limited, { ...one(limited), ...fields });
    expect((await tried({ email: ' ' })).body).toContain('<a href="#email">Enter your e-mail address</a>');
    expect((await tried({ email: 'nobody' })).body).toContain('<a href="#email">Enter an e-mail address such as');
    const asked = await tried({ email: person.email });
    for (const text of [`We have mailed six digits to ${person.email}`, 'autocomplete="one-time-code"', 'selected>1<'])
      expect(asked.body).toContain(text);
    const digits = await digitsFor(person.email);
    for (const wrong of [digits === '000000' ? '111111' : '000000', 'twelve'])
      expect((await tried({ email: person.email, digits: wrong })).body).toContain(
        '<a href="#digits">These are not the digits that we mailed',
      );
    // The digits are right, the code is not: they need not be named a second time.
    const almost = await tried({ email: person.email, digits, code: 'NOPE' });
    expect(almost.body).toContain('<a href="#code">');
    const emailToken = hiddenField(almost, 'emailToken');
    const cart = t.url + (await tried({ email: person.email, emailToken })).location;
    expect((await openPage(cart, 'en')).body).toContain(`value="${person.email}"`);
    const other = { ...person, ...buyer() };
    expect((await sendForm(cart, other, 'en')).body).toContain(`We have mailed six digits to ${other.email}`);
    expect((await sendForm(cart, { ...person, 'q-meal': 'two' }, 'en')).body).toContain('<a href="#q-meal">');
    expect((await sendForm(cart, person, 'en')).location).toContain('created=1');
    expect(plain((await tried({ email: person.email, emailToken })).body)).toContain('1 at most.');
  });

  it('shows and charges prices in the currency that was chosen', async () => {
    const both = await ticketedEvent(org.owner, { prices: [rubles(200_000), { amount: 2_500, currency: 'EUR' }] });
    await settings(both, { currencies: ['RUB', 'EUR'] });
    const form = await openPage(registerUrl(both), 'en');
    expect(plain(form.body)).toContain('RUB 2,000');
    const [, other = ''] = /href="([^"]*currency=EUR[^"]*)"/.exec(form.body) ?? [];
    const inEuros = await openPage(t.url + other.replaceAll('&amp;', '&'), 'en');
    expect(plain(inEuros.body)).toContain('€25');
    expect(hiddenField(inEuros, 'currency')).toBe('EUR');
    const cart = t.url + (await registerFor(both, { ...one(both), currency: 'EUR' })).location;
    expect(plain((await openPage(cart, 'en')).body)).toContain('€25');
    const page = t.url + ((await sendForm(cart, buyer(), 'en')).location.split('?')[0] ?? '');
    expect(plain((await openPage(page, 'en')).body)).toContain('€25');
    await pay(page);
    expect((await openPage(page, 'en')).body).toContain('data:image/svg+xml');
    expect((await registerFor(both, { ...one(both), currency: 'USD' })).status).toBe(422);
  });

  it('takes what somebody likes to pay, from the least on', async () => {
    const gift = await ticketedEvent(org.owner, { pricing: 'donation', prices: [rubles(50_000)] });
    await settings(gift, { currencies: ['RUB'] });
    const amount = `p-${gift.ticketTypeId}`;
    const form = await openPage(registerUrl(gift), 'ru');
    expect(plain(form.body)).toContain('500 ₽ или больше, сколько захотите.');
    for (const [typed, said] of [
      ['100', 'from'],
      ['many', 'Enter an amount such as 25'],
    ] as const) {
      const refused = await registerFor(gift, { ...one(gift), [amount]: typed });
      expect([refused.status, refused.body.includes(`<a href="#${amount}">`)]).toEqual([422, true]);
      if (said !== 'from') expect(refused.body).toContain(said);
      expect(refused.body).toContain(`value="${typed}"`);
    }
    const cart = t.url + (await registerFor(gift, { ...one(gift), [amount]: '750,50' })).location;
    const bill = plain((await openPage(cart, 'en')).body);
    expect(bill).toContain('Your price');
    expect(bill).toContain('RUB 750.50');
    const least = t.url + (await registerFor(gift, one(gift))).location;
    expect(plain((await openPage(least, 'en')).body)).toContain('RUB 500');
  });

  it('shows a hidden type to who knows its code, and to nobody else', async () => {
    const open = await pricedEvent(org.owner);
    const hidden = {
      name: { en: 'Backstage' },
      quotaIds: [open.quotaId],
      hidden: true,
      prices: [{ amount: 900, currency: 'EUR' }],
    };
    const type = (await org.owner.post(`/v1/events/${open.id}/ticket-types`, hidden)).body;
    const code = { code: 'CREW', ticketTypeIds: [type.id], opensHidden: true };
    expect((await org.owner.post(`/v1/events/${open.id}/codes`, code)).status).toBe(201);
    for (const page of [registerUrl(open), `${t.url}/e/${open.slug}`, `${registerUrl(open)}?code=NOPE`])
      expect((await openPage(page, 'en')).body).not.toContain('Backstage');
    expect((await registerFor(open, { [`n-${type.id}`]: '1' })).body).not.toContain('Backstage');
    const applied = await registerFor(open, { code: 'crew', do: 'code' });
    expect(applied.body).toContain('Backstage');
    expect((await openPage(`${registerUrl(open)}?code=CREW`, 'en')).body).toContain('Backstage');
    const held = await registerFor(open, { [`n-${type.id}`]: '1', code: 'CREW' });
    expect((await openPage(t.url + held.location, 'en')).body).toContain('Backstage');
  });

  it('gives a ticket back for resale, keeps it after all, and pays it back once somebody takes it', async () => {
    const full = await ticketedEvent(org.owner, { size: 1, prices: [rubles(80_000)] });
    await settings(full, { currencies: ['RUB'], resale: true });
    await openList(org.owner, full.id);
    const cart = t.url + (await registerFor(full, one(full))).location;
    const page = t.url + ((await sendForm(cart, buyer(), 'en')).location.split('?')[0] ?? '');
    await pay(page);
    const [, link = ''] = /href="([^"]*\/resale\?[^"]*)"/.exec((await openPage(page, 'en')).body) ?? [];
    const path = t.url + link;
    expect((await openPage(path)).body).toContain('Give the ticket back for resale?');
    const given = await openPage(t.url + (await sendForm(path, {})).location);
    for (const text of [
      'The ticket is given back for resale.',
      'It stays yours until somebody takes it',
      'data:image/svg',
    ])
      expect(given.body).toContain(text);
    expect((await openPage(path)).body).toContain('Keep the ticket?');
    const kept = await openPage(t.url + (await sendForm(path, { do: 'withdraw' })).location);
    expect(kept.body).toContain('Taken back: the ticket stays with you.');
    await sendForm(path, {});
    expect((await join(t.visitor, full)).status).toBe(201);
    await t.settled();
    await t.get(ResaleService).matchAll();
    await t.settled();
    const after = plain((await openPage(page, 'en')).body);
    for (const text of ['This registration is cancelled.', 'Refund', '−RUB 800']) expect(after).toContain(text);
    expect(after).not.toContain('data:image/svg');
  });

  it.each([
    ['en', /^Money comes back: /, /^RUB 1,000 is on its way back: /, 'the way you paid it'],
    ['ru', /^Вам возвращают деньги: /, /^1 000 ₽ возвращаются вам: /, 'каким вы платили'],
  ])('tells by mail what comes back, when it is due and when it is on its way (%s)', async (locale, due, done, how) => {
    const { page, email } = await paid(1, 1, locale);
    await sendForm(`${page}/cancel`, { expectedRefund: '100000' });
    await t.settled();
    const mails = t.mails().filter((mail) => mail.isFor(email));
    for (const subject of [due, done]) {
      const mail = mails.find((each) => subject.test(plain(each.subject)));
      expect(mail?.text.replaceAll(/\s+/g, ' ')).toContain(how);
      expect(mail?.html).toContain(`lang="${locale}"`);
      expect(`${mail?.text}${mail?.html}`).not.toMatch(/\{\{|undefined|\[object/);
    }
  });
});

/** The first choice of a form that can be taken. */
const option = (form: PageAnswer) => /name="option" value="([^"]*)"(?! disabled)/.exec(form.body)?.[1] ?? '';

/** Pays what is due on the page of a registration, by card. */
async function pay(page: string): Promise<void> {
  const started = await sendForm(`${page}/payments`, { provider: 'stripe' }, 'en');
  const leaving = await openPage(t.url + started.location, 'en');
  await fetch(/href="(http[^"]*)" rel/.exec(leaving.body)?.[1] ?? '', {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ do: 'pay' }),
  });
  await openPage((t.url + started.location).replace('/leaving', ''), 'en');
}

/** Somebody has bought and paid seats, those of students unless another variation is named. */
async function paid(count: number, variation = 1, language = 'en') {
  const person = buyer();
  const names = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`t${index + 1}-name`, `Guest ${index + 1}`]),
  );
  const cart = await heldFor(seats(count, variation));
  const placed = await sendForm(cart.replace('lang=en', `lang=${language}`), { ...person, ...names });
  const page = t.url + (placed.location.split('?')[0] ?? '');
  await pay(page);
  const order = (await t.visitor.get(`/v1/public/orders/${page.split('/').at(-1)}`)).body;
  return { page, order, ...person };
}
