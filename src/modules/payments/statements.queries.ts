import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import type { Expected } from './bank-match.rules.js';
import type { StatementLine } from './statement.rules.js';

export const lineStates = ['open', 'done', 'ignored', 'returned'] as const;
export type LineState = (typeof lineStates)[number];
export const lineOutcomes = [
  'paid',
  'partial',
  'overpaid',
  'refunding',
  'wrong-currency',
  'unknown',
  'outgoing',
  'reversed',
] as const;
export type LineOutcome = (typeof lineOutcomes)[number];

/** A row of `bank_statement_lines`. */
export interface BankLine extends StatementLine {
  id: string;
  statementId: string;
  accountId: string;
  state: LineState;
  outcome: LineOutcome | null;
  orderId: string | null;
  paymentId: string | null;
  note: string | null;
  version: number;
}

export const lineColumns = `id, statement_id as "statementId", account_id as "accountId", to_char(booked_on, 'YYYY-MM-DD') as "bookedOn",
  amount, currency, bank_ref as "bankRef", text, payer_name as "payerName", payer_account as "payerAccount", state, outcome,
  order_id as "orderId", payment_id as "paymentId", note, version`;

export async function insertStatement(
  tx: Tx,
  actor: Actor,
  accountId: string,
  format: 'csv' | 'camt',
): Promise<string> {
  const made = await one<{ id: string }>(
    tx,
    `insert into bank_statements (organization_id, account_id, format) values ($1, $2, $3) returning id`,
    [actor.organizationId, accountId, format],
  );
  if (!made) throw new Error('An insert returns its row');
  return made.id;
}

export interface NewLine {
  line: StatementLine;
  fingerprint: Buffer;
}

/** Writes the lines that are not there yet. Whoever imports the same at the same moment waits, and writes none of them. */
export const insertLines = (
  tx: Tx,
  actor: Actor,
  { accountId, statementId }: { accountId: string; statementId: string },
  lines: readonly NewLine[],
): Promise<number> =>
  affected(
    tx,
    `insert into bank_statement_lines (organization_id, statement_id, account_id, fingerprint, booked_on, amount, currency, bank_ref, text, payer_name, payer_account)
     select $1, $2, $3, l.fingerprint, (l.line->>'bookedOn')::date, (l.line->>'amount')::bigint, l.line->>'currency', l.line->>'bankRef',
            l.line->>'text', l.line->>'payerName', l.line->>'payerAccount'
       from unnest($4::bytea[], $5::jsonb[]) with ordinality as l(fingerprint, line, position) order by l.fingerprint
     on conflict (organization_id, account_id, fingerprint) do nothing`,
    [
      actor.organizationId,
      statementId,
      accountId,
      lines.map(({ fingerprint }) => fingerprint),
      lines.map(({ line }) => JSON.stringify(line)),
    ],
  );

/** The lines with these fingerprints, wherever they came first. */
export const findLines = (
  tx: Tx,
  actor: Actor,
  accountId: string,
  fingerprints: readonly Buffer[],
): Promise<(BankLine & { fingerprint: Buffer })[]> =>
  rows(
    tx,
    `select ${lineColumns}, fingerprint from bank_statement_lines where organization_id = $1 and account_id = $2 and fingerprint = any($3)`,
    [actor.organizationId, accountId, fingerprints],
  );

/** The lines of these days that came in statements of another format. */
export const linesOfOtherFormat = (
  tx: Tx,
  actor: Actor,
  { accountId, format }: { accountId: string; format: 'csv' | 'camt' },
  days: readonly string[],
): Promise<(BankLine & { fingerprint: Buffer })[]> =>
  rows(
    tx,
    `select ${lineColumns}, fingerprint from bank_statement_lines
      where organization_id = $1 and account_id = $2 and booked_on = any($4::date[])
        and statement_id in (select s.id from bank_statements s where s.organization_id = $1 and s.account_id = $2 and s.format <> $3)
      order by id`,
    [actor.organizationId, accountId, format, days],
  );

