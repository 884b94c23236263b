import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, boot } from '../../support/boot.js';

let t: TestApp;
beforeAll(async () => {
  t = await boot();
});
afterAll(() => t.stop());

const page = { accept: 'text/html,application/xhtml+xml' };

describe('what belongs to no event', () => {
  it('serves the style sheet under an address that changes with it, to be kept for ever', async () => {
    const { body } = await t.visitor.get('/problems', page);
    const path = /href="(\/assets\/turnout\.[0-9a-f]{12}\.css)"/.exec(body)?.[1] ?? '';
    const style = await t.visitor.get(path);
    expect(style.status).toBe(200);
    expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(style.headers.get('cache-control')).toContain('immutable');
    expect((await t.visitor.get('/assets/turnout.css')).status).toBe(404);
    expect((await t.visitor.get('/assets/..%2f..%2fpages.service.ts')).status).toBe(404);
  });

  it('lists every problem code with its title in both languages', async () => {
    const { body } = await t.visitor.get('/problems?lang=ru', page);
    expect(body).toContain('<html lang="ru">');
    expect(body).toContain('id="request/version-conflict"');
    expect(body).toContain('It was changed since you read it');
    expect(body).toContain('Это изменили после того, как вы прочитали');
  });

  it('answers a wrong address with a page to people, with a problem to programs', async () => {
    const human = await t.visitor.get('/nothing/here', { ...page, 'accept-language': 'ru' });
    expect(human.status).toBe(404);
    expect(human.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(human.body).toContain('Здесь ничего нет');
    expect(await t.visitor.get('/nothing/here')).toBeProblem(404, 'request/unknown-route');
    expect(await t.visitor.get('/v1/nothing', page)).toBeProblem(404, 'request/unknown-route');
    expect(await t.visitor.get('/v1/public/events/none', page)).toBeProblem(404, 'links/unknown');
  });

  it('never links to another host, whatever was asked for', async () => {
    for (const path of ['//evil.example/x', '/%5Cevil.example', '/x?next="><script>alert(1)</script>']) {
      const { body } = await t.visitor.get(path, page);
      expect(body).not.toMatch(/href="(\/\/|\/\\|https?:)/);
      expect(body).not.toContain('<script');
    }
  });

  it('sends headers that leave nothing to a foreign page', async () => {
    const { headers } = await t.visitor.get('/problems', page);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('vary')).toBe('Accept-Language');
  });
});
