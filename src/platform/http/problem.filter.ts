import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { QueryFailedError } from 'typeorm';
import type { Locale } from '../../kernel/text.js';
import { Problem } from '../../kernel/problem.js';
import type { TurnoutRequest } from '../auth/actor.js';
import {
  conflicting,
  malformed,
  overloaded,
  tooLarge,
  unexpected,
  unknownRoute,
  unsupportedMedia,
} from './http.problems.js';

/** The part of a Fastify reply that Turnout uses. */
export interface Reply {
  status(code: number): Reply;
  header(name: string, value: string | number): Reply;
  headers(values: Readonly<Record<string, string>>): Reply;
  getHeaders(): Record<string, unknown>;
  type(contentType: string): Reply;
  send(body?: unknown): Reply;
  readonly sent: boolean;
}

/** Renders every failure as RFC 9457 problem details. What we did not foresee is logged and shown without its text. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@InjectPinoLogger(ProblemFilter.name) private readonly logger: PinoLogger) {}

  catch(failure: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<TurnoutRequest>();
    const reply = host.switchToHttp().getResponse<Reply>();
    const problem = asProblem(failure);
    if (problem.status >= 500)
      this.logger.error({ err: failure, requestId: request.id, code: problem.code }, 'request failed');
    if (reply.sent) return;
    if (problem.details.retryAfter !== undefined) reply.header('retry-after', problem.details.retryAfter);
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
    this.answer(problem, request, reply);
  }

  /** What the caller reads. */
  protected answer(problem: Problem, request: TurnoutRequest, reply: Reply): void {
    reply
      .status(problem.status)
      .header('cache-control', 'no-store')
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(problemBody(problem, wantedLocale(request.headers['accept-language']), request.id)));
  }
}

/** The members of the answer, in the order a reader wants them. What a problem adds never replaces what RFC 9457 defines. */
export function problemBody(problem: Problem, locale: Locale, requestId: string): Record<string, unknown> {
  const { detail, retryAfter: _, ...extensions } = problem.details;
  const standard = {
    type: `/problems#${problem.code}`,
    title: problem.refusal.title[locale],
    status: problem.status,
    code: problem.code,
    ...(detail !== undefined && { detail }),
    retryable: problem.refusal.retryable,
    requestId,
  };
  return { ...standard, ...extensions, ...standard };
}

/** `ru` where the client prefers Russian to English, else `en`. */
export function wantedLocale(header: string | string[] | undefined): Locale {
  const wanted = (Array.isArray(header) ? header.join(',') : (header ?? ''))
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const quality = parameters.map((text) => /^\s*q=([\d.]+)/.exec(text)?.[1]).find((text) => text !== undefined);
      return { language: tag.slice(0, 2), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter((choice) => choice.quality > 0)
    .toSorted((a, b) => b.quality - a.quality);
  return wanted.find((choice) => choice.language === 'ru' || choice.language === 'en')?.language === 'ru' ? 'ru' : 'en';
}

function asProblem(failure: unknown): Problem {
  if (failure instanceof Problem) return failure;
  if (failure instanceof QueryFailedError) return ofDatabase(failure);
  const status = statusOf(failure);
  if (status !== null && status >= 400 && status < 500) return ofHttp(status, failure);
  return failure instanceof Error ? ofError(failure) : unexpected();
}

/** What Fastify and Nest refuse before a route is reached. */
function ofHttp(status: number, failure: unknown): Problem {
  if (status === 404) return unknownRoute();
  if (status === 413) return tooLarge();
  if (status === 415) return unsupportedMedia();
  return malformed({ detail: failure instanceof Error ? failure.message : undefined });
}

const databaseAway =
  /timeout exceeded when trying to connect|ECONNREFUSED|Connection terminated|terminating connection|the database system is/;

function ofError(failure: Error): Problem {
  // JSON is parsed without recursion; whoever walks a body that is nested without end runs out of stack.
  if (failure instanceof RangeError && failure.message.includes('call stack'))
    return malformed({ detail: 'The body is nested too deeply' });
  return databaseAway.test(failure.message) ? overloaded({ retryAfter: 2 }) : unexpected();
}

/** SQLSTATEs that the caller can act on; anything else is our fault. */
function ofDatabase(failure: QueryFailedError): Problem {
  const error = failure.driverError as { code?: string; constraint?: string; message?: string };
  if (error.code === '23505' || error.code === '23P01' || error.code === '23503')
    return conflicting({ constraint: error.constraint });
  if (
    ['40001', '40P01', '55P03', '57014', '53300', '57P01', '57P02', '57P03', '08006', '08003'].includes(
      error.code ?? '',
    )
  )
    return overloaded({ retryAfter: 1 });
  if (!error.code && /Connection terminated|ECONNRESET|timeout/.test(error.message ?? ''))
    return overloaded({ retryAfter: 2 });
  return unexpected();
}

function statusOf(failure: unknown): number | null {
  if (failure instanceof HttpException) return failure.getStatus();
  if (
    typeof failure === 'object' &&
    failure !== null &&
    'statusCode' in failure &&
    typeof failure.statusCode === 'number'
  )
    return failure.statusCode;
  return null;
}
