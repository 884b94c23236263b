import { createHash, createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, type IdempotencyClaim, visitorActor } from '../auth/actor.js';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { type Tx, affected, rows } from '../database/sql.js';
import { linkUnknown } from './links.problems.js';

/** What a link lets its bearer do. Each kind gives the least it can. */
export type LinkKind =
  | 'event-page'
  | 'invitation'
  | 'unsubscribe'
  | 'order'
  | 'survey'
  | 'feed'
  | 'report'
  | 'member-invitation'
  | 'hold'
  | 'waiting-entry'
  | 'transfer';

/** Who came by a link, and what it is about. */
export interface Visit {
  actor: Actor;
  subjectId: string;
}

const cachedForMs = 10_000;

/**
 * Capability links. A token is an HMAC over what it opens (256 bits, base64url), so a worker derives it again from ids and
 * no secret lies in a row, a job or a log; the table keeps its SHA-256 only, and with it expiry and revocation.
 */
@Injectable()
export class Links {
  private readonly pages = new Map<string, { visit: Visit; until: number }>();

  constructor(
    private readonly db: Database,
    private readonly config: Config,
  ) {}

  /** The token of a link, whether or not it has been issued. */
  token(kind: Exclude<LinkKind, 'event-page'>, subjectId: string, generation = 1): string {
    return createHmac('sha256', this.config.appSecret)
      .update(`link|${kind}|${subjectId}|${generation}`)
      .digest('base64url');
  }

  /** Makes the links of these subjects work. Repeating it changes nothing. */
  async issue(
    tx: Tx,
    actor: Actor,
    kind: Exclude<LinkKind, 'event-page'>,
    subjectIds: readonly string[],
    options: { expiresAt?: Date } = {},
  ): Promise<void> {
    if (subjectIds.length === 0) return;
    await affected(
      tx,
      `insert into links (organization_id, kind, subject_id, token_hash, expires_at)
       select $1, $2, subject, hash, $5 from unnest($3::uuid[], $4::bytea[]) as link(subject, hash)
       on conflict (organization_id, kind, subject_id, generation) do nothing`,
      [
        actor.organizationId,
        kind,
        subjectIds,
        subjectIds.map((id) => hashOf(kind, this.token(kind, id))),
        options.expiresAt ?? null,
      ],
    );
  }

  /** Gives an event its public address. False where another event has it. */
  async takeAddress(tx: Tx, actor: Actor, eventId: string, slug: string): Promise<boolean> {
    await affected(tx, `delete from links where organization_id = $1 and kind = 'event-page' and subject_id = $2`, [
      actor.organizationId,
      eventId,
    ]);
    return (
      (await affected(
        tx,
        `insert into links (organization_id, kind, subject_id, token_hash) values ($1, 'event-page', $2, $3) on conflict (token_hash) do nothing`,
        [actor.organizationId, eventId, hashOf('event-page', slug)],
      )) === 1
    );
  }

  /**
   * Who comes by this link. The answer for the address of a page is kept for ten seconds in this process: it is read by
   * everybody at once when registration opens, and an address never moves to another event.
   */
  async visit(kind: LinkKind, token: string, claim?: IdempotencyClaim): Promise<Visit> {
    const cached = kind === 'event-page' ? this.pages.get(token) : undefined;
    const visit = cached && cached.until > performance.now() ? cached.visit : await this.resolve(kind, token);
    return claim
      ? { ...visit, actor: { ...visit.actor, idempotency: { ...claim, principal: `${kind}:${visit.subjectId}` } } }
      : visit;
  }

  async revoke(tx: Tx, actor: Actor, kind: LinkKind, subjectId: string): Promise<void> {
    await affected(
      tx,
      `update links set revoked_at = now() where organization_id = $1 and kind = $2 and subject_id = $3 and revoked_at is null`,
      [actor.organizationId, kind, subjectId],
    );
  }

  private async resolve(kind: LinkKind, token: string): Promise<Visit> {
    if (!/^[\w-]{3,80}$/.test(token)) throw linkUnknown();
    const link = await this.db.bySecret<{ organization_id: string; subject_id: string }>(
      hashOf(kind, token),
      `select organization_id, subject_id from links
        where token_hash = app_secret() and revoked_at is null and (expires_at is null or expires_at > now())`,
    );
    if (!link) throw linkUnknown();
    const visit = { actor: visitorActor(link.organization_id), subjectId: link.subject_id };
    if (kind === 'event-page') {
      if (this.pages.size > 1_000) this.pages.clear();
      this.pages.set(token, { visit, until: performance.now() + cachedForMs });
    }
    return visit;
  }

  /** The subjects of this kind whose links still work. */
  async working(tx: Tx, actor: Actor, kind: LinkKind, subjectIds: readonly string[]): Promise<Set<string>> {
    const found = await rows<{ subject_id: string }>(
      tx,
      `select subject_id from links where organization_id = $1 and kind = $2 and subject_id = any($3) and revoked_at is null
          and (expires_at is null or expires_at > now())`,
      [actor.organizationId, kind, subjectIds],
    );
    return new Set(found.map((row) => row.subject_id));
  }
}

/** The kind is hashed with the token, so a token of one kind never opens another. */
const hashOf = (kind: LinkKind, token: string): Buffer => createHash('sha256').update(`${kind}|${token}`).digest();
