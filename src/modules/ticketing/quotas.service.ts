import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { EventsService } from '../events/events.service.js';
import { type ChangeQuotaDto, type NewQuotaDto, QuotaDto } from './quota.dto.js';
import { type Quota, deleteQuota, findQuota, insertQuota, pageOfQuotas, updateQuota } from './quotas.queries.js';
import { takenOf } from './sale.rules.js';
import { belowTaken, quotaInUse, quotaUnknown } from './ticketing.problems.js';

/** How many places there are. How many are taken is the business of `StockService`. */
@Injectable()
export class QuotasService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
  ) {}

  create(actor: Actor, eventId: string, input: NewQuotaDto): Promise<QuotaDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const quotaId = await insertQuota(tx, actor, eventId, { name: input.name, size: input.size ?? null });
      return QuotaDto.of(await this.find(tx, actor, quotaId));
    });
  }

  list(actor: Actor, eventId: string, query: PageQuery): Promise<Page<QuotaDto>> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return pageOfQuotas(tx, actor, { eventId, query }, QuotaDto.of);
    });
  }

  show(actor: Actor, quotaId: string): Promise<QuotaDto> {
    return this.db.read(actor, async (tx) => QuotaDto.of(await this.find(tx, actor, quotaId)));
  }

  change(actor: Actor, quotaId: string, version: number, input: ChangeQuotaDto): Promise<QuotaDto> {
    return this.db.transaction(actor, async (tx) => {
      const before = await this.find(tx, actor, quotaId);
      const name = input.name ?? before.name;
      const size = input.size === undefined ? before.size : input.size;
      const changed = await updateQuota(tx, actor, { id: quotaId, version, name, size });
      const after = await this.find(tx, actor, quotaId);
      if (changed === 0)
        throw after.version === version ? belowTaken({ pointer: '/size', taken: takenOf(after) }) : versionConflict();
      return QuotaDto.of(after);
    });
  }

  delete(actor: Actor, quotaId: string): Promise<void> {
    return this.db.transaction(actor, async (tx) => {
      await this.find(tx, actor, quotaId);
      if ((await deleteQuota(tx, actor, quotaId)) === 0) throw quotaInUse();
    });
  }

  private async find(tx: Tx, actor: Actor, quotaId: string): Promise<Quota> {
    const quota = await findQuota(tx, actor, quotaId);
    if (!quota) throw quotaUnknown();
    return quota;
  }
}
