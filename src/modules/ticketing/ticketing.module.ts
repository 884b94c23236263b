import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { AddOnCategoriesController } from './add-on-categories.controller.js';
import { AddOnCategoriesService } from './add-on-categories.service.js';
import { CodesController } from './codes.controller.js';
import { CodesService } from './codes.service.js';
import { DiscountsController } from './discounts.controller.js';
import { DiscountsService } from './discounts.service.js';
import { FeesController } from './fees.controller.js';
import { FeesService } from './fees.service.js';
import { SaleSettingsController } from './sale-settings.controller.js';
import { SaleSettingsService } from './sale-settings.service.js';
import { TaxRulesController } from './tax-rules.controller.js';
import { TaxRulesService } from './tax-rules.service.js';
import { VariationsController } from './variations.controller.js';
import { VariationsService } from './variations.service.js';
import { DrawingService } from './drawing.service.js';
import { CatalogueService } from './catalogue.service.js';
import { HoldsService } from './holds.service.js';
import { OffersController, StockController } from './offers.controller.js';
import { OffersService } from './offers.service.js';
import { OrganizerHoldsController } from './organizer-holds.controller.js';
import { OrganizerHoldsService } from './organizer-holds.service.js';
import { PlacesService } from './places.service.js';
import { ProspectsService } from './prospects.service.js';
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
  controllers: [
    OrganizerHoldsController,
    AddOnCategoriesController,
    CodesController,
    DiscountsController,
    FeesController,
    SaleSettingsController,
    TaxRulesController,
    VariationsController,
    QuotasController,
    TicketTypesController,
    QuestionsController,
    StockController,
    OffersController,
  ],
  providers: [
    AddOnCategoriesService,
    CodesService,
    DiscountsService,
    FeesService,
    SaleSettingsService,
    TaxRulesService,
    VariationsService,
    DrawingService,
    CatalogueService,
    HoldsService,
    OffersService,
    OrganizerHoldsService,
    PlacesService,
    ProspectsService,
    QuestionsService,
    QuotasService,
    StockService,
    TicketTypesService,
  ],
  exports: [CatalogueService, HoldsService, OffersService, PlacesService, QuestionsService, StockService],
})
export class TicketingModule {}
