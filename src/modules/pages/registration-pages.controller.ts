import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../platform/auth/can.js';
import type { Reply } from '../../platform/http/problem.filter.js';
import { DoorsService } from './doors.service.js';
import type { PageRequest } from './page-request.js';
import { PagesService } from './pages.service.js';
import { RegistrationPagesService } from './registration-pages.service.js';

/** The registration form, for everybody and for the invited. */
@ApiExcludeController()
@Controller()
export class RegistrationPagesController {
  constructor(
    private readonly pages: PagesService,
    private readonly doors: DoorsService,
    private readonly registrations: RegistrationPagesService,
  ) {}

  @Public()
  @Get('e/:slug/register')
  async showRegistrationPage(
    @Param('slug') slug: string,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.registrations.show(await this.doors.byAddress(slug), request));
  }

  @Public()
  @Post('e/:slug/register')
  async sendRegistrationPage(
    @Param('slug') slug: string,
    @Body() body: unknown,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.registrations.register(await this.doors.byAddress(slug), body, request));
  }

  @Public()
  @Get('i/:token/register')
  async showInvitedRegistrationPage(
    @Param('token') token: string,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.registrations.show(await this.doors.byInvitation(token), request));
  }

  @Public()
  @Post('i/:token/register')
  async sendInvitedRegistrationPage(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.send(reply, await this.registrations.register(await this.doors.byInvitation(token), body, request));
  }
}
