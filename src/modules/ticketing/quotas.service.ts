import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { EventsService } from '../events/events.service.js';
import { type ChangeQuotaDto, type NewQuotaDto, QuotaDto } from './quota.dto.js';
import {
  type Quota,
  closeQuota,
  deleteQuota,
  findQuota,
  insertQuota,
  pageOfQuotas,
  reopenQuota,
  updateQuota,
} from './quotas.queries.js';
import { takenOf } from './sale.rules.js';
import { StockService } from './stock.service.js';
import { changed } from './terms-table.js';
import { stockFreed } from './ticketing.messages.js';
import { belowTaken, quotaInUse, quotaOpen, quotaUnknown } from './ticketing.problems.js';

/** How many places there are. How many are taken is the business of `StockService`. */
@Injectable()
export class QuotasService {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly events: EventsService,
    private readonly stock: StockService,
  ) {}

  create(actor: Actor, eventId: string, input: NewQuotaDto): Promise<QuotaDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const { name, size = null, closeWhenSoldOut = false } = input;
      const quotaId = await insertQuota(tx, actor, eventId, { name, size, closeWhenSoldOut });
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

  /** What is over gives back its places first: they are not taken. */
  change(actor: Actor, quotaId: string, version: number, input: ChangeQuotaDto): Promise<QuotaDto> {
    return this.db.transaction(actor, async (tx) => {
      const before = await this.find(tx, actor, quotaId);
      await this.stock.lock(tx, actor, before.eventId);
      await this.stock.settle(tx, actor, before.eventId);
      const done = await updateQuota(tx, actor, { ...changed(before, input), version });
      const after = await this.find(tx, actor, quotaId);
      if (done === 0)
        throw after.version === version ? belowTaken({ pointer: '/size', taken: takenOf(after) }) : versionConflict();
      if (isLarger(after.size, before.size)) await this.jobs.publish(tx, actor, [stockFreed(after.eventId)]);
      return QuotaDto.of(after);
    });
  }

  /** Nothing of it is given out from now on; who has a place, or holds one, keeps it. */
  close(actor: Actor, quotaId: string): Promise<QuotaDto> {
    return this.db.transaction(actor, async (tx) => {
      const { eventId } = await this.find(tx, actor, quotaId);
      await this.stock.lock(tx, actor, eventId);
      await closeQuota(tx, actor, quotaId);
      return QuotaDto.of(await this.find(tx, actor, quotaId));
    });
  }

  reopen(actor: Actor, quotaId: string): Promise<QuotaDto> {
    return this.db.transaction(actor, async (tx) => {
      const { eventId } = await this.find(tx, actor, quotaId);
      await this.stock.lock(tx, actor, eventId);
      if ((await reopenQuota(tx, actor, quotaId)) === 0) throw quotaOpen();
      await this.jobs.publish(tx, actor, [stockFreed(eventId)]);
      return QuotaDto.of(await this.find(tx, actor, quotaId));
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

const isLarger = (size: number | null, before: number | null): boolean =>
  before !== null && (size === null || size > before);
