import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { EventsService } from '../events/events.service.js';
import { toAmounts } from './amounts.dto.js';
import { type ChangeFeeDto, FeeDto, type FeeTerms, type NewFeeDto } from './fee.dto.js';
import { TaxRulesService } from './tax-rules.service.js';
import { type Row, TermsTable, changed } from './terms-table.js';
import { feeUnknown } from './ticketing.problems.js';

const fees = new TermsTable<FeeTerms>('fees', {
  name: 'name',
  per: 'per',
  rate: 'rate',
  amounts: 'amounts',
  taxRuleId: 'tax_rule_id',
});

/** What is paid besides the tickets. */
@Injectable()
export class FeesService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
    private readonly taxRules: TaxRulesService,
  ) {}

  create(actor: Actor, eventId: string, input: NewFeeDto): Promise<FeeDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const terms = newTerms(input);
      await this.taxRules.require(tx, actor, terms.taxRuleId);
      return FeeDto.of(await this.find(tx, actor, await fees.insert(tx, actor, eventId, terms)));
    });
  }

  list(actor: Actor, eventId: string, query: PageQuery): Promise<Page<FeeDto>> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return fees.page(tx, actor, { query, where: 't.event_id = $2', params: [eventId] }, FeeDto.of);
    });
  }

  show(actor: Actor, feeId: string): Promise<FeeDto> {
    return this.db.read(actor, async (tx) => FeeDto.of(await this.find(tx, actor, feeId)));
  }

  change(actor: Actor, feeId: string, version: number, input: ChangeFeeDto): Promise<FeeDto> {
    return this.db.transaction(actor, async (tx) => {
      const { eventId: _, ...before } = await this.find(tx, actor, feeId);
      const terms = changed(before, { ...input, amounts: input.amounts && toAmounts(input.amounts) });
      await this.taxRules.require(tx, actor, terms.taxRuleId);
      if ((await fees.update(tx, actor, { id: feeId, version }, terms)) === 0) throw versionConflict();
      return FeeDto.of(await this.find(tx, actor, feeId));
    });
  }

  delete(actor: Actor, feeId: string): Promise<void> {
    return this.db.transaction(actor, async (tx) => {
      await this.find(tx, actor, feeId);
      await fees.remove(tx, actor, feeId);
    });
  }

  private async find(tx: Tx, actor: Actor, feeId: string): Promise<Row<FeeTerms>> {
    const found = await fees.find(tx, actor, feeId);
    if (!found) throw feeUnknown();
    return found;
  }
}

const newTerms = (input: NewFeeDto): FeeTerms => ({
  name: input.name,
  per: input.per,
  rate: input.rate ?? null,
  amounts: toAmounts(input.amounts ?? []),
  taxRuleId: input.taxRuleId ?? null,
});
