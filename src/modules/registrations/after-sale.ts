import { MyCancellationsService } from './my-cancellations.service.js';
import { RefundsOwedService } from './refunds-owed.service.js';
import { TicketHandover } from './ticket-handover.js';
import { TransfersController } from './transfers.controller.js';
import { TransfersService } from './transfers.service.js';

/** The part of the module about what becomes of an order after it was made. */
export const afterSale = {
  controllers: [TransfersController],
  providers: [MyCancellationsService, RefundsOwedService, TicketHandover, TransfersService],
  doors: [TransfersService],
};
