import { Injectable } from '@nestjs/common';
import type { Problem } from '../../kernel/problem.js';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import type { Stock } from './admission.js';
import { outlookOf } from './availability.queries.js';
import { lookAhead, poolsNow } from './availability.rules.js';
import type { BeforePublic } from './before-public.js';
import { codesReturning, overdueLines } from './prospect.queries.js';
import { freedSince, withTaken, withoutOverdue } from './settled.rules.js';
import { type Shortage, explained, isShortage } from './shortage.rules.js';
import { allotmentsOf } from './stock.queries.js';

/** A refusal, and what there was too little of. */
export interface Refused {
  problem: Problem;
  shortage: Shortage | null;
}

/** What will happen to the places of an event by itself, seen without changing anything. */
@Injectable()
export class ProspectsService {
  private readonly before: BeforePublic[] = [];

  /** Names somebody to whom free places go before the public. */
  add(first: BeforePublic): void {
    this.before.push(first);
  }

  async give(tx: Tx, actor: Actor, eventId: string): Promise<void> {
    for (const first of this.before) await first.give(tx, actor, eventId);
  }

  /** The stock as settling would leave it, and what of each quota would go to those who come before the public. */
  async settled(
    tx: Tx,
    actor: Actor,
    eventId: string,
    stock: Stock,
  ): Promise<{ stock: Stock; promised: ReadonlyMap<string, number> }> {
    const overdue = await overdueLines(tx, actor, eventId);
    const codeIds = [...new Set(overdue.flatMap(({ codeId }) => codeId ?? []))];
    const tidied = withoutOverdue(stock, overdue, codeIds.length > 0 ? await allotmentsOf(tx, actor, codeIds) : []);
    const promised = new Map<string, number>();
    for (const first of this.before)
      for (const [id, places] of await first.foresee(tx, actor, eventId, freedSince(stock, tidied)))
        promised.set(id, (promised.get(id) ?? 0) + places);
    return { stock: withTaken(tidied, promised), promised };
  }

  /** The same refusals; those that are about places or uses also say what may come back, and when. Asked once for all of them. */
  async explain<R extends Refused>(
    tx: Tx,
    actor: Actor,
    eventId: string,
    {
      catalogue,
      quotas,
      refused,
      promised = new Map(),
    }: Pick<Stock, 'catalogue' | 'quotas'> & {
      refused: readonly R[];
      promised?: ReadonlyMap<string, number>;
    },
  ): Promise<readonly R[]> {
    const shortages = refused.flatMap(({ problem, shortage }) => (isShortage(problem) && shortage ? [shortage] : []));
    if (shortages.length === 0) return refused;
    const pools = poolsNow(catalogue, [...quotas.values()], []);
    lookAhead(catalogue, pools, await outlookOf(tx, actor, eventId));
    const codeIds = [...new Set(shortages.flatMap(({ codeId }) => codeId ?? []))];
    const codes = await codesReturning(tx, actor, codeIds);
    const prospect = { pools, codes, promised, listOpen: await this.isListOpen(tx, actor, eventId) };
    return refused.map((one) =>
      one.shortage ? { ...one, problem: explained(one.problem, one.shortage, prospect) } : one,
    );
  }

  private async isListOpen(tx: Tx, actor: Actor, eventId: string): Promise<boolean> {
    for (const first of this.before) if (await first.isOpen(tx, actor, eventId)) return true;
    return false;
  }
}
