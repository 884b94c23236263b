import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { invalid } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import { NewRefundRunDto, RefundRunDto, RefundRunsDto } from './refund-run.dto.js';
import { RefundRunsService } from './refund-runs.service.js';
import { eventNotCancelled, refundRunUnknown } from './registrations.problems.js';

@ApiTags('Registrations')
@Controller('v1/events/:eventId/refunds')
export class RefundRunsController {
  constructor(private readonly runs: RefundRunsService) {}

  /**
   * Cancels every registration for a cancelled event, and gives back a share of what was paid.
   * @remarks Done in the background, order by order, each once; ask how far it has come by its id.
   */
  @Can('payments:write')
  @Post()
  @ApiCreatedResponse({ type: RefundRunDto })
  @Refuses(eventUnknown, eventNotCancelled, invalid)
  startRefundRun(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: NewRefundRunDto,
  ): Promise<RefundRunDto> {
    return this.runs.start(actor, eventId, body);
  }

  /** The mass refunds of an event, newest first. */
  @Can('payments:read')
  @Get()
  @ApiOkResponse({ type: RefundRunsDto })
  @Refuses(eventUnknown)
  listRefundRuns(@CurrentActor() actor: Actor, @IdParam('eventId', 'evt') eventId: string): Promise<RefundRunsDto> {
    return this.runs.list(actor, eventId);
  }

  /** How far a mass refund has come. */
  @Can('payments:read')
  @Get(':refundRunId')
  @ApiOkResponse({ type: RefundRunDto })
  @Refuses(eventUnknown, refundRunUnknown)
  getRefundRun(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IdParam('refundRunId', 'rrn') refundRunId: string,
  ): Promise<RefundRunDto> {
    return this.runs.show(actor, eventId, refundRunId);
  }
}
