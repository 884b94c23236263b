import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { AudienceService } from '../audience/audience.service.js';
import { findOrder } from './orders.queries.js';
import type { OrderConfirmed } from './registrations.messages.js';

/** What people agree to while they register becomes consent of a contact; whoever agrees to nothing is made no contact. */
@Injectable()
export class AgreementsService implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly audience: AudienceService,
  ) {}

  onModuleInit(): void {
    this.jobs.on<OrderConfirmed['data']>('order.confirmed', 'registrations', (tx, actor, { orderId }) =>
      this.keep(tx, actor, orderId),
    );
  }

  private async keep(tx: Tx, actor: Actor, orderId: string): Promise<void> {
    const order = await findOrder(tx, actor, orderId);
    if (!order || order.consents.length === 0) return;
    await this.audience.agree(tx, actor, order, order.consents, order.createdAt);
  }
}
