import { Controller, Get, Ip, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../platform/auth/can.js';
import type { Reply } from '../../platform/http/problem.filter.js';
import { WaitingRoomsService } from '../rooms/rooms.service.js';
import type { PageRequest } from './page-request.js';
import { PagesService } from './pages.service.js';
import { pathIn } from './paths.js';
import { RoomGateService } from './room-gate.service.js';
import { RoomPagesService } from './room-pages.service.js';

/** The waiting room as a page that reloads itself, without script. */
@ApiExcludeController()
@Controller('e/:slug/room')
export class RoomPagesController {
  constructor(
    private readonly pages: PagesService,
    private readonly rooms: WaitingRoomsService,
    private readonly gate: RoomGateService,
    private readonly room: RoomPagesService,
  ) {}

  @Public()
  @Get()
  async showRoomPage(@Param('slug') slug: string, @Req() request: PageRequest, @Res() reply: Reply): Promise<void> {
    this.pages.send(reply, await this.room.show(slug, request));
  }

  /** Takes a place. Looking alone takes none, since robots look too. */
  @Public()
  @Post()
  async enterRoomPage(
    @Param('slug') slug: string,
    @Ip() address: string,
    @Req() request: PageRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    const mine = await this.gate.placeOf(slug, request);
    const place = await this.rooms.join({ slug, address, token: mine?.token });
    reply.header('set-cookie', this.gate.cookie(slug, place));
    this.pages.send(reply, { seeOther: pathIn(`/e/${slug}/room`, this.pages.reader(request).locale) });
  }
}
