import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../platform/auth/can.js';
import type { Reply } from '../../platform/http/problem.filter.js';
import type { PageRequest } from './page-request.js';
import { PagesService } from './pages.service.js';
import { SurveyPagesService } from './survey-pages.service.js';

/** A survey by personal link. */
@ApiExcludeController()
@Controller('s/:token')
export class SurveyPagesController {
  constructor(
    private readonly pages: PagesService,
    private readonly surveys: SurveyPagesService,
  ) {}

  @Public()
  @Get()
  async showSurveyPage(@Param('token') token: string, @Req() request: PageRequest, @Res() reply: Reply): Promise<void> {
    this.pages.send(reply, await this.surveys.show(token, request));
  }

  @Public()
  @Post()
  async sendSurveyPage(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.surveys.answer(token, body, request));
  }
}
