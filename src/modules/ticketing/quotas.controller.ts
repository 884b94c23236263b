import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid, preconditionRequired, versionConflict } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { PageOf, PageQuery } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import { ChangeQuotaDto, NewQuotaDto, QuotaDto } from './quota.dto.js';
import { QuotasService } from './quotas.service.js';
import { belowTaken, quotaInUse, quotaOpen, quotaUnknown } from './ticketing.problems.js';

@ApiTags('Ticketing')
@Controller('v1')
export class QuotasController {
  constructor(private readonly quotas: QuotasService) {}

  /** Adds a pool of places to an event. */
  @Can('tickets:write')
  @Post('events/:eventId/quotas')
  @ApiCreatedResponse({ type: QuotaDto })
  @Refuses(eventUnknown, invalid)
  createQuota(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: NewQuotaDto,
  ): Promise<QuotaDto> {
    return this.quotas.create(actor, eventId, body);
  }

  /** The quotas of an event. */
  @Can('tickets:read')
  @Get('events/:eventId/quotas')
  @PageOf(QuotaDto)
  @Refuses(eventUnknown, invalid, cursorUnknown)
  listQuotas(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: PageQuery,
  ): Promise<Page<QuotaDto>> {
    return this.quotas.list(actor, eventId, query);
  }

  /** One quota. */
  @Can('tickets:read')
  @Get('quotas/:quotaId')
  @ApiOkResponse({ type: QuotaDto })
  @Refuses(quotaUnknown)
  getQuota(@CurrentActor() actor: Actor, @IdParam('quotaId', 'quo') quotaId: string): Promise<QuotaDto> {
    return this.quotas.show(actor, quotaId);
  }

  /** Renames a quota, or raises or lowers its size; never below what is taken. */
  @Can('tickets:write')
  @Patch('quotas/:quotaId')
  @ApiOkResponse({ type: QuotaDto })
  @Refuses(quotaUnknown, invalid, belowTaken, preconditionRequired, versionConflict)
  changeQuota(
    @CurrentActor() actor: Actor,
    @IdParam('quotaId', 'quo') quotaId: string,
    @IfMatch() version: number,
    @Body() body: ChangeQuotaDto,
  ): Promise<QuotaDto> {
    return this.quotas.change(actor, quotaId, version, body);
  }

  /** Gives out nothing of a quota any more until it is reopened; places that are taken or held stay so. */
  @Can('tickets:write')
  @Post('quotas/:quotaId/closure')
  @HttpCode(200)
  @ApiOkResponse({ type: QuotaDto })
  @Refuses(quotaUnknown)
  closeQuota(@CurrentActor() actor: Actor, @IdParam('quotaId', 'quo') quotaId: string): Promise<QuotaDto> {
    return this.quotas.close(actor, quotaId);
  }

  /** Gives out places of a closed quota again. */
  @Can('tickets:write')
  @Post('quotas/:quotaId/reopening')
  @HttpCode(200)
  @ApiOkResponse({ type: QuotaDto })
  @Refuses(quotaUnknown, quotaOpen)
  reopenQuota(@CurrentActor() actor: Actor, @IdParam('quotaId', 'quo') quotaId: string): Promise<QuotaDto> {
    return this.quotas.reopen(actor, quotaId);
  }

  /** Removes a quota that no ticket type and no variation draws on. */
  @Can('tickets:write')
  @Delete('quotas/:quotaId')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(quotaUnknown, quotaInUse)
  deleteQuota(@CurrentActor() actor: Actor, @IdParam('quotaId', 'quo') quotaId: string): Promise<void> {
    return this.quotas.delete(actor, quotaId);
  }
}
