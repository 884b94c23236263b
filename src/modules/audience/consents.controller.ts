import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { PageOf, PageQuery } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { contactUnknown, decidedInFuture } from './audience.problems.js';
import { AttendanceDto, ConsentDto, NewConsentDto } from './consent.dto.js';
import { ConsentsService } from './consents.service.js';
import { ContactDto } from './contact.dto.js';

@ApiTags('Audience')
@Controller('v1/contacts/:contactId')
export class ConsentsController {
  constructor(private readonly consents: ConsentsService) {}

  /** Writes down that a person granted or withdrew consent to one purpose; answers with the contact as it stands now. */
  @Can('audience:write')
  @Post('consents')
  @ApiCreatedResponse({ type: ContactDto })
  @Refuses(invalid, contactUnknown, decidedInFuture)
  recordConsent(
    @CurrentActor() actor: Actor,
    @IdParam('contactId', 'con') contactId: string,
    @Body() body: NewConsentDto,
  ): Promise<ContactDto> {
    return this.consents.record(actor, contactId, body);
  }

  /** Every decision of a person on every purpose: the proof, oldest entry first. */
  @Can('audience:read')
  @Get('consents')
  @PageOf(ConsentDto)
  @Refuses(invalid, contactUnknown, cursorUnknown)
  listConsents(
    @CurrentActor() actor: Actor,
    @IdParam('contactId', 'con') contactId: string,
    @Query() query: PageQuery,
  ): Promise<Page<ConsentDto>> {
    return this.consents.list(actor, contactId, query);
  }

  /** The events that a person came to, as far as they are known. */
  @Can('audience:read')
  @Get('attendances')
  @PageOf(AttendanceDto)
  @Refuses(invalid, contactUnknown, cursorUnknown)
  listAttendances(
    @CurrentActor() actor: Actor,
    @IdParam('contactId', 'con') contactId: string,
    @Query() query: PageQuery,
  ): Promise<Page<AttendanceDto>> {
    return this.consents.attendances(actor, contactId, query);
  }
}
