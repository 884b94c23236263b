import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../support/boot.js';
import { publishedEvent } from '../support/given.js';
import { type TicketedEvent, ticketedEvent } from '../support/given-tickets.js';

let t: TestApp;
let organization: TestOrganization;
let event: TicketedEvent;
beforeAll(async () => {
  t = await boot({ SHARED_PAGE_MS: '60000' });
  organization = await t.organization();
  event = await ticketedEvent(organization.owner);
});
afterAll(() => t.stop());

const page = async (language: string) => {
  const answer = await fetch(`${t.url}/e/${event.slug}`, { headers: { 'accept-language': language } });
  const { 'x-request-id': id, date: _, ...headers } = Object.fromEntries(answer.headers);
  return { id, status: answer.status, headers, text: await answer.text() };
};

it('repeats the page of an event for everybody, in the language of each, with every header', async () => {
  const first = await page('ru');
  const again = await page('ru');
  expect(again).toEqual({ ...first, id: again.id });
  expect(again.id).not.toBe(first.id);
  expect(first.headers['content-security-policy']).toContain("default-src 'none'");
  expect((await page('en')).headers['content-language']).toBe('en');
});

it('does not read the database for a repetition', async () => {
  const before = await page('ru');
  await t.sql(`update events set title = '{"en": "Moved", "ru": "Moved"}'`);
  expect((await page('ru')).text).toBe(before.text);
  expect((await page('ru;q=0.9')).text).toContain('Moved');
});

it('keeps no page that is not there', async () => {
  const slug = 'soon-to-come';
  expect((await fetch(`${t.url}/e/${slug}`)).status).toBe(404);
  await publishedEvent(organization.owner, { slug });
  expect((await fetch(`${t.url}/e/${slug}`)).status).toBe(200);
});
