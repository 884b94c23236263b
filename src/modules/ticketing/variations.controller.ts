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
import {
  belowTaken,
  bundleInvalid,
  quotaDrawnTwice,
  quotaUnknown,
  saleEndsBeforeStart,
  ticketTypeUnknown,
  variationInUse,
  variationUnknown,
} from './ticketing.problems.js';
import { ChangeVariationDto, NewVariationDto, VariationDto } from './variation.dto.js';
import { VariationsService } from './variations.service.js';

@ApiTags('Ticketing')
@Controller('v1')
export class VariationsController {
  constructor(private readonly variations: VariationsService) {}

  /** Adds a variation to a ticket type, which is then taken as one of its variations only. */
  @Can('tickets:write')
  @Post('ticket-types/:ticketTypeId/variations')
  @ApiCreatedResponse({ type: VariationDto })
  @Refuses(ticketTypeUnknown, quotaUnknown, quotaDrawnTwice, invalid, saleEndsBeforeStart, bundleInvalid)
  createVariation(
    @CurrentActor() actor: Actor,
    @IdParam('ticketTypeId', 'tty') ticketTypeId: string,
    @Body() body: NewVariationDto,
  ): Promise<VariationDto> {
    return this.variations.create(actor, ticketTypeId, body);
  }

  /** The variations of a ticket type. */
  @Can('tickets:read')
  @Get('ticket-types/:ticketTypeId/variations')
  @PageOf(VariationDto)
  @Refuses(ticketTypeUnknown, invalid, cursorUnknown)
  listVariations(
    @CurrentActor() actor: Actor,
    @IdParam('ticketTypeId', 'tty') ticketTypeId: string,
    @Query() query: PageQuery,
  ): Promise<Page<VariationDto>> {
    return this.variations.list(actor, ticketTypeId, query);
  }

  /** One variation. */
  @Can('tickets:read')
  @Get('variations/:variationId')
  @ApiOkResponse({ type: VariationDto })
  @Refuses(variationUnknown)
  getVariation(
    @CurrentActor() actor: Actor,
    @IdParam('variationId', 'var') variationId: string,
  ): Promise<VariationDto> {
    return this.variations.show(actor, variationId);
  }

  /** Changes a variation; what is left out stays. Tickets that people have stay as they are. */
  @Can('tickets:write')
  @Patch('variations/:variationId')
  @ApiOkResponse({ type: VariationDto })
  @Refuses(
    variationUnknown,
    quotaUnknown,
    quotaDrawnTwice,
    invalid,
    saleEndsBeforeStart,
    belowTaken,
    preconditionRequired,
    versionConflict,
  )
  changeVariation(
    @CurrentActor() actor: Actor,
    @IdParam('variationId', 'var') variationId: string,
    @IfMatch() version: number,
    @Body() body: ChangeVariationDto,
  ): Promise<VariationDto> {
    return this.variations.change(actor, variationId, version, body);
  }

  /** Removes a variation that nobody has ever had a ticket of. */
  @Can('tickets:write')
  @Delete('variations/:variationId')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(variationUnknown, variationInUse)
  deleteVariation(@CurrentActor() actor: Actor, @IdParam('variationId', 'var') variationId: string): Promise<void> {
    return this.variations.delete(actor, variationId);
  }
}
