import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid, preconditionRequired, versionConflict } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { PageOf, PageQuery } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import { BudgetLineDto, ChangeBudgetLineDto, NewBudgetLineDto } from './budget-line.dto.js';
import {
  basisContradicted,
  budgetUnknown,
  currencyDiffers,
  lineInUse,
  lineUnknown,
  ownerUnknown,
  revisionClosed,
  tooLargeToCount,
  tooManyLines,
  unitAmountNegative,
} from './budget.problems.js';
import { BudgetLinesService } from './budget-lines.service.js';

@ApiTags('Budget')
@Controller('v1/events/:eventId/budget/lines')
export class BudgetLinesController {
  constructor(private readonly lines: BudgetLinesService) {}

  /** Adds a line to the revision in work: an expense or an income, fixed or driven by a head count. */
  @Can('budget:write')
  @Post()
  @ApiCreatedResponse({ type: BudgetLineDto })
  @Refuses(
    invalid,
    eventUnknown,
    budgetUnknown,
    revisionClosed,
    currencyDiffers,
    unitAmountNegative,
    basisContradicted,
    ownerUnknown,
    tooLargeToCount,
    tooManyLines,
  )
  createBudgetLine(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: NewBudgetLineDto,
  ): Promise<BudgetLineDto> {
    return this.lines.add(actor, eventId, body);
  }

  /** The lines of the latest revision. */
  @Can('budget:read')
  @Get()
  @PageOf(BudgetLineDto)
  @Refuses(invalid, cursorUnknown, eventUnknown, budgetUnknown)
  listBudgetLines(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: PageQuery,
  ): Promise<Page<BudgetLineDto>> {
    return this.lines.list(actor, eventId, query);
  }

  /** One line of the latest revision. */
  @Can('budget:read')
  @Get(':lineId')
  @ApiOkResponse({ type: BudgetLineDto })
  @Refuses(eventUnknown, budgetUnknown, lineUnknown)
  getBudgetLine(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IdParam('lineId', 'bln') lineId: string,
  ): Promise<BudgetLineDto> {
    return this.lines.read(actor, eventId, lineId);
  }

  /** Changes a line of the revision in work; what is left out stays. */
  @Can('budget:write')
  @Patch(':lineId')
  @ApiOkResponse({ type: BudgetLineDto })
  @Refuses(
    invalid,
    eventUnknown,
    budgetUnknown,
    lineUnknown,
    revisionClosed,
    currencyDiffers,
    unitAmountNegative,
    basisContradicted,
    ownerUnknown,
    tooLargeToCount,
    preconditionRequired,
    versionConflict,
  )
  changeBudgetLine(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IdParam('lineId', 'bln') lineId: string,
    @IfMatch() version: number,
    @Body() body: ChangeBudgetLineDto,
  ): Promise<BudgetLineDto> {
    return this.lines.change(actor, eventId, { lineId, version }, body);
  }

  /** Takes a line out of the revision in work. A line that has entries stays with the revisions that planned it. */
  @Can('budget:write')
  @Delete(':lineId')
  @HttpCode(204)
  @Refuses(eventUnknown, budgetUnknown, lineUnknown, revisionClosed, lineInUse)
  deleteBudgetLine(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IdParam('lineId', 'bln') lineId: string,
  ): Promise<void> {
    return this.lines.remove(actor, eventId, lineId);
  }
}
