import { Module } from '@nestjs/common';
import { AudienceModule } from '../audience/audience.module.js';
import { EventsModule } from '../events/events.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { WaitingRoomsModule } from '../rooms/rooms.module.js';
import { TicketingModule } from '../ticketing/ticketing.module.js';
import { WaitlistModule } from '../waitlist/waitlist.module.js';
import { AdmissionDesk } from './admission-desk.js';
import { AdmissionService } from './admission.service.js';
import { AgreementsService } from './agreements.service.js';
import { CancellationsService } from './cancellations.service.js';
import { CartsService } from './carts.service.js';
import { ChangesService } from './changes.service.js';
import { afterSale } from './after-sale.js';
import { DecisionsController } from './decisions.controller.js';
import { ApprovalsService } from './approvals.service.js';
import { CallersService } from './callers.service.js';
import { DeadlinesService } from './deadlines.service.js';
import { MyHoldsService } from './my-holds.service.js';
import { OrderLock } from './order-lock.js';
import { PlacingService } from './placing.service.js';
import { EmailProofsService } from './email-proofs.service.js';
import { HoldPapers } from './hold-papers.js';
import { InvitedService } from './invited.service.js';
import { MyOrdersService } from './my-orders.service.js';
import { OrderBook } from './order-book.js';
import { OrderPapers } from './order-papers.js';
import { OrdersController } from './orders.controller.js';
import { OrdersService } from './orders.service.js';
import { PublicHoldsController } from './public-holds.controller.js';
import { PublicOrdersController } from './public-orders.controller.js';
import { ReleasesService } from './releases.service.js';
import { RemindersService } from './reminders.service.js';
import { SettlementsService } from './settlements.service.js';
import { StockAuditController } from './stock-audit.controller.js';
import { StockAuditService } from './stock-audit.service.js';
import { TicketCodes } from './ticket-codes.service.js';
import { TicketKeysController } from './ticket-keys.controller.js';
import { TicketKeysService } from './ticket-keys.service.js';
import { TicketStandingController } from './ticket-standing.controller.js';
import { TicketStandingService } from './ticket-standing.service.js';

/** Who comes: admission, orders and their tickets, what people change and cancel, and the audit of the places. */
@Module({
  imports: [IdentityModule, AudienceModule, EventsModule, TicketingModule, WaitingRoomsModule, WaitlistModule],
  controllers: [
    ...afterSale.controllers,
    DecisionsController,
    PublicHoldsController,
    PublicOrdersController,
    OrdersController,
    StockAuditController,
    TicketKeysController,
    TicketStandingController,
  ],
  providers: [
    ...afterSale.providers,
    AdmissionDesk,
    AdmissionService,
    AgreementsService,
    CancellationsService,
    CartsService,
    ChangesService,
    ApprovalsService,
    CallersService,
    DeadlinesService,
    MyHoldsService,
    OrderLock,
    PlacingService,
    EmailProofsService,
    HoldPapers,
    InvitedService,
    MyOrdersService,
    OrderBook,
    OrderPapers,
    OrdersService,
    ReleasesService,
    RemindersService,
    SettlementsService,
    StockAuditService,
    TicketCodes,
    TicketKeysService,
    TicketStandingService,
  ],
  exports: [
    ...afterSale.doors,
    CartsService,
    EmailProofsService,
    OrdersService,
    PlacingService,
    SettlementsService,
    MyOrdersService,
    OrderPapers,
    TicketCodes,
  ],
})
export class RegistrationsModule {}
