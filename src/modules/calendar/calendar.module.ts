import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { RegistrationsModule } from '../registrations/registrations.module.js';
import { CalendarFilesController } from './calendar-files.controller.js';
import { CalendarService } from './calendar.service.js';
import { FeedsController } from './feeds.controller.js';
import { FeedsService } from './feeds.service.js';

/** Invitations, calendar files and feeds. */
@Module({
  imports: [EventsModule, RegistrationsModule],
  controllers: [FeedsController, CalendarFilesController],
  providers: [CalendarService, FeedsService],
  exports: [CalendarService],
})
export class CalendarModule {}
