import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { one } from '../../platform/database/sql.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { EventsService } from '../events/events.service.js';
import { evaluate } from './evaluation.rules.js';
import { snapshotUnknown } from './evaluation.problems.js';
import { EvaluationService } from './evaluation.service.js';
import { SnapshotDto, type SnapshotRow, SnapshotSummaryDto } from './snapshot.dto.js';

/** Evaluations kept as they stood: reports and comparisons rest on them, whatever happens to the event's data later. */
@Injectable()
export class SnapshotsService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
    private readonly evaluations: EvaluationService,
  ) {}

  take(actor: Actor, eventId: string): Promise<SnapshotDto> {
    return this.db.transaction(actor, async (tx) => {
      const facts = await this.evaluations.facts(tx, actor, eventId);
      const row = await one<SnapshotRow>(
        tx,
        `insert into evaluation_snapshots (organization_id, event_id, facts, outcome, taken_by) values ($1, $2, $3, $4, $5)
         returning id, event_id, facts, outcome, created_at`,
        [
          actor.organizationId,
          eventId,
          JSON.stringify(facts),
          JSON.stringify(evaluate(facts)),
          `${actor.kind}:${actor.id}`,
        ],
      );
      if (!row) throw new Error('An insert returns its row');
      return SnapshotDto.ofRow(row);
    });
  }

  list(actor: Actor, eventId: string, query: PageQuery): Promise<Page<SnapshotSummaryDto>> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const listing = {
        from: 'evaluation_snapshots',
        select: 'id, event_id, outcome, created_at, updated_at',
        where: 't.event_id = $2',
        params: [actor.organizationId, eventId],
      };
      return readPage<SnapshotRow, SnapshotSummaryDto>(tx, listing, query, SnapshotSummaryDto.of);
    });
  }

  show(actor: Actor, eventId: string, snapshotId: string): Promise<SnapshotDto> {
    return this.db.read(actor, async (tx) => {
      const row = await one<SnapshotRow>(
        tx,
        `select id, event_id, facts, outcome, created_at from evaluation_snapshots where organization_id = $1 and event_id = $2 and id = $3`,
        [actor.organizationId, eventId, snapshotId],
      );
      if (!row) throw snapshotUnknown();
      return SnapshotDto.ofRow(row);
    });
  }
}
