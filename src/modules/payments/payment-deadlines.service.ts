import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import type { OrderCancelled } from '../registrations/registrations.messages.js';
import { SettlementsService } from '../registrations/settlements.service.js';
import { type OverdueOrder, overdueOrders, overduePayments } from './deadlines.queries.js';
import { inLanes } from './lanes.js';
import { watchOrder } from './order-watch.js';
import { type PaymentsMoot, paymentsMoot } from './payments.messages.js';
import { PaymentEndings } from './payment-endings.js';
import { lockMoney, markEnded, openPaymentsOf, orderForPayment } from './payments.queries.js';
import type { ProviderName } from './payment-provider.js';
import { covers } from './payments.rules.js';
import { Providers } from './providers.js';
import { ReceiptsService } from './receipts.service.js';

/** How many organisations are dealt with at the same time. */
const lanes = 4;
/** A provider that failed so often in a row is left alone until next time. */
const enough = 3;

/**
 * Orders whose money did not come in time. Nobody's places are given away while a provider may have their money: it is asked
 * first, then the payment is called off, and only then the order is over.
 */
@Injectable()
export class PaymentDeadlinesService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly providers: Providers,
    private readonly endings: PaymentEndings,
    private readonly receipts: ReceiptsService,
    private readonly settlements: SettlementsService,
    @InjectPinoLogger(PaymentDeadlinesService.name) private readonly logger: PinoLogger,
  ) {}

  onModuleInit(): void {
    this.jobs.every('payment-deadlines', '* * * * *', () => this.endOverdue());
    this.jobs.on<OrderCancelled['data']>('order.cancelled', 'payments', (tx, actor, { orderId }) =>
      this.jobs.publish(tx, actor, [paymentsMoot(orderId)]),
    );
    this.jobs.onOutside<PaymentsMoot['data']>('payments/moot', (actor, { orderId }) => this.callOff(actor, orderId));
  }

  /** All that are over, of every organisation. One that cannot be ended now stands in no other's way. */
  async endOverdue(): Promise<void> {
    await inLanes(await this.db.organizations(), lanes, (actor) =>
      this.endOverdueOf(actor).catch((error: unknown) =>
        this.logger.error({ err: error, organizationId: actor.organizationId }, 'overdue orders could not be ended'),
      ),
    );
  }

  private async endOverdueOf(actor: Actor): Promise<void> {
    const failed = new Map<ProviderName, number>();
    for (const order of await this.db.read(actor, (tx) => overdueOrders(tx, actor))) {
      if (order.providers.some((provider) => (failed.get(provider) ?? 0) >= enough)) continue;
      const answered = await this.attempt(actor, order);
      for (const provider of order.providers) failed.set(provider, answered ? 0 : (failed.get(provider) ?? 0) + 1);
    }
  }

  private async attempt(actor: Actor, { id: orderId }: OverdueOrder): Promise<boolean> {
    try {
      await this.end(actor, orderId);
      return true;
    } catch (error) {
      this.logger.warn({ err: error, orderId }, 'an overdue order waits for its provider');
      return false;
    }
  }

  /** Ends one order whose deadline has passed; false where a provider has the last word and has not said it. */
  async end(actor: Actor, orderId: string): Promise<boolean> {
    const open = await this.db.read(actor, (tx) => overduePayments(tx, actor, orderId));
    for (const payment of open) if (!(await this.endings.over(actor, payment))) return false;
    return this.db.transaction(actor, (tx) => this.release(tx, actor, orderId));
  }

  /** Nobody is to pay for what is cancelled. Who has, gets it back when the provider says so. */
  private async callOff(actor: Actor, orderId: string): Promise<void> {
    const open = await this.db.read(actor, (tx) => overduePayments(tx, actor, orderId));
    for (const payment of open) await this.endings.over(actor, payment);
    await this.db.transaction(actor, async (tx) => {
      await lockMoney(tx, actor, orderId);
      const order = await orderForPayment(tx, actor, orderId);
      if (order?.state === 'cancelled' || order?.state === 'retained')
        await this.endOpen(tx, actor, orderId, 'it is cancelled');
    });
  }

  private async endOpen(tx: Tx, actor: Actor, orderId: string, failure: string): Promise<void> {
    for (const payment of await openPaymentsOf(tx, actor, orderId)) {
      const overAtProvider = !this.providers.of(payment.provider).online;
      await markEnded(tx, actor, payment.id, { state: 'canceled', failure, overAtProvider });
    }
  }

  /** Looks again at everything in one transaction: money that came meanwhile counts. */
  private async release(tx: Tx, actor: Actor, orderId: string): Promise<boolean> {
    await lockMoney(tx, actor, orderId);
    const order = await orderForPayment(tx, actor, orderId);
    if (order?.state !== 'pending') return false;
    if (order.net > 0 && covers(order)) {
      await this.receipts.settle(tx, actor, orderId);
      return false;
    }
    await this.endOpen(tx, actor, orderId, 'the deadline has passed');
    const expired = await this.settlements.expire(tx, actor, orderId);
    await watchOrder(tx, actor, orderId);
    return expired;
  }
}
