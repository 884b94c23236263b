import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { BudgetLineDto, type ChangeBudgetLineDto, type NewBudgetLineDto } from './budget-line.dto.js';
import {
  basisContradicted,
  currencyDiffers,
  lineInUse,
  lineUnknown,
  ownerUnknown,
  tooLargeToCount,
  tooManyLines,
  unitAmountNegative,
} from './budget.problems.js';
import { type Budget, latestRevision } from './budget.queries.js';
import { BudgetService } from './budget.service.js';
import {
  type Line,
  type NewLine,
  addLine,
  changeLine,
  forgetLine,
  isMember,
  lineListing,
  lineOf,
  linesOf,
  removeLine,
  traceOf,
} from './budget-lines.queries.js';
import { basisAfter, isCountable, lineLimit } from './plan.rules.js';

type Wish = Partial<Omit<NewBudgetLineDto, 'kind' | 'ownerId'>> & Pick<ChangeBudgetLineDto, 'ownerId'>;

/** The lines of the revision in work. */
@Injectable()
export class BudgetLinesService {
  constructor(
    private readonly db: Database,
    private readonly budgets: BudgetService,
  ) {}

  add(actor: Actor, eventId: string, input: NewBudgetLineDto): Promise<BudgetLineDto> {
    return this.db.transaction(actor, async (tx) => {
      const budget = await this.budgets.touch(tx, actor, eventId);
      const revision = await this.budgets.writable(tx, actor, budget);
      const line = await this.wished(tx, actor, budget, { ...blank, kind: input.kind }, input);
      const others = await linesOf(tx, actor, revision.id);
      if (others.length >= lineLimit) throw tooManyLines({ limit: lineLimit });
      requireCountable([...others, line]);
      return BudgetLineDto.of(await addLine(tx, actor, budget, revision, line), revision, budget.currency);
    });
  }

  list(actor: Actor, eventId: string, query: PageQuery): Promise<Page<BudgetLineDto>> {
    return this.db.read(actor, async (tx) => {
      const budget = await this.budgets.require(tx, actor, eventId);
      const revision = await latestRevision(tx, actor, budget.id);
      return readPage<Line, BudgetLineDto>(tx, lineListing(actor, revision.id), query, (line) =>
        BudgetLineDto.of(line, revision, budget.currency),
      );
    });
  }

  read(actor: Actor, eventId: string, lineId: string): Promise<BudgetLineDto> {
    return this.db.read(actor, async (tx) => {
      const budget = await this.budgets.require(tx, actor, eventId);
      const revision = await latestRevision(tx, actor, budget.id);
      const line = await lineOf(tx, actor, revision.id, lineId);
      if (!line) throw lineUnknown();
      return BudgetLineDto.of(line, revision, budget.currency);
    });
  }

  change(
    actor: Actor,
    eventId: string,
    { lineId, version }: { lineId: string; version: number },
    input: ChangeBudgetLineDto,
  ): Promise<BudgetLineDto> {
    return this.db.transaction(actor, async (tx) => {
      const budget = await this.budgets.touch(tx, actor, eventId);
      const revision = await this.budgets.writable(tx, actor, budget);
      const lines = await linesOf(tx, actor, revision.id);
      const before = lines.find((line) => line.id === lineId);
      if (!before) throw lineUnknown();
      const after = { ...before, ...(await this.wished(tx, actor, budget, before, input)), version };
      requireCountable(lines.map((line) => (line.id === lineId ? after : line)));
      const changed = await changeLine(tx, actor, revision.id, after);
      if (!changed) throw versionConflict();
      return BudgetLineDto.of(changed, revision, budget.currency);
    });
  }

  /** A line that no revision has and that nothing was entered for is forgotten altogether. */
  remove(actor: Actor, eventId: string, lineId: string): Promise<void> {
    return this.db.transaction(actor, async (tx) => {
      const budget = await this.budgets.touch(tx, actor, eventId);
      const revision = await this.budgets.writable(tx, actor, budget);
      if (!(await removeLine(tx, actor, revision.id, lineId))) throw lineUnknown();
      const trace = await traceOf(tx, actor, lineId);
      if (trace.planned) return;
      if (trace.entered) throw lineInUse();
      await forgetLine(tx, actor, lineId);
    });
  }

  /** The line after a wish, or the refusal of it. */
  private async wished(tx: Tx, actor: Actor, budget: Budget, before: NewLine, wish: Wish): Promise<NewLine> {
    const basis = basisAfter(wish, before);
    if (!basis) throw basisContradicted({ pointer: '/driver' });
    if (wish.ownerId && !(await isMember(tx, actor, wish.ownerId))) throw ownerUnknown({ pointer: '/ownerId' });
    return {
      kind: before.kind,
      category: wish.category ?? before.category,
      label: wish.label ?? before.label,
      ...basis,
      quantity: wish.quantity ?? before.quantity,
      unitAmount: wish.unitAmount ? amountIn(budget, wish.unitAmount) : before.unitAmount,
      quoteState: wish.quoteState ?? before.quoteState,
      ownerId: wish.ownerId === undefined ? before.ownerId : wish.ownerId,
    };
  }
}

const blank: Omit<NewLine, 'kind'> = {
  category: '',
  label: '',
  basis: 'fixed',
  driver: null,
  per: 1,
  quantity: 1,
  unitAmount: 0,
  quoteState: 'placeholder',
  ownerId: null,
};

function amountIn(budget: Budget, { amount, currency }: { amount: number; currency: string }): number {
  if (currency !== budget.currency)
    throw currencyDiffers({ pointer: '/unitAmount/currency', currency: budget.currency });
  if (amount < 0) throw unitAmountNegative({ pointer: '/unitAmount/amount' });
  return amount;
}

function requireCountable(lines: readonly NewLine[]): void {
  if (!isCountable(lines)) throw tooLargeToCount({ pointer: '/unitAmount/amount' });
}
