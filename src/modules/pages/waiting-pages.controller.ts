import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../platform/auth/can.js';
import type { Reply } from '../../platform/http/problem.filter.js';
import { unknownRoute } from '../../platform/http/http.problems.js';
import type { PageRequest } from './page-request.js';
import { PagesService } from './pages.service.js';
import { type WaitingAct, WaitingPagesService } from './waiting-pages.service.js';

const acts: readonly string[] = ['leave', 'decline', 'claim', 'resume'] satisfies WaitingAct[];

/** Joining a waiting list, and the place that one has on it. */
@ApiExcludeController()
@Controller()
export class WaitingPagesController {
  constructor(
    private readonly pages: PagesService,
    private readonly waiting: WaitingPagesService,
  ) {}

  @Public()
  @Get('e/:slug/waiting-list')
  async showJoinPage(@Param('slug') slug: string, @Req() request: PageRequest, @Res() reply: Reply): Promise<void> {
    this.pages.send(reply, await this.waiting.showJoin(slug, request));
  }

  @Public()
  @Post('e/:slug/waiting-list')
  async sendJoinPage(
    @Param('slug') slug: string,
    @Body() body: unknown,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.waiting.join(slug, body, request));
  }

  @Public()
  @Get('w/:token')
  async showWaitingPage(
    @Param('token') token: string,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.waiting.showPlace(token, request));
  }

  @Public()
  @Get('w/:token/leave')
  async showLeavePage(@Param('token') token: string, @Req() request: PageRequest, @Res() reply: Reply): Promise<void> {
    this.pages.send(reply, await this.waiting.showAct(token, 'leave', request));
  }

  @Public()
  @Get('w/:token/decline')
  async showDeclinePage(
    @Param('token') token: string,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.waiting.showAct(token, 'decline', request));
  }

  @Public()
  @Post('w/:token/:act')
  async sendWaitingPage(
    @Param('token') token: string,
    @Param('act') act: string,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    if (!isAct(act)) throw unknownRoute();
    this.pages.send(reply, await this.waiting.act(token, act, request));
  }
}

const isAct = (text: string): text is WaitingAct => acts.includes(text);
