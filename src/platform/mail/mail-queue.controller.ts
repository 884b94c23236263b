import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../auth/actor.js';
import { Can } from '../auth/can.js';
import { Database } from '../database/database.js';
import { cursorUnknown } from '../http/http.problems.js';
import { readPage } from '../http/keyset.js';
import { PageOf } from '../http/page.dto.js';
import { Refuses } from '../http/refuses.js';
import { MailDto, MailQuery, type MailRow } from './mail-queue.dto.js';

@ApiTags('Operations')
@Controller('v1/mails')
export class MailQueueController {
  constructor(private readonly db: Database) {}

  /** The organisation's outgoing mail with its state. */
  @Can('jobs:read')
  @Get()
  @PageOf(MailDto)
  @Refuses(cursorUnknown)
  listMails(@CurrentActor() actor: Actor, @Query() query: MailQuery): Promise<Page<MailDto>> {
    const listing = {
      from: 'mails',
      select: 'id, template, address, state, problem, sent_at, created_at, updated_at',
      where: '$2::text is null or t.state = $2',
      params: [actor.organizationId, query.state ?? null],
    };
    return this.db.read(actor, (tx) => readPage<MailRow, MailDto>(tx, listing, query, MailDto.of));
  }
}
