import { Module } from '@nestjs/common';
import { AudienceModule } from '../audience/audience.module.js';
import { EventsModule } from '../events/events.module.js';
import { PaymentsModule } from '../payments/payments.module.js';
import { RegistrationsModule } from '../registrations/registrations.module.js';
import { TicketingModule } from '../ticketing/ticketing.module.js';
import { Attendances } from './attendances.service.js';
import { CheckinController } from './checkin.controller.js';
import { CheckinService } from './checkin.service.js';
import { CheckInListsController } from './lists.controller.js';
import { CheckInListsService } from './lists.service.js';
import { Scanning } from './scanning.service.js';
import { WalkInsController } from './walk-ins.controller.js';
import { WalkInsService } from './walk-ins.service.js';

/** The door of an event: check-in lists, scans, verdicts, attendance. */
@Module({
  imports: [EventsModule, AudienceModule, TicketingModule, RegistrationsModule, PaymentsModule],
  controllers: [CheckinController, CheckInListsController, WalkInsController],
  providers: [CheckinService, CheckInListsService, Scanning, Attendances, WalkInsService],
})
export class CheckinModule {}
