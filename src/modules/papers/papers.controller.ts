import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/auth/can.js';
import { IdParam } from '../../platform/http/id-param.js';
import type { Reply } from '../../platform/http/problem.filter.js';
import { Refuses } from '../../platform/http/refuses.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { ticketUnknown } from '../registrations/registrations.problems.js';
import { ticketVoid, walletNotConfigured } from './papers.problems.js';
import { type PaperFile, PapersService } from './papers.service.js';

const pdf = { schema: { type: 'string' as const, format: 'binary', description: 'PDF, one ticket on each page' } };
const pass = { schema: { type: 'string' as const, format: 'binary', description: 'A pass of Apple Wallet' } };

/** Tickets to print and to carry in a wallet. */
@ApiTags('Public')
@Controller('v1/public/orders/:token')
export class PapersController {
  constructor(private readonly papers: PapersService) {}

  /** All tickets of a registration that admit, as PDF. */
  @Public()
  @Get('pdf')
  @ApiProduces('application/pdf')
  @ApiOkResponse(pdf)
  @Refuses(linkUnknown, ticketVoid)
  async getOrderPdf(@Param('token') token: string, @Res() reply: Reply): Promise<void> {
    sendFile(reply, await this.papers.pdfOfOrder(token));
  }

  /** One ticket as PDF. */
  @Public()
  @Get('tickets/:ticketId/pdf')
  @ApiProduces('application/pdf')
  @ApiOkResponse(pdf)
  @Refuses(linkUnknown, ticketUnknown, ticketVoid)
  async getTicketPdf(
    @Param('token') token: string,
    @IdParam('ticketId', 'tkt') ticketId: string,
    @Res() reply: Reply,
  ): Promise<void> {
    sendFile(reply, await this.papers.pdfOfTicket(token, ticketId));
  }

  /** One ticket as a pass of Apple Wallet. */
  @Public()
  @Get('tickets/:ticketId/wallet/apple')
  @ApiProduces('application/vnd.apple.pkpass')
  @ApiOkResponse(pass)
  @Refuses(linkUnknown, ticketUnknown, ticketVoid, walletNotConfigured)
  async getApplePass(
    @Param('token') token: string,
    @IdParam('ticketId', 'tkt') ticketId: string,
    @Res() reply: Reply,
  ): Promise<void> {
    sendFile(reply, await this.papers.apple(token, ticketId));
  }

  /** Leads to Google Wallet, which saves the ticket. */
  @Public()
  @Get('tickets/:ticketId/wallet/google')
  @ApiResponse({ status: 303, description: 'The address at Google Wallet, in Location' })
  @Refuses(linkUnknown, ticketUnknown, ticketVoid, walletNotConfigured)
  async getGooglePass(
    @Param('token') token: string,
    @IdParam('ticketId', 'tkt') ticketId: string,
    @Res() reply: Reply,
  ): Promise<void> {
    const location = await this.papers.google(token, ticketId);
    reply.status(303).header('location', location).header('cache-control', 'no-store').send();
  }
}

function sendFile(reply: Reply, { name, type, content }: PaperFile): void {
  reply
    .type(type)
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('cache-control', 'no-store')
    .send(content);
}
