import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { PageOf, PageQuery } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import { listNeeded, listUnknown, scanNotReversible, scanReused, scanUnknown } from './checkin.problems.js';
import { CheckinService } from './checkin.service.js';
import { EventAttendanceDto, NewScanDto, RevertScanDto, ScanDto } from './scan.dto.js';

@ApiTags('Check-in')
@Controller('v1/events/:eventId')
export class CheckinController {
  constructor(private readonly checkin: CheckinService) {}

  /**
   * Scans a ticket at the door. The answer is a verdict, 200 for a refusal as well; of any number of devices that scan one
   * ticket, one admits, unless the list takes several entries. Every scan is kept.
   */
  @Can('checkin:write')
  @Post('scans')
  @HttpCode(200)
  @ApiOkResponse({ type: ScanDto })
  @Refuses(invalid, eventUnknown, listUnknown, listNeeded, scanReused)
  scanTicket(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: NewScanDto,
  ): Promise<ScanDto> {
    return this.checkin.scan(actor, eventId, body);
  }

  /** Takes back a scan that let somebody in or out. The scan stays on record, and so does this one. */
  @Can('checkin:write')
  @Post('scans/:scanId/reversal')
  @HttpCode(200)
  @ApiOkResponse({ type: ScanDto })
  @Refuses(invalid, eventUnknown, scanUnknown, scanNotReversible, scanReused)
  revertScan(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IdParam('scanId', 'scn') scanId: string,
    @Body() body: RevertScanDto,
  ): Promise<ScanDto> {
    return this.checkin.revert(actor, eventId, scanId, body);
  }

  /** All scans of the event, with those that let nobody in. */
  @Can('checkin:write')
  @Get('scans')
  @PageOf(ScanDto)
  @Refuses(invalid, cursorUnknown, eventUnknown)
  listScans(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: PageQuery,
  ): Promise<Page<ScanDto>> {
    return this.checkin.list(actor, eventId, query);
  }

  /** How many are registered, how many are in, and whom the door sent away. */
  @Can('checkin:write')
  @Get('attendance')
  @ApiOkResponse({ type: EventAttendanceDto })
  @Refuses(eventUnknown)
  getAttendance(@CurrentActor() actor: Actor, @IdParam('eventId', 'evt') eventId: string): Promise<EventAttendanceDto> {
    return this.checkin.attendance(actor, eventId);
  }
}
