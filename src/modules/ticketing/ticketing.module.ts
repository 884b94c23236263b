import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { CatalogueService } from './catalogue.service.js';
import { HoldsService } from './holds.service.js';
import { OffersController, StockController } from './offers.controller.js';
import { OffersService } from './offers.service.js';
import { PlacesService } from './places.service.js';
import { QuestionsController } from './questions.controller.js';
import { QuestionsService } from './questions.service.js';
import { QuotasController } from './quotas.controller.js';
import { QuotasService } from './quotas.service.js';
import { StockService } from './stock.service.js';
import { TicketTypesController } from './ticket-types.controller.js';
import { TicketTypesService } from './ticket-types.service.js';

/** What can be taken: ticket types, the quotas they draw on, the questions that are asked, and who gets a place. */
@Module({
  imports: [EventsModule],
  controllers: [QuotasController, TicketTypesController, QuestionsController, StockController, OffersController],
  providers: [
    CatalogueService,
    HoldsService,
    OffersService,
    PlacesService,
    QuestionsService,
    QuotasService,
    StockService,
    TicketTypesService,
  ],
  exports: [CatalogueService, HoldsService, OffersService, PlacesService, QuestionsService, StockService],
})
export class TicketingModule {}
