import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { EventsService } from '../events/events.service.js';
import { StockAuditDto } from './stock-audit.dto.js';
import { driftOf, stockCountsOf } from './stock-audit.queries.js';

/** Recounts tickets and compares. It never repairs: a difference is a fault to be understood first. */
@Injectable()
export class StockAuditService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly events: EventsService,
    private readonly metrics: Metrics,
    @InjectPinoLogger(StockAuditService.name) private readonly logger: PinoLogger,
  ) {}

  onModuleInit(): void {
    this.jobs.every('stock-audit', '*/10 * * * *', () => this.auditAll());
  }

  audit(actor: Actor, eventId: string): Promise<StockAuditDto> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return StockAuditDto.of(await stockCountsOf(tx, actor, eventId));
    });
  }

  /** Every organisation, one after the other; the sum is a metric. */
  async auditAll(): Promise<void> {
    let total = 0;
    for (const actor of await this.db.organizations()) {
      const drift = await this.db.read(actor, (tx) => driftOf(tx, actor));
      if (drift > 0)
        this.logger.error({ organizationId: actor.organizationId, drift }, 'stock counters differ from the tickets');
      total += drift;
    }
    this.metrics.stockDrift.set(total);
  }
}
