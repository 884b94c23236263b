import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { invalid, preconditionRequired, versionConflict } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import { BudgetDto, BudgetRevisionDto, ChangeBudgetDto, NewBudgetDto, RejectBudgetDto } from './budget.dto.js';
import {
  budgetExists,
  budgetUnknown,
  currencyFixed,
  nothingToSubmit,
  ownSubmission,
  revisionClosed,
  revisionUnknown,
  stepImpossible,
} from './budget.problems.js';
import { BudgetService } from './budget.service.js';
import { BudgetApprovalService } from './budget-approval.service.js';
import { BudgetSummaryDto, SummaryQuery } from './budget-summary.dto.js';

@ApiTags('Budget')
@Controller('v1/events/:eventId/budget')
export class BudgetController {
  constructor(
    private readonly budgets: BudgetService,
    private readonly approvals: BudgetApprovalService,
  ) {}

  /** Begins the event's budget with an empty first revision. */
  @Can('budget:write')
  @Post()
  @ApiCreatedResponse({ type: BudgetDto })
  @Refuses(invalid, eventUnknown, budgetExists)
  createBudget(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: NewBudgetDto,
  ): Promise<BudgetDto> {
    return this.budgets.create(actor, eventId, body);
  }

  /** The event's budget with the lines and totals of its latest revision. */
  @Can('budget:read')
  @Get()
  @ApiOkResponse({ type: BudgetDto })
  @Refuses(eventUnknown, budgetUnknown)
  getBudget(@CurrentActor() actor: Actor, @IdParam('eventId', 'evt') eventId: string): Promise<BudgetDto> {
    return this.budgets.read(actor, eventId);
  }

  /** Changes currency, policy or head counts; what is left out stays. */
  @Can('budget:write')
  @Patch()
  @ApiOkResponse({ type: BudgetDto })
  @Refuses(invalid, eventUnknown, budgetUnknown, currencyFixed, revisionClosed, preconditionRequired, versionConflict)
  changeBudget(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IfMatch() version: number,
    @Body() body: ChangeBudgetDto,
  ): Promise<BudgetDto> {
    return this.budgets.change(actor, eventId, version, body);
  }

  /** One revision as it stands, or as it was approved: the baseline stays readable after a revision. */
  @Can('budget:read')
  @Get('revisions/:revision')
  @ApiParam({ name: 'revision', schema: { type: 'integer', minimum: 1 }, example: 1 })
  @ApiOkResponse({ type: BudgetRevisionDto })
  @Refuses(eventUnknown, budgetUnknown, revisionUnknown)
  getBudgetRevision(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Param('revision') revision: string,
  ): Promise<BudgetRevisionDto> {
    return this.budgets.readRevision(actor, eventId, revision);
  }

  /** Planned, committed, actual and forecast amounts, variances, the result and the break-even head counts. */
  @Can('budget:read')
  @Get('summary')
  @ApiOkResponse({ type: BudgetSummaryDto })
  @Refuses(invalid, eventUnknown, budgetUnknown)
  getBudgetSummary(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: SummaryQuery,
  ): Promise<BudgetSummaryDto> {
    return this.budgets.readSummary(actor, eventId, query.bound);
  }

  /** Hands the latest revision in for approval. It cannot be changed from here on. */
  @Can('budget:write')
  @Post('submission')
  @HttpCode(200)
  @ApiOkResponse({ type: BudgetDto })
  @Refuses(eventUnknown, budgetUnknown, stepImpossible, nothingToSubmit)
  submitBudget(@CurrentActor() actor: Actor, @IdParam('eventId', 'evt') eventId: string): Promise<BudgetDto> {
    return this.approvals.submit(actor, eventId);
  }

  /** Makes the submitted revision the plan in force. Not by whoever submitted it; a key counts as the person who made it. */
  @Can('budget:approve')
  @Post('approval')
  @HttpCode(200)
  @ApiOkResponse({ type: BudgetDto })
  @Refuses(eventUnknown, budgetUnknown, stepImpossible, ownSubmission)
  approveBudget(@CurrentActor() actor: Actor, @IdParam('eventId', 'evt') eventId: string): Promise<BudgetDto> {
    return this.approvals.approve(actor, eventId);
  }

  /** Sends the submitted revision back with the reason. */
  @Can('budget:approve')
  @Post('rejection')
  @HttpCode(200)
  @ApiOkResponse({ type: BudgetDto })
  @Refuses(invalid, eventUnknown, budgetUnknown, stepImpossible)
  rejectBudget(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: RejectBudgetDto,
  ): Promise<BudgetDto> {
    return this.approvals.reject(actor, eventId, body.reason);
  }

  /** Begins the next revision with what the plan says. The plan stays in force until the new revision is approved. */
  @Can('budget:write')
  @Post('revision')
  @HttpCode(200)
  @ApiOkResponse({ type: BudgetDto })
  @Refuses(eventUnknown, budgetUnknown, stepImpossible)
  reviseBudget(@CurrentActor() actor: Actor, @IdParam('eventId', 'evt') eventId: string): Promise<BudgetDto> {
    return this.approvals.revise(actor, eventId);
  }
}
