import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { TurnoutRequest } from '../auth/actor.js';
import { preconditionRequired, versionConflict } from './http.problems.js';

/**
 * The version that the client read, from If-Match (RFC 9110, section 13.1.1). Missing: 428. `*` is refused, since it
 * would overwrite what nobody has read. A version is a strong ETag: `"3"`.
 */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): number => {
  const header = context.switchToHttp().getRequest<TurnoutRequest>().headers['if-match'];
  if (typeof header !== 'string' || header.trim() === '*') throw preconditionRequired();
  const version = /^\s*"(\d{1,9})"\s*$/.exec(header)?.[1];
  if (version === undefined) throw versionConflict({ detail: 'If-Match is not an ETag that this resource gave out' });
  return Number(version);
});
