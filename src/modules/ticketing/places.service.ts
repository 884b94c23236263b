import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import type { EndedLine } from './holds.queries.js';
import { type StockLine, productKey } from './stock-lines.rules.js';
import {
  type AllotmentLine,
  type Movement,
  allotmentsOf,
  countTight,
  moveAllotments,
  moveCodes,
  movePlaces,
} from './stock.queries.js';

/** Which counter a place is counted in while somebody has it. */
export type Counter = 'held' | 'sold';

/**
 * Moves the counters of places and codes, always many at once, while the stock is locked. What is taken under a code of an
 * allotment comes out of the organiser's hold, and goes back there while that hold counts.
 */
@Injectable()
export class PlacesService {
  /** Takes the places of these lines, and the uses of their codes. The schema refuses what is not there. */
  async take(tx: Tx, actor: Actor, lines: readonly StockLine[], counter: Counter): Promise<void> {
    await this.move(tx, actor, lines, { counter, sign: 1 });
  }

  /** Gives the places of these lines back, and the uses of their codes. */
  async giveBack(tx: Tx, actor: Actor, lines: readonly StockLine[], counter: Counter): Promise<void> {
    await this.move(tx, actor, lines, { counter, sign: -1 });
  }

  /** What was held is sold now; codes stay used. */
  async sell(tx: Tx, actor: Actor, lines: readonly StockLine[]): Promise<void> {
    if (lines.length > 0)
      await movePlaces(
        tx,
        actor,
        lines.map((line) => movement(line, { held: -line.count, sold: line.count })),
      );
  }

  /** Keeps places back for an organiser (sign 1), or no longer (sign -1). */
  async block(tx: Tx, actor: Actor, lines: readonly StockLine[], sign: 1 | -1): Promise<void> {
    if (lines.length > 0)
      await movePlaces(
        tx,
        actor,
        lines.map((line) => movement(line, { blocked: sign * line.count })),
      );
  }

  /** Gives back what ended holds counted, each kind where it was counted. */
  async restore(tx: Tx, actor: Actor, ended: readonly EndedLine[]): Promise<void> {
    const lines = ended.filter(({ ticketTypeId, count }) => ticketTypeId !== null && count > 0);
    await this.block(
      tx,
      actor,
      lines.filter(({ kind }) => kind === 'organizer'),
      -1,
    );
    await this.giveBack(
      tx,
      actor,
      lines.filter(({ kind }) => kind !== 'organizer'),
      'held',
    );
  }

  /** Whether the places of all these lines, and the uses of their codes, are free. */
  async fits(tx: Tx, actor: Actor, lines: readonly StockLine[]): Promise<boolean> {
    const coded = lines.filter(({ codeId }) => codeId !== null);
    const allotments = await this.allotmentsFor(tx, actor, coded);
    const places = lines.filter((line) => !allotments.some((allotment) => feeds(allotment, line)));
    const short = allotments.some((allotment) =>
      coded.some((line) => feeds(allotment, line) && line.count > allotment.left),
    );
    return !short && (await countTight(tx, actor, { places, coded })) === 0;
  }

  private async allotmentsFor(tx: Tx, actor: Actor, coded: readonly StockLine[]): Promise<AllotmentLine[]> {
    const codeIds = new Set(coded.flatMap(({ codeId }) => codeId ?? []));
    return codeIds.size === 0 ? [] : allotmentsOf(tx, actor, [...codeIds]);
  }

  private async move(
    tx: Tx,
    actor: Actor,
    lines: readonly StockLine[],
    { counter, sign }: { counter: Counter; sign: 1 | -1 },
  ): Promise<void> {
    if (lines.length === 0) return;
    const coded = lines.flatMap((line) => (line.codeId === null ? [] : [{ ...line, codeId: line.codeId }]));
    const allotments = await this.allotmentsFor(tx, actor, coded);
    const allotted = (line: StockLine) => allotments.find((allotment) => feeds(allotment, line));
    await movePlaces(
      tx,
      actor,
      lines.map((line) =>
        movement(line, {
          [counter]: sign * line.count,
          ...(allotted(line) && { blocked: -sign * line.count }),
        }),
      ),
    );
    if (coded.length === 0) return;
    await moveCodes(
      tx,
      actor,
      coded.map(({ codeId, count, givenAway }) => ({ codeId, used: sign * count, givenAway: sign * givenAway })),
    );
    const fed = coded.flatMap((line) => {
      const from = allotted(line);
      return from ? [{ lineId: from.lineId, count: -sign * line.count }] : [];
    });
    if (fed.length > 0) await moveAllotments(tx, actor, fed);
  }
}

const feeds = (allotment: AllotmentLine, line: StockLine): boolean =>
  allotment.codeId === line.codeId && productKey(allotment) === productKey(line);

const movement = ({ ticketTypeId, variationId }: StockLine, moved: Partial<Movement>): Movement => ({
  ticketTypeId,
  variationId,
  held: 0,
  sold: 0,
  blocked: 0,
  ...moved,
});
