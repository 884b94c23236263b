import { SaleContext } from './sale-context.js';
import { AttendeeImportsController } from './attendee-imports.controller.js';
import { AttendeeImportsService } from './attendee-imports.service.js';
import { ImportedPlaces } from './imported-places.js';
import { AttendeesController } from './attendees.controller.js';
import { AttendeesService } from './attendees.service.js';
import { LinkLookupController } from './link-lookup.controller.js';
import { LinkLookupService } from './link-lookup.service.js';
import { MyCancellationsService } from './my-cancellations.service.js';
import { RefundRunsController } from './refund-runs.controller.js';
import { RefundRunsService } from './refund-runs.service.js';
import { RefundsOwedService } from './refunds-owed.service.js';
import { ResaleController } from './resale.controller.js';
import { ResaleService } from './resale.service.js';
import { TicketHandover } from './ticket-handover.js';
import { TicketReceivers } from './ticket-receivers.js';
import { TicketRetyping } from './ticket-retyping.js';
import { TransfersController } from './transfers.controller.js';
import { TransfersService } from './transfers.service.js';
import { TypeChangesController } from './type-changes.controller.js';
import { TypeChangesService } from './type-changes.service.js';

/** The part of the module about what becomes of an order after it was made. */
export const afterSale = {
  controllers: [
    AttendeeImportsController,
    AttendeesController,
    LinkLookupController,
    RefundRunsController,
    ResaleController,
    TransfersController,
    TypeChangesController,
  ],
  providers: [
    AttendeeImportsService,
    ImportedPlaces,
    AttendeesService,
    LinkLookupService,
    MyCancellationsService,
    RefundRunsService,
    RefundsOwedService,
    ResaleService,
    SaleContext,
    TicketHandover,
    TicketReceivers,
    TicketRetyping,
    TransfersService,
    TypeChangesService,
  ],
  doors: [AttendeesService, LinkLookupService, ResaleService, TransfersService, TypeChangesService],
};
