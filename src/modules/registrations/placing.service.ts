import { Injectable } from '@nestjs/common';
import { fromPublicId } from '../../kernel/id.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { EventsService } from '../events/events.service.js';
import { AdmissionDesk } from './admission-desk.js';
import { internalApplicationOf } from './application.js';
import type { PlaceOrderDto } from './decision.dto.js';
import { OrderDto } from './order.dto.js';
import { OrdersService } from './orders.service.js';
import { noStock } from './registrations.problems.js';

/** Orders that organisers place for others. */
@Injectable()
export class PlacingService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
    private readonly desk: AdmissionDesk,
    private readonly orders: OrdersService,
  ) {}

  /** Places an order for somebody, past the windows and limits of the sale; given away where a reason is named. */
  place(actor: Actor, eventId: string, input: PlaceOrderDto): Promise<OrderDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const application = internalApplicationOf(actor, input);
      const reply = (await this.desk.serveIn(tx, actor, eventId, [application])).get(application);
      if (!reply || !('order' in reply)) throw reply && 'problem' in reply ? reply.problem : noStock();
      return OrderDto.of(await this.orders.get(tx, actor, fromPublicId('ord', reply.order.id) ?? ''));
    });
  }
}
