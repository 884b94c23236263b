import { Module } from '@nestjs/common';
import { BudgetModule } from '../budget/budget.module.js';
import { EventsModule } from '../events/events.module.js';
import { EvaluationController } from './evaluation.controller.js';
import { EvaluationService } from './evaluation.service.js';
import { ReportLinksService } from './report-links.service.js';
import { ReportsService } from './reports.service.js';
import { SnapshotsService } from './snapshots.service.js';

/** From what happened to a verdict on each goal. */
@Module({
  imports: [EventsModule, BudgetModule],
  controllers: [EvaluationController],
  providers: [EvaluationService, SnapshotsService, ReportLinksService, ReportsService],
  exports: [ReportsService],
})
export class EvaluationModule {}
