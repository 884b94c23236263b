import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { EventsModule } from '../events/events.module.js';
import { RegistrationsModule } from '../registrations/registrations.module.js';
import { TicketingModule } from '../ticketing/ticketing.module.js';
import { LetterFactsService } from './letter-facts.service.js';
import { NotificationsService } from './notifications.service.js';
import { OrderLettersService } from './order-letters.service.js';

/** Mail about registrations: confirmed, changed, cancelled, moved. */
@Module({
  imports: [EventsModule, TicketingModule, RegistrationsModule, CalendarModule],
  providers: [NotificationsService, OrderLettersService, LetterFactsService],
})
export class NotificationsModule {}
