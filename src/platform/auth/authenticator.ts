import type { Actor } from './actor.js';

/** Turns a bearer token into an actor; the identity module provides it. Null where the token is unknown, expired or revoked. */
export abstract class Authenticator {
  abstract authenticate(token: string): Promise<Actor | null>;
}
