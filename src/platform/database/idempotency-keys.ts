import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { IdempotencyClaim } from '../auth/actor.js';
import { Config } from '../config/config.js';
import { keyInFlight, keyReused } from '../http/http.problems.js';
import { type Tx, affected, rows } from './sql.js';

/** What an earlier request with the same key came to. */
export type Recall = { was: 'new' } | { was: 'in-flight' } | { was: 'reused' } | { was: 'done'; response: unknown };

interface Row {
  ordinal: number;
  locked: boolean;
  fingerprint: Buffer | null;
  response: Buffer | null;
}

/**
 * Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): the answer is stored in the transaction of its effect and
 * kept for 24 hours. Answers may hold links and keys that are shown once, so they are encrypted at rest.
 */
@Injectable()
export class IdempotencyKeys {
  private readonly secret: Buffer;

  constructor(config: Config) {
    this.secret = Buffer.from(hkdfSync('sha256', config.appSecret, '', 'idempotency', 32));
  }

  /** The earlier answer, or undefined for a new key; a key that is in flight or was used for another request is refused. */
  async recallOne(tx: Tx, organizationId: string, claim: IdempotencyClaim): Promise<{ response: unknown } | undefined> {
    const [recall] = await this.recall(tx, organizationId, [claim]);
    if (recall?.was === 'in-flight') throw keyInFlight({ retryAfter: 1 });
    if (recall?.was === 'reused') throw keyReused();
    return recall?.was === 'done' ? { response: recall.response } : undefined;
  }

  /** The same for many requests in one round trip, in their order. The key stays locked until the transaction ends. */
  async recall(tx: Tx, organizationId: string, claims: readonly IdempotencyClaim[]): Promise<Recall[]> {
    const asked = JSON.stringify(
      claims.map((claim, ordinal) => ({ ordinal, principal: claim.principal, key: claim.key })),
    );
    const locks = await rows<{ ordinal: number; locked: boolean }>(
      tx,
      `select asked.ordinal, pg_try_advisory_xact_lock(hashtextextended($1 || asked.principal || ' ' || asked.key, 0)) as locked
         from jsonb_to_recordset($2::jsonb) as asked(ordinal int, principal text, key text) order by asked.ordinal`,
      [organizationId, asked],
    );
    // A statement of its own: its snapshot is taken after the locks, so it sees what their last holders committed.
    const kept = await rows<Row>(
      tx,
      `select asked.ordinal, kept.fingerprint, kept.response
         from jsonb_to_recordset($2::jsonb) as asked(ordinal int, principal text, key text)
         left join idempotency_keys kept on kept.organization_id = $1 and kept.principal = asked.principal
              and kept.key = asked.key and kept.created_at > now() - interval '24 hours'
        order by asked.ordinal`,
      [organizationId, asked],
    );
    return claims.map((claim, index) => this.judge(claim, locks[index]?.locked ?? false, kept[index]));
  }

  async remember(
    tx: Tx,
    organizationId: string,
    answers: readonly { claim: IdempotencyClaim; response: unknown }[],
  ): Promise<void> {
    if (answers.length === 0) return;
    await affected(
      tx,
      `insert into idempotency_keys (organization_id, principal, key, fingerprint, response)
       select $1, * from unnest($2::text[], $3::text[], $4::bytea[], $5::bytea[])
       on conflict (organization_id, principal, key) do update
          set fingerprint = excluded.fingerprint, response = excluded.response, created_at = now()`,
      [
        organizationId,
        answers.map(({ claim }) => claim.principal),
        answers.map(({ claim }) => claim.key),
        answers.map(({ claim }) => claim.fingerprint),
        answers.map(({ response }) => this.seal(response)),
      ],
    );
  }

  private judge(claim: IdempotencyClaim, locked: boolean, row: Row | undefined): Recall {
    if (!locked) return { was: 'in-flight' };
    if (!row?.fingerprint || !row.response) return { was: 'new' };
    if (!row.fingerprint.equals(claim.fingerprint)) return { was: 'reused' };
    return { was: 'done', response: this.open(row.response) };
  }

  private seal(response: unknown): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.secret, nonce);
    const text = Buffer.concat([cipher.update(JSON.stringify(response ?? null)), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), text]);
  }

  private open(sealed: Buffer): unknown {
    const decipher = createDecipheriv('aes-256-gcm', this.secret, sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(12, 28));
    return JSON.parse(Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString()) as unknown;
  }
}
