import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid, keyInFlight, keyReused } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { PageOf } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { DiscrepanciesService } from './discrepancies.service.js';
import { DiscrepancyDto, DiscrepancyQuery, ResolveDiscrepancyDto } from './discrepancy.dto.js';
import { MoneyAuditDto } from './money-audit.dto.js';
import { MoneyAuditService } from './money-audit.service.js';
import {
  actionImpossible,
  discrepancyUnknown,
  providerRefused,
  providerUnreachable,
  refundExceeds,
} from './payments.problems.js';

@ApiTags('Payments')
@Controller('v1/payments')
export class DiscrepanciesController {
  constructor(
    private readonly discrepancies: DiscrepanciesService,
    private readonly audits: MoneyAuditService,
  ) {}

  /** What about the organisation's money somebody has to look at. Each item names what can be done about it. */
  @Can('payments:read')
  @Get('discrepancies')
  @PageOf(DiscrepancyDto)
  @Refuses(invalid, cursorUnknown)
  listDiscrepancies(@CurrentActor() actor: Actor, @Query() query: DiscrepancyQuery): Promise<Page<DiscrepancyDto>> {
    return this.discrepancies.list(actor, query);
  }

  /** Does something about an item of the list. Asking the provider again resolves it only where the answer does. */
  @Can('payments:write')
  @Post('discrepancies/:discrepancyId/resolution')
  @HttpCode(200)
  @ApiOkResponse({ type: DiscrepancyDto })
  @Refuses(discrepancyUnknown, actionImpossible, refundExceeds, providerUnreachable, providerRefused, invalid)
  @Refuses(keyReused, keyInFlight)
  resolveDiscrepancy(
    @CurrentActor() actor: Actor,
    @IdParam('discrepancyId', 'dcp') discrepancyId: string,
    @Body() body: ResolveDiscrepancyDto,
  ): Promise<DiscrepancyDto> {
    return this.discrepancies.resolve(actor, discrepancyId, body.action);
  }

  /** Recounts payments and refunds and shows the ledger beside them, to the minor unit. */
  @Can('payments:read')
  @Get('audit')
  @ApiOkResponse({ type: MoneyAuditDto })
  getMoneyAudit(@CurrentActor() actor: Actor): Promise<MoneyAuditDto> {
    return this.audits.audit(actor);
  }
}
