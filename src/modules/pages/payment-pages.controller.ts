import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../platform/auth/can.js';
import type { Reply } from '../../platform/http/problem.filter.js';
import type { PageRequest } from './page-request.js';
import { PagesService } from './pages.service.js';
import { PaymentPagesService } from './payment-pages.service.js';

/** Paying for a registration: out to the provider's page and back. */
@ApiExcludeController()
@Controller('t/:token/payments')
export class PaymentPagesController {
  constructor(
    private readonly pages: PagesService,
    private readonly payments: PaymentPagesService,
  ) {}

  @Public()
  @Post()
  async sendPaymentPage(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.payments.start(token, body, request));
  }

  @Public()
  @Get(':paymentId')
  async showPaymentPage(
    @Param('token') token: string,
    @Param('paymentId') paymentId: string,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.payments.check(token, paymentId, request));
  }

  @Public()
  @Get(':paymentId/leaving')
  async showLeavingPage(
    @Param('token') token: string,
    @Param('paymentId') paymentId: string,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.payments.leave(token, paymentId, request));
  }
}
