import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';

let t: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

const send = (path: string, password: string) =>
  t.visitor.send('POST', path, new URLSearchParams({ password }).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    'accept-language': 'ru',
  });

describe('the page of an invitation into a team', () => {
  it('takes a password and lets the person in, once', async () => {
    await org.owner.post('/v1/member-invitations', {
      email: 'vera@example.org',
      name: 'Вера',
      role: 'door',
      locale: 'ru',
    });
    const mail = await t.catcher.arrival((caught) => caught.isFor('vera@example.org'));
    const path = /\/join\/[\w-]+/.exec(mail.text)?.[0] ?? '';
    const page = await t.visitor.get(path, { 'accept-language': 'ru' });
    expect(page.status).toBe(200);
    expect(page.body).toContain('контроль на входе');
    expect(page.body).toContain('type="password"');
    expect(page.headers.get('cache-control')).toBe('no-store');

    const short = await send(path, 'short');
    expect(short.status).toBe(422);
    expect(short.body).not.toContain('value="short"');
    expect((await send(path, 'correct horse battery')).body).toContain('Вы в команде');
    expect((await send(path, 'correct horse battery')).body).toContain('уже принято');
    expect(
      (await t.visitor.post('/v1/sessions', { email: 'vera@example.org', password: 'correct horse battery' })).status,
    ).toBe(201);
    expect((await t.visitor.get('/join/nobody-has-this-token-nobody-has-this')).status).toBe(404);
  });
});
