import { MyCancellationsService } from './my-cancellations.service.js';
import { RefundsOwedService } from './refunds-owed.service.js';
import { ResaleController } from './resale.controller.js';
import { ResaleService } from './resale.service.js';
import { TicketHandover } from './ticket-handover.js';
import { TicketRetyping } from './ticket-retyping.js';
import { TransfersController } from './transfers.controller.js';
import { TransfersService } from './transfers.service.js';
import { TypeChangesController } from './type-changes.controller.js';
import { TypeChangesService } from './type-changes.service.js';

/** The part of the module about what becomes of an order after it was made. */
export const afterSale = {
  controllers: [ResaleController, TransfersController, TypeChangesController],
  providers: [
    MyCancellationsService,
    RefundsOwedService,
    ResaleService,
    TicketHandover,
    TicketRetyping,
    TransfersService,
    TypeChangesService,
  ],
  doors: [TransfersService],
};
