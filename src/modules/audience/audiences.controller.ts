import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { invalid } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import { audienceFinal, audienceMissing, eventOver, segmentUnknown } from './audience.problems.js';
import { AudiencesService } from './audiences.service.js';
import { EventAudienceDto, FreezeAudienceDto } from './event-audience.dto.js';

@ApiTags('Audience')
@Controller('v1/events/:eventId/audience')
export class AudiencesController {
  constructor(private readonly audiences: AudiencesService) {}

  /**
   * Freezes everybody who is in the segment now as the audience of the event. While the event is a draft it may be done again:
   * the audience before is superseded. Once the event is published its audience is final; only its first may still be frozen.
   */
  @Can('audience:write')
  @Post()
  @ApiCreatedResponse({ type: EventAudienceDto })
  @Refuses(invalid, eventUnknown, segmentUnknown, audienceFinal, eventOver)
  freezeAudience(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: FreezeAudienceDto,
  ): Promise<EventAudienceDto> {
    return this.audiences.freeze(actor, eventId, body);
  }

  /** The audience of the event, and how many of it may be invited today. */
  @Can('audience:read')
  @Get()
  @ApiOkResponse({ type: EventAudienceDto })
  @Refuses(eventUnknown, audienceMissing)
  getAudience(@CurrentActor() actor: Actor, @IdParam('eventId', 'evt') eventId: string): Promise<EventAudienceDto> {
    return this.audiences.show(actor, eventId);
  }
}
