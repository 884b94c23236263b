import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import {
  alreadyReversed,
  amountNotPositive,
  commitmentReversed,
  commitmentUnknown,
  currencyDiffers,
  entryUnknown,
  lineExceeded,
  lineUnknown,
  planMissing,
  rateContradicted,
  reversalFinal,
} from './budget.problems.js';
import { type Budget, approvedRevision } from './budget.queries.js';
import { BudgetService } from './budget.service.js';
import { lineOf } from './budget-lines.queries.js';
import {
  ActualDto,
  CommitmentDto,
  type EnteredActualDto,
  type EnteredCommitmentDto,
  type ExchangeDto,
  type NewActualDto,
  type NewCommitmentDto,
  SpendingWarningDto,
} from './entry.dto.js';
import { isConversion } from './exchange.rules.js';
import {
  type Entry,
  type EntryType,
  type LineLedger,
  type NewEntry,
  addEntry,
  entryListing,
  entryOf,
  lineLedgers,
} from './ledger.queries.js';
import { plannedAmount } from './plan.rules.js';
import { type SpendingWarning, judgeSpending } from './spending.rules.js';
import { openCommitted } from './summary.rules.js';

interface Entered {
  entry: Entry;
  warnings: SpendingWarning[];
}

/** What was committed and what was spent or received. The ledger only grows. */
@Injectable()
export class LedgerService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly budgets: BudgetService,
  ) {}

  commit(actor: Actor, eventId: string, input: NewCommitmentDto): Promise<EnteredCommitmentDto> {
    return this.db.transaction(actor, async (tx) => {
      const { entry, warnings } = await this.enter(tx, actor, eventId, entryFrom('commitment', input));
      return {
        ...CommitmentDto.of(entry),
        warnings: warnings.map((each) => SpendingWarningDto.of(each, entry.currency)),
      };
    });
  }

  spend(actor: Actor, eventId: string, input: NewActualDto): Promise<EnteredActualDto> {
    return this.db.transaction(actor, async (tx) => {
      const { entry, warnings } = await this.enter(tx, actor, eventId, entryFrom('actual', input));
      return { ...ActualDto.of(entry), warnings: warnings.map((each) => SpendingWarningDto.of(each, entry.currency)) };
    });
  }

  reverseCommitment(actor: Actor, eventId: string, commitmentId: string, reason: string): Promise<CommitmentDto> {
    return this.db.transaction(actor, async (tx) =>
      CommitmentDto.of(await this.reverse(tx, actor, eventId, { id: commitmentId, type: 'commitment', reason })),
    );
  }

  reverseActual(actor: Actor, eventId: string, actualId: string, reason: string): Promise<ActualDto> {
    return this.db.transaction(actor, async (tx) =>
      ActualDto.of(await this.reverse(tx, actor, eventId, { id: actualId, type: 'actual', reason })),
    );
  }

  commitments(actor: Actor, eventId: string, query: PageQuery): Promise<Page<CommitmentDto>> {
    return this.list(actor, eventId, query, 'commitment', (entry) => CommitmentDto.of(entry));
  }

  actuals(actor: Actor, eventId: string, query: PageQuery): Promise<Page<ActualDto>> {
    return this.list(actor, eventId, query, 'actual', (entry) => ActualDto.of(entry));
  }

  private list<T>(
    actor: Actor,
    eventId: string,
    query: PageQuery,
    type: EntryType,
    of: (entry: Entry) => T,
  ): Promise<Page<T>> {
    return this.db.read(actor, async (tx) => {
      const budget = await this.budgets.require(tx, actor, eventId);
      return readPage<Entry, T>(tx, entryListing(actor, budget.id, type), query, of);
    });
  }

  /** The budget stays locked from before the entry until its end, so that two entries never both fit into one rest. */
  private async enter(tx: Tx, actor: Actor, eventId: string, wanted: NewEntry): Promise<Entered> {
    const budget = await this.budgets.lock(tx, actor, eventId);
    requireSound(budget, wanted);
    const [before] = await lineLedgers(tx, actor, budget.id, wanted.lineId);
    if (!before) throw lineUnknown({ pointer: '/lineId' });
    await this.requireCommitment(tx, actor, budget, wanted);
    const id = await addEntry(tx, actor, budget.id, wanted);
    const [after] = await lineLedgers(tx, actor, budget.id, wanted.lineId);
    const entry = id && (await entryOf(tx, actor, budget.id, { id, type: wanted.type }));
    if (!entry || !after) throw new Error('An entry is there once it is written');
    return { entry, warnings: await this.judge(tx, actor, budget, after) };
  }

  /** The entry of the opposite amount. It is judged by nothing: a mistake can always be taken back. */
  private async reverse(
    tx: Tx,
    actor: Actor,
    eventId: string,
    { id, type, reason }: { id: string; type: EntryType; reason: string },
  ): Promise<Entry> {
    const budget = await this.budgets.lock(tx, actor, eventId);
    const entry = await entryOf(tx, actor, budget.id, { id, type });
    if (!entry) throw entryUnknown();
    if (entry.reversesId) throw reversalFinal();
    const reversalId = await addEntry(tx, actor, budget.id, {
      ...entry,
      amount: -entry.amount,
      units: entry.units && -entry.units,
      originalAmount: entry.originalAmount && -entry.originalAmount,
      note: reason,
      occurredOn: this.clock.now().toISOString().slice(0, 10),
      reversesId: entry.id,
    });
    const reversal = reversalId && (await entryOf(tx, actor, budget.id, { id: reversalId, type }));
    if (!reversal) throw alreadyReversed();
    return reversal;
  }

  private async requireCommitment(tx: Tx, actor: Actor, budget: Budget, wanted: NewEntry): Promise<void> {
    if (wanted.commitmentId === null) return;
    const found = await entryOf(tx, actor, budget.id, { id: wanted.commitmentId, type: 'commitment' });
    if (found?.lineId !== wanted.lineId || found.reversesId) throw commitmentUnknown({ pointer: '/commitmentId' });
    if (found.reversedById) throw commitmentReversed({ pointer: '/commitmentId' });
  }

  private async judge(tx: Tx, actor: Actor, budget: Budget, line: LineLedger): Promise<SpendingWarning[]> {
    const plan = await approvedRevision(tx, actor, budget.id);
    const planned = plan && (await lineOf(tx, actor, plan.id, line.lineId));
    const verdict = judgeSpending(budget.policy, {
      kind: line.kind,
      planned: plan ? (planned ? plannedAmount(planned, plan) : 0) : null,
      exposure: openCommitted(line.commitments) + line.actual,
    });
    const [warning] = verdict.warnings;
    if (verdict.blocked && warning) throw refusalOf(warning);
    return verdict.warnings;
  }
}

