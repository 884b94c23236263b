import { createHash } from 'node:crypto';
import type { IdempotencyClaim } from '../../platform/auth/actor.js';
import type { Sent } from './questions.rules.js';

/** The form's own key: the button pressed twice is one registration, and both presses get to it. */
export function claimOf({ eventId }: { eventId: string }, sent: Sent): IdempotencyClaim | undefined {
  const key = sent.get('idempotencyKey')?.[0] ?? '';
  if (!/^[0-9a-f-]{36}$/.test(key)) return undefined;
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([...sent]))
    .digest();
  return { key, principal: `event-page:${eventId}`, fingerprint };
}
