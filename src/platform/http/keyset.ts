import { type Page, type Position, toPage } from '../../kernel/page.js';
import { type Tx, rows } from '../database/sql.js';
import { type PageQuery, startOf } from './page.dto.js';

/** What is listed: a table or view with `organization_id`, `id` and `updated_at`, and the conditions beyond the organisation. */
export interface Listing {
  from: string;
  /** Column list; `id` and `updated_at` must be among them. */
  select: string;
  /** Conditions with `$n` parameters; `$1` is the organisation. */
  where?: string;
  params: readonly unknown[];
}

/**
 * Reads one page by keyset: `(updated_at, id) > cursor` or `id > cursor`, so that nothing that was there throughout is
 * skipped or repeated, whatever is written meanwhile.
 */
export async function readPage<R extends { id: string }, T>(
  tx: Tx,
  listing: Listing,
  query: PageQuery,
  of: (row: R) => T,
): Promise<Page<T>> {
  const start = startOf(query);
  const params = [...listing.params];
  const bind = (value: unknown) => `$${params.push(value)}`;
  const conditions = ['t.organization_id = $1', ...(listing.where ? [`(${listing.where})`] : [])];
  const byChange = query.updatedSince !== undefined;
  if (query.updatedSince) conditions.push(`t.updated_at >= ${bind(query.updatedSince)}`);
  // The cursor keeps microseconds: a JavaScript date would lose them and repeat rows.
  if (start?.updatedAt)
    conditions.push(`(t.updated_at, t.id) > (${bind(start.updatedAt)}::timestamptz, ${bind(start.id)}::uuid)`);
  else if (start) conditions.push(`t.id > ${bind(start.id)}::uuid`);
  const found = await rows<R & { cursor_at: string }>(
    tx,
    `select ${listing.select}, to_char(t.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as cursor_at from ${listing.from} t
      where ${conditions.join(' and ')} order by ${byChange ? 't.updated_at, t.id' : 't.id'} limit ${bind(query.limit + 1)}`,
    params,
  );
  const position = (row: R & { cursor_at: string }): Position =>
    byChange ? { id: row.id, updatedAt: row.cursor_at } : { id: row.id };
  return toPage(found, query.limit, position, of);
}
