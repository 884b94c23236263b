import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../platform/auth/can.js';
import { BodyLimit } from '../../platform/http/body-limit.js';
import type { Reply } from '../../platform/http/problem.filter.js';
import { GroupPagesService } from './group-pages.service.js';
import type { PageRequest } from './page-request.js';
import { PagesService } from './pages.service.js';

/** Who comes with a group. */
@ApiExcludeController()
@Controller('t/:token/attendees')
export class GroupPagesController {
  constructor(
    private readonly pages: PagesService,
    private readonly groups: GroupPagesService,
  ) {}

  @Public()
  @Get()
  async showGroupPage(@Param('token') token: string, @Req() request: PageRequest, @Res() reply: Reply): Promise<void> {
    this.pages.send(reply, await this.groups.show(token, request));
  }

  @Public()
  @Post()
  async sendGroupPage(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.groups.name(token, body, request));
  }

  @Public()
  @Get('table.csv')
  async getGroupTable(@Param('token') token: string, @Req() request: PageRequest, @Res() reply: Reply): Promise<void> {
    reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="attendees.csv"')
      .header('cache-control', 'no-store')
      .send(await this.groups.table(token, request));
  }

  @Public()
  @Post('table')
  @BodyLimit(1_100_000)
  async sendGroupTable(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.groups.upload(token, body, request));
  }
}
