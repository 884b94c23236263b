import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { AudienceService } from './audience.service.js';
import { AudiencesController } from './audiences.controller.js';
import { AudiencesService } from './audiences.service.js';
import { ConsentsController } from './consents.controller.js';
import { ConsentsService } from './consents.service.js';
import { ContactImportsController } from './contact-imports.controller.js';
import { ContactImportsService } from './contact-imports.service.js';
import { ContactsController } from './contacts.controller.js';
import { ContactsService } from './contacts.service.js';
import { SegmentsController } from './segments.controller.js';
import { SegmentsService } from './segments.service.js';

/** Audience targeting: contacts and their consent, segments, and whom each event is for. */
@Module({
  imports: [EventsModule],
  controllers: [
    ContactsController,
    ConsentsController,
    ContactImportsController,
    SegmentsController,
    AudiencesController,
  ],
  providers: [
    AudienceService,
    ContactsService,
    ConsentsService,
    ContactImportsService,
    SegmentsService,
    AudiencesService,
  ],
  exports: [AudienceService],
})
export class AudienceModule {}
