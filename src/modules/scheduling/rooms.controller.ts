import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid, preconditionRequired, versionConflict } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { PageOf, PageQuery } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { eventUnknown } from '../events/events.problems.js';
import { ChangeRoomDto, NewRoomDto, RoomDto } from './room.dto.js';
import { RoomsService } from './rooms.service.js';
import { roomInUse, roomNameTaken, roomUnknown } from './scheduling.problems.js';

@ApiTags('Scheduling')
@Controller('v1/events/:eventId/rooms')
export class RoomsController {
  constructor(private readonly rooms: RoomsService) {}

  /** Adds a room to an event. */
  @Can('agenda:write')
  @Post()
  @ApiCreatedResponse({ type: RoomDto })
  @Refuses(invalid, eventUnknown, roomNameTaken)
  createRoom(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Body() body: NewRoomDto,
  ): Promise<RoomDto> {
    return this.rooms.create(actor, eventId, body);
  }

  /** The rooms of an event. */
  @Can('agenda:read')
  @Get()
  @PageOf(RoomDto)
  @Refuses(invalid, cursorUnknown, eventUnknown)
  listRooms(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @Query() query: PageQuery,
  ): Promise<Page<RoomDto>> {
    return this.rooms.list(actor, eventId, query);
  }

  /** One room. */
  @Can('agenda:read')
  @Get(':roomId')
  @ApiOkResponse({ type: RoomDto })
  @Refuses(roomUnknown)
  getRoom(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IdParam('roomId', 'rom') roomId: string,
  ): Promise<RoomDto> {
    return this.rooms.show(actor, eventId, roomId);
  }

  /** Changes a room; what is left out stays. Releases keep the name that the room had. */
  @Can('agenda:write')
  @Patch(':roomId')
  @ApiOkResponse({ type: RoomDto })
  @Refuses(invalid, roomUnknown, roomNameTaken, preconditionRequired, versionConflict)
  changeRoom(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IdParam('roomId', 'rom') roomId: string,
    @IfMatch() version: number,
    @Body() body: ChangeRoomDto,
  ): Promise<RoomDto> {
    return this.rooms.change(actor, { eventId, roomId, version }, body);
  }

  /** Deletes a room that no session of the draft is in. */
  @Can('agenda:write')
  @Delete(':roomId')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(roomUnknown, roomInUse)
  deleteRoom(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IdParam('roomId', 'rom') roomId: string,
  ): Promise<void> {
    return this.rooms.remove(actor, eventId, roomId);
  }
}
