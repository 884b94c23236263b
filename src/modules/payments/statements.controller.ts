import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { BodyLimit } from '../../platform/http/body-limit.js';
import { cursorUnknown, invalid, tooLarge } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { PageOf } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { orderUnknown } from '../registrations/registrations.problems.js';
import { accountUnknown } from './payments.problems.js';
import {
  AssignBankLineDto,
  BankStatementDto,
  BankStatementLineDto,
  BankStatementLineQuery,
  IgnoreBankLineDto,
  ImportBankStatementDto,
  ReturnBankLineDto,
} from './statement.dto.js';
import {
  lineAnswered,
  lineBooked,
  lineCurrency,
  lineNotCovered,
  lineUnknown,
  statementColumnsMissing,
  statementTooLong,
  statementUnreadable,
} from './statement.problems.js';
import { StatementsService } from './statements.service.js';

@ApiTags('Bank statements')
@Controller('v1')
export class StatementsController {
  constructor(private readonly statements: StatementsService) {}

  /**
   * Imports a bank statement, with an answer for each row. Money whose reference is found is written down with its order.
   * A line counts once, however often and in whichever statements it comes; so import whole days.
   */
  @Can('payments:write')
  @Post('bank-statements')
  @HttpCode(200)
  @BodyLimit(9_000_000)
  @ApiOkResponse({ type: BankStatementDto })
  @Refuses(invalid, tooLarge, accountUnknown, statementUnreadable, statementColumnsMissing, statementTooLong)
  importBankStatement(@CurrentActor() actor: Actor, @Body() body: ImportBankStatementDto): Promise<BankStatementDto> {
    return this.statements.import(actor, body);
  }

  /** Lines of bank statements; those with `state=open` wait for somebody. */
  @Can('payments:read')
  @Get('bank-statement-lines')
  @PageOf(BankStatementLineDto)
  @Refuses(invalid, cursorUnknown)
  listBankStatementLines(
    @CurrentActor() actor: Actor,
    @Query() query: BankStatementLineQuery,
  ): Promise<Page<BankStatementLineDto>> {
    return this.statements.lines(actor, query);
  }

  /** Says whose money it is: it is written down with that order, as if its reference had been found. */
  @Can('payments:write')
  @Post('bank-statement-lines/:bankLineId/assignment')
  @HttpCode(200)
  @ApiOkResponse({ type: BankStatementLineDto })
  @Refuses(invalid, lineUnknown, orderUnknown, lineAnswered, lineCurrency, lineNotCovered)
  assignBankStatementLine(
    @CurrentActor() actor: Actor,
    @IdParam('bankLineId', 'bsl') bankLineId: string,
    @Body() body: AssignBankLineDto,
  ): Promise<BankStatementLineDto> {
    return this.statements.assign(actor, bankLineId, body.orderId);
  }

  /** Takes a line off the list, with the reason: it has nothing to do with an order, or nothing is left to do about it. */
  @Can('payments:write')
  @Post('bank-statement-lines/:bankLineId/dismissal')
  @HttpCode(200)
  @ApiOkResponse({ type: BankStatementLineDto })
  @Refuses(invalid, lineUnknown, lineAnswered)
  ignoreBankStatementLine(
    @CurrentActor() actor: Actor,
    @IdParam('bankLineId', 'bsl') bankLineId: string,
    @Body() body: IgnoreBankLineDto,
  ): Promise<BankStatementLineDto> {
    return this.statements.ignore(actor, bankLineId, body.reason);
  }

  /** Notes that the money was sent back by hand. What is written down with an order is given back there instead. */
  @Can('payments:write')
  @Post('bank-statement-lines/:bankLineId/return')
  @HttpCode(200)
  @ApiOkResponse({ type: BankStatementLineDto })
  @Refuses(invalid, lineUnknown, lineAnswered, lineBooked)
  returnBankStatementLine(
    @CurrentActor() actor: Actor,
    @IdParam('bankLineId', 'bsl') bankLineId: string,
    @Body() body: ReturnBankLineDto,
  ): Promise<BankStatementLineDto> {
    return this.statements.returned(actor, bankLineId, body.note);
  }
}
