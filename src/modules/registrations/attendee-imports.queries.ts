import type { Locale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';

export const importRowStates = ['waiting', 'made', 'skipped', 'refused'] as const;
export type ImportRowState = (typeof importRowStates)[number];

/** A row of an import, and what became of it. */
export interface ImportRow {
  row: number;
  line: number;
  state: ImportRowState;
  name: string | null;
  email: string | null;
  answers: Readonly<Record<string, unknown>>;
  code: string | null;
  detail: string | null;
  orderId: string | null;
}

/** An import of people. */
export interface AttendeeImport {
  id: string;
  eventId: string;
  ticketTypeId: string;
  variationId: string | null;
  locale: Locale;
  rows: readonly ImportRow[];
  createdAt: Date;
}

const rowColumns = `'row', r.row_number, 'line', r.line, 'state', r.state, 'name', r.name, 'email', r.email, 'answers', r.answers,
  'code', r.code, 'detail', r.detail, 'orderId', r.order_id`;

export const findImport = (
  tx: Tx,
  actor: Actor,
  eventId: string,
  importId: string,
): Promise<AttendeeImport | undefined> =>
  one(
    tx,
    `select t.id, t.event_id as "eventId", t.ticket_type_id as "ticketTypeId", t.variation_id as "variationId", t.locale, t.created_at as "createdAt",
            (select coalesce(jsonb_agg(jsonb_build_object(${rowColumns}) order by r.row_number), '[]') from attendee_import_rows r
              where r.organization_id = t.organization_id and r.import_id = t.id) as rows
       from attendee_imports t where t.organization_id = $1 and t.event_id = $2 and t.id = $3`,
    [actor.organizationId, eventId, importId],
  );

export type NewImport = Omit<AttendeeImport, 'id' | 'rows' | 'createdAt'> & { contentHash: Buffer };

/** Writes the import; `fresh` is false where the same was sent before. */
export async function insertImport(
  tx: Tx,
  actor: Actor,
  { eventId, ticketTypeId, variationId, locale, contentHash }: NewImport,
): Promise<{ id: string; fresh: boolean }> {
  const written = await one<{ id: string }>(
    tx,
    `insert into attendee_imports (organization_id, event_id, ticket_type_id, variation_id, content_hash, locale, notify)
     values ($1, $2, $3, $4, $5, $6, true) on conflict do nothing returning id`,
    [actor.organizationId, eventId, ticketTypeId, variationId, contentHash, locale],
  );
  if (written) return { id: written.id, fresh: true };
  const before = await one<{ id: string }>(
    tx,
    'select id from attendee_imports where organization_id = $1 and event_id = $2 and content_hash = $3',
    [actor.organizationId, eventId, contentHash],
  );
  if (!before) throw new Error('What an insert meets is there');
  return { id: before.id, fresh: false };
}

export const insertRows = (tx: Tx, actor: Actor, importId: string, all: readonly ImportRow[]): Promise<number> =>
  affected(
    tx,
    `insert into attendee_import_rows (organization_id, import_id, row_number, line, state, name, email, answers, code, detail)
     select $1, $2, r.row, r.line, r.state, r.name, r.email, r.answers, r.code, r.detail
       from jsonb_to_recordset($3::jsonb) as r(row integer, line integer, state text, name text, email text, answers jsonb, code text, detail text)`,
    [actor.organizationId, importId, JSON.stringify(all)],
  );

/** The next rows that wait, locked until the transaction ends. */
export const waitingRows = (tx: Tx, actor: Actor, importId: string, limit: number): Promise<ImportRow[]> =>
  rows(
    tx,
    `select row_number as row, line, state, name, email, answers, code, detail, order_id as "orderId" from attendee_import_rows
      where organization_id = $1 and import_id = $2 and state = 'waiting' order by row_number limit $3 for update`,
    [actor.organizationId, importId, limit],
  );

export type SettledRow = Pick<ImportRow, 'row' | 'state' | 'code' | 'orderId'>;

export const settleRows = (tx: Tx, actor: Actor, importId: string, settled: readonly SettledRow[]): Promise<number> =>
  affected(
    tx,
    `update attendee_import_rows t set state = r.state, code = r.code, order_id = r."orderId"
       from jsonb_to_recordset($3::jsonb) as r(row integer, state text, code text, "orderId" uuid)
      where t.organization_id = $1 and t.import_id = $2 and t.row_number = r.row and t.state = 'waiting'`,
    [actor.organizationId, importId, JSON.stringify(settled)],
  );
