import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can, Public } from '../../platform/auth/can.js';
import { invalid } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { PageOf } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { eventUnknown } from '../events/events.problems.js';
import { OfferDto, OfferQuery } from './offer.dto.js';
import { OffersService } from './offers.service.js';
import { QuestionDto } from './question.dto.js';
import { StockDto } from './stock.dto.js';

@ApiTags('Ticketing')
@Controller('v1')
export class StockController {
  constructor(private readonly offers: OffersService) {}

  /** How many places of an event are taken and left at this moment, by what, and what may return when. */
  @Can('tickets:read')
  @Get('events/:eventId/stock')
  @ApiOkResponse({ type: StockDto })
  @Refuses(eventUnknown)
  getStock(@CurrentActor() actor: Actor, @IdParam('eventId', 'evt') eventId: string): Promise<StockDto> {
    return this.offers.stock(actor, eventId);
  }
}

@ApiTags('Public')
@Controller('v1/public/events/:slug')
export class OffersController {
  constructor(private readonly offers: OffersService) {}

  /** What a published event has for sale, at what price, and whether it can be taken now. */
  @Public()
  @Get('offers')
  @PageOf(OfferDto)
  @Refuses(linkUnknown, invalid)
  listOffers(@Param('slug') slug: string, @Query() query: OfferQuery): Promise<Page<OfferDto>> {
    return this.offers.list(slug, query);
  }

  /** What is asked of people who register, in the order in which it is asked. */
  @Public()
  @Get('questions')
  @PageOf(QuestionDto)
  @Refuses(linkUnknown)
  listPublicQuestions(@Param('slug') slug: string): Promise<Page<QuestionDto>> {
    return this.offers.questions(slug);
  }
}
