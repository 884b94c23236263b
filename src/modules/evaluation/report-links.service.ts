import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { affected, one } from '../../platform/database/sql.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { Links } from '../../platform/links/links.service.js';
import { EventsService } from '../events/events.service.js';
import { reportLinkUnknown } from './evaluation.problems.js';
import { type NewReportLinkDto, ReportLinkDto, type ReportLinkRow } from './report-link.dto.js';

const columns = 'id, event_id, name, revoked_at, created_at, updated_at';

/** Links to an event's report, each of them revocable by itself. */
@Injectable()
export class ReportLinksService {
  constructor(
    private readonly db: Database,
    private readonly config: Config,
    private readonly links: Links,
    private readonly events: EventsService,
  ) {}

  create(actor: Actor, eventId: string, input: NewReportLinkDto): Promise<ReportLinkDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const row = await one<ReportLinkRow>(
        tx,
        `insert into report_links (organization_id, event_id, name) values ($1, $2, $3) returning ${columns}`,
        [actor.organizationId, eventId, input.name ?? null],
      );
      if (!row) throw new Error('An insert returns its row');
      await this.links.issue(tx, actor, 'report', [row.id]);
      return ReportLinkDto.of(row, `${this.config.publicUrl}/reports/${this.links.token('report', row.id)}`);
    });
  }

  list(actor: Actor, eventId: string, query: PageQuery): Promise<Page<ReportLinkDto>> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const listing = {
        from: 'report_links',
        select: columns,
        where: 't.event_id = $2',
        params: [actor.organizationId, eventId],
      };
      return readPage<ReportLinkRow, ReportLinkDto>(tx, listing, query, (row) => ReportLinkDto.of(row));
    });
  }

  /** From now on the link answers as if it had never been. Doing it again changes nothing. */
  revoke(actor: Actor, eventId: string, linkId: string): Promise<void> {
    return this.db.transaction(actor, async (tx) => {
      const found = await affected(
        tx,
        'update report_links set revoked_at = coalesce(revoked_at, now()) where organization_id = $1 and event_id = $2 and id = $3',
        [actor.organizationId, eventId, linkId],
      );
      if (found === 0) throw reportLinkUnknown();
      await this.links.revoke(tx, actor, 'report', linkId);
    });
  }
}
