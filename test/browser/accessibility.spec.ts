import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { type TestApp, type TestOrganization, boot } from '../support/boot.js';
import {
  Visitor,
  accessibilityFaults,
  describeInBrowser,
  desktop,
  faultsOn,
  openBrowser,
  phone,
} from '../support/browser.js';
import { type TicketedEvent, register, ticketedEvent } from '../support/given-tickets.js';
import { type OpenSurvey, openSurvey } from '../api/surveys/given.js';
import { draftEvent } from '../support/given.js';
import { linkFor, stagedEvent } from './stage.js';

describeInBrowser('pages that everybody can use', () => {
  let t: TestApp;
  let org: TestOrganization;
  let browser: Browser;
  let event: TicketedEvent;
  let survey: OpenSurvey;
  /** Every page by name. */
  let paths: Record<string, string>;

  beforeAll(async () => {
    t = await boot();
    browser = await openBrowser();
    org = await t.organization({ name: 'Северный круг' });
    event = await stagedEvent(org);
    survey = await openSurvey(t, org, 2);
    const gone = await ticketedEvent(org.owner, { size: 0 });
    const off = await ticketedEvent(org.owner);
    const mine = {
      name: 'Анна Петрова',
      answers: { way: 'hall' },
      tickets: [{ ticketTypeId: event.ticketTypeId, attendee: { name: 'Анна Петрова' }, answers: { rules: true } }],
    };
    const order = await register(t.visitor, event, mine);
    const cancelled = await register(t.visitor, event, mine);
    await t.visitor.post(`/v1/public/orders/${cancelled.manageUrl.split('/').at(-1)}/cancellation`);
    await org.owner.post(`/v1/events/${off.id}/cancellation`, { notify: false, reason: 'Illness' });
    await org.owner.post('/v1/contact-imports', {
      csv: 'email,name,locale,tags,consent\nvera@example.org,Вера,ru,all,event-invitations',
      dryRun: false,
    });
    const invited = await draftEvent(org.owner);
    const segment = await org.owner.post('/v1/segments', {
      name: 'all',
      rule: { field: 'tags', cmp: 'hasAny', value: ['all'] },
    });
    await org.owner.post(`/v1/events/${invited.id}/audience`, { segmentId: segment.body.id });
    await org.owner.post(`/v1/events/${invited.id}/publication`);
    await org.owner.post(`/v1/events/${invited.id}/invitations`);
    const report = await org.owner.post(`/v1/events/${event.id}/report-links`, {});
    const path = (url: string) => new URL(url).pathname;
    paths = {
      event: `/e/${event.slug}`,
      'cancelled event': `/e/${off.slug}`,
      registration: `/e/${event.slug}/register`,
      'sold out': `/e/${gone.slug}/register`,
      ticket: `${path(order.manageUrl)}?created=1`,
      change: `${path(order.manageUrl)}/change`,
      cancel: `${path(order.manageUrl)}/cancel`,
      'cancelled registration': path(cancelled.manageUrl),
      survey: `/s/${survey.tokens[0]}`,
      invitation: path(await linkFor(t, 'vera@example.org', 'i')),
      unsubscribe: path(await linkFor(t, 'vera@example.org', 'u')),
      report: path(report.body.url),
      problems: '/problems',
      nothing: '/nothing',
    };
  });
  afterAll(async () => {
    await browser?.close();
    await t?.stop();
  });

  const patience = 180_000;
  const urlsIn = (language: string) =>
    Object.values(paths).map((path) => `${t.url}${path}${path.includes('?') ? '&' : '?'}lang=${language}`);

  it(
    'have no fault that axe-core finds, on a phone in Russian',
    async () => {
      expect(await accessibilityFaults(browser, urlsIn('ru'), phone)).toEqual([]);
    },
    patience,
  );

  it(
    'have none on a desktop in the dark in English',
    async () => {
      expect(await accessibilityFaults(browser, urlsIn('en'), { ...desktop, dark: true })).toEqual([]);
    },
    patience,
  );

  it('would be found at fault, were there a fault', async () => {
    const bad =
      'data:text/html,<html lang="en"><title>x</title><main><h1>x</h1><p style="color:%23bbb">faint</p><input></main><div style="width:999px">wide</div>';
    const faults = (await accessibilityFaults(browser, [bad], phone)).join(' ');
    for (const fault of ['color-contrast', 'label', 'scrolls sideways']) expect(faults).toContain(fault);
  });

  it('have none where a form comes back with errors, on the narrowest phone', async () => {
    const visitor = await Visitor.open(browser, {
      locale: 'ru',
      viewport: { width: 320, height: 640 },
      script: true,
      bypassCSP: true,
    });
    await visitor.page.goto(`${t.url}${paths['registration']}`);
    await visitor.page.getByRole('button', { name: 'Зарегистрироваться' }).click();
    await visitor.page.getByRole('alert').waitFor();
    expect(await faultsOn(visitor.page)).toEqual([]);
    visitor.expectCalm();
    await visitor.close();
  });

  it('keep to their own content security policy, with script allowed or not', async () => {
    for (const script of [true, false]) {
      const visitor = await Visitor.open(browser, { locale: 'en', script });
      for (const path of Object.values(paths)) await visitor.page.goto(t.url + path);
      visitor.expectCalm();
      await visitor.close();
    }
  });

  it('offer targets that a thumb can hit', async () => {
    const visitor = await Visitor.open(browser, { locale: 'ru', script: true });
    for (const name of ['event', 'registration', 'ticket', 'survey']) {
      await visitor.page.goto(`${t.url}${paths[name]}`);
      const small = await visitor.page
        .evaluate(`[...document.querySelectorAll('button, .button, .link, .choice, .languages a, input[type=text], input[type=email], textarea')]
        .filter((element) => element.checkVisibility())
        .map((element) => [element.className || element.tagName, element.getBoundingClientRect()])
        .filter(([, box]) => box.height < 44 || box.width < 44).map(([name, box]) => name + ' ' + box.width + '×' + box.height)`);
      expect([name, small]).toEqual([name, []]);
    }
    await visitor.close();
  });

  it('take the answers of a survey without script', async () => {
    const visitor = await Visitor.open(browser, { locale: 'ru' });
    const { page } = visitor;
    await page.goto(`${t.url}/s/${survey.tokens[1]}`);
    await page.getByRole('group', { name: 'Посоветуете друзьям?' }).getByLabel('3', { exact: true }).check();
    expect(await page.getByLabel('Почему?').isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Отправить ответы' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('Нужен ответ: Почему?');
    await page.getByLabel('Почему?').fill('Слишком тихо');
    await page.getByRole('button', { name: 'Отправить ответы' }).click();
    expect(await page.locator('h1').textContent()).toBe('Спасибо');
    visitor.expectCalm();
    await visitor.close();
  });
});
