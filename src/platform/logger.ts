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

/** What of an error goes into a log, beside its name and its cause. */
const told = ['message', 'stack', 'code', 'constraint'] as const;

/**
 * An error as it is logged: by name, and never with what it carries along. The parameters of a statement are names, addresses
 * and account numbers; and the database quotes in a message what it cannot read.
 */
function loggedError(error: unknown, depth = 0): Record<string, unknown> {
  if (typeof error !== 'object' || error === null) return { type: typeof error };
  const { type, name = 'Error', cause, ...rest } = { ...named(error), ...error };
  const ofDatabase = 'query' in rest;
  const fields = told.flatMap((field) => {
    const text = (rest as Record<string, unknown>)[field];
    return typeof text === 'string' ? [[field, ofDatabase ? unquoted(text) : text]] : [];
  });
  const deeper = cause !== undefined && depth < 3 ? { cause: loggedError(cause, depth + 1) } : {};
  return { type: type ?? name, ...Object.fromEntries(fields), ...deeper };
}

/** What an error has that is not enumerable. */
const named = (
  error: object,
): { type?: unknown; name?: unknown; message?: unknown; stack?: unknown; cause?: unknown } =>
  error instanceof Error ? { name: error.name, message: error.message, stack: error.stack, cause: error.cause } : {};

const unquoted = (text: string): string => text.replaceAll(/: ".*?"(?=\n|$)/gs, ': …');

/** Structured logs: request id, method, path without tokens, status, duration. No bodies, no addresses, no query strings, no parameters of statements. */
export const loggerOptions = (config: Config): Params => ({
  forRoutes: ['{*splat}'],
  pinoHttp: {
    level: config.logLevel,
    ...(config.logPretty && {
      transport: { target: 'pino-pretty', options: { singleLine: true, ignore: 'pid,hostname,req,res' } },
    }),
    autoLogging: { ignore: (request: IncomingMessage) => (request.url ?? '').startsWith('/health/') },
    serializers: {
      err: (error: unknown) => loggedError(error),
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
