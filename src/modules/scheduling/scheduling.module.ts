import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { AgendaMovesService } from './agenda-moves.service.js';
import { AgendaService } from './agenda.service.js';
import { AgendaImportsController } from './agenda-imports.controller.js';
import { AgendaImportsService } from './agenda-imports.service.js';
import { AgendaSessionsController } from './agenda-sessions.controller.js';
import { AgendaSessionsService } from './agenda-sessions.service.js';
import { ReleasesController } from './releases.controller.js';
import { ReleasesService } from './releases.service.js';
import { RoomsController } from './rooms.controller.js';
import { RoomsService } from './rooms.service.js';
import { PublicAgendaController, SchedulesController } from './schedules.controller.js';

/** Rooms, the agenda's draft and its releases, import and export in the frab format. */
@Module({
  imports: [EventsModule],
  controllers: [
    RoomsController,
    AgendaSessionsController,
    ReleasesController,
    AgendaImportsController,
    SchedulesController,
    PublicAgendaController,
  ],
  providers: [
    RoomsService,
    AgendaSessionsService,
    ReleasesService,
    AgendaImportsService,
    AgendaMovesService,
    AgendaService,
  ],
  exports: [AgendaService],
})
export class SchedulingModule {}
