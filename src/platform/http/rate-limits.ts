import { type ExecutionContext, Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Actor, TurnoutRequest } from '../auth/actor.js';
import { Config } from '../config/config.js';
import { rateLimited } from './http.problems.js';
import type { Reply } from './problem.filter.js';

/**
 * Requests a minute, counted in this process: the limit protects a process from one caller, and a row in PostgreSQL for
 * every request would cost more than most requests. Answers carry the RateLimit fields of draft-ietf-httpapi-ratelimit-headers.
 */
@Injectable()
export class RateLimits {
  private readonly byAddress: Limit | null;
  private readonly byActor: Limit | null;
  private readonly bySignIn: Limit | null;
  private readonly byRoomPlace: Limit | null;

  constructor(config: Config) {
    this.byAddress = limit('anonymous', config.rateLimitAnonymous);
    this.byActor = limit('actor', config.rateLimitActor);
    this.bySignIn = limit('sign-in', config.rateLimitSignIn);
    this.byRoomPlace = limit('room-place', config.rateLimitRoom);
  }

  anonymous(context: ExecutionContext): Promise<void> {
    return this.take(this.byAddress, context, context.switchToHttp().getRequest<TurnoutRequest>().ip);
  }

  actor(context: ExecutionContext, actor: Actor): Promise<void> {
    return this.take(this.byActor, context, `${actor.kind}:${actor.id}`);
  }

  /** For routes that test a password; counted by address, before the password is looked at. */
  signIn(address: string): Promise<void> {
    return count(this.bySignIn, address);
  }

  /** For new places in a waiting room: nobody stands in line a thousand times. */
  roomPlace(address: string): Promise<void> {
    return count(this.byRoomPlace, address);
  }

  private async take(chosen: Limit | null, context: ExecutionContext, key: string): Promise<void> {
    if (!chosen) return;
    const state = await consume(chosen, key);
    const reply = context.switchToHttp().getResponse<Reply>();
    reply.header('ratelimit-policy', `"${chosen.name}";q=${chosen.perMinute};w=60`);
    reply.header('ratelimit', `"${chosen.name}";r=${state.left};t=${state.seconds}`);
    if (state.over) throw rateLimited({ retryAfter: state.seconds });
  }
}

interface Limit {
  name: string;
  perMinute: number;
  limiter: RateLimiterMemory;
}

const limit = (name: string, perMinute: number): Limit | null =>
  perMinute === 0 ? null : { name, perMinute, limiter: new RateLimiterMemory({ points: perMinute, duration: 60 }) };

async function count(chosen: Limit | null, key: string): Promise<void> {
  if (!chosen) return;
  const state = await consume(chosen, key);
  if (state.over) throw rateLimited({ retryAfter: state.seconds });
}

async function consume(chosen: Limit, key: string): Promise<{ over: boolean; left: number; seconds: number }> {
  try {
    const state = await chosen.limiter.consume(key);
    return { over: false, left: state.remainingPoints, seconds: Math.ceil(state.msBeforeNext / 1000) };
  } catch (state) {
    if (!(state instanceof RateLimiterRes)) throw state;
    return { over: true, left: 0, seconds: Math.max(1, Math.ceil(state.msBeforeNext / 1000)) };
  }
}
