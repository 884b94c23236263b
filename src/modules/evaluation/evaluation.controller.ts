import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { PageOf, PageQuery } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import { EvaluationDto } from './evaluation.dto.js';
import { reportLinkUnknown, snapshotUnknown } from './evaluation.problems.js';
import { EvaluationService } from './evaluation.service.js';
import { NewReportLinkDto, ReportLinkDto } from './report-link.dto.js';
import { ReportLinksService } from './report-links.service.js';
import { SnapshotDto, SnapshotSummaryDto } from './snapshot.dto.js';
import { SnapshotsService } from './snapshots.service.js';

@ApiTags('Evaluation')
@Controller('v1/events/:eventId')
export class EvaluationController {
  constructor(
    private readonly evaluations: EvaluationService,
    private readonly snapshots: SnapshotsService,
    private readonly reportLinks: ReportLinksService,
  ) {}

  /**
   * What became of an event: the verdict on each goal with what it rests on, the funnel, scores with their intervals, money.
   *
   * Goals are judged on the terms that were frozen at publication. Before a goal's read date its verdict is preliminary.
   */
  @Can('evaluation:read')
  @Get('evaluation')
  @ApiOkResponse({ type: EvaluationDto })
  @Refuses(eventUnknown)
  evaluateEvent(@CurrentActor() actor: Actor, @IdParam('eventId', 'evt') eventId: string): Promise<EvaluationDto> {
    return this.evaluations.show(actor, eventId);
  }

  /** Keeps the evaluation as it stands, with the facts it was computed from. It never changes any more. */
  @Can('evaluation:write')
  @Post('evaluation/snapshots')
  @ApiCreatedResponse({ type: SnapshotDto })
  @Refuses(eventUnknown)
  takeEvaluationSnapshot(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
  ): Promise<SnapshotDto> {
    return this.snapshots.take(actor, eventId);
  }

  /** The evaluations that were kept. */
  @Can('evaluation:read')
  @Get('evaluation/snapshots')
  @PageOf(SnapshotSummaryDto)
  @Refuses(eventUnknown, cursorUnknown, invalid)
  listEvaluationSnapshots(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: PageQuery,
  ): Promise<Page<SnapshotSummaryDto>> {
    return this.snapshots.list(actor, eventId, query);
  }

  /** One evaluation that was kept, with its facts. */
  @Can('evaluation:read')
  @Get('evaluation/snapshots/:snapshotId')
  @ApiOkResponse({ type: SnapshotDto })
  @Refuses(snapshotUnknown)
  getEvaluationSnapshot(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IdParam('snapshotId', 'evs') snapshotId: string,
  ): Promise<SnapshotDto> {
    return this.snapshots.show(actor, eventId, snapshotId);
  }

  /** Makes a link under which the report can be read without an account, budget and verdicts included. Its address is shown only now. */
  @Can('evaluation:write')
  @Post('report-links')
  @ApiCreatedResponse({ type: ReportLinkDto })
  @Refuses(eventUnknown, invalid)
  createReportLink(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: NewReportLinkDto,
  ): Promise<ReportLinkDto> {
    return this.reportLinks.create(actor, eventId, body);
  }

  /** The report links of an event, without their addresses. */
  @Can('evaluation:read')
  @Get('report-links')
  @PageOf(ReportLinkDto)
  @Refuses(eventUnknown, cursorUnknown, invalid)
  listReportLinks(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: PageQuery,
  ): Promise<Page<ReportLinkDto>> {
    return this.reportLinks.list(actor, eventId, query);
  }

  /** Revokes a report link; its address stops working at once. */
  @Can('evaluation:write')
  @Delete('report-links/:linkId')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(reportLinkUnknown)
  revokeReportLink(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IdParam('linkId', 'rpt') linkId: string,
  ): Promise<void> {
    return this.reportLinks.revoke(actor, eventId, linkId);
  }
}
