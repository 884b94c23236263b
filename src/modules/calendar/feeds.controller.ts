import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { PageOf, PageQuery } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { feedUnknown } from './calendar.problems.js';
import { CalendarFeedDto, NewCalendarFeedDto, NewlyMadeCalendarFeedDto } from './feed.dto.js';
import { FeedsService } from './feeds.service.js';

@ApiTags('Calendar')
@Controller('v1/calendar-feeds')
export class FeedsController {
  constructor(private readonly feeds: FeedsService) {}

  /**
   * Makes a calendar to subscribe to: all events of the organisation and the sessions of their released agendas. Its address is
   * shown once. It stops working when it is deleted, or when the person it was made for leaves the organisation.
   */
  @Can('events:read')
  @Post()
  @ApiCreatedResponse({ type: NewlyMadeCalendarFeedDto })
  @Refuses(invalid)
  createCalendarFeed(
    @CurrentActor() actor: Actor,
    @Body() _body: NewCalendarFeedDto,
  ): Promise<NewlyMadeCalendarFeedDto> {
    return this.feeds.create(actor);
  }

  /** Your own feeds; all of the organisation's with `organization:write`. Addresses are not shown again. */
  @Can('events:read')
  @Get()
  @PageOf(CalendarFeedDto)
  @Refuses(invalid, cursorUnknown)
  listCalendarFeeds(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<Page<CalendarFeedDto>> {
    return this.feeds.list(actor, query);
  }

  /** Deletes a feed; its address stops working at once. */
  @Can('events:read')
  @Delete(':feedId')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(feedUnknown)
  revokeCalendarFeed(@CurrentActor() actor: Actor, @IdParam('feedId', 'fed') feedId: string): Promise<void> {
    return this.feeds.remove(actor, feedId);
  }
}
