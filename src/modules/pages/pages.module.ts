import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { EventsModule } from '../events/events.module.js';
import { InvoicesModule } from '../payments/invoices.module.js';
import { PaymentsModule } from '../payments/payments.module.js';
import { PromotionModule } from '../promotion/promotion.module.js';
import { RegistrationsModule } from '../registrations/registrations.module.js';
import { SchedulingModule } from '../scheduling/scheduling.module.js';
import { SurveysModule } from '../surveys/surveys.module.js';
import { TicketingModule } from '../ticketing/ticketing.module.js';
import { AfterSaleFactsService } from './after-sale-facts.service.js';
import { CartPagesController } from './cart-pages.controller.js';
import { CartPagesService } from './cart-pages.service.js';
import { ChoosingPagesService } from './choosing-pages.service.js';
import { DoorsService } from './doors.service.js';
import { EventPagesController } from './event-pages.controller.js';
import { EventPagesService } from './event-pages.service.js';
import { EvaluationModule } from '../evaluation/evaluation.module.js';
import { GroupPagesController } from './group-pages.controller.js';
import { GroupPagesService } from './group-pages.service.js';
import { OrderFactsService } from './order-facts.service.js';
import { OrderPagesController } from './order-pages.controller.js';
import { OrderPagesService } from './order-pages.service.js';
import { PageFilter } from './page.filter.js';
import { PagesService } from './pages.service.js';
import { TicketPagesController } from './ticket-pages.controller.js';
import { TicketPagesService } from './ticket-pages.service.js';
import { TransferPagesController } from './transfer-pages.controller.js';
import { TransferPagesService } from './transfer-pages.service.js';
import { FindPagesController } from './find-pages.controller.js';
import { FindPagesService } from './find-pages.service.js';
import { PaymentPagesController } from './payment-pages.controller.js';
import { PaymentPagesService } from './payment-pages.service.js';
import { ProofsService } from './proofs.service.js';
import { RegistrationPagesController } from './registration-pages.controller.js';
import { RegistrationPagesService } from './registration-pages.service.js';
import { ReportPage } from './report.page.js';
import { RoomGateService } from './room-gate.service.js';
import { RoomPagesController } from './room-pages.controller.js';
import { RoomPagesService } from './room-pages.service.js';
import { WaitingPagesController } from './waiting-pages.controller.js';
import { WaitingPagesService } from './waiting-pages.service.js';
import { WaitingRoomsModule } from '../rooms/rooms.module.js';
import { WaitlistModule } from '../waitlist/waitlist.module.js';
import { SitePagesController } from './site-pages.controller.js';
import { SurveyPagesController } from './survey-pages.controller.js';
import { SurveyPagesService } from './survey-pages.service.js';
import { TeamPagesController } from './team-pages.controller.js';
import { TeamPagesService } from './team-pages.service.js';
import { UnsubscribePagesController } from './unsubscribe-pages.controller.js';

/** The pages of people without an account, drawn by the server. */
@Module({
  imports: [
    EventsModule,
    SchedulingModule,
    TicketingModule,
    WaitlistModule,
    WaitingRoomsModule,
    RegistrationsModule,
    PaymentsModule,
    InvoicesModule,
    SurveysModule,
    PromotionModule,
    EvaluationModule,
  ],
  controllers: [
    SitePagesController,
    EventPagesController,
    RegistrationPagesController,
    RoomPagesController,
    WaitingPagesController,
    OrderPagesController,
    GroupPagesController,
    CartPagesController,
    PaymentPagesController,
    FindPagesController,
    TransferPagesController,
    TicketPagesController,
    SurveyPagesController,
    UnsubscribePagesController,
    TeamPagesController,
    ReportPage,
  ],
  providers: [
    PagesService,
    ProofsService,
    DoorsService,
    EventPagesService,
    RegistrationPagesService,
    RoomGateService,
    RoomPagesService,
    WaitingPagesService,
    OrderFactsService,
    AfterSaleFactsService,
    OrderPagesService,
    GroupPagesService,
    ChoosingPagesService,
    CartPagesService,
    PaymentPagesService,
    FindPagesService,
    TransferPagesService,
    TicketPagesService,
    SurveyPagesService,
    TeamPagesService,
    { provide: APP_FILTER, useClass: PageFilter },
  ],
  exports: [PagesService],
})
export class PagesModule {}
