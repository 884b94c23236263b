import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Authenticator } from '../../platform/auth/authenticator.js';
import { type Permission, type Role, permissionsOf } from '../../platform/auth/permissions.js';
import { Database } from '../../platform/database/database.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import { organizationChoice, wrongCredentials } from './identity.problems.js';
import { People } from './people.service.js';
import { hashOf, newSecret } from './secrets.js';
import { SessionDto, type SignInDto } from './session.dto.js';

const absoluteHours = 12;

interface Bearer {
  id: string;
  organization_id: string;
  user_id: string;
  permissions: Permission[] | null;
}

/** Signing in and out, and who a bearer token is. */
@Injectable()
export class Sessions extends Authenticator {
  constructor(
    private readonly db: Database,
    private readonly people: People,
  ) {
    super();
  }

  async signIn(input: SignInDto): Promise<SessionDto> {
    const person = await this.db.global((tx) => this.people.known(tx, input.email, input.password));
    const organizationId = await this.db.global((tx) => this.choose(tx, person.id, input.organizationId));
    return this.db.transaction(
      { kind: 'system', organizationId, id: null, personId: person.id, permissions: new Set() },
      (tx) => this.open(tx, organizationId, person.id),
    );
  }

  /** Opens a session inside the transaction that makes the person a member. */
  async open(tx: Tx, organizationId: string, personId: string): Promise<SessionDto> {
    const { token, hash } = newSecret('ses');
    const session = await one<{ expires_at: Date }>(
      tx,
      `insert into sessions (organization_id, user_id, token_hash, expires_at) values ($1, $2, $3, now() + make_interval(hours => $4)) returning expires_at`,
      [organizationId, personId, hash, absoluteHours],
    );
    if (!session) throw new Error('An insert returns its row');
    return SessionDto.of({ token, organizationId, expiresAt: session.expires_at });
  }

  /** Ends the sessions of the person who asks, in this organisation. */
  async signOut(actor: Actor): Promise<void> {
    await this.db.transaction(actor, (tx) =>
      affected(
        tx,
        'update sessions set ended_at = now() where organization_id = $1 and user_id = $2 and ended_at is null',
        [actor.organizationId, actor.personId],
      ),
    );
  }

  /** Looked up for every request, so a revoked key, an ended session and a changed role take effect at once. */
  override authenticate(token: string): Promise<Actor | null> {
    const hash = hashOf(token);
    const kind = token.startsWith('ses_') ? 'member' : 'key';
    const lookUp =
      kind === 'member'
        ? `select id, organization_id, user_id, null::text[] as permissions from sessions where token_hash = $1 and ended_at is null and expires_at > now()`
        : `select id, organization_id, created_by as user_id, permissions from api_keys
            where token_hash = $1 and revoked_at is null and (expires_at is null or expires_at > now())`;
    return this.db.bySecret(hash, async (tx) => {
      const bearer = await one<Bearer>(tx, lookUp, [hash]);
      if (!bearer) return null;
      await one(tx, `select set_config('app.organization_id', $1, true)`, [bearer.organization_id]);
      const member = await one<{ role: Role }>(
        tx,
        'select role from members where organization_id = $1 and user_id = $2',
        [bearer.organization_id, bearer.user_id],
      );
      if (!member) return null;
      const own = permissionsOf[member.role];
      const permissions = bearer.permissions
        ? new Set(bearer.permissions.filter((permission) => own.has(permission)))
        : own;
      return {
        kind,
        organizationId: bearer.organization_id,
        id: kind === 'key' ? bearer.id : bearer.user_id,
        personId: bearer.user_id,
        permissions,
      };
    });
  }

  private async choose(tx: Tx, personId: string, wanted: string | undefined): Promise<string> {
    const memberships = await rows<{ organization_id: string }>(
      tx,
      'select organization_id from memberships_of_users where user_id = $1',
      [personId],
    );
    const ids = memberships.map((membership) => membership.organization_id);
    if (wanted !== undefined) {
      if (!ids.includes(wanted)) throw wrongCredentials();
      return wanted;
    }
    const [only, ...others] = ids;
    if (only === undefined) throw wrongCredentials();
    if (others.length > 0) throw organizationChoice({ pointer: '/organizationId' });
    return only;
  }
}
