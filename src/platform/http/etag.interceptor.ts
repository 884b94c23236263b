import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Observable, map } from 'rxjs';
import type { TurnoutRequest } from '../auth/actor.js';
import type { Reply } from './problem.filter.js';

const alwaysSent = 'always-sent';

/** Says more than its version tells, as ticket codes do, which a new key changes: it is sent to those who know the version too. */
export const AlwaysSent = () => SetMetadata(alwaysSent, true);

/** Gives every answer that has a `version` its ETag, and answers 304 where the client has that version already. */
@Injectable()
export class EtagInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<TurnoutRequest>();
    const reply = context.switchToHttp().getResponse<Reply>();
    const always = this.reflector.get<boolean | undefined>(alwaysSent, context.getHandler()) === true;
    return next.handle().pipe(
      map((body: unknown) => {
        if (typeof body !== 'object' || body === null || !('version' in body) || typeof body.version !== 'number')
          return body;
        const tag = `"${body.version}"`;
        reply.header('etag', tag);
        if (always || request.method !== 'GET' || !matches(request.headers['if-none-match'], tag)) return body;
        reply.status(304);
        return undefined;
      }),
    );
  }
}

/** Weak comparison (RFC 9110, section 8.8.3.2), as If-None-Match wants it. */
export function matches(header: string | string[] | undefined, tag: string): boolean {
  if (typeof header !== 'string') return false;
  return (
    header.trim() === '*' ||
    header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag.replace(/^W\//, ''))
  );
}
