import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { InvoiceIssuing } from './invoice-issuing.service.js';
import { InvoiceNumbers } from './invoice-numbers.js';
import { InvoicesController } from './invoices.controller.js';
import { InvoicesService } from './invoices.service.js';
import { PublicInvoicesController } from './public-invoices.controller.js';

/** Invoices and credit notes: what an order costs, on paper. */
@Module({
  imports: [EventsModule],
  controllers: [InvoicesController, PublicInvoicesController],
  providers: [InvoiceNumbers, InvoiceIssuing, InvoicesService],
  exports: [InvoicesService],
})
export class InvoicesModule {}
