import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { EventsModule } from '../events/events.module.js';
import { PaymentsModule } from '../payments/payments.module.js';
import { RegistrationsModule } from '../registrations/registrations.module.js';
import { TicketingModule } from '../ticketing/ticketing.module.js';
import { WaitlistModule } from '../waitlist/waitlist.module.js';
import { AfterSaleLettersService } from './after-sale-letters.service.js';
import { LetterFactsService } from './letter-facts.service.js';
import { NotificationsService } from './notifications.service.js';
import { OrderLettersService } from './order-letters.service.js';
import { WaitingLettersService } from './waiting-letters.service.js';

/** Mail about registrations: confirmed, changed, cancelled, moved. */
@Module({
  imports: [EventsModule, TicketingModule, WaitlistModule, RegistrationsModule, PaymentsModule, CalendarModule],
  providers: [
    AfterSaleLettersService,
    NotificationsService,
    OrderLettersService,
    WaitingLettersService,
    LetterFactsService,
  ],
})
export class NotificationsModule {}
