import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { RoomLinesService } from './room-lines.service.js';
import { RoomSettingsService } from './room-settings.service.js';
import { RoomTokens } from './room-tokens.js';
import { RoomsCache } from './rooms-cache.js';
import { RoomPlacesController, WaitingRoomsController } from './rooms.controller.js';
import { WaitingRoomsService } from './rooms.service.js';

/** The waiting room: who comes when everybody comes at once, one after the other. */
@Module({
  imports: [EventsModule],
  controllers: [WaitingRoomsController, RoomPlacesController],
  providers: [RoomLinesService, RoomSettingsService, RoomTokens, RoomsCache, WaitingRoomsService],
  exports: [WaitingRoomsService],
})
export class WaitingRoomsModule {}
