import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import { type Actor, type IdempotencyClaim } from '../../platform/auth/actor.js';
import { type Role, permissionsOf } from '../../platform/auth/permissions.js';
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { Links } from '../../platform/links/links.service.js';
import { type Letter, type Mail, Mails } from '../../platform/mail/mails.service.js';
import { alreadyMember, invitationUsed, lastOwner, memberUnknown, roleAboveOwn } from './identity.problems.js';
import { memberInvitationLetter } from './member-invitation.mail.js';
import {
  type AcceptInvitationDto,
  InvitationPreviewDto,
  type InviteMemberDto,
  MemberDto,
  MemberInvitationDto,
  type MemberRow,
} from './member.dto.js';
import { OrganizationsService } from './organizations.service.js';
import { People } from './people.service.js';
import type { SessionDto } from './session.dto.js';
import { Sessions } from './sessions.service.js';

interface InvitationRow {
  id: string;
  email: string;
  name: string;
  role: Role;
  expires_at: Date;
  accepted_at: Date | null;
}

const withPerson = '(select members.*, users.name, users.email from members join users on users.id = members.user_id)';

/** The team: invited by mail, joined by link, with a role. */
@Injectable()
export class MembersService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly links: Links,
    private readonly mails: Mails,
    private readonly config: Config,
    private readonly people: People,
    private readonly sessions: Sessions,
    private readonly organizations: OrganizationsService,
  ) {}

  onModuleInit(): void {
    this.mails.compose('member-invitation', (tx, actor, mail) => this.letter(tx, actor, mail));
  }

  list(actor: Actor, query: PageQuery): Promise<Page<MemberDto>> {
    return this.db.read(actor, (tx) =>
      readPage<MemberRow, MemberDto>(
        tx,
        {
          from: withPerson,
          select: 'id, user_id, name, email, role, version, updated_at',
          params: [actor.organizationId],
        },
        query,
        MemberDto.of,
      ),
    );
  }

  invite(actor: Actor, input: InviteMemberDto): Promise<MemberInvitationDto> {
    return this.db.transaction(actor, async (tx) => {
      requireWithin(actor, input.role);
      const member = await one(tx, `select from ${withPerson} member where organization_id = $1 and email = $2`, [
        actor.organizationId,
        input.email,
      ]);
      if (member) throw alreadyMember({ pointer: '/email' });
      const row = await one<InvitationRow>(
        tx,
        `insert into member_invitations (organization_id, email, name, role, locale, invited_by, expires_at)
         values ($1, $2, $3, $4, $5, $6, now() + interval '7 days') returning *`,
        [actor.organizationId, input.email, input.name, input.role, input.locale, actor.personId],
      );
      if (!row) throw new Error('An insert returns its row');
      await this.links.issue(tx, actor, 'member-invitation', [row.id], { expiresAt: row.expires_at });
      const to = { address: row.email, name: row.name };
      await this.mails.enqueue(tx, actor, [
        {
          template: 'member-invitation',
          key: `member-invitation:${row.id}`,
          to,
          locale: input.locale,
          data: { invitationId: row.id },
        },
      ]);
      return MemberInvitationDto.of(row);
    });
  }

  async preview(token: string): Promise<InvitationPreviewDto> {
    const { actor, subjectId } = await this.links.visit('member-invitation', token);
    return this.db.read(actor, async (tx) => {
      const row = await this.invitation(tx, actor, subjectId);
      const organization = await this.organizations.get(tx, actor);
      return { organization: organization.name, name: row.name, email: row.email, role: row.role };
    });
  }

  async accept(token: string, input: AcceptInvitationDto, claim?: IdempotencyClaim): Promise<SessionDto> {
    const { actor, subjectId } = await this.links.visit('member-invitation', token, claim);
    return this.db.transaction(actor, async (tx) => {
      const row = await this.invitation(tx, actor, subjectId);
      const taken = await affected(
        tx,
        'update member_invitations set accepted_at = now() where organization_id = $1 and id = $2 and accepted_at is null',
        [actor.organizationId, subjectId],
      );
      if (taken === 0) throw invitationUsed();
      const person = await this.people.knownOrNew(tx, { email: row.email, name: row.name, password: input.password });
      await affected(
        tx,
        'insert into members (organization_id, user_id, role) values ($1, $2, $3) on conflict do nothing',
        [actor.organizationId, person.id, row.role],
      );
      return this.sessions.open(tx, actor.organizationId, person.id);
    });
  }

  changeRole(actor: Actor, memberId: string, version: number, role: Role): Promise<MemberDto> {
    return this.db.transaction(actor, async (tx) => {
      requireWithin(actor, role);
      const before = await this.lockAll(tx, actor, memberId);
      requireWithin(actor, before.role);
      const changed = await affected(
        tx,
        'update members set role = $4 where organization_id = $1 and id = $2 and version = $3',
        [actor.organizationId, memberId, version, role],
      );
      if (changed === 0) throw versionConflict();
      await this.requireOwner(tx, actor);
      return MemberDto.of({ ...before, role, version: version + 1 });
    });
  }

  remove(actor: Actor, memberId: string): Promise<void> {
    return this.db.transaction(actor, async (tx) => {
      const before = await this.lockAll(tx, actor, memberId);
      requireWithin(actor, before.role);
      await affected(tx, 'delete from members where organization_id = $1 and id = $2', [
        actor.organizationId,
        memberId,
      ]);
      await this.requireOwner(tx, actor);
    });
  }

  /** Locks the team, so that two owners cannot leave in the same moment, each seeing the other. */
  private async lockAll(tx: Tx, actor: Actor, memberId: string): Promise<MemberRow> {
    await rows(tx, 'select id from members where organization_id = $1 order by id for update', [actor.organizationId]);
    const row = await one<MemberRow>(
      tx,
      `select id, user_id, name, email, role, version from ${withPerson} member where organization_id = $1 and id = $2`,
      [actor.organizationId, memberId],
    );
    if (!row) throw memberUnknown();
    return row;
  }

  private async requireOwner(tx: Tx, actor: Actor): Promise<void> {
    const owner = await one(tx, `select from members where organization_id = $1 and role = 'owner' limit 1`, [
      actor.organizationId,
    ]);
    if (!owner) throw lastOwner();
  }

  private async invitation(tx: Tx, actor: Actor, id: string): Promise<InvitationRow> {
    const row = await one<InvitationRow>(
      tx,
      'select * from member_invitations where organization_id = $1 and id = $2',
      [actor.organizationId, id],
    );
    if (!row) throw memberUnknown();
    return row;
  }

  private async letter(tx: Tx, actor: Actor, mail: Mail): Promise<Letter | null> {
    const row = await this.invitation(tx, actor, String(mail.data['invitationId']));
    if (row.accepted_at) return null;
    const organization = await this.organizations.get(tx, actor);
    const url = `${this.config.publicUrl}/join/${this.links.token('member-invitation', row.id)}`;
    return memberInvitationLetter({ locale: mail.locale, organization: organization.name, name: row.name, url });
  }
}

/** Nobody gives, takes or changes a role that has more rights than their own. */
function requireWithin(actor: Actor, role: Role): void {
  if ([...permissionsOf[role]].some((permission) => !actor.permissions.has(permission))) throw roleAboveOwn({ role });
}
