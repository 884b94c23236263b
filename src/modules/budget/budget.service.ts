import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { type Tx, one } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import { EventsService } from '../events/events.service.js';
import { BudgetDto, BudgetRevisionDto, type ChangeBudgetDto, type NewBudgetDto } from './budget.dto.js';
import { budgetExists, budgetUnknown, currencyFixed, revisionClosed, revisionUnknown } from './budget.problems.js';
import {
  type Budget,
  type Revision,
  addRevision,
  approvedRevision,
  findBudget,
  latestRevision,
  lockBudget,
  revisionNumbered,
  setHeadcounts,
  setState,
  stepsOf,
  touchBudget,
} from './budget.queries.js';
import { linesOf } from './budget-lines.queries.js';
import { breakEven, defaultBound } from './break-even.rules.js';
import { BudgetSummaryDto } from './budget-summary.dto.js';
import { type LineLedger, hasEntries, lineLedgers } from './ledger.queries.js';
import { isEditable } from './revision.rules.js';
import { type BudgetSummary, summarise } from './summary.rules.js';

/** The budget of an event and the revisions of its plan. */
@Injectable()
export class BudgetService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
  ) {}

  create(actor: Actor, eventId: string, input: NewBudgetDto): Promise<BudgetDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const row = await one<{ id: string }>(
        tx,
        `insert into budgets (organization_id, event_id, currency, policy) values ($1, $2, $3, $4)
         on conflict (organization_id, event_id) do nothing returning id`,
        [actor.organizationId, eventId, input.currency, input.policy],
      );
      if (!row) throw budgetExists();
      await addRevision(tx, actor, row.id, { number: 1, heads: input.headcounts });
      return this.show(tx, actor, await this.require(tx, actor, eventId));
    });
  }

  read(actor: Actor, eventId: string): Promise<BudgetDto> {
    return this.db.read(actor, async (tx) => this.show(tx, actor, await this.require(tx, actor, eventId)));
  }

  readRevision(actor: Actor, eventId: string, number: string): Promise<BudgetRevisionDto> {
    return this.db.read(actor, async (tx) => {
      const budget = await this.require(tx, actor, eventId);
      const revision = /^[1-9]\d{0,5}$/.test(number) && (await revisionNumbered(tx, actor, budget.id, Number(number)));
      if (!revision) throw revisionUnknown();
      return this.showRevision(tx, actor, budget, revision);
    });
  }

  change(actor: Actor, eventId: string, version: number, input: ChangeBudgetDto): Promise<BudgetDto> {
    return this.db.transaction(actor, async (tx) => {
      const before = await this.lock(tx, actor, eventId);
      if (input.currency && input.currency !== before.currency) await this.requireCurrencyFree(tx, actor, before);
      const row = await one(
        tx,
        `update budgets set currency = coalesce($4, currency), policy = coalesce($5, policy)
          where organization_id = $1 and id = $2 and version = $3 returning id`,
        [actor.organizationId, before.id, version, input.currency ?? null, input.policy ?? null],
      );
      if (!row) throw versionConflict();
      if (input.headcounts) {
        const revision = await this.writable(tx, actor, before);
        await setHeadcounts(tx, actor, revision.id, input.headcounts);
      }
      return this.show(tx, actor, await this.require(tx, actor, eventId));
    });
  }

  readSummary(actor: Actor, eventId: string, bound?: number): Promise<BudgetSummaryDto> {
    return this.db.read(actor, async (tx) => {
      const summary = await this.summary(tx, actor, eventId);
      const { plan, headcounts } = summary;
      return BudgetSummaryDto.of(summary, breakEven(plan, headcounts, bound ?? defaultBound(headcounts)));
    });
  }

  /** What was planned, promised and spent, line by line and in total; refuses where the event has no budget. */
  async summary(tx: Tx, actor: Actor, eventId: string): Promise<BudgetSummary> {
    const budget = await this.require(tx, actor, eventId);
    const revision = (await approvedRevision(tx, actor, budget.id)) ?? (await latestRevision(tx, actor, budget.id));
    const plan = await linesOf(tx, actor, revision.id);
    const planOf = new Map(plan.map((line) => [line.id, line]));
    const ledgers = await lineLedgers(tx, actor, budget.id);
    const spoken = ledgers.filter((line) => planOf.has(line.lineId) || isUsed(line));
    const facts = spoken.map((line) => ({ ...line, plan: planOf.get(line.lineId) ?? null }));
    const figures = summarise(facts, revision);
    const lines = figures.lines.flatMap((line, index) => {
      const named = spoken[index];
      return named ? [{ ...line, category: named.category, label: named.label }] : [];
    });
    return {
      ...figures,
      lines,
      plan,
      currency: budget.currency,
      revision: revision.number,
      state: revision.state,
      headcounts: revision,
    };
  }

  /** The event's budget; refuses where the event does not exist or has none. */
  async require(tx: Tx, actor: Actor, eventId: string): Promise<Budget> {
    return (await findBudget(tx, actor, eventId)) ?? this.refuseMissing(tx, actor, eventId);
  }

  /** The same, locked until the transaction ends. */
  async lock(tx: Tx, actor: Actor, eventId: string): Promise<Budget> {
    return (await lockBudget(tx, actor, eventId)) ?? this.refuseMissing(tx, actor, eventId);
  }

  /** The same, locked and with its next version, for whoever changes what the budget shows. */
  async touch(tx: Tx, actor: Actor, eventId: string): Promise<Budget> {
    return (await touchBudget(tx, actor, eventId)) ?? this.refuseMissing(tx, actor, eventId);
  }

  /** The revision in work, which a change makes a draft again; refuses once it was submitted or approved. */
  async writable(tx: Tx, actor: Actor, budget: Budget): Promise<Revision> {
    const revision = await latestRevision(tx, actor, budget.id);
    if (!isEditable(revision.state))
      throw revisionClosed({
        detail: `Revision ${revision.number} is ${revision.state}`,
        revision: revision.number,
        state: revision.state,
      });
    if (revision.state === 'rejected') await setState(tx, actor, revision.id, { state: 'draft' });
    return { ...revision, state: 'draft' };
  }

  /** The budget as the API shows it. */
  async show(tx: Tx, actor: Actor, budget: Budget): Promise<BudgetDto> {
    const latest = await latestRevision(tx, actor, budget.id);
    const approved = await approvedRevision(tx, actor, budget.id);
    return BudgetDto.ofBudget(budget, approved?.number ?? null, await this.showRevision(tx, actor, budget, latest));
  }

  private async showRevision(tx: Tx, actor: Actor, budget: Budget, revision: Revision): Promise<BudgetRevisionDto> {
    const lines = await linesOf(tx, actor, revision.id);
    return BudgetRevisionDto.of(revision, lines, await stepsOf(tx, actor, revision.id), budget.currency);
  }

  private async requireCurrencyFree(tx: Tx, actor: Actor, budget: Budget): Promise<void> {
    const fixed = (await approvedRevision(tx, actor, budget.id)) ?? (await hasEntries(tx, actor, budget.id));
    if (fixed) throw currencyFixed({ pointer: '/currency' });
  }

  private async refuseMissing(tx: Tx, actor: Actor, eventId: string): Promise<never> {
    await this.events.get(tx, actor, eventId);
    throw budgetUnknown();
  }
}

/** Lines that only a later draft has stay out of the summary until something is entered for them. */
const isUsed = (line: LineLedger): boolean => line.commitments.length > 0 || line.actual !== 0;