/** Statements of an account are imported one after the other: the same line may be in two of them. */
export const lockStatements = (tx: Tx, actor: Actor, accountId: string): Promise<unknown> =>
  one(tx, `select pg_advisory_xact_lock(hashtextextended('statements ' || $1 || ' ' || $2, 0))`, [
    actor.organizationId,
    accountId,
  ]);

export const findLine = (tx: Tx, actor: Actor, id: string): Promise<BankLine | undefined> =>
  one(tx, `select ${lineColumns} from bank_statement_lines where organization_id = $1 and id = $2`, [
    actor.organizationId,
    id,
  ]);

/** The line, locked until the transaction ends. */
export const lockLine = (tx: Tx, actor: Actor, id: string): Promise<BankLine | undefined> =>
  one(tx, `select ${lineColumns} from bank_statement_lines where organization_id = $1 and id = $2 for no key update`, [
    actor.organizationId,
    id,
  ]);

/** The transfers of the orders whose payments have one of these references; of each order all, so that a later one is found too. */
export const expectedByReference = (
  tx: Tx,
  actor: Actor,
  accountId: string,
  references: readonly string[],
): Promise<Expected[]> =>
  rows(
    tx,
    `select p.id as "paymentId", p.order_id as "orderId", p.amount, p.currency, p.state in ('created', 'pending') and p.account_id = $3 as open from payments p
      where p.organization_id = $1 and p.provider = 'bank-transfer' and p.order_id in
            (select named.order_id from payments named where named.organization_id = $1 and named.reference = any($2))
      order by p.id`,
    [actor.organizationId, references, accountId],
  );

/** What an order waits for, as if its reference had been found; its total where nobody began to pay it. */
export const expectedOfOrder = (tx: Tx, actor: Actor, accountId: string, orderId: string): Promise<Expected[]> =>
  rows(
    tx,
    `select p.id as "paymentId", p.order_id as "orderId", p.amount, p.currency, p.state in ('created', 'pending') and p.account_id = $3 as open
       from payments p where p.organization_id = $1 and p.order_id = $2 and p.provider = 'bank-transfer'
     union all
     select o.id, o.id, o.total_amount, o.total_currency, false from orders o
      where o.organization_id = $1 and o.id = $2 and o.total_currency is not null`,
    [actor.organizationId, orderId, accountId],
  );

export const orderExists = async (tx: Tx, actor: Actor, orderId: string): Promise<boolean> =>
  (await one(tx, `select from orders where organization_id = $1 and id = $2`, [actor.organizationId, orderId])) !==
  undefined;

/** The one order that a text may mean by its code; null where none or several do. */
export async function orderByCode(tx: Tx, actor: Actor, codes: readonly string[]): Promise<string | null> {
  const found = await rows<{ id: string }>(
    tx,
    `select id from orders where organization_id = $1 and code = any($2) limit 2`,
    [actor.organizationId, codes],
  );
  return found.length === 1 ? (found[0]?.id ?? null) : null;
}

export interface LineAnswer {
  state: LineState;
  outcome: LineOutcome;
  orderId?: string | null;
  paymentId?: string | null;
  note?: string | null;
}

export const answerLine = (tx: Tx, actor: Actor, id: string, answer: LineAnswer): Promise<number> =>
  affected(
    tx,
    `update bank_statement_lines set state = $3, outcome = $4, order_id = coalesce($5, order_id), payment_id = coalesce($6, payment_id),
            note = coalesce($7, note)
      where organization_id = $1 and id = $2 and state = 'open'`,
    [
      actor.organizationId,
      id,
      answer.state,
      answer.outcome,
      answer.orderId ?? null,
      answer.paymentId ?? null,
      answer.note ?? null,
    ],
  );

/** What came in parts is whole now: nobody has to look at the parts any more. */
export const closeParts = (tx: Tx, actor: Actor, orderId: string): Promise<number> =>
  affected(
    tx,
    `update bank_statement_lines set state = 'done' where organization_id = $1 and order_id = $2 and outcome = 'partial' and state = 'open'`,
    [actor.organizationId, orderId],
  );
