import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../platform/auth/can.js';
import type { Reply } from '../../platform/http/problem.filter.js';
import { type SharedAnswer, SharedAnswers } from '../../platform/http/shared-answers.js';
import { type Door, DoorsService } from './doors.service.js';
import { EventPagesService } from './event-pages.service.js';
import { eventView } from './event.view.js';
import { type PageRequest, queryText } from './page-request.js';
import { PagesService } from './pages.service.js';

/** The page of an event, for everybody and for the invited. */
@ApiExcludeController()
@Controller()
export class EventPagesController {
  constructor(
    private readonly pages: PagesService,
    private readonly doors: DoorsService,
    private readonly events: EventPagesService,
    private readonly shared: SharedAnswers,
  ) {}

  @Public()
  @Get('e/:slug')
  async showEventPage(@Param('slug') slug: string, @Req() request: PageRequest, @Res() reply: Reply): Promise<void> {
    const page = await this.shared.answer(request, async () => this.draw(await this.doors.byAddress(slug), request));
    this.pages.sendDrawn(reply, page);
    this.shared.sending(request, page, reply.getHeaders());
  }

  @Public()
  @Get('i/:token')
  async showInvitationPage(
    @Param('token') token: string,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    this.pages.sendDrawn(reply, await this.draw(await this.doors.byInvitation(token), request));
  }

  private async draw(door: Door, request: PageRequest): Promise<SharedAnswer> {
    const facts = await this.events.facts(door, { code: queryText(request, 'code') });
    const reader = this.pages.reader(request, {
      known: door.invitation?.locale ?? null,
      offered: facts.event.languages,
    });
    return this.pages.draw({
      locale: reader.locale,
      template: 'event',
      view: eventView(facts, reader, this.pages.publicUrl),
    });
  }
}
