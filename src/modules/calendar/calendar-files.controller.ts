import { Controller, Delete, Get, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiProduces,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentClaim, type IdempotencyClaim } from '../../platform/auth/actor.js';
import { Public } from '../../platform/auth/can.js';
import { matches } from '../../platform/http/etag.interceptor.js';
import { type Reply, wantedLocale } from '../../platform/http/problem.filter.js';
import { Refuses } from '../../platform/http/refuses.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { feedUnknown } from './calendar.problems.js';
import { type CalendarFile, CalendarService } from './calendar.service.js';
import { NewlyMadeCalendarFeedDto } from './feed.dto.js';
import { FeedsService } from './feeds.service.js';

const calendarType = 'text/calendar; charset=utf-8';
const calendarText = { schema: { type: 'string' as const, description: 'iCalendar (RFC 5545)' } };

/** Calendars for people who have no account: by the address of an event, of a registration, of a feed. */
@ApiTags('Public')
@Controller()
export class CalendarFilesController {
  constructor(
    private readonly calendar: CalendarService,
    private readonly feeds: FeedsService,
  ) {}

  /** A published event as a calendar file, in the language of Accept-Language. */
  @Public()
  @Get('v1/public/events/:slug/calendar.ics')
  @ApiProduces('text/calendar')
  @ApiOkResponse(calendarText)
  @Refuses(linkUnknown)
  async getEventCalendar(
    @Param('slug') slug: string,
    @Headers('accept-language') language: string | undefined,
    @Res() reply: Reply,
  ): Promise<void> {
    sendFile(reply, await this.calendar.eventFile(slug, wantedLocale(language)));
  }

  /** A registration as a calendar file, under the UID that mailed invitations have. */
  @Public()
  @Get('v1/public/orders/:token/calendar.ics')
  @ApiProduces('text/calendar')
  @ApiOkResponse(calendarText)
  @Refuses(linkUnknown)
  async getOrderCalendar(@Param('token') token: string, @Res() reply: Reply): Promise<void> {
    sendFile(reply, await this.calendar.orderFile(token));
  }

  /** Makes a calendar to subscribe to that shows this registration and follows its changes. Asking again gives the same address. */
  @Public()
  @Post('v1/public/orders/:token/calendar-feed')
  @ApiCreatedResponse({ type: NewlyMadeCalendarFeedDto })
  @Refuses(linkUnknown)
  createOrderCalendarFeed(
    @Param('token') token: string,
    @CurrentClaim() claim?: IdempotencyClaim,
  ): Promise<NewlyMadeCalendarFeedDto> {
    return this.feeds.createForOrder(token, claim);
  }

  /** Deletes the registration's feed; its address stops working at once. */
  @Public()
  @Delete('v1/public/orders/:token/calendar-feed')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(linkUnknown, feedUnknown)
  revokeOrderCalendarFeed(@Param('token') token: string): Promise<void> {
    return this.feeds.removeForOrder(token);
  }

  /** What a calendar program reads that subscribes to a feed. */
  @Public()
  @Get('feeds/:token.ics')
  @ApiProduces('text/calendar')
  @ApiOkResponse(calendarText)
  @ApiResponse({ status: 304, description: 'Nothing has changed since the answer with this ETag' })
  @Refuses(linkUnknown)
  async getCalendarFeed(
    @Param('token') token: string,
    @Headers('if-none-match') known: string | undefined,
    @Res() reply: Reply,
  ): Promise<void> {
    const file = await this.feeds.read(token);
    reply
      .header('etag', file.etag)
      .header('last-modified', file.lastModified.toUTCString())
      .header('cache-control', 'private, no-cache');
    if (matches(known, file.etag)) reply.status(304).send();
    else reply.type(calendarType).send(file.content);
  }
}

function sendFile(reply: Reply, file: CalendarFile): void {
  reply
    .type(calendarType)
    .header('content-disposition', `attachment; filename="${file.name}.ics"`)
    .header('cache-control', 'no-store')
    .send(file.content);
}
