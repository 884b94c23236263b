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
import { ChangeFeeDto, NewFeeDto, FeeDto } from './fee.dto.js';
import { FeesService } from './fees.service.js';
import { feeUnknown, taxRuleUnknown } from './ticketing.problems.js';

@ApiTags('Ticketing')
@Controller('v1')
export class FeesController {
  constructor(private readonly fees: FeesService) {}

  /** Adds a fee to the orders of an event that cost something. */
  @Can('tickets:write')
  @Post('events/:eventId/fees')
  @ApiCreatedResponse({ type: FeeDto })
  @Refuses(eventUnknown, invalid, taxRuleUnknown)
  createFee(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: NewFeeDto,
  ): Promise<FeeDto> {
    return this.fees.create(actor, eventId, body);
  }

  /** The fees of an event. */
  @Can('tickets:read')
  @Get('events/:eventId/fees')
  @PageOf(FeeDto)
  @Refuses(eventUnknown, invalid, cursorUnknown)
  listFees(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: PageQuery,
  ): Promise<Page<FeeDto>> {
    return this.fees.list(actor, eventId, query);
  }

  /** One fee. */
  @Can('tickets:read')
  @Get('fees/:feeId')
  @ApiOkResponse({ type: FeeDto })
  @Refuses(feeUnknown)
  getFee(@CurrentActor() actor: Actor, @IdParam('feeId', 'fee') feeId: string): Promise<FeeDto> {
    return this.fees.show(actor, feeId);
  }

  /** Changes a fee for orders from now on; what is left out stays. */
  @Can('tickets:write')
  @Patch('fees/:feeId')
  @ApiOkResponse({ type: FeeDto })
  @Refuses(feeUnknown, invalid, taxRuleUnknown, preconditionRequired, versionConflict)
  changeFee(
    @CurrentActor() actor: Actor,
    @IdParam('feeId', 'fee') feeId: string,
    @IfMatch() version: number,
    @Body() body: ChangeFeeDto,
  ): Promise<FeeDto> {
    return this.fees.change(actor, feeId, version, body);
  }

  /** Removes a fee. Orders that have it keep it. */
  @Can('tickets:write')
  @Delete('fees/:feeId')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(feeUnknown)
  deleteFee(@CurrentActor() actor: Actor, @IdParam('feeId', 'fee') feeId: string): Promise<void> {
    return this.fees.delete(actor, feeId);
  }
}
