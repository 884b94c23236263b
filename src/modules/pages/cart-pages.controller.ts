import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../platform/auth/can.js';
import type { Reply } from '../../platform/http/problem.filter.js';
import { CartPagesService } from './cart-pages.service.js';
import type { PageRequest } from './page-request.js';
import { PagesService } from './pages.service.js';

/** What is held for somebody, by its private link. */
@ApiExcludeController()
@Controller('h/:token')
export class CartPagesController {
  constructor(
    private readonly pages: PagesService,
    private readonly carts: CartPagesService,
  ) {}

  @Public()
  @Get()
  async showCartPage(@Param('token') token: string, @Req() request: PageRequest, @Res() reply: Reply): Promise<void> {
    this.pages.send(reply, await this.carts.show(token, request));
  }

  @Public()
  @Post()
  async sendCartPage(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.carts.order(token, body, request));
  }

  @Public()
  @Post('extension')
  async extendCartPage(@Param('token') token: string, @Req() request: PageRequest, @Res() reply: Reply): Promise<void> {
    this.pages.send(reply, await this.carts.extend(token, request));
  }

  @Public()
  @Post('release')
  async releaseCartPage(
    @Param('token') token: string,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.carts.release(token, request));
  }
}
