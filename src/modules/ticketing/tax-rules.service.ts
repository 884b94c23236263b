import { Injectable } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { type Tx, affected, one } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import type { TaxRule } from './catalogue.js';
import { type ChangeTaxRuleDto, type NewTaxRuleDto, TaxRuleDto } from './tax-rule.dto.js';
import { taxRuleInUse, taxRuleUnknown } from './ticketing.problems.js';

type TaxRow = TaxRule & { version: number };

const columns = 't.id, t.name, t.rate, t.inclusive, t.version';

/** The taxes of an organisation, for all of its events. */
@Injectable()
export class TaxRulesService {
  constructor(private readonly db: Database) {}

  create(actor: Actor, input: NewTaxRuleDto): Promise<TaxRuleDto> {
    return this.db.transaction(actor, async (tx) => {
      const row = await one<TaxRow>(
        tx,
        `insert into tax_rules as t (organization_id, name, rate, inclusive) values ($1, $2, $3, $4) returning ${columns}`,
        [actor.organizationId, input.name, input.rate, input.inclusive ?? true],
      );
      return TaxRuleDto.of(row as TaxRow);
    });
  }

  list(actor: Actor, query: PageQuery): Promise<Page<TaxRuleDto>> {
    const listing = { from: 'tax_rules', select: columns, params: [actor.organizationId] };
    return this.db.read(actor, (tx) => readPage(tx, listing, query, TaxRuleDto.of));
  }

  show(actor: Actor, taxRuleId: string): Promise<TaxRuleDto> {
    return this.db.read(actor, async (tx) => TaxRuleDto.of(await this.find(tx, actor, taxRuleId)));
  }

  change(actor: Actor, taxRuleId: string, version: number, input: ChangeTaxRuleDto): Promise<TaxRuleDto> {
    return this.db.transaction(actor, async (tx) => {
      const before = await this.find(tx, actor, taxRuleId);
      const row = await one<TaxRow>(
        tx,
        `update tax_rules t set name = $4, rate = $5, inclusive = $6
          where organization_id = $1 and id = $2 and version = $3 returning ${columns}`,
        [
          actor.organizationId,
          taxRuleId,
          version,
          input.name ?? before.name,
          input.rate ?? before.rate,
          input.inclusive ?? before.inclusive,
        ],
      );
      if (!row) throw versionConflict();
      return TaxRuleDto.of(row);
    });
  }

  delete(actor: Actor, taxRuleId: string): Promise<void> {
    return this.db.transaction(actor, async (tx) => {
      await this.find(tx, actor, taxRuleId);
      try {
        const found = [actor.organizationId, taxRuleId];
        await affected(tx, 'delete from tax_rules where organization_id = $1 and id = $2', found);
      } catch (error) {
        if (error instanceof QueryFailedError && error.driverError.code === '23503') throw taxRuleInUse();
        throw error;
      }
    });
  }

  /** Refuses what is no tax of the organisation; null is none. */
  async require(tx: Tx, actor: Actor, taxRuleId: string | null): Promise<void> {
    if (taxRuleId !== null) await this.find(tx, actor, taxRuleId, '/taxRuleId');
  }

  private async find(tx: Tx, actor: Actor, taxRuleId: string, pointer?: string): Promise<TaxRow> {
    const found = await one<TaxRow>(tx, `select ${columns} from tax_rules t where organization_id = $1 and id = $2`, [
      actor.organizationId,
      taxRuleId,
    ]);
    if (!found) throw taxRuleUnknown({ pointer });
    return found;
  }
}
