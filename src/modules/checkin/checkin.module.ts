import { Module } from '@nestjs/common';
import { AudienceModule } from '../audience/audience.module.js';
import { EventsModule } from '../events/events.module.js';
import { RegistrationsModule } from '../registrations/registrations.module.js';
import { Attendances } from './attendances.service.js';
import { CheckinController } from './checkin.controller.js';
import { CheckinService } from './checkin.service.js';

/** The door of an event: scans, verdicts, attendance. */
@Module({
  imports: [EventsModule, AudienceModule, RegistrationsModule],
  controllers: [CheckinController],
  providers: [CheckinService, Attendances],
})
export class CheckinModule {}
