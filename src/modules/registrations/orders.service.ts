import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor, IdempotencyClaim } from '../../platform/auth/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { EventsService } from '../events/events.service.js';
import { WaitingRoomsService } from '../rooms/rooms.service.js';
import { applicationOf } from './application.js';
import { AdmissionService } from './admission.service.js';
import { EmailProofsService } from './email-proofs.service.js';
import { InvitedService } from './invited.service.js';
import type { MyOrderDto } from './my-order.dto.js';
import type { NewOrderDto } from './order-request.dto.js';
import { OrderDto, type OrderQuery } from './order.dto.js';
import { requireNotOver } from './order.rules.js';
import { type Order, findOrder, pageOfOrders } from './orders.queries.js';
import { orderUnknown } from './registrations.problems.js';

export { admits } from './order.rules.js';
export type { Order, Ticket } from './orders.queries.js';

/** Who registers for an event, and who has. */
@Injectable()
export class OrdersService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly admission: AdmissionService,
    private readonly invited: InvitedService,
    private readonly proofs: EmailProofsService,
    private readonly rooms: WaitingRoomsService,
  ) {}

  /** Registers somebody who came by the public address of an event. */
  async placeAt(slug: string, claim: IdempotencyClaim | undefined, input: NewOrderDto): Promise<MyOrderDto> {
    const { actor, eventId } = await this.events.visit(slug, claim);
    return this.place(actor, eventId, input);
  }

  /** Registers a visitor of the event: stands in line, opens no transaction of its own. */
  async place(visitor: Actor, eventId: string, input: NewOrderDto): Promise<MyOrderDto> {
    const place = await this.rooms.require(visitor, eventId, input.admissionToken);
    const invitationId = await this.invited.invitationOf(visitor, eventId, input.invitationToken);
    const proven = this.proofs.proves(input.emailToken, eventId, input.email);
    const caller = { visitor, invitationId, proven, visitorHash: null, roomPlaceId: place?.placeId ?? null };
    return this.admission.order(eventId, applicationOf(caller, input));
  }

  list(actor: Actor, eventId: string, query: OrderQuery): Promise<Page<OrderDto>> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return pageOfOrders(tx, actor, { eventId, query }, OrderDto.of);
    });
  }

  show(actor: Actor, orderId: string): Promise<OrderDto> {
    return this.db.read(actor, async (tx) => OrderDto.of(await this.get(tx, actor, orderId)));
  }

  /** The order with its tickets; refuses where the organisation has none with this id. */
  async get(tx: Tx, actor: Actor, orderId: string): Promise<Order> {
    const order = await findOrder(tx, actor, orderId);
    if (!order) throw orderUnknown();
    return order;
  }

  /** The same where the person may still change it: not once the event is over. */
  async getOpen(tx: Tx, actor: Actor, orderId: string): Promise<Order> {
    const order = await this.get(tx, actor, orderId);
    requireNotOver(await this.events.get(tx, actor, order.eventId), this.clock.now());
    return order;
  }
}
