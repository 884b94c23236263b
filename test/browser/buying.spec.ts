import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { TestApp, TestOrganization } from '../support/boot.js';
import {
  Visitor,
  accessibilityFaults,
  describeInBrowser,
  desktop,
  faultsOn,
  openBrowser,
  phone,
} from '../support/browser.js';
import { type PayingWorld, payingWorld } from '../support/given-payments.js';
import { type SaleEvent, saleEvent } from '../support/given-sale.js';
import { linkFor } from './stage.js';

describeInBrowser('buying in a browser without script', () => {
  let world: PayingWorld;
  let t: TestApp;
  let org: TestOrganization;
  let browser: Browser;
  let event: SaleEvent;
  /** Pages that were seen on the way, for axe-core. */
  const seen: string[] = [];
  beforeAll(async () => {
    world = await payingWorld();
    ({ t, org } = world);
    event = await saleEvent(org);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.simulator.stop();
    await t?.stop();
  });

  const patience = 120_000;
  const plain = async (text: Promise<string | null>) => (await text)?.replaceAll(/[\u00a0\u2009\u202f]/g, ' ') ?? '';

  /** Chooses one student seat and orders it; ends on the page that says what is due. */
  async function order(visitor: Visitor, email: string): Promise<void> {
    const { page } = visitor;
    await page.goto(`${t.url}/e/${event.slug}/register?lang=en`);
    await page.getByLabel('Student').selectOption('1');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL('**/h/**');
    await page.getByLabel('Name', { exact: true }).fill('Ann Buyer');
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('button', { name: 'Order and go on to pay' }).click();
    await page.waitForURL('**/t/**');
  }

  it(
    'takes two tickets with a code, by the keyboard and in Russian, through the provider’s page, and gives one back',
    async () => {
      const visitor = await Visitor.open(browser, { locale: 'ru' });
      const { page } = visitor;
      const { keyboard } = page;
      await page.goto(`${t.url}/e/${event.slug}`);
      seen.push(page.url());
      await visitor.tabTo('link', 'Выбрать билеты');
      await keyboard.press('Enter');
      await page.waitForURL('**/register**');
      seen.push(page.url());
      await visitor.tabTo('combobox', /Обычный/);
      await keyboard.press('2');
      await visitor.tabTo('textbox', /Промокод/);
      await keyboard.type('early');
      await visitor.tabTo('button', 'Продолжить');
      await keyboard.press('Enter');
      await page.waitForURL('**/h/**');
      expect(await plain(page.getByRole('table').textContent())).toContain('Промокод EARLY −200 ₽');
      expect(await plain(page.locator('.total').textContent())).toContain('3 600 ₽');
      seen.push(page.url());
      await visitor.tabTo('textbox', 'Имя');
      await keyboard.type('Мария Котова');
      await visitor.tabTo('textbox', 'Эл. почта');
      await keyboard.type('maria@example.org');
      await page.locator('#t2-name').focus();
      await keyboard.type('Пётр Котов');
      await visitor.tabTo('button', 'Заказать и перейти к оплате');
      await keyboard.press('Enter');
      await page.waitForURL('**/t/**');
      seen.push(page.url().split('?')[0] ?? '', `${page.url().split('?')[0]}/attendees`);
      expect(await plain(page.locator('.due .amount').textContent())).toBe('3 600 ₽');
      await visitor.tabTo('button', 'Оплатить картой');
      await keyboard.press('Enter');
      await page.waitForURL(`${world.simulator.url}/pay/**`);
      await page.getByRole('button', { name: /^(Pay|Оплатить)$/ }).click();
      await page.waitForURL('**/t/**');
      await page.getByRole('status').getByText('Платёж получен.').waitFor();
      expect(await page.getByRole('img').count()).toBe(2);
      seen.push(page.url());
      await page.getByRole('link', { name: 'Отменить этот билет' }).last().click();
      expect(await plain(page.getByRole('table').textContent())).toContain('Вернётся вам1 800 ₽');
      seen.push(page.url());
      await page.getByRole('button', { name: 'Отменить билет' }).click();
      await page.getByRole('status').getByText('Билет отменён.').waitFor();
      await t.settled();
      const entries = world.simulator.ledger().map(({ kind, amount }) => [kind, amount]);
      expect(entries).toEqual([
        ['captured', 360_000],
        ['refunded', 180_000],
      ]);
      await page.reload();
      expect(await plain(page.locator('.moved').textContent())).toContain('Возврат');
      visitor.expectCalm();
      await visitor.close();
    },
    patience,
  );

  it(
    'says that a payment failed, and takes it at the second try',
    async () => {
      const visitor = await Visitor.open(browser, { locale: 'en' });
      const { page } = visitor;
      await order(visitor, 'again@example.org');
      const pay = page.getByRole('button', { name: 'Pay by card or SBP' });
      await pay.click();
      await page.waitForURL(`${world.simulator.url}/pay/**`);
      await page.getByRole('button', { name: /Back without paying|Вернуться без оплаты/ }).click();
      await page.waitForURL('**/t/**');
      seen.push(page.url());
      if (await page.getByText('Waiting for your payment').count())
        await page.getByRole('link', { name: 'To my registration' }).click();
      expect(await page.locator('.news').count()).toBe(1);
      await pay.click();
      await page.waitForURL(`${world.simulator.url}/pay/**`);
      await page.getByRole('button', { name: /^(Pay|Оплатить)$/ }).click();
      await page.waitForURL('**/t/**');
      await page.getByText('Your payment has arrived.').waitFor();
      visitor.expectCalm();
      await visitor.close();
    },
    patience,
  );

  it(
    'says when the places are not held any more, without being asked',
    async () => {
      const visitor = await Visitor.open(browser, { locale: 'en' });
      const { page } = visitor;
      await page.goto(`${t.url}/e/${event.slug}/register`);
      await page.getByLabel('Regular').selectOption('1');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.waitForURL('**/h/**');
      await t.sql(`update holds set expires_at = clock_timestamp() + interval '1 second' where state = 'active'`);
      await page.reload();
      await page.getByRole('heading', { name: 'The time is over' }).waitFor();
      await page.getByRole('link', { name: 'Choose again' }).click();
      expect(await page.locator('h1').textContent()).toBe('Choose tickets');
      visitor.expectCalm();
      await visitor.close();
    },
    patience,
  );

  it(
    'hands a ticket on to somebody else, who accepts it in a browser of their own',
    async () => {
      const giver = await Visitor.open(browser, { locale: 'en' });
      await order(giver, 'giver@example.org');
      await giver.page.getByRole('button', { name: 'Pay by card', exact: true }).click();
      await giver.page.waitForURL(`${world.simulator.url}/pay/**`);
      await giver.page.getByRole('button', { name: /^(Pay|Оплатить)$/ }).click();
      await giver.page.getByText('Your payment has arrived.').waitFor();
      await giver.page.getByRole('link', { name: 'Give it to somebody else' }).click();
      seen.push(giver.page.url());
      await giver.page.getByLabel('Their e-mail').fill('friend@example.org');
      await giver.page.getByRole('button', { name: 'Offer the ticket' }).click();
      await giver.page.getByText('The ticket is offered.').waitFor();
      const friend = await Visitor.open(browser, { locale: 'ru' });
      const link = await linkFor(t, 'friend@example.org', 'x');
      seen.push(link);
      await friend.page.goto(`${link}?lang=ru`);
      await friend.page.getByLabel('Имя').fill('Олег Друг');
      await friend.page.getByRole('button', { name: 'Принять билет' }).click();
      await friend.page.waitForURL('**/t/**');
      expect(await friend.page.locator('.attendee').textContent()).toBe('Олег Друг');
      await giver.page.reload();
      expect(await giver.page.getByRole('img').count()).toBe(0);
      for (const visitor of [giver, friend]) {
        visitor.expectCalm();
        await visitor.close();
      }
    },
    patience,
  );

  it(
    'has no fault that axe-core finds on these pages, on a phone in Russian and on a desktop in the dark',
    async () => {
      const extra = [`${t.url}/e/${event.slug}/find`];
      const urls = (language: string) =>
        [...new Set([...seen, ...extra])].map((url) => `${url}${url.includes('?') ? '&' : '?'}lang=${language}`);
      expect(await accessibilityFaults(browser, urls('ru'), phone)).toEqual([]);
      expect(await accessibilityFaults(browser, urls('en'), { ...desktop, dark: true })).toEqual([]);
      const visitor = await Visitor.open(browser, {
        locale: 'ru',
        viewport: { width: 320, height: 640 },
        script: true,
        bypassCSP: true,
      });
      await visitor.page.goto(`${t.url}/e/${event.slug}/register`);
      await visitor.page.getByRole('button', { name: 'Продолжить' }).click();
      await visitor.page.getByRole('alert').waitFor();
      expect(await faultsOn(visitor.page)).toEqual([]);
      await visitor.close();
    },
    patience,
  );
});
