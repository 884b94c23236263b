import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { type PageAnswer, openPage, sendForm } from '../../support/form.js';
import { later, openRoom } from '../../support/given-room.js';
import { ticketedEvent, tokenOf } from '../../support/given-tickets.js';
import { soldOutEvent, waits } from '../../support/given-waiting.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot();
  org = await t.organization({ name: 'Северный круг' });
});
afterAll(() => t.stop());

const path = (url: string) => url.replace(/\?.*$/, '');

describe('the pages of a waiting list', () => {
  it('take somebody on the list, and say what is wrong and what is kept', async () => {
    const event = await soldOutEvent(org.owner, t.visitor);
    const page = `${t.url}/e/${event.slug}/waiting-list`;
    expect((await openPage(page)).body).toContain('<h1>Лист ожидания</h1>');
    const wrong = await sendForm(page, { name: 'Вера', email: 'vera@', partySize: '99' }, 'en');
    expect(wrong.status).toBe(422);
    expect(wrong.body).toContain('value="Вера"');
    expect(wrong.body).toContain('So many places cannot be had together');
    const joined = await sendForm(page, { name: 'Вера', email: 'vera@example.org', partySize: '2', partial: 'yes' });
    expect(joined.status).toBe(303);
    const mine = await openPage(`${t.url}${joined.location}`);
    expect(mine.body).toContain('Мы написали вам на vera@example.org.');
    expect(mine.body).toMatch(/class="large">1</);
    expect(mine.headers.get('cache-control')).toBe('no-store');
    const again = await sendForm(page, { name: 'Вера', email: 'vera@example.org', partySize: '1' });
    expect(again.status).toBe(409);
    expect(again.body).toContain('Вы уже в листе ожидания');
  });

  it('send people on to the registration where there are places, and say where there is no list', async () => {
    const event = await ticketedEvent(org.owner);
    expect((await openPage(`${t.url}/e/${event.slug}/waiting-list`, 'en')).body).toContain(
      'There is no waiting list now',
    );
    const open = await soldOutEvent(org.owner, t.visitor);
    await org.owner.change(`/v1/quotas/${open.quotaId}`, { size: 5 });
    const body = (await openPage(`${t.url}/e/${open.slug}/waiting-list`, 'en')).body;
    expect(body).toContain(`href="/e/${open.slug}/register?lang=en"`);
  });

  it('lead from an offer to the places that it keeps, or ask before they give them up', async () => {
    const event = await soldOutEvent(org.owner, t.visitor, { places: 2 });
    const [first, second] = [await waits(t.visitor, event), await waits(t.visitor, event)];
    for (const order of event.orders) await t.visitor.post(`/v1/public/orders/${tokenOf(order)}/cancellation`);
    const page = await openPage(first.url, 'ru');
    expect(page.body).toContain('<h1>Для вас есть место</h1>');
    expect(page.body).toContain('Место × 1');
    const claimed = await sendForm(`${first.url}/claim`, {});
    expect(claimed.location).toMatch(/^\/h\/[\w-]{43}\?lang=ru$/);
    const asked = await openPage(`${second.url}/decline`, 'en');
    expect(asked.body).toContain('Отказаться от места?');
    const declined = await sendForm(`${second.url}/decline`, {});
    const after = await openPage(`${t.url}${declined.location}`);
    expect(after.body).toContain('Вы отказались от предложения');
    await sendForm(`${second.url}/resume`, {});
    expect((await openPage(second.url)).body).toContain('Для вас есть место');
    await sendForm(`${second.url}/leave`, {});
    expect((await openPage(second.url)).body).toContain('Вы вышли из листа ожидания');
    expect((await sendForm(`${second.url}/dance`, {})).status).toBe(404);
  });
});

describe('the page of a waiting room', () => {
  const cookie = ({ headers }: PageAnswer) => (headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const look = async (url: string, mine: string) => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { accept: 'text/html', 'accept-language': 'en', cookie: mine },
    });
    return { status: response.status, body: await response.text(), location: response.headers.get('location') ?? '' };
  };

  it('keeps the place in a cookie, reloads itself, and leads on when the turn has come', async () => {
    const event = await ticketedEvent(org.owner);
    await openRoom(org.owner, event.id);
    const page = `${t.url}/e/${event.slug}/room`;
    const outside = await openPage(page, 'en');
    expect(outside.body).toContain('<h1>Waiting room</h1>');
    expect(outside.headers.get('set-cookie')).toBeNull();
    const entered = await sendForm(page, {}, 'en');
    expect(entered.status).toBe(303);
    expect(entered.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Lax$/);
    const mine = cookie(entered);
    expect((await look(page, mine)).body).toMatch(/<meta http-equiv="refresh" content="\d+">/);
    const behind = cookie(await sendForm(page, {}, 'en'));
    await later(t, event.id, 3600);
    const turn = await look(page, mine);
    expect(turn.body).toContain('It is your turn');
    expect(turn.body).not.toContain('http-equiv="refresh"');
    expect((await look(page, behind)).body).toMatch(/<title>1 · You are in line/);
  });

  it('is in front of the registration until the turn has come', async () => {
    const event = await ticketedEvent(org.owner);
    await openRoom(org.owner, event.id);
    const form = `${t.url}/e/${event.slug}/register`;
    const mine = cookie(await sendForm(`${t.url}/e/${event.slug}/room`, {}, 'en'));
    expect(path((await look(form, mine)).location)).toBe(`/e/${event.slug}/room`);
    await later(t, event.id, 3600);
    expect((await look(form, mine)).status).toBe(200);
    expect(path((await openPage(form)).location)).toBe(`/e/${event.slug}/room`);
    const fields = { name: 'Вера', email: 'vera-room@example.org', ticketType: event.ticketTypeId };
    expect(path((await sendForm(form, fields)).location)).toBe(`/e/${event.slug}/room`);
    const sent = await fetch(form, {
      method: 'POST',
      redirect: 'manual',
      headers: { accept: 'text/html', cookie: mine },
      body: new URLSearchParams(fields),
    });
    expect(sent.headers.get('location')).toMatch(/^\/t\//);
  });
});
