import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../platform/auth/can.js';
import type { Reply } from '../../platform/http/problem.filter.js';
import type { PageRequest } from './page-request.js';
import { PagesService } from './pages.service.js';
import { TeamPagesService } from './team-pages.service.js';

/** The invitation into a team, as its mail leads to it. */
@ApiExcludeController()
@Controller('join/:token')
export class TeamPagesController {
  constructor(
    private readonly pages: PagesService,
    private readonly teams: TeamPagesService,
  ) {}

  @Public()
  @Get()
  async showJoinPage(@Param('token') token: string, @Req() request: PageRequest, @Res() reply: Reply): Promise<void> {
    this.pages.send(reply, await this.teams.show(token, request));
  }

  @Public()
  @Post()
  async sendJoinPage(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.teams.join(token, body, request));
  }
}
