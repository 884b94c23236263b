import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { RateLimits } from '../http/rate-limits.js';
import type { TurnoutRequest } from './actor.js';
import { forbidden, routeClosed, unauthenticated } from './auth.problems.js';
import { Authenticator } from './authenticator.js';
import { permissionKey, publicKey } from './can.js';
import type { Permission } from './permissions.js';

/** Denies by default: a route is open only to who its decorator names. */
@Injectable()
export class ActorGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    private readonly limits: RateLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const request = context.switchToHttp().getRequest<TurnoutRequest>();
    if (this.reflector.getAllAndOverride<boolean | undefined>(publicKey, targets)) {
      await this.limits.anonymous(context);
      return true;
    }
    const permission = this.reflector.getAllAndOverride<Permission | undefined>(permissionKey, targets);
    if (!permission) throw routeClosed();
    const token = bearer(request);
    const actor = token ? await this.authenticator.authenticate(token) : null;
    if (!actor) {
      await this.limits.anonymous(context);
      throw unauthenticated();
    }
    await this.limits.actor(context, actor);
    if (!actor.permissions.has(permission)) throw forbidden({ detail: `Needs ${permission}`, permission });
    request.actor = {
      ...actor,
      ...(request.idempotency && { idempotency: { ...request.idempotency, principal: `${actor.kind}:${actor.id}` } }),
    };
    return true;
  }
}

function bearer(request: TurnoutRequest): string | null {
  const header = request.headers['authorization'];
  if (typeof header !== 'string') return null;
  return /^Bearer ([\w.~+/=-]{16,200})$/i.exec(header)?.[1] ?? null;
}
