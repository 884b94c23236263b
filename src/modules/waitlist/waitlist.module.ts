import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { TicketingModule } from '../ticketing/ticketing.module.js';
import { GiftsService } from './gifts.service.js';
import { JoiningService } from './joining.service.js';
import { MyWaitingController } from './my-waiting.controller.js';
import { MyWaitingService } from './my-waiting.service.js';
import { OffersDeskService } from './offers-desk.service.js';
import { WaitingEntriesController } from './waiting-entries.controller.js';
import { WaitingEntriesService } from './waiting-entries.service.js';
import { WaitingListService } from './waiting-list.service.js';
import { WaitingListsController } from './waiting-lists.controller.js';
import { WaitingListsService } from './waiting-lists.service.js';

/** Who waits for a place: the list, its order, and offers that keep places before the public has them. */
@Module({
  imports: [EventsModule, TicketingModule],
  controllers: [WaitingListsController, WaitingEntriesController, MyWaitingController],
  providers: [
    GiftsService,
    JoiningService,
    MyWaitingService,
    OffersDeskService,
    WaitingEntriesService,
    WaitingListService,
    WaitingListsService,
  ],
  exports: [MyWaitingService, WaitingListService, WaitingListsService],
})
export class WaitlistModule {}
