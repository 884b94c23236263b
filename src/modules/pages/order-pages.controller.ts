import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../platform/auth/can.js';
import type { Reply } from '../../platform/http/problem.filter.js';
import { OrderPagesService } from './order-pages.service.js';
import type { PageRequest } from './page-request.js';
import { PagesService } from './pages.service.js';

/** A registration by its private link. */
@ApiExcludeController()
@Controller('t/:token')
export class OrderPagesController {
  constructor(
    private readonly pages: PagesService,
    private readonly orders: OrderPagesService,
  ) {}

  @Public()
  @Get()
  async showOrderPage(@Param('token') token: string, @Req() request: PageRequest, @Res() reply: Reply): Promise<void> {
    this.pages.send(reply, await this.orders.show(token, request));
  }

  @Public()
  @Get('change')
  async showOrderChangePage(
    @Param('token') token: string,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.orders.showChange(token, request));
  }

  @Public()
  @Post('change')
  async sendOrderChangePage(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.orders.change(token, body, request));
  }

  @Public()
  @Get('cancel')
  async showOrderCancelPage(
    @Param('token') token: string,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.orders.showCancel(token, request));
  }

  @Public()
  @Post('cancel')
  async sendOrderCancelPage(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.orders.cancel(token, body, request));
  }
}
