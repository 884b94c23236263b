import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { affected, one } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { segmentUnknown } from './audience.problems.js';
import { ContactDto } from './contact.dto.js';
import { explain } from './segment-explanation.rules.js';
import type { Scope } from './segment-sql.rules.js';
import {
  type ChangeSegmentDto,
  type NewSegmentDto,
  type PreviewSegmentDto,
  SegmentDto,
  SegmentExplanationDto,
  SegmentPreviewDto,
  type SegmentRow,
} from './segment.dto.js';
import { readRule } from './segment.rules.js';
import {
  countMatches,
  findSegment,
  judgeLeaves,
  pageOfMatches,
  requireEvents,
  sampleMatches,
  withPatience,
} from './segments.queries.js';

@Injectable()
export class SegmentsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  create(actor: Actor, input: NewSegmentDto): Promise<SegmentDto> {
    const rule = readRule(input.rule, '/rule');
    return this.db.transaction(actor, async (tx) => {
      await requireEvents(tx, actor, rule, '/rule');
      const row = await one<SegmentRow>(
        tx,
        'insert into segments (organization_id, name, rule) values ($1, $2, $3) returning *',
        [actor.organizationId, input.name, JSON.stringify(rule)],
      );
      if (!row) throw new Error('An insert returns its row');
      return SegmentDto.of(row);
    });
  }

  list(actor: Actor, query: PageQuery): Promise<Page<SegmentDto>> {
    const listing = { from: 'segments', select: 't.*', params: [actor.organizationId] };
    return this.db.read(actor, (tx) => readPage<SegmentRow, SegmentDto>(tx, listing, query, SegmentDto.of));
  }

  show(actor: Actor, segmentId: string): Promise<SegmentDto> {
    return this.db.read(actor, async (tx) => SegmentDto.of(await findSegment(tx, actor, segmentId)));
  }

  change(actor: Actor, segmentId: string, version: number, input: ChangeSegmentDto): Promise<SegmentDto> {
    const rule = input.rule == null ? null : readRule(input.rule, '/rule');
    return this.db.transaction(actor, async (tx) => {
      await findSegment(tx, actor, segmentId);
      if (rule) await requireEvents(tx, actor, rule, '/rule');
      const row = await one<SegmentRow>(
        tx,
        `update segments set name = coalesce($4, name), rule = coalesce($5, rule) where organization_id = $1 and id = $2 and version = $3 returning *`,
        [actor.organizationId, segmentId, version, input.name ?? null, rule && JSON.stringify(rule)],
      );
      if (!row) throw versionConflict();
      return SegmentDto.of(row);
    });
  }

  /** Audiences that were frozen from it stay, with its name and rule. */
  remove(actor: Actor, segmentId: string): Promise<void> {
    return this.db.transaction(actor, async (tx) => {
      const removed = await affected(tx, 'delete from segments where organization_id = $1 and id = $2', [
        actor.organizationId,
        segmentId,
      ]);
      if (removed === 0) throw segmentUnknown();
    });
  }

  preview(actor: Actor, input: PreviewSegmentDto): Promise<SegmentPreviewDto> {
    const rule = readRule(input.rule, '/rule');
    const scope = this.scope(actor);
    return this.db.read(actor, (tx) =>
      withPatience(tx, async () => {
        await requireEvents(tx, actor, rule, '/rule');
        const { size, mayMail } = await countMatches(tx, rule, scope, 'event-invitations');
        const sample = await sampleMatches(tx, rule, scope, input.sample);
        return { size, mayInvite: mayMail, sample: sample.map(ContactDto.of) };
      }),
    );
  }

  members(actor: Actor, segmentId: string, query: PageQuery): Promise<Page<ContactDto>> {
    return this.db.read(actor, async (tx) => {
      const { rule } = await findSegment(tx, actor, segmentId);
      return withPatience(tx, () => pageOfMatches(tx, rule, this.scope(actor), query));
    });
  }

  explain(actor: Actor, segmentId: string, contactId: string): Promise<SegmentExplanationDto> {
    return this.db.read(actor, async (tx) => {
      const { rule } = await findSegment(tx, actor, segmentId);
      const { contact, verdicts } = await judgeLeaves(tx, rule, this.scope(actor), contactId);
      return SegmentExplanationDto.of(segmentId, contactId, explain(rule, contact, verdicts));
    });
  }

  private scope(actor: Actor): Scope {
    return { organizationId: actor.organizationId, today: this.clock.now().toISOString().slice(0, 10) };
  }
}
