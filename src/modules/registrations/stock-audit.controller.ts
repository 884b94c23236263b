import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { IdParam } from '../../platform/http/id-param.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import { StockAuditDto } from './stock-audit.dto.js';
import { StockAuditService } from './stock-audit.service.js';

@ApiTags('Ticketing')
@Controller('v1')
export class StockAuditController {
  constructor(private readonly audits: StockAuditService) {}

  /** Recounts the tickets of an event and shows the counters beside them. */
  @Can('tickets:read')
  @Get('events/:eventId/stock-audit')
  @ApiOkResponse({ type: StockAuditDto })
  @Refuses(eventUnknown)
  getStockAudit(@CurrentActor() actor: Actor, @IdParam('eventId', 'evt') eventId: string): Promise<StockAuditDto> {
    return this.audits.audit(actor, eventId);
  }
}
