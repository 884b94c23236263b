import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../platform/auth/can.js';
import type { Reply } from '../../platform/http/problem.filter.js';
import type { PageRequest } from './page-request.js';
import { PagesService } from './pages.service.js';
import { TransferPagesService } from './transfer-pages.service.js';

/** A ticket that somebody is offered, by a private link. */
@ApiExcludeController()
@Controller('x/:token')
export class TransferPagesController {
  constructor(
    private readonly pages: PagesService,
    private readonly transfers: TransferPagesService,
  ) {}

  @Public()
  @Get()
  async showTransferPage(
    @Param('token') token: string,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.transfers.show(token, request));
  }

  @Public()
  @Post()
  async sendTransferPage(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.transfers.accept(token, body, request));
  }

  @Public()
  @Post('refusal')
  async refuseTransferPage(
    @Param('token') token: string,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.transfers.decline(token, request));
  }
}
