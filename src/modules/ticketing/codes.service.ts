import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import { EventsService } from '../events/events.service.js';
import { toAmounts } from './amounts.dto.js';
import {
  type ChangeCodeDto,
  type CodeBatchDto,
  CodeDto,
  type CodeExportQuery,
  type CodeQuery,
  type CodeRow,
  type CodeTerms,
  type CodeTermsDto,
  type MadeCodesDto,
  type NewCodeDto,
} from './code.dto.js';
import { codesAsCsv } from './codes-csv.js';
import { codes, deleteUnusedCode, insertCodes, knowsScope, listedCodes, whyCodeRefused } from './codes.queries.js';
import { randomCode } from './random-code.js';
import { changed } from './terms-table.js';
import { requireCode } from './terms.rules.js';
import { StockService } from './stock.service.js';
import { TicketTypesService } from './ticket-types.service.js';
import { codeInUse, codeTaken, codeUnknown, codeUsedMore } from './codes.problems.js';
import { holdUnknown, variationUnknown } from './ticketing.problems.js';

/** Promo and access codes: what they take off, what they open, how often. */
@Injectable()
export class CodesService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
    private readonly ticketTypes: TicketTypesService,
    private readonly stock: StockService,
  ) {}

  create(actor: Actor, eventId: string, input: NewCodeDto): Promise<CodeDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const terms = newTerms(input.code, input);
      await this.require(tx, actor, eventId, terms);
      const id = await judged(codes.insert(tx, actor, eventId, terms));
      return CodeDto.of(await this.find(tx, actor, id));
    });
  }

  /** Writes as many as are wanted; a text that happens to exist is drawn again. */
  createMany(actor: Actor, eventId: string, input: CodeBatchDto): Promise<MadeCodesDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const terms = newTerms('', input);
      await this.require(tx, actor, eventId, terms);
      const made: string[] = [];
      while (made.length < input.count) {
        const missing = input.count - made.length;
        const texts = Array.from({ length: missing }, () => randomCode(input.prefix ?? ''));
        made.push(...(await insertCodes(tx, actor, eventId, { texts, terms })));
      }
      return { codes: made };
    });
  }

  list(actor: Actor, eventId: string, query: CodeQuery): Promise<Page<CodeDto>> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return codes.page<CodeRow, CodeDto>(tx, actor, { query, ...listedCodes(eventId, query) }, CodeDto.of);
    });
  }

  /** All of them as CSV. */
  export(actor: Actor, eventId: string, query: CodeExportQuery): Promise<string> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return codesAsCsv(await codes.all<CodeRow>(tx, actor, listedCodes(eventId, query)));
    });
  }

  show(actor: Actor, codeId: string): Promise<CodeDto> {
    return this.db.read(actor, async (tx) => CodeDto.of(await this.find(tx, actor, codeId)));
  }

  /** What is over gives back its uses first: they are not used. */
  change(actor: Actor, codeId: string, version: number, input: ChangeCodeDto): Promise<CodeDto> {
    return this.db.transaction(actor, async (tx) => {
      const { eventId, ...before } = await this.find(tx, actor, codeId);
      const terms = changedTerms(before, input);
      await this.require(tx, actor, eventId, terms);
      await this.stock.lock(tx, actor, eventId);
      await this.stock.settle(tx, actor, eventId);
      if ((await judged(codes.update(tx, actor, { id: codeId, version }, terms))) === 0) throw versionConflict();
      return CodeDto.of(await this.find(tx, actor, codeId));
    });
  }

  delete(actor: Actor, codeId: string): Promise<void> {
    return this.db.transaction(actor, async (tx) => {
      await this.find(tx, actor, codeId);
      if ((await deleteUnusedCode(tx, actor, codeId)) === 0) throw codeInUse();
    });
  }

  private async require(tx: Tx, actor: Actor, eventId: string, terms: CodeTerms): Promise<void> {
    requireCode(terms);
    await this.ticketTypes.requireAll(tx, actor, eventId, terms.ticketTypeIds);
    const known = await knowsScope(tx, actor, eventId, terms);
    if (!known.variations) throw variationUnknown({ pointer: '/variationIds' });
    if (!known.hold) throw holdUnknown({ pointer: '/holdId' });
  }

  private async find(tx: Tx, actor: Actor, codeId: string): Promise<CodeRow> {
    const found = await codes.find<CodeRow>(tx, actor, codeId);
    if (!found) throw codeUnknown();
    return found;
  }
}

/** The guards are in the schema, so that a use that is counted meanwhile is not overlooked. */
async function judged<T>(written: Promise<T>): Promise<T> {
  try {
    return await written;
  } catch (error) {
    const why = whyCodeRefused(error);
    if (why === 'taken') throw codeTaken({ pointer: '/code' });
    if (why === 'used') throw codeUsedMore();
    throw error;
  }
}

const nothing: Omit<CodeTerms, 'code'> = {
  tag: null,
  effect: 'none',
  amounts: {},
  rate: null,
  ticketTypeIds: [],
  variationIds: [],
  opensHidden: false,
  validFrom: null,
  validUntil: null,
  maxUses: null,
  maxPerOrder: null,
  maxPerPerson: null,
  budgetAmount: null,
  budgetCurrency: null,
  holdId: null,
};

const newTerms = (code: string, input: CodeTermsDto): CodeTerms => ({
  ...changedTerms({ ...nothing, code }, input),
  code,
});

function changedTerms<T extends CodeTerms>(before: T, { budget, amounts, ...input }: CodeTermsDto): T {
  return changed(before, {
    ...input,
    amounts: amounts && toAmounts(amounts),
    budgetAmount: budget === undefined ? undefined : (budget?.amount ?? null),
    budgetCurrency: budget === undefined ? undefined : (budget?.currency ?? null),
  });
}
