import type { IncomingMessage } from 'node:http';
import type { Params } from 'nestjs-pino';
import type { Config } from './config/config.js';

/** Private pages have one letter; `e` is the page of an event, which is public. */
const page = /^(\/(?:[a-df-z]|reports|feeds|join))\/[^/]+/i;
/** What is public and is not found by its name or id is found by a token. */
const open = /^(\/v1\/public\/(?!(?:events|payment-notifications)\/)[^/]+)\/[^/]+/i;

/** Tokens in the path open things; a log line must not. `/t/abc…` becomes `/t/*`. */
export const withoutTokens = (url: string): string =>
  (url.split('?')[0] ?? '')
    .replaceAll(/\/{2,}/g, '/')
    .replace(page, '$1/*')
    .replace(open, '$1/*');

/** Structured logs: request id, method, path without tokens, status, duration. No bodies, no addresses, no query strings. */
export const loggerOptions = (config: Config): Params => ({
  forRoutes: ['{*splat}'],
  pinoHttp: {
    level: config.logLevel,
    ...(config.logPretty && {
      transport: { target: 'pino-pretty', options: { singleLine: true, ignore: 'pid,hostname,req,res' } },
    }),
    autoLogging: { ignore: (request: IncomingMessage) => (request.url ?? '').startsWith('/health/') },
    serializers: {
      req: (request: { id: string; method: string; url: string }) => ({
        id: request.id,
        method: request.method,
        path: withoutTokens(request.url),
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
    customSuccessMessage: (request, response) =>
      `${request.method} ${withoutTokens(request.url ?? '')} ${response.statusCode}`,
    customErrorMessage: (request, response) =>
      `${request.method} ${withoutTokens(request.url ?? '')} ${response.statusCode}`,
    redact: ['req.headers.authorization', 'req.headers.cookie'],
  },
});
