import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { Database } from '../../platform/database/database.js';
import { cursorUnknown, invalid } from '../../platform/http/http.problems.js';
import { readPage } from '../../platform/http/keyset.js';
import { PageOf, PageQuery } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { AuditEntryDto, type AuditEntryRow } from './audit-entry.dto.js';

@ApiTags('Identity')
@Controller('v1/audit-entries')
export class AuditEntriesController {
  constructor(private readonly db: Database) {}

  /** What members and keys of the organisation changed, oldest first. */
  @Can('audit:read')
  @Get()
  @PageOf(AuditEntryDto)
  @Refuses(invalid, cursorUnknown)
  listAuditEntries(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<Page<AuditEntryDto>> {
    const listing = {
      from: '(select *, at as updated_at from audit_entries)',
      select: 'id, at, actor, table_name, row_id, operation, changed',
      params: [actor.organizationId],
    };
    return this.db.read(actor, (tx) => readPage<AuditEntryRow, AuditEntryDto>(tx, listing, query, AuditEntryDto.of));
  }
}
