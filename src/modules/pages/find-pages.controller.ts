import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../platform/auth/can.js';
import type { Reply } from '../../platform/http/problem.filter.js';
import { FindPagesService } from './find-pages.service.js';
import type { PageRequest } from './page-request.js';
import { PagesService } from './pages.service.js';

/** For who has lost the link to their registration. */
@ApiExcludeController()
@Controller('e/:slug/find')
export class FindPagesController {
  constructor(
    private readonly pages: PagesService,
    private readonly finds: FindPagesService,
  ) {}

  @Public()
  @Get()
  async showFindPage(@Param('slug') slug: string, @Req() request: PageRequest, @Res() reply: Reply): Promise<void> {
    this.pages.send(reply, await this.finds.show(slug, request));
  }

  @Public()
  @Post()
  async sendFindPage(
    @Param('slug') slug: string,
    @Body() body: unknown,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.finds.find(slug, body, request));
  }
}
