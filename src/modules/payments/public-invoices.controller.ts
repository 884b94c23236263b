import { Body, Controller, Get, Param, Put, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { CurrentClaim, type IdempotencyClaim } from '../../platform/auth/actor.js';
import { Public } from '../../platform/auth/can.js';
import { invalid, keyInFlight, keyReused } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import type { Reply } from '../../platform/http/problem.filter.js';
import { Refuses } from '../../platform/http/refuses.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { InvoiceAddressDto, InvoiceDto, PutInvoiceAddressDto } from './invoice.dto.js';
import { invoiceIssued, invoiceUnknown } from './invoice.problems.js';
import { pdfFile, sendPdf } from './invoices.controller.js';
import { InvoicesService } from './invoices.service.js';

@ApiTags('Public')
@Controller('v1/public/orders/:token')
export class PublicInvoicesController {
  constructor(private readonly invoices: InvoicesService) {}

  /** The invoices and credit notes of the registration, oldest first. */
  @Public()
  @Get('invoices')
  @ApiOkResponse({ type: [InvoiceDto] })
  @Refuses(linkUnknown)
  listMyInvoices(@Param('token') token: string): Promise<InvoiceDto[]> {
    return this.invoices.mine(token);
  }

  /** One of them as PDF. */
  @Public()
  @Get('invoices/:invoiceId/pdf')
  @ApiProduces('application/pdf')
  @ApiOkResponse(pdfFile)
  @Refuses(linkUnknown, invoiceUnknown)
  async getMyInvoicePdf(
    @Param('token') token: string,
    @IdParam('invoiceId', 'ivc') invoiceId: string,
    @Res() reply: Reply,
  ): Promise<void> {
    sendPdf(reply, await this.invoices.myFile(token, invoiceId));
  }

  /**
   * Says who buys, where it is somebody else than who registered, and whether the invoice is wanted before it is paid.
   * Possible until an invoice stands; after that the organiser can issue it anew.
   */
  @Public()
  @Put('invoice-address')
  @ApiOkResponse({ type: InvoiceAddressDto })
  @Refuses(linkUnknown, invalid, invoiceIssued, keyReused, keyInFlight)
  putMyInvoiceAddress(
    @Param('token') token: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
    @Body() body: PutInvoiceAddressDto,
  ): Promise<InvoiceAddressDto> {
    return this.invoices.putMyAddress(token, claim, body);
  }
}
