import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { BudgetController } from './budget.controller.js';
import { BudgetService } from './budget.service.js';
import { BudgetApprovalService } from './budget-approval.service.js';
import { BudgetLinesController } from './budget-lines.controller.js';
import { BudgetLinesService } from './budget-lines.service.js';
import { LedgerController } from './ledger.controller.js';
import { LedgerService } from './ledger.service.js';

/** What an event is planned to cost and bring, who approved it, and what it came to. */
@Module({
  imports: [EventsModule],
  controllers: [BudgetController, BudgetLinesController, LedgerController],
  providers: [BudgetService, BudgetApprovalService, BudgetLinesService, LedgerService],
  exports: [BudgetService],
})
export class BudgetModule {}
