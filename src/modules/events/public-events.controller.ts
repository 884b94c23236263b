import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/auth/can.js';
import { Refuses } from '../../platform/http/refuses.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { PublicEventDto } from './event.dto.js';
import { PublicEventsService } from './public-events.service.js';

@ApiTags('Public')
@Controller('v1/public/events')
export class PublicEventsController {
  constructor(private readonly events: PublicEventsService) {}

  /** A published event, for everybody who has its address. */
  @Public()
  @Get(':slug')
  @ApiOkResponse({ type: PublicEventDto })
  @Refuses(linkUnknown)
  getPublicEvent(@Param('slug') slug: string): Promise<PublicEventDto> {
    return this.events.show(slug);
  }
}
