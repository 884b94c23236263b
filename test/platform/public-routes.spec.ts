import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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

  it('have operation names of their own', () => {
    const names = t
      .routes()
      .filter((route) => route.path.startsWith('/v1/'))
      .map((route) => route.operation);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
