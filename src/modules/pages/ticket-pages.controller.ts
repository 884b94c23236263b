import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../platform/auth/can.js';
import type { Reply } from '../../platform/http/problem.filter.js';
import type { PageRequest } from './page-request.js';
import { PagesService } from './pages.service.js';
import { TicketPagesService } from './ticket-pages.service.js';

/** What the holder of a registration does with one of its tickets: another type, to somebody else, back for resale. */
@ApiExcludeController()
@Controller('t/:token/tickets/:ticketId')
export class TicketPagesController {
  constructor(
    private readonly pages: PagesService,
    private readonly tickets: TicketPagesService,
  ) {}

  @Public()
  @Get(':what')
  async showTicketPage(
    @Param('token') token: string,
    @Param('ticketId') ticketId: string,
    @Param('what') what: string,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.tickets.show(token, ticketId, what, request));
  }

  @Public()
  @Post(':what')
  async sendTicketPage(
    @Param('token') token: string,
    @Param('ticketId') ticketId: string,
    @Param('what') what: string,
    @Body() body: unknown,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.tickets.send(token, ticketId, { what, body, request }));
  }
}
