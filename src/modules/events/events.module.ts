import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PlannedEvent } from './event.entity.js';
import { EventsController } from './events.controller.js';
import { EventsService } from './events.service.js';
import { Goal } from './goal.entity.js';
import { GoalsController } from './goals.controller.js';
import { GoalsService } from './goals.service.js';
import { PublicEventsController } from './public-events.controller.js';
import { PublicEventsService } from './public-events.service.js';

/** Event concept: what, for which objective, when and where; goals. */
@Module({
  imports: [TypeOrmModule.forFeature([PlannedEvent, Goal])],
  controllers: [EventsController, GoalsController, PublicEventsController],
  providers: [EventsService, GoalsService, PublicEventsService],
  exports: [EventsService, GoalsService, PublicEventsService],
})
export class EventsModule {}
