import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { PageOf, PageQuery } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import {
  alreadyReversed,
  amountNotPositive,
  budgetUnknown,
  commitmentReversed,
  commitmentUnknown,
  currencyDiffers,
  entryUnknown,
  lineExceeded,
  lineUnknown,
  planMissing,
  rateContradicted,
  reversalFinal,
} from './budget.problems.js';
import {
  ActualDto,
  CommitmentDto,
  EnteredActualDto,
  EnteredCommitmentDto,
  NewActualDto,
  NewCommitmentDto,
  ReverseEntryDto,
} from './entry.dto.js';
import { LedgerService } from './ledger.service.js';

@ApiTags('Budget')
@Controller('v1/events/:eventId/budget')
export class LedgerController {
  constructor(private readonly ledger: LedgerService) {}

  /** Enters what was promised for a line: a contract, an order, a sponsor's word. */
  @Can('budget:write')
  @Post('commitments')
  @ApiCreatedResponse({ type: EnteredCommitmentDto })
  @Refuses(
    invalid,
    eventUnknown,
    budgetUnknown,
    lineUnknown,
    currencyDiffers,
    amountNotPositive,
    rateContradicted,
    lineExceeded,
    planMissing,
  )
  createCommitment(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: NewCommitmentDto,
  ): Promise<EnteredCommitmentDto> {
    return this.ledger.commit(actor, eventId, body);
  }

  /** All commitments, reversals among them. */
  @Can('budget:read')
  @Get('commitments')
  @PageOf(CommitmentDto)
  @Refuses(invalid, cursorUnknown, eventUnknown, budgetUnknown)
  listCommitments(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: PageQuery,
  ): Promise<Page<CommitmentDto>> {
    return this.ledger.commitments(actor, eventId, query);
  }

  /** Takes a commitment back by an entry of the opposite amount. Once; what was drawn on it stays spent. */
  @Can('budget:write')
  @Post('commitments/:commitmentId/reversal')
  @ApiCreatedResponse({ type: CommitmentDto })
  @Refuses(invalid, eventUnknown, budgetUnknown, entryUnknown, alreadyReversed, reversalFinal)
  reverseCommitment(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IdParam('commitmentId', 'cmt') commitmentId: string,
    @Body() body: ReverseEntryDto,
  ): Promise<CommitmentDto> {
    return this.ledger.reverseCommitment(actor, eventId, commitmentId, body.reason);
  }

  /** Enters what was paid or received for a line, on a commitment or without one. */
  @Can('budget:write')
  @Post('actuals')
  @ApiCreatedResponse({ type: EnteredActualDto })
  @Refuses(
    invalid,
    eventUnknown,
    budgetUnknown,
    lineUnknown,
    currencyDiffers,
    amountNotPositive,
    rateContradicted,
    commitmentUnknown,
    commitmentReversed,
    lineExceeded,
    planMissing,
  )
  createActual(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: NewActualDto,
  ): Promise<EnteredActualDto> {
    return this.ledger.spend(actor, eventId, body);
  }

  /** All actuals, reversals among them. */
  @Can('budget:read')
  @Get('actuals')
  @PageOf(ActualDto)
  @Refuses(invalid, cursorUnknown, eventUnknown, budgetUnknown)
  listActuals(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: PageQuery,
  ): Promise<Page<ActualDto>> {
    return this.ledger.actuals(actor, eventId, query);
  }

  /** Takes an actual back by an entry of the opposite amount. Once; a commitment that it drew on is open again. */
  @Can('budget:write')
  @Post('actuals/:actualId/reversal')
  @ApiCreatedResponse({ type: ActualDto })
  @Refuses(invalid, eventUnknown, budgetUnknown, entryUnknown, alreadyReversed, reversalFinal)
  reverseActual(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IdParam('actualId', 'act') actualId: string,
    @Body() body: ReverseEntryDto,
  ): Promise<ActualDto> {
    return this.ledger.reverseActual(actor, eventId, actualId, body.reason);
  }
}
