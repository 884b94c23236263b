import { Body, Controller, Get, Ip, Param, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor, CurrentClaim, type IdempotencyClaim } from '../../platform/auth/actor.js';
import { Can, Public } from '../../platform/auth/can.js';
import {
  invalid,
  overloaded,
  preconditionRequired,
  rateLimited,
  versionConflict,
} from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { Refuses } from '../../platform/http/refuses.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { eventUnknown } from '../events/events.problems.js';
import {
  JoinWaitingRoomDto,
  PublicWaitingRoomDto,
  RoomPlaceDto,
  SetWaitingRoomDto,
  WaitingRoomDto,
} from './room.dto.js';
import { RoomSettingsService } from './room-settings.service.js';
import { noWaitingRoom, opensInThePast, roomPlaceUnknown } from './rooms.problems.js';
import { WaitingRoomsService } from './rooms.service.js';

@ApiTags('Waiting room')
@Controller('v1/events/:eventId/room')
export class WaitingRoomsController {
  constructor(private readonly rooms: RoomSettingsService) {}

  /** The waiting room in front of an event's sale. */
  @Can('tickets:read')
  @Get()
  @ApiOkResponse({ type: WaitingRoomDto })
  @Refuses(eventUnknown)
  getWaitingRoom(@CurrentActor() actor: Actor, @IdParam('eventId', 'evt') eventId: string): Promise<WaitingRoomDto> {
    return this.rooms.show(actor, eventId);
  }

  /**
   * Sets how people wait: the first time with `If-Match: "0"`.
   * @remarks A change of the pace counts from now on; whoever was admitted stays so. Another opening time after the room has
   * opened makes it open anew, and everybody takes a new place.
   */
  @Can('tickets:write')
  @Put()
  @ApiOkResponse({ type: WaitingRoomDto })
  @Refuses(eventUnknown, invalid, opensInThePast, preconditionRequired, versionConflict)
  setWaitingRoom(
    @CurrentActor() actor: Actor,
    @IdParam('eventId', 'evt') eventId: string,
    @IfMatch() version: number,
    @Body() body: SetWaitingRoomDto,
  ): Promise<WaitingRoomDto> {
    return this.rooms.set(actor, eventId, version, body);
  }
}

@ApiTags('Public')
@Controller('v1/public')
export class RoomPlacesController {
  constructor(private readonly rooms: WaitingRoomsService) {}

  /** Whether people wait in front of the sale of this event, and how fast they are admitted. */
  @Public()
  @Get('events/:slug/room')
  @ApiOkResponse({ type: PublicWaitingRoomDto })
  @Refuses(linkUnknown)
  getPublicWaitingRoom(@Param('slug') slug: string): Promise<PublicWaitingRoomDto> {
    return this.rooms.showPublic(slug);
  }

  /**
   * Takes a place in the waiting room, before it opens or after.
   * @remarks With the token of a place that still counts it answers with that place. The same Idempotency-Key is the same place.
   */
  @Public()
  @Post('events/:slug/room/places')
  @ApiCreatedResponse({ type: RoomPlaceDto })
  @Refuses(linkUnknown, noWaitingRoom, roomPlaceUnknown, invalid, rateLimited, overloaded)
  joinWaitingRoom(
    @Param('slug') slug: string,
    @CurrentClaim() claim: IdempotencyClaim | undefined,
    @Ip() address: string,
    @Body() body: JoinWaitingRoomDto,
  ): Promise<RoomPlaceDto> {
    return this.rooms.join({ slug, address, token: body.token, claim });
  }

  /** How far a place has come: the position, when its turn is expected, and once it is there, the admission token. */
  @Public()
  @Get('room-places/:token')
  @ApiOkResponse({ type: RoomPlaceDto })
  @Refuses(roomPlaceUnknown, noWaitingRoom)
  getRoomPlace(@Param('token') token: string): Promise<RoomPlaceDto> {
    return this.rooms.place(token);
  }
}
