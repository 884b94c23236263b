import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { systemActor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/new-id.js';
import { type Tx, affected, one } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import {
  type ChangeOrganizationDto,
  OrganizationDto,
  type OrganizationRow,
  type SignUpDto,
  SignedUpDto,
} from './organization.dto.js';
import { People } from './people.service.js';
import { Sessions } from './sessions.service.js';

@Injectable()
export class OrganizationsService {
  constructor(
    private readonly db: Database,
    private readonly people: People,
    private readonly sessions: Sessions,
  ) {}

  /** Sets up an organisation with its first owner, who is signed in at once. */
  signUp(input: SignUpDto): Promise<SignedUpDto> {
    const { organization, owner } = input;
    const id = newId();
    return this.db.transaction(systemActor(id), async (tx) => {
      const person = await this.people.knownOrNew(tx, owner);
      const row = await one<OrganizationRow>(
        tx,
        `insert into organizations (id, name, mission, locale, time_zone, currency, contact_email) values ($1, $2, $3, $4, $5, $6, $7) returning *`,
        [
          id,
          organization.name,
          organization.mission ?? null,
          organization.locale,
          organization.timeZone,
          organization.currency,
          organization.contactEmail,
        ],
      );
      if (!row) throw new Error('An insert returns its row');
      await affected(tx, `insert into members (organization_id, user_id, role) values ($1, $2, 'owner')`, [
        id,
        person.id,
      ]);
      return { organization: OrganizationDto.of(row), session: await this.sessions.open(tx, id, person.id) };
    });
  }

  show(actor: Actor): Promise<OrganizationDto> {
    return this.db.read(actor, async (tx) => OrganizationDto.of(await this.get(tx, actor)));
  }

  change(actor: Actor, version: number, input: ChangeOrganizationDto): Promise<OrganizationDto> {
    return this.db.transaction(actor, async (tx) => {
      const row = await one<OrganizationRow>(
        tx,
        `update organizations set name = coalesce($3, name), mission = coalesce($4, mission), locale = coalesce($5, locale), contact_email = coalesce($6, contact_email)
          where id = $1 and version = $2 returning *`,
        [
          actor.organizationId,
          version,
          input.name ?? null,
          input.mission ?? null,
          input.locale ?? null,
          input.contactEmail ?? null,
        ],
      );
      if (!row) throw versionConflict();
      return OrganizationDto.of(row);
    });
  }

  /** The actor's own organisation. */
  async get(tx: Tx, actor: Actor): Promise<OrganizationRow> {
    const row = await one<OrganizationRow>(tx, 'select * from organizations where id = $1', [actor.organizationId]);
    if (!row) throw new Error('An actor has an organisation');
    return row;
  }
}
