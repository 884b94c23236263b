import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { objectiveCycle, objectiveInUse, objectiveUnknown } from './identity.problems.js';
import { type ChangeObjectiveDto, type NewObjectiveDto, ObjectiveDto, type ObjectiveRow } from './objective.dto.js';

@Injectable()
export class ObjectivesService {
  constructor(private readonly db: Database) {}

  create(actor: Actor, input: NewObjectiveDto): Promise<ObjectiveDto> {
    return this.db.transaction(actor, async (tx) => {
      if (input.parentId) await this.require(tx, actor, input.parentId);
      const row = await one<ObjectiveRow>(
        tx,
        'insert into objectives (organization_id, title, description, parent_id) values ($1, $2, $3, $4) returning *',
        [actor.organizationId, input.title, input.description ?? null, input.parentId ?? null],
      );
      if (!row) throw new Error('An insert returns its row');
      return ObjectiveDto.of(row);
    });
  }

  list(actor: Actor, query: PageQuery): Promise<Page<ObjectiveDto>> {
    const listing = {
      from: 'objectives',
      select: 'id, title, description, parent_id, version, updated_at',
      params: [actor.organizationId],
    };
    return this.db.read(actor, (tx) => readPage<ObjectiveRow, ObjectiveDto>(tx, listing, query, ObjectiveDto.of));
  }

  show(actor: Actor, objectiveId: string): Promise<ObjectiveDto> {
    return this.db.read(actor, async (tx) => ObjectiveDto.of(await this.require(tx, actor, objectiveId)));
  }

  change(actor: Actor, objectiveId: string, version: number, input: ChangeObjectiveDto): Promise<ObjectiveDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.require(tx, actor, objectiveId);
      if (input.parentId) await this.requireNoCycle(tx, actor, objectiveId, input.parentId);
      const row = await one<ObjectiveRow>(
        tx,
        `update objectives set title = coalesce($4, title), description = coalesce($5, description), parent_id = coalesce($6, parent_id)
          where organization_id = $1 and id = $2 and version = $3 returning *`,
        [
          actor.organizationId,
          objectiveId,
          version,
          input.title ?? null,
          input.description ?? null,
          input.parentId ?? null,
        ],
      );
      if (!row) throw versionConflict();
      return ObjectiveDto.of(row);
    });
  }

  remove(actor: Actor, objectiveId: string): Promise<void> {
    return this.db.transaction(actor, async (tx) => {
      await this.require(tx, actor, objectiveId);
      const used = await one(
        tx,
        `select from events where organization_id = $1 and objective_id = $2 union all select from objectives where organization_id = $1 and parent_id = $2 limit 1`,
        [actor.organizationId, objectiveId],
      );
      if (used) throw objectiveInUse();
      await affected(tx, 'delete from objectives where organization_id = $1 and id = $2', [
        actor.organizationId,
        objectiveId,
      ]);
    });
  }

  /** The objective; refuses where the organisation has none with this id. */
  async require(tx: Tx, actor: Actor, objectiveId: string): Promise<ObjectiveRow> {
    const row = await one<ObjectiveRow>(tx, 'select * from objectives where organization_id = $1 and id = $2', [
      actor.organizationId,
      objectiveId,
    ]);
    if (!row) throw objectiveUnknown();
    return row;
  }

  /** The tree is locked first: two moves at once could close a circle that neither of them sees. */
  private async requireNoCycle(tx: Tx, actor: Actor, objectiveId: string, parentId: string): Promise<void> {
    const tree = await rows<{ id: string; parent_id: string | null }>(
      tx,
      'select id, parent_id from objectives where organization_id = $1 order by id for update',
      [actor.organizationId],
    );
    const parents = new Map(tree.map((row) => [row.id, row.parent_id]));
    if (!parents.has(parentId)) throw objectiveUnknown({ pointer: '/parentId' });
    for (let above: string | null | undefined = parentId; above; above = parents.get(above)) {
      if (above === objectiveId) throw objectiveCycle({ pointer: '/parentId' });
    }
  }
}
