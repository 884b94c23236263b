import { createHash, randomBytes } from 'node:crypto';

/** A new bearer token, 256 bits behind a prefix that secret scanners can find, and what is kept of it. */
export function newSecret(prefix: 'ses' | 'tok'): { token: string; hash: Buffer } {
  const token = `${prefix}_${randomBytes(32).toString('base64url')}`;
  return { token, hash: hashOf(token) };
}

/** 256 bits of randomness need no slow hash (OWASP ASVS 5.0, 6.5.2). */
export const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
