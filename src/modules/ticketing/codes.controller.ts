import { Body, Controller, Delete, Get, Header, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid, preconditionRequired, versionConflict } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { PageOf } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import {
  ChangeCodeDto,
  CodeBatchDto,
  CodeDto,
  CodeExportQuery,
  CodeQuery,
  MadeCodesDto,
  NewCodeDto,
} from './code.dto.js';
import { CodesService } from './codes.service.js';
import { codeInUse, codeTaken, codeUnknown, codeUsedMore } from './codes.problems.js';
import {
  holdUnknown,
  termsIncomplete,
  ticketTypeUnknown,
  validEndsBeforeStart,
  variationUnknown,
} from './ticketing.problems.js';

const refusedTerms = [ticketTypeUnknown, variationUnknown, holdUnknown, validEndsBeforeStart, termsIncomplete] as const;

@ApiTags('Ticketing')
@Controller('v1')
export class CodesController {
  constructor(private readonly codes: CodesService) {}

  /** Adds a promo or access code to an event. */
  @Can('tickets:write')
  @Post('events/:eventId/codes')
  @ApiCreatedResponse({ type: CodeDto })
  @Refuses(eventUnknown, invalid, codeTaken, ...refusedTerms)
  createCode(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: NewCodeDto,
  ): Promise<CodeDto> {
    return this.codes.create(actor, eventId, body);
  }

  /** Adds up to 5000 codes with equal terms and random texts that nobody can guess. */
  @Can('tickets:write')
  @Post('events/:eventId/codes/batch')
  @ApiCreatedResponse({ type: MadeCodesDto })
  @Refuses(eventUnknown, invalid, ...refusedTerms)
  createCodes(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: CodeBatchDto,
  ): Promise<MadeCodesDto> {
    return this.codes.createMany(actor, eventId, body);
  }

  /** The codes of an event, by tag or by a part of their text. */
  @Can('tickets:read')
  @Get('events/:eventId/codes')
  @PageOf(CodeDto)
  @Refuses(eventUnknown, invalid, cursorUnknown)
  listCodes(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: CodeQuery,
  ): Promise<Page<CodeDto>> {
    return this.codes.list(actor, eventId, query);
  }

  /** The codes of an event as CSV, with how often each was used. */
  @Can('tickets:read')
  @Get('events/:eventId/codes.csv')
  @Header('content-type', 'text/csv; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="codes.csv"')
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string' } })
  @Refuses(eventUnknown, invalid)
  exportCodes(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: CodeExportQuery,
  ): Promise<string> {
    return this.codes.export(actor, eventId, query);
  }

  /** One code. */
  @Can('tickets:read')
  @Get('codes/:codeId')
  @ApiOkResponse({ type: CodeDto })
  @Refuses(codeUnknown)
  getCode(@CurrentActor() actor: Actor, @IdParam('codeId', 'cod') codeId: string): Promise<CodeDto> {
    return this.codes.show(actor, codeId);
  }

  /** Changes a code for orders from now on; what is left out stays. Tickets that have it keep their price. */
  @Can('tickets:write')
  @Patch('codes/:codeId')
  @ApiOkResponse({ type: CodeDto })
  @Refuses(codeUnknown, invalid, codeUsedMore, ...refusedTerms, preconditionRequired, versionConflict)
  changeCode(
    @CurrentActor() actor: Actor,
    @IdParam('codeId', 'cod') codeId: string,
    @IfMatch() version: number,
    @Body() body: ChangeCodeDto,
  ): Promise<CodeDto> {
    return this.codes.change(actor, codeId, version, body);
  }

  /** Removes a code that nobody ever used. One that was used can be ended: set the end of its time. */
  @Can('tickets:write')
  @Delete('codes/:codeId')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(codeUnknown, codeInUse)
  deleteCode(@CurrentActor() actor: Actor, @IdParam('codeId', 'cod') codeId: string): Promise<void> {
    return this.codes.delete(actor, codeId);
  }
}
