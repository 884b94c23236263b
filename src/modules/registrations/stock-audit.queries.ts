import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, one, rows } from '../../platform/database/sql.js';

/** A row of the view `stock_counts`. */
export interface StockCount {
  kind: 'quota' | 'ticket-type';
  id: string;
  sold: number;
  counted: number;
}

/** One statement, so all counts are of one moment. */
export const stockCountsOf = (tx: Tx, actor: Actor, eventId: string): Promise<StockCount[]> =>
  rows(
    tx,
    'select kind, id, sold, counted from stock_counts where organization_id = $1 and event_id = $2 order by kind, id',
    [actor.organizationId, eventId],
  );

/** How many counters of the organisation say something else than its tickets. */
export async function driftOf(tx: Tx, actor: Actor): Promise<number> {
  const row = await one<{ drift: number }>(
    tx,
    'select count(*)::integer as drift from stock_counts where organization_id = $1 and sold <> counted',
    [actor.organizationId],
  );
  return row?.drift ?? 0;
}
