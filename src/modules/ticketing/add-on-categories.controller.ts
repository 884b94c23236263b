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
import { ChangeAddOnCategoryDto, NewAddOnCategoryDto, AddOnCategoryDto } from './add-on-category.dto.js';
import { AddOnCategoriesService } from './add-on-categories.service.js';
import { categoryInUse, categoryUnknown } from './ticketing.problems.js';

@ApiTags('Ticketing')
@Controller('v1')
export class AddOnCategoriesController {
  constructor(private readonly categories: AddOnCategoriesService) {}

  /** Adds a category of add-ons to an event. */
  @Can('tickets:write')
  @Post('events/:eventId/add-on-categories')
  @ApiCreatedResponse({ type: AddOnCategoryDto })
  @Refuses(eventUnknown, invalid)
  createAddOnCategory(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: NewAddOnCategoryDto,
  ): Promise<AddOnCategoryDto> {
    return this.categories.create(actor, eventId, body);
  }

  /** The categories of add-ons of an event. */
  @Can('tickets:read')
  @Get('events/:eventId/add-on-categories')
  @PageOf(AddOnCategoryDto)
  @Refuses(eventUnknown, invalid, cursorUnknown)
  listAddOnCategories(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: PageQuery,
  ): Promise<Page<AddOnCategoryDto>> {
    return this.categories.list(actor, eventId, query);
  }

  /** One category of add-ons. */
  @Can('tickets:read')
  @Get('add-on-categories/:categoryId')
  @ApiOkResponse({ type: AddOnCategoryDto })
  @Refuses(categoryUnknown)
  getAddOnCategory(
    @CurrentActor() actor: Actor,
    @IdParam('categoryId', 'cat') categoryId: string,
  ): Promise<AddOnCategoryDto> {
    return this.categories.show(actor, categoryId);
  }

  /** Renames a category of add-ons. */
  @Can('tickets:write')
  @Patch('add-on-categories/:categoryId')
  @ApiOkResponse({ type: AddOnCategoryDto })
  @Refuses(categoryUnknown, invalid, preconditionRequired, versionConflict)
  changeAddOnCategory(
    @CurrentActor() actor: Actor,
    @IdParam('categoryId', 'cat') categoryId: string,
    @IfMatch() version: number,
    @Body() body: ChangeAddOnCategoryDto,
  ): Promise<AddOnCategoryDto> {
    return this.categories.change(actor, categoryId, version, body);
  }

  /** Removes a category that has no ticket type and that none offers. */
  @Can('tickets:write')
  @Delete('add-on-categories/:categoryId')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(categoryUnknown, categoryInUse)
  deleteAddOnCategory(@CurrentActor() actor: Actor, @IdParam('categoryId', 'cat') categoryId: string): Promise<void> {
    return this.categories.delete(actor, categoryId);
  }
}
