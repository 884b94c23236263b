import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import { Problem } from '../../kernel/problem.js';
import type { Actor, IdempotencyClaim } from '../../platform/auth/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { Links } from '../../platform/links/links.service.js';
import { EventsService } from '../events/events.service.js';
import { applicationOf } from './application.js';
import { isInvited } from './admission.queries.js';
import { AdmissionService } from './admission.service.js';
import type { MyOrderDto } from './my-order.dto.js';
import type { NewOrderDto } from './order-request.dto.js';
import { OrderDto, type OrderQuery } from './order.dto.js';
import { requireNotOver } from './order.rules.js';
import { type Order, findOrder, pageOfOrders } from './orders.queries.js';
import { orderUnknown } from './registrations.problems.js';

export type { Order, Ticket } from './orders.queries.js';

/** Who registers for an event, and who has. */
@Injectable()
export class OrdersService {
  constructor(
    private readonly db: Database,
    private readonly links: Links,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly admission: AdmissionService,
  ) {}

  /** Registers somebody who came by the public address of an event. */
  async placeAt(slug: string, claim: IdempotencyClaim | undefined, input: NewOrderDto): Promise<MyOrderDto> {
    const { actor, eventId } = await this.events.visit(slug, claim);
    return this.place(actor, eventId, input);
  }

  /** Registers a visitor of the event: stands in line, opens no transaction of its own. */
  async place(visitor: Actor, eventId: string, input: NewOrderDto): Promise<MyOrderDto> {
    const invitationId = await this.invitationOf(visitor, eventId, input.invitationToken);
    return this.admission.apply(eventId, applicationOf(visitor, input, invitationId));
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

  /** Null also where the link no longer works: that keeps nobody from registering like everybody else. */
  private async invitationOf(visitor: Actor, eventId: string, token: string | undefined): Promise<string | null> {
    if (token === undefined) return null;
    try {
      const { actor, subjectId } = await this.links.visit('invitation', token);
      const invited = await this.db.read(actor, (tx) => isInvited(tx, visitor, eventId, subjectId));
      return invited ? subjectId : null;
    } catch (error) {
      if (error instanceof Problem && error.refusal === linkUnknown) return null;
      throw error;
    }
  }
}
