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
import { contactUnknown, ruleInvalid, ruleTooSlow, segmentUnknown } from './audience.problems.js';
import { ContactDto } from './contact.dto.js';
import {
  ChangeSegmentDto,
  NewSegmentDto,
  PreviewSegmentDto,
  SegmentDto,
  SegmentExplanationDto,
  SegmentPreviewDto,
} from './segment.dto.js';
import { SegmentsService } from './segments.service.js';

@ApiTags('Audience')
@Controller('v1')
export class SegmentsController {
  constructor(private readonly segments: SegmentsService) {}

  /** Saves a rule under a name. */
  @Can('audience:write')
  @Post('segments')
  @ApiCreatedResponse({ type: SegmentDto })
  @Refuses(invalid, ruleInvalid)
  createSegment(@CurrentActor() actor: Actor, @Body() body: NewSegmentDto): Promise<SegmentDto> {
    return this.segments.create(actor, body);
  }

  /** The saved rules. */
  @Can('audience:read')
  @Get('segments')
  @PageOf(SegmentDto)
  @Refuses(invalid, cursorUnknown)
  listSegments(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<Page<SegmentDto>> {
    return this.segments.list(actor, query);
  }

  /** One saved rule. */
  @Can('audience:read')
  @Get('segments/:segmentId')
  @ApiOkResponse({ type: SegmentDto })
  @Refuses(segmentUnknown)
  getSegment(@CurrentActor() actor: Actor, @IdParam('segmentId', 'seg') segmentId: string): Promise<SegmentDto> {
    return this.segments.show(actor, segmentId);
  }

  /** Changes the name or the rule. Audiences that were frozen from it do not change. */
  @Can('audience:write')
  @Patch('segments/:segmentId')
  @ApiOkResponse({ type: SegmentDto })
  @Refuses(invalid, ruleInvalid, segmentUnknown, preconditionRequired, versionConflict)
  changeSegment(
    @CurrentActor() actor: Actor,
    @IdParam('segmentId', 'seg') segmentId: string,
    @IfMatch() version: number,
    @Body() body: ChangeSegmentDto,
  ): Promise<SegmentDto> {
    return this.segments.change(actor, segmentId, version, body);
  }

  /** Deletes a saved rule. Audiences that were frozen from it stay. */
  @Can('audience:write')
  @Delete('segments/:segmentId')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(segmentUnknown)
  deleteSegment(@CurrentActor() actor: Actor, @IdParam('segmentId', 'seg') segmentId: string): Promise<void> {
    return this.segments.remove(actor, segmentId);
  }

  /** How many a rule finds that is not saved, and some of them. Ends after three seconds. */
  @Can('audience:read')
  @Post('segment-previews')
  @HttpCode(200)
  @ApiOkResponse({ type: SegmentPreviewDto })
  @Refuses(invalid, ruleInvalid, ruleTooSlow)
  previewSegment(@CurrentActor() actor: Actor, @Body() body: PreviewSegmentDto): Promise<SegmentPreviewDto> {
    return this.segments.preview(actor, body);
  }

  /** Who is in the segment right now. */
  @Can('audience:read')
  @Get('segments/:segmentId/members')
  @PageOf(ContactDto)
  @Refuses(invalid, segmentUnknown, cursorUnknown, ruleTooSlow)
  listSegmentMembers(
    @CurrentActor() actor: Actor,
    @IdParam('segmentId', 'seg') segmentId: string,
    @Query() query: PageQuery,
  ): Promise<Page<ContactDto>> {
    return this.segments.members(actor, segmentId, query);
  }

  /** Why a person is in the segment or is not: the rule with a verdict on every node, and what the person has there. */
  @Can('audience:read')
  @Get('segments/:segmentId/explanations/:contactId')
  @ApiOkResponse({ type: SegmentExplanationDto })
  @Refuses(segmentUnknown, contactUnknown)
  explainSegment(
    @CurrentActor() actor: Actor,
    @IdParam('segmentId', 'seg') segmentId: string,
    @IdParam('contactId', 'con') contactId: string,
  ): Promise<SegmentExplanationDto> {
    return this.segments.explain(actor, segmentId, contactId);
  }
}
