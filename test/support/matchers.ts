import { expect } from '@jest/globals';
import type { Answer } from './client.js';

expect.extend({
  /** The answer is the problem with this status and code, in the shape of RFC 9457. */
  toBeProblem(answer: Answer, status: number, code: string) {
    const body = answer.body as Record<string, unknown>;
    const pass =
      answer.status === status &&
      body?.['code'] === code &&
      body['status'] === status &&
      typeof body['title'] === 'string' &&
      (answer.headers.get('content-type') ?? '').startsWith('application/problem+json');
    return { pass, message: () => `expected ${status} ${code}, got ${answer.status} ${JSON.stringify(answer.body)}` };
  },
});

declare module 'expect' {
  interface Matchers<R> {
    toBeProblem(status: number, code: string): R;
  }
}
