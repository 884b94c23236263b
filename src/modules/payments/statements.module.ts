import { Module } from '@nestjs/common';
import { PaymentsModule } from './payments.module.js';
import { StatementMatching } from './statement-matching.service.js';
import { StatementsController } from './statements.controller.js';
import { StatementsService } from './statements.service.js';

/** Statements of bank accounts, and what became of each line. */
@Module({
  imports: [PaymentsModule],
  controllers: [StatementsController],
  providers: [StatementMatching, StatementsService],
})
export class StatementsModule {}
