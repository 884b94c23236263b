import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../support/boot.js';
import { conceptOf } from '../support/given.js';

let t: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  t = await boot({ CORS_ORIGINS: 'https://front.example.org', RATE_LIMIT_ANONYMOUS: '40' });
  org = await t.organization();
});
afterAll(() => t.stop());

describe('a bad request', () => {
  it('is a problem, whatever is wrong with it', async () => {
    expect(await org.owner.post('/v1/events', '{"title": ')).toBeProblem(400, 'request/malformed');
    expect(await org.owner.send('POST', '/v1/events', 'title=x', { 'content-type': 'text/csv' })).toBeProblem(
      415,
      'request/unsupported-media-type',
    );
    expect(await org.owner.post('/v1/events', `{"x":"${'x'.repeat(1_100_000)}"}`)).toBeProblem(
      413,
      'request/too-large',
    );
    expect(await org.owner.get('/v1/nothing')).toBeProblem(404, 'request/unknown-route');
    expect(await org.owner.get('/v1/events/evt_nonsense')).toBeProblem(404, 'request/unknown-id');
    expect(await org.owner.post('/v1/events', conceptOf(), { 'idempotency-key': ' ' })).toBeProblem(
      400,
      'idempotency/key-malformed',
    );
  });

  it('speaks the language of who asks', async () => {
    const answer = await t.visitor.get('/v1/events', { 'accept-language': 'ru-RU,ru;q=0.9,en;q=0.8' });
    expect(answer).toBeProblem(401, 'auth/unauthenticated');
    expect(answer.body.title).toBe('Войдите или пришлите ключ API');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('with a text that cannot be stored is told where', async () => {
    const nul = await org.owner.post('/v1/events', conceptOf({ title: { en: 'zero \u0000 byte' } }));
    expect(nul).toBeProblem(422, 'request/unstorable-text');
    expect(nul.body.pointer).toBe('/title/en');
    const half = await org.owner.send('POST', '/v1/events', '{"title":{"en":"\\ud800"}}', {
      'content-type': 'application/json',
    });
    expect(half).toBeProblem(422, 'request/unstorable-text');
  });
});

describe('browsers', () => {
  it('of exactly the configured origins may call', async () => {
    const ours = await t.visitor.get('/health/live', { origin: 'https://front.example.org' });
    expect(ours.headers.get('access-control-allow-origin')).toBe('https://front.example.org');
    const theirs = await t.visitor.get('/health/live', { origin: 'https://front.example.org.evil.example' });
    expect(theirs.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('get headers that keep pages to themselves', async () => {
    const { headers } = await t.visitor.get('/health/live');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect((await org.owner.get('/v1/organization')).headers.get('cache-control')).toBe('no-store');
  });
});

describe('too many requests', () => {
  it('are told when to come back', async () => {
    let answer = await t.visitor.get('/health/live');
    for (let sent = 0; sent < 60 && answer.status === 200; sent++) answer = await t.visitor.get('/health/live');
    expect(answer).toBeProblem(429, 'request/rate-limited');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answer.headers.get('ratelimit-policy')).toBe('"anonymous";q=40;w=60');
    expect((await org.owner.get('/v1/organization')).status).toBe(200);
  });
});

describe('a connection that was opened and never used', () => {
  it('keeps nobody from stopping', async () => {
    const other = await boot();
    const opened = connect(other.config.port, '127.0.0.1').on('error', () => undefined);
    await once(opened, 'connect');
    const closed = once(opened, 'close');
    await other.stop();
    await closed;
  });
});
