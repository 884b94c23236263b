import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid, preconditionRequired, versionConflict } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { PageOf, PageQuery } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import { ChangeDiscountDto, NewDiscountDto, DiscountDto } from './discount.dto.js';
import { DiscountsService } from './discounts.service.js';
import { discountUnknown, ticketTypeUnknown, validEndsBeforeStart, termsIncomplete } from './ticketing.problems.js';

@ApiTags('Ticketing')
@Controller('v1')
export class DiscountsController {
  constructor(private readonly discounts: DiscountsService) {}

  /** Adds a discount that needs no code. Discounts are tried in their order, and a ticket takes part in one of them at most. */
  @Can('tickets:write')
  @Post('events/:eventId/discounts')
  @ApiCreatedResponse({ type: DiscountDto })
  @Refuses(eventUnknown, invalid, ticketTypeUnknown, validEndsBeforeStart, termsIncomplete)
  createDiscount(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: NewDiscountDto,
  ): Promise<DiscountDto> {
    return this.discounts.create(actor, eventId, body);
  }

  /** The discounts of an event. */
  @Can('tickets:read')
  @Get('events/:eventId/discounts')
  @PageOf(DiscountDto)
  @Refuses(eventUnknown, invalid, cursorUnknown)
  listDiscounts(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: PageQuery,
  ): Promise<Page<DiscountDto>> {
    return this.discounts.list(actor, eventId, query);
  }

  /** One discount. */
  @Can('tickets:read')
  @Get('discounts/:discountId')
  @ApiOkResponse({ type: DiscountDto })
  @Refuses(discountUnknown)
  getDiscount(@CurrentActor() actor: Actor, @IdParam('discountId', 'dsc') discountId: string): Promise<DiscountDto> {
    return this.discounts.show(actor, discountId);
  }

  /** Changes a discount for orders from now on; what is left out stays. */
  @Can('tickets:write')
  @Patch('discounts/:discountId')
  @ApiOkResponse({ type: DiscountDto })
  @Refuses(
    discountUnknown,
    invalid,
    ticketTypeUnknown,
    validEndsBeforeStart,
    termsIncomplete,
    preconditionRequired,
    versionConflict,
  )
  changeDiscount(
    @CurrentActor() actor: Actor,
    @IdParam('discountId', 'dsc') discountId: string,
    @IfMatch() version: number,
    @Body() body: ChangeDiscountDto,
  ): Promise<DiscountDto> {
    return this.discounts.change(actor, discountId, version, body);
  }

  /** Removes a discount. Tickets that were sold with it keep their price. */
  @Can('tickets:write')
  @Delete('discounts/:discountId')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(discountUnknown)
  deleteDiscount(@CurrentActor() actor: Actor, @IdParam('discountId', 'dsc') discountId: string): Promise<void> {
    return this.discounts.delete(actor, discountId);
  }
}
