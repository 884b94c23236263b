import { Injectable } from '@nestjs/common';
import { fromPublicId } from '../../kernel/id.js';
import { Problem } from '../../kernel/problem.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { EventsService } from '../events/events.service.js';
import { OrganizationsService } from '../identity/organizations.service.js';
import { AdmissionDesk } from './admission-desk.js';
import { type Application, type DoorSale, doorApplicationOf, internalApplicationOf } from './application.js';
import type { PlaceOrderDto } from './decision.dto.js';
import { OrderDto } from './order.dto.js';
import type { Order } from './orders.queries.js';
import { OrdersService } from './orders.service.js';
import { noStock } from './registrations.problems.js';

/** Orders that organisers and the door place for others. */
@Injectable()
export class PlacingService {
  constructor(
    private readonly db: Database,
    private readonly organizations: OrganizationsService,
    private readonly events: EventsService,
    private readonly desk: AdmissionDesk,
    private readonly orders: OrdersService,
  ) {}

  /** Places an order for somebody, past the windows and limits of the sale; given away where a reason is named. */
  place(actor: Actor, eventId: string, input: PlaceOrderDto): Promise<OrderDto> {
    return this.db.transaction(actor, async (tx) =>
      OrderDto.of(await this.placeIn(tx, actor, eventId, internalApplicationOf(actor, input))),
    );
  }

  /** Sells one ticket at the door, in a transaction of the caller's: any type, hidden or not, while its window is open. */
  async sellAtDoor(tx: Tx, actor: Actor, eventId: string, sale: DoorSale): Promise<Order> {
    const { contact_email: email, locale } = await this.organizations.get(tx, actor);
    try {
      return await this.placeIn(tx, actor, eventId, doorApplicationOf(actor, sale, { email, locale }));
    } catch (error) {
      throw error instanceof Problem ? pointedAtSale(error) : error;
    }
  }

  private async placeIn(tx: Tx, actor: Actor, eventId: string, application: Application): Promise<Order> {
    await this.events.get(tx, actor, eventId);
    const reply = (await this.desk.serveIn(tx, actor, eventId, [application])).get(application);
    if (!reply || !('order' in reply)) throw reply && 'problem' in reply ? reply.problem : noStock();
    return this.orders.get(tx, actor, fromPublicId('ord', reply.order.id) ?? '');
  }
}

/** The desk counts tickets; a sale at the door is about one. */
function pointedAtSale({ refusal, details }: Problem): Problem {
  const pointer = details.pointer?.replace(/^\/tickets\/0/, '');
  return new Problem(refusal, { ...details, ...(pointer !== undefined && { pointer }) });
}
