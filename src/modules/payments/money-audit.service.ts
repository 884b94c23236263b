import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { MoneyAuditDto } from './money-audit.dto.js';
import { moneyCounts, orderDrift, ordersToWatch } from './money-audit.queries.js';
import { watchOrder } from './order-watch.js';
import { lockMoney } from './payments.queries.js';

/** Recounts the money and compares. It never repairs: a difference is a fault to be understood first. */
@Injectable()
export class MoneyAuditService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly metrics: Metrics,
    @InjectPinoLogger(MoneyAuditService.name) private readonly logger: PinoLogger,
  ) {}

  onModuleInit(): void {
    this.jobs.every('money-audit', '*/10 * * * *', () => this.auditAll());
  }

  audit(actor: Actor): Promise<MoneyAuditDto> {
    return this.db.read(actor, async (tx) =>
      MoneyAuditDto.of(await moneyCounts(tx, actor), await orderDrift(tx, actor)),
    );
  }

  /** Every organisation, one after the other; the sum is a metric. Orders that changed without their money are looked at too. */
  async auditAll(): Promise<void> {
    let total = 0;
    for (const actor of await this.db.organizations()) {
      for (const orderId of await this.db.read(actor, (tx) => ordersToWatch(tx, actor)))
        await this.db.transaction(actor, async (tx) => {
          await lockMoney(tx, actor, orderId);
          await watchOrder(tx, actor, orderId);
        });
      const drift = await this.db.read(actor, (tx) => orderDrift(tx, actor));
      const sum = drift.ledger + drift.uncovered + drift.unpaid;
      if (sum > 0) this.logger.error({ organizationId: actor.organizationId, ...drift }, 'the money does not add up');
      total += sum;
    }
    this.metrics.moneyDrift.set(total);
  }
}
