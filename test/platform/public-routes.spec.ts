import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withoutTokens } from '../../src/platform/logger.js';
import { type TestApp, boot } from '../support/boot.js';

let t: TestApp;

beforeAll(async () => {
  t = await boot();
});
afterAll(() => t.stop());

describe('routes', () => {
  it('that are open without credentials are exactly these', () => {
    const open = t
      .routes()
      .filter((route) => route.isPublic)
      .map((route) => `${route.method} ${route.path}`);
    expect(open).toMatchSnapshot();
  });

  it('are each either public or name a permission', () => {
    const closed = t.routes().filter((route) => !route.isPublic && !route.permission);
    expect(closed).toEqual([]);
  });

  it('leave no token of theirs in a log line', () => {
    const secret = 'kXz3q2-7wAAAbcdefghijklmnopqrstuvwxyz012345';
    const paths = t.routes().flatMap(({ path }) => (path.includes(':token') ? [path.replace(':token', secret)] : []));
    expect(paths.length).toBeGreaterThan(50);
    expect(paths.filter((path) => withoutTokens(`${path}?lang=en`).includes(secret))).toEqual([]);
    expect(withoutTokens('/e/data-evening/register')).toBe('/e/data-evening/register');
    expect(withoutTokens('/v1/public/events/data-evening/orders')).toBe('/v1/public/events/data-evening/orders');
  });

  it('have operation names of their own', () => {
    const names = t
      .routes()
      .filter((route) => route.path.startsWith('/v1/'))
      .map((route) => route.operation);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
