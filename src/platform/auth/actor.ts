import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Permission } from './permissions.js';

/** The retry-safe identity of one POST: what the client called it, who called, and the fingerprint of what was asked. */
export interface IdempotencyClaim {
  key: string;
  /** Who the key belongs to: another caller's equal key is another key. */
  principal: string;
  /** SHA-256 of method, path and body. */
  fingerprint: Buffer;
}

/** Who acts, for which organisation. Every service takes one; every query names its organisation. */
export interface Actor {
  kind: 'member' | 'key' | 'visitor' | 'system';
  organizationId: string;
  /** The member's user id, the key's id; null for visitors and the system. */
  id: string | null;
  /** The person behind: the member, or who made the key. Decides questions such as "another person approves". */
  personId: string | null;
  permissions: ReadonlySet<Permission>;
  /** Present on a POST that carries Idempotency-Key. */
  idempotency?: IdempotencyClaim;
}

const none: ReadonlySet<Permission> = new Set();

/** The organisation itself at work: jobs, schedules. */
export const systemActor = (organizationId: string): Actor => ({
  kind: 'system',
  organizationId,
  id: null,
  personId: null,
  permissions: none,
});

/** Somebody who came by a link of the organisation. */
export const visitorActor = (organizationId: string): Actor => ({
  kind: 'visitor',
  organizationId,
  id: null,
  personId: null,
  permissions: none,
});

/** What the guard and the idempotency interceptor leave on the request. */
export interface TurnoutRequest {
  id: string;
  method: string;
  url: string;
  ip: string;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
  actor?: Actor;
  idempotency?: IdempotencyClaim;
}

/** The signed-in member or key. On a public route there is none: its service resolves the link instead. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const request = context.switchToHttp().getRequest<TurnoutRequest>();
  if (!request.actor) throw new Error('This route has no actor: it is public');
  return request.actor;
});

/** The claim of a public POST, to be put on the visitor that its link resolves to. Undefined without Idempotency-Key. */
export const CurrentClaim = createParamDecorator(
  (_: unknown, context: ExecutionContext): IdempotencyClaim | undefined =>
    context.switchToHttp().getRequest<TurnoutRequest>().idempotency,
);

/** The network address that a public request comes from, as the proxies that are trusted tell it. */
export const CurrentAddress = createParamDecorator(
  (_: unknown, context: ExecutionContext): string => context.switchToHttp().getRequest<TurnoutRequest>().ip,
);
