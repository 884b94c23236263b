import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { RegistrationsModule } from '../registrations/registrations.module.js';
import { PapersController } from './papers.controller.js';
import { PapersService } from './papers.service.js';

/** Tickets as people carry them: PDF and wallet passes. */
@Module({
  imports: [IdentityModule, EventsModule, RegistrationsModule],
  controllers: [PapersController],
  providers: [PapersService],
})
export class PapersModule {}
