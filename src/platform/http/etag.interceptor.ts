import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Observable, map } from 'rxjs';
import type { TurnoutRequest } from '../auth/actor.js';
import type { Reply } from './problem.filter.js';

/** Gives every answer that has a `version` its ETag, and answers 304 where the client has that version already. */
@Injectable()
export class EtagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<TurnoutRequest>();
    const reply = context.switchToHttp().getResponse<Reply>();
    return next.handle().pipe(
      map((body: unknown) => {
        if (typeof body !== 'object' || body === null || !('version' in body) || typeof body.version !== 'number')
          return body;
        const tag = `"${body.version}"`;
        reply.header('etag', tag);
        if (request.method !== 'GET' || !matches(request.headers['if-none-match'], tag)) return body;
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
