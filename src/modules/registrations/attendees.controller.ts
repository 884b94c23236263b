import { Body, Controller, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentClaim, type IdempotencyClaim } from '../../platform/auth/actor.js';
import { Public } from '../../platform/auth/can.js';
import { invalid, keyInFlight, keyReused } from '../../platform/http/http.problems.js';
import { Refuses } from '../../platform/http/refuses.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { AttendeesCsvDto, NameAttendeesDto, NamedAttendeesDto } from './attendees.dto.js';
import { AttendeesService } from './attendees.service.js';
import { csvRefused, eventOver, orderStateRefused } from './registrations.problems.js';

@ApiTags('Public')
@Controller('v1/public/orders/:token')
export class AttendeesController {
  constructor(private readonly attendees: AttendeesService) {}

  /** Says who comes with a group. Each row has an answer; one that is refused keeps no other from being saved. */
  @Public()
  @Put('attendees')
  @ApiOkResponse({ type: NamedAttendeesDto })
  @Refuses(linkUnknown, orderStateRefused, eventOver, invalid)
  nameMyAttendees(
    @Param('token') token: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
    @Body() body: NameAttendeesDto,
  ): Promise<NamedAttendeesDto> {
    return this.attendees.name(token, claim, body);
  }

  /** The same from a table. */
  @Public()
  @Post('attendees.csv')
  @HttpCode(200)
  @ApiOkResponse({ type: NamedAttendeesDto })
  @Refuses(linkUnknown, orderStateRefused, eventOver, csvRefused, invalid, keyReused, keyInFlight)
  importMyAttendees(
    @Param('token') token: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
    @Body() body: AttendeesCsvDto,
  ): Promise<NamedAttendeesDto> {
    return this.attendees.nameFrom(token, claim, body.csv);
  }
}
