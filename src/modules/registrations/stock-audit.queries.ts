import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, one, rows } from '../../platform/database/sql.js';

/** A row of the view `stock_counts`. */
export interface StockCount {
  kind: 'quota' | 'ticket-type' | 'variation' | 'code';
  id: string;
  counter: 'held' | 'sold' | 'blocked' | 'used' | 'given-away';
  says: number;
  counted: number;
}

/** One statement, so all counts are of one moment. */
export const stockCountsOf = (tx: Tx, actor: Actor, eventId: string): Promise<StockCount[]> =>
  rows(
    tx,
    'select kind, id, counter, says, counted from stock_counts where organization_id = $1 and event_id = $2 order by kind, id, counter',
    [actor.organizationId, eventId],
  );

/** How many counters of the organisation say something else than its tickets and holds. */
export async function driftOf(tx: Tx, actor: Actor): Promise<number> {
  const row = await one<{ drift: number }>(
    tx,
    'select count(*)::integer as drift from stock_counts where organization_id = $1 and says <> counted',
    [actor.organizationId],
  );
  return row?.drift ?? 0;
}
