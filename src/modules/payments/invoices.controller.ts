import { Body, Controller, Get, Put, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid, preconditionRequired, versionConflict } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { PageOf, PageQuery } from '../../platform/http/page.dto.js';
import type { Reply } from '../../platform/http/problem.filter.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import { orderUnknown } from '../registrations/registrations.problems.js';
import {
  ChangeInvoiceSettingsDto,
  InvoiceAddressDto,
  InvoiceDto,
  InvoiceSettingsDto,
  PutInvoiceAddressDto,
} from './invoice.dto.js';
import { invoiceUnknown } from './invoice.problems.js';
import { type InvoiceFile, InvoicesService } from './invoices.service.js';

/** How the documentation describes a PDF. */
export const pdfFile = { schema: { type: 'string' as const, format: 'binary', description: 'PDF' } };

/** Answers with an invoice. It never changes, so whoever has it may keep it. */
export function sendPdf(reply: Reply, file: InvoiceFile): void {
  reply
    .type('application/pdf')
    .header('content-disposition', `attachment; filename="${file.name}"`)
    .header('cache-control', 'private, max-age=86400')
    .send(file.content);
}

@ApiTags('Invoices')
@Controller('v1')
export class InvoicesController {
  constructor(private readonly invoices: InvoicesService) {}

  /** Who sells, as it stands on invoices to come. */
  @Can('payments:read')
  @Get('invoice-settings')
  @ApiOkResponse({ type: InvoiceSettingsDto })
  getInvoiceSettings(@CurrentActor() actor: Actor): Promise<InvoiceSettingsDto> {
    return this.invoices.settings(actor);
  }

  /** Changes who sells. Invoices that were issued stay as they are. */
  @Can('payments:write')
  @Put('invoice-settings')
  @ApiOkResponse({ type: InvoiceSettingsDto })
  @Refuses(invalid, preconditionRequired, versionConflict)
  putInvoiceSettings(
    @CurrentActor() actor: Actor,
    @IfMatch() version: number,
    @Body() body: ChangeInvoiceSettingsDto,
  ): Promise<InvoiceSettingsDto> {
    return this.invoices.putSettings(actor, version, body);
  }

  /** The invoices and credit notes of an event, oldest first. */
  @Can('payments:read')
  @Get('events/:eventId/invoices')
  @PageOf(InvoiceDto)
  @Refuses(eventUnknown, invalid, cursorUnknown)
  listInvoices(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: PageQuery,
  ): Promise<Page<InvoiceDto>> {
    return this.invoices.list(actor, eventId, query);
  }

  /** One invoice or credit note. */
  @Can('payments:read')
  @Get('invoices/:invoiceId')
  @ApiOkResponse({ type: InvoiceDto })
  @Refuses(invoiceUnknown)
  getInvoice(@CurrentActor() actor: Actor, @IdParam('invoiceId', 'ivc') invoiceId: string): Promise<InvoiceDto> {
    return this.invoices.show(actor, invoiceId);
  }

  /** An invoice as PDF: the same bytes each time. */
  @Can('payments:read')
  @Get('invoices/:invoiceId/pdf')
  @ApiProduces('application/pdf')
  @ApiOkResponse(pdfFile)
  @Refuses(invoiceUnknown)
  async getInvoicePdf(
    @CurrentActor() actor: Actor,
    @IdParam('invoiceId', 'ivc') invoiceId: string,
    @Res() reply: Reply,
  ): Promise<void> {
    sendPdf(reply, await this.invoices.file(actor, invoiceId));
  }

  /**
   * Says who buys. Where an invoice stands, it is taken back by a credit note and issued anew for them.
   */
  @Can('payments:write')
  @Put('orders/:orderId/invoice-address')
  @ApiOkResponse({ type: InvoiceAddressDto })
  @Refuses(orderUnknown, invalid)
  putInvoiceAddress(
    @CurrentActor() actor: Actor,
    @IdParam('orderId', 'ord') orderId: string,
    @Body() body: PutInvoiceAddressDto,
  ): Promise<InvoiceAddressDto> {
    return this.invoices.putAddressFor(actor, orderId, body);
  }
}