function entryFrom(type: EntryType, input: NewCommitmentDto & NewActualDto): NewEntry {
  return {
    type,
    lineId: input.lineId,
    amount: input.amount.amount,
    currency: input.amount.currency,
    units: input.units ?? null,
    counterparty: input.counterparty ?? null,
    document: input.document ?? null,
    note: input.note ?? null,
    occurredOn: input.occurredOn,
    cancellableUntil: input.cancellableUntil ?? null,
    ...originalOf(input.original),
    commitmentId: input.commitmentId ?? null,
    reversesId: null,
  };
}

const originalOf = (original?: ExchangeDto): Pick<NewEntry, 'originalAmount' | 'originalCurrency' | 'rate'> =>
  original
    ? { originalAmount: original.money.amount, originalCurrency: original.money.currency, rate: original.rate }
    : { originalAmount: null, originalCurrency: null, rate: null };

function requireSound(budget: Budget, { amount, currency, originalAmount, originalCurrency, rate }: NewEntry): void {
  if (currency !== budget.currency) throw currencyDiffers({ pointer: '/amount/currency', currency: budget.currency });
  if (amount <= 0) throw amountNotPositive({ pointer: '/amount/amount' });
  if (originalAmount === null || originalCurrency === null || rate === null) return;
  if (originalAmount <= 0) throw amountNotPositive({ pointer: '/original/money/amount' });
  const original = { amount: originalAmount, currency: originalCurrency };
  if (!isConversion({ amount, currency }, original, rate)) throw rateContradicted({ pointer: '/original/rate' });
}

function refusalOf({ code, planned, exposure, exceededBy }: SpendingWarning): Error {
  return code === 'line-exceeded' ? lineExceeded({ planned, exposure, exceededBy }) : planMissing();
}
