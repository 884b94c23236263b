import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { type TestApp, type TestOrganization, boot } from '../support/boot.js';
import { Visitor, accessibilityFaults, describeInBrowser, openBrowser, phone } from '../support/browser.js';
import { later, openRoom } from '../support/given-room.js';
import { ticketedEvent, tokenOf } from '../support/given-tickets.js';
import { soldOutEvent } from '../support/given-waiting.js';

describeInBrowser('waiting in a browser without script', () => {
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

  it('goes from the event page through the list to an offer', async () => {
    const event = await soldOutEvent(org.owner, t.visitor);
    const visitor = await Visitor.open(browser, { locale: 'ru' });
    const { page } = visitor;
    await page.goto(`${t.url}/e/${event.slug}`);
    await page.getByRole('link', { name: 'Записаться в лист ожидания' }).click();
    await page.getByLabel('Имя').fill('Вера Лунина');
    await page.getByLabel('Эл. почта').fill('vera@example.org');
    await page.getByRole('button', { name: 'Записаться в лист ожидания' }).click();
    await page.waitForURL('**/w/**');
    expect(await page.locator('dd.large').textContent()).toBe('1');
    const mine = page.url().replace(/\?.*/, '');
    const [order] = event.orders;
    await t.visitor.post(`/v1/public/orders/${tokenOf(order as { manageUrl: string })}/cancellation`);
    await page.goto(mine);
    expect(await page.locator('h1').textContent()).toBe('Для вас есть место');
    expect(await accessibilityFaults(browser, [mine, `${mine}/decline`], phone)).toEqual([]);
    await page.getByRole('link', { name: 'Отказаться' }).click();
    await page.getByRole('link', { name: 'Назад' }).click();
    await page.getByRole('button', { name: 'Взять место' }).click();
    await page.waitForURL('**/h/**');
    await visitor.close();
  });

  it('stands in line in the waiting room and is led on without doing anything', async () => {
    const event = await ticketedEvent(org.owner);
    await openRoom(org.owner, event.id);
    const visitor = await Visitor.open(browser, { locale: 'en' });
    const { page } = visitor;
    await page.goto(`${t.url}/e/${event.slug}/register`);
    expect(await page.locator('h1').textContent()).toBe('Waiting room');
    expect(await accessibilityFaults(browser, [page.url()], phone)).toEqual([]);
    await page.getByRole('button', { name: 'Stand in line' }).click();
    await page.getByRole('heading', { name: 'You are in the waiting room' }).waitFor();
    await later(t, event.id, 3598);
    await page.reload();
    // Two seconds before it opens the page asks again by itself.
    await page.getByRole('heading', { name: 'It is your turn' }).waitFor({ timeout: 20_000 });
    await page.getByRole('link', { name: 'Go on to the registration' }).click();
    expect(await page.locator('h1').textContent()).toBe('Register');
    visitor.expectCalm();
    await visitor.close();
  });
});
