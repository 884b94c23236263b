import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { type TestApp, type TestOrganization, boot } from '../support/boot.js';
import { Visitor, describeInBrowser, openBrowser } from '../support/browser.js';
import { register, ticketedEvent } from '../support/given-tickets.js';
import { readQr } from '../support/qr.js';
import { stagedEvent } from './stage.js';

describeInBrowser('registering in a browser without script', () => {
  let t: TestApp;
  let org: TestOrganization;
  let browser: Browser;
  beforeAll(async () => {
    t = await boot();
    org = await t.organization({ name: 'Северный круг' });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await t?.stop();
  });

  it('works with the keyboard alone, in Russian, from the event page to the ticket', async () => {
    const event = await stagedEvent(org);
    const visitor = await Visitor.open(browser, { locale: 'ru' });
    const { page } = visitor;
    const { keyboard } = page;
    await page.goto(`${t.url}/e/${event.slug}`);
    await keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Перейти к содержанию');
    await visitor.tabTo('link', 'Зарегистрироваться');
    await keyboard.press('Enter');
    await page.waitForURL('**/register**');
    await visitor.tabTo('textbox', 'Имя');
    await keyboard.type('Мария Котова');
    await visitor.tabTo('textbox', 'Эл. почта');
    await keyboard.type('maria@example.org');
    await visitor.tabTo('radio', /Место/);
    await keyboard.press('Space');
    expect(await page.getByLabel('Что нам учесть?').isVisible()).toBe(false);
    await visitor.tabTo('radio', 'В зале');
    await keyboard.press('Space');
    expect(await page.getByLabel('Что нам учесть?').isVisible()).toBe(true);
    await visitor.tabTo('textbox', /Что нам учесть/);
    await keyboard.type('Место у прохода');
    await visitor.tabTo('checkbox', 'Я соблюдаю правила');
    await keyboard.press('Space');
    await visitor.tabTo('button', 'Зарегистрироваться');
    await keyboard.press('Enter');
    await page.waitForURL('**/t/**');
    expect(await page.getByRole('status').textContent()).toContain(
      'Вы зарегистрированы. Билет отправлен на maria@example.org.',
    );
    expect(await page.getByText('Место у прохода').count()).toBe(1);
    const picture = await page.getByRole('img').screenshot();
    const [order] = (await org.owner.get(`/v1/events/${event.id}/orders`)).body.items;
    expect(await readQr(picture)).toMatch(/^[0-9A-Z]{150,}$/);
    expect(order).toMatchObject({
      locale: 'ru',
      answers: { way: 'hall' },
      tickets: [{ answers: { needs: 'Место у прохода', rules: true } }],
    });
    visitor.expectCalm();
    await visitor.close();
  });

  it('says what is wrong where the focus is, leads to the fields, and keeps what was typed', async () => {
    const event = await stagedEvent(org);
    const visitor = await Visitor.open(browser, { locale: 'ru' });
    const { page } = visitor;
    await page.goto(`${t.url}/e/${event.slug}/register`);
    await page.getByLabel('Эл. почта').fill('maria@');
    await page.getByLabel('Онлайн').check();
    await page.getByRole('button', { name: 'Зарегистрироваться' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.title()).toMatch(/^Ошибка: /);
    await visitor.tabTo('link', 'Укажите имя');
    expect(await page.getByRole('alert').locator(':focus').count()).toBe(1);
    await page.keyboard.press('Enter');
    expect(await page.locator(':focus').getAttribute('id')).toBe('name');
    expect(await page.locator('#name').getAttribute('aria-invalid')).toBe('true');
    const described = await page.locator('#name').getAttribute('aria-describedby');
    expect(await page.locator(`#${described}`).textContent()).toContain('Укажите имя');
    expect(await page.getByLabel('Эл. почта').inputValue()).toBe('maria@');
    expect(await page.getByLabel('Онлайн').isChecked()).toBe(true);
    visitor.expectCalm();
    await visitor.close();
  });

  it('lets people look at their registration, change it and cancel it', async () => {
    const event = await ticketedEvent(org.owner);
    const order = await register(t.visitor, event, { name: 'Анна Петрова', locale: 'en' });
    const visitor = await Visitor.open(browser, { locale: 'en' });
    const { page } = visitor;
    await page.goto(order.manageUrl);
    await page.getByRole('link', { name: 'Change' }).click();
    await page.getByLabel('Name on the ticket').fill('Anna Petrova');
    await page.getByRole('button', { name: 'Save' }).click();
    expect(await page.getByRole('status').textContent()).toContain('Your changes are saved.');
    expect(await page.locator('.attendee').textContent()).toBe('Anna Petrova');
    await page.getByRole('link', { name: 'Cancel my registration' }).click();
    await page.getByRole('link', { name: 'Keep my registration' }).click();
    expect(await page.getByRole('img').count()).toBe(1);
    await page.getByRole('link', { name: 'Cancel my registration' }).click();
    await page.getByRole('button', { name: 'Cancel my registration' }).click();
    expect(await page.getByRole('status').textContent()).toContain('Your registration is cancelled.');
    expect(await page.getByRole('img').count()).toBe(0);
    visitor.expectCalm();
    await visitor.close();
  });

  it('switches the language where one is', async () => {
    const event = await stagedEvent(org);
    const visitor = await Visitor.open(browser, { locale: 'ru' });
    const { page } = visitor;
    await page.goto(`${t.url}/e/${event.slug}`);
    expect(await page.locator('h1').textContent()).toBe('Вечер открытых данных');
    await page.getByRole('link', { name: 'English' }).click();
    expect(await page.locator('h1').textContent()).toBe('Open data evening');
    await page.getByRole('link', { name: 'Register' }).click();
    expect(await page.locator('h1').textContent()).toBe('Register');
    await page.getByRole('link', { name: 'Русский' }).click();
    expect(await page.locator('h1').textContent()).toBe('Регистрация');
    visitor.expectCalm();
    await visitor.close();
  });
});
