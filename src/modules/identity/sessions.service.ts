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
  organizationId: string;
  personId: string;
  role: Role;
  /** What a key may do; null for a session, which may do what its member may. */
  granted: Permission[] | null;
}

/** Who a token stands for, while both the token and the membership behind it are good. */
const bearers = {
  member: `select s.id, s.organization_id as "organizationId", s.user_id as "personId", m.role, null as granted
             from sessions s join memberships_of_users m on m.organization_id = s.organization_id and m.user_id = s.user_id
            where s.token_hash = app_secret() and s.ended_at is null and s.expires_at > now()`,
  key: `select k.id, k.organization_id as "organizationId", k.created_by as "personId", m.role, k.permissions as granted
          from api_keys k join memberships_of_users m on m.organization_id = k.organization_id and m.user_id = k.created_by
         where k.token_hash = app_secret() and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())`,
} as const;

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
  override async authenticate(token: string): Promise<Actor | null> {
    const kind = token.startsWith('ses_') ? 'member' : 'key';
    const bearer = await this.db.bySecret<Bearer>(hashOf(token), bearers[kind]);
    if (!bearer) return null;
    const { id, organizationId, personId, role, granted } = bearer;
    const own = permissionsOf[role];
    const permissions = granted ? new Set(granted.filter((permission) => own.has(permission))) : own;
    return { kind, organizationId, id: kind === 'key' ? id : personId, personId, permissions };
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
