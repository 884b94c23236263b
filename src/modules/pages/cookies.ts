import type { TurnoutRequest } from '../../platform/auth/actor.js';

/** The value of a cookie of the request; undefined where there is none. */
export function cookieOf({ headers }: Pick<TurnoutRequest, 'headers'>, name: string): string | undefined {
  const header = headers['cookie'];
  const pairs = typeof header === 'string' ? header.split(';') : [];
  const pair = pairs.map((each) => each.trim().split('=')).find(([key]) => key === name);
  return pair?.slice(1).join('=');
}

/** A cookie for pages only: no script reads it, and no other site sends it along with a form. */
export const cookieHeader = (name: string, value: string, { seconds, secure }: { seconds: number; secure: boolean }) =>
  `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
