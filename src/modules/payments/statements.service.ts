import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { toPublicId } from '../../kernel/id.js';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { readPage } from '../../platform/http/keyset.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { orderUnknown } from '../registrations/registrations.problems.js';
import { matchLine } from './bank-match.rules.js';
import { withoutClaim } from './inquiries.service.js';
import { PaymentAccountsService } from './payment-accounts.service.js';
import { accountUnknown } from './payments.problems.js';
import { StatementMatching, bankLineCame } from './statement-matching.service.js';
import { readCamtStatement } from './statement-camt.js';
import { readCsvStatement } from './statement-csv.js';
import {
  BankStatementDto,
  BankStatementLineDto,
  type BankStatementLineQuery,
  type BankStatementRowDto,
  type ImportBankStatementDto,
} from './statement.dto.js';
import { lineAnswered, lineBooked, lineCurrency, lineNotCovered, lineUnknown } from './statement.problems.js';
import { type StatementRow, identities, likeness } from './statement.rules.js';
import {
  type BankLine,
  type LineOutcome,
  type NewLine,
  answerLine,
  expectedOfOrder,
  findLine,
  findLines,
  insertLines,
  insertStatement,
  linesOfOtherFormat,
  lineColumns,
  lockLine,
  lockStatements,
  orderExists,
} from './statements.queries.js';

interface Kept {
  statementId: string;
  accountId: string;
  lines: NewLine[];
  /** Lines that nobody has looked at yet. */
  fresh: string[];
  newOnes: ReadonlySet<string>;
}

/** Statements of bank accounts: imported as often as one likes, each line with one effect and one answer. */
@Injectable()
export class StatementsService {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly accounts: PaymentAccountsService,
    private readonly matching: StatementMatching,
  ) {}

  /**
   * The lines are kept first, each with a job; then each is looked at in a transaction of its own, since it may settle an
   * order. What is not reached because this process ends, its job does.
   */
  async import(actor: Actor, input: ImportBankStatementDto): Promise<BankStatementDto> {
    const format = input.content.trimStart().startsWith('<') ? 'camt' : 'csv';
    const { mapping = {}, currency = null } = input;
    const read =
      format === 'camt' ? readCamtStatement(input.content) : readCsvStatement(input.content, { mapping, currency });
    const bare = withoutClaim(actor);
    const kept = await this.db.transaction(bare, (tx) => this.keep(tx, bare, { read, input, format }));
    for (const id of kept.fresh) await this.db.transaction(bare, (tx) => this.matching.match(tx, bare, id));
    return this.db.transaction(actor, (tx) => this.answer(tx, actor, { format, read, kept }));
  }

  lines(actor: Actor, query: BankStatementLineQuery): Promise<Page<BankStatementLineDto>> {
    const { state } = query;
    const listing = {
      from: 'bank_statement_lines',
      select: `${lineColumns}, updated_at`,
      params: [actor.organizationId, ...(state === undefined ? [] : [state])],
      ...(state !== undefined && { where: 't.state = $2' }),
    };
    return this.db.read(actor, (tx) =>
      readPage<BankLine, BankStatementLineDto>(tx, listing, query, BankStatementLineDto.of),
    );
  }

  /** Whose money it is, said by a person; of what left, whose transfer it was that came back. */
  assign(actor: Actor, lineId: string, orderId: string): Promise<BankStatementLineDto> {
    return this.db.transaction(actor, async (tx) => {
      const line = await this.openLine(tx, actor, lineId);
      if (line.paymentId !== null) throw lineAnswered();
      if (!(await orderExists(tx, actor, orderId))) throw orderUnknown({ pointer: '/orderId' });
      if (line.amount < 0) {
        if (!(await this.matching.takeBack(tx, actor, line, orderId))) throw lineNotCovered();
        return this.shown(tx, actor, lineId);
      }
      const match = matchLine(line, await expectedOfOrder(tx, actor, line.accountId, orderId));
      if (match.do === 'skip' || match.do === 'list') throw lineCurrency();
      await this.matching.book(tx, actor, line, match);
      return this.shown(tx, actor, lineId);
    });
  }

  ignore(actor: Actor, lineId: string, reason: string): Promise<BankStatementLineDto> {
    return this.close(actor, lineId, { state: 'ignored', note: reason });
  }

  /** The money was sent back by hand; what is written down with an order goes back through the order. */
  returned(actor: Actor, lineId: string, note: string): Promise<BankStatementLineDto> {
    return this.close(actor, lineId, { state: 'returned', note });
  }

  private close(
    actor: Actor,
    lineId: string,
    { state, note }: { state: 'ignored' | 'returned'; note: string },
  ): Promise<BankStatementLineDto> {
    return this.db.transaction(actor, async (tx) => {
      const line = await this.openLine(tx, actor, lineId);
      if (state === 'returned' && line.paymentId !== null) throw lineBooked();
      await answerLine(tx, actor, lineId, { state, outcome: line.outcome, note });
      return this.shown(tx, actor, lineId);
    });
  }

  private async keep(
    tx: Tx,
    actor: Actor,
    { read, input, format }: { read: readonly StatementRow[]; input: ImportBankStatementDto; format: 'csv' | 'camt' },
  ): Promise<Kept> {
    const accountId = await this.accountOf(tx, actor, input.paymentAccountId);
    await lockStatements(tx, actor, accountId);
    const found = read.flatMap((row) => ('line' in row ? [row.line] : []));
    const names = identities(found);
    const named = found.map((line, index) => ({ line, fingerprint: hashOf(names[index] ?? '') }));
    const lines = await this.recognized(tx, actor, { accountId, format }, named);
    const fingerprints = lines.map(({ fingerprint }) => fingerprint);
    const statementId = await insertStatement(tx, actor, accountId, format);
    await insertLines(tx, actor, { accountId, statementId }, lines);
    const there = await findLines(tx, actor, accountId, fingerprints);
    const fresh = there.filter(({ outcome }) => outcome === null).map(({ id }) => id);
    const newOnes = there.filter((line) => line.statementId === statementId).map(({ id }) => id);
    await this.jobs.publish(tx, actor, newOnes.map(bankLineCame));
    return { statementId, accountId, lines, fresh, newOnes: new Set(newOnes) };
  }

  /** A line that is not known by its name may have come in another format: then it goes by the name that it has there. */
  private async recognized(
    tx: Tx,
    actor: Actor,
    of: { accountId: string; format: 'csv' | 'camt' },
    lines: readonly NewLine[],
  ): Promise<NewLine[]> {
    const prints = lines.map(({ fingerprint }) => fingerprint);
    const known = new Set((await findLines(tx, actor, of.accountId, prints)).map(printOf));
    const days = [...new Set(lines.map(({ line }) => line.bookedOn))];
    const others = (await linesOfOtherFormat(tx, actor, of, days)).filter((line) => !known.has(printOf(line)));
    return lines.map((line) => {
      const like = likeness(line.line);
      if (like === null || known.has(printOf(line))) return line;
      const at = others.findIndex((other) => likeness(other) === like);
      const [same] = at < 0 ? [] : others.splice(at, 1);
      return same ? { ...line, fingerprint: same.fingerprint } : line;
    });
  }

  private async answer(
    tx: Tx,
    actor: Actor,
    { format, read, kept }: { format: 'csv' | 'camt'; read: readonly StatementRow[]; kept: Kept },
  ): Promise<BankStatementDto> {
    const { lines, accountId, statementId, newOnes } = kept;
    const there = await findLines(
      tx,
      actor,
      accountId,
      lines.map(({ fingerprint }) => fingerprint),
    );
    const byPrint = new Map(there.map((line) => [printOf(line), line]));
    const next = lines.values();
    const rows = read.map((row): BankStatementRowDto => {
      if ('problem' in row) return { row: row.row, known: false, line: null, problem: row.problem };
      const line = byPrint.get(next.next().value?.fingerprint.toString('hex') ?? '');
      if (!line) throw new Error('A line that was kept is there');
      return { row: row.row, known: !newOnes.has(line.id), line: BankStatementLineDto.of(line), problem: null };
    });
    return { id: toPublicId('bst', statementId), format, rows };
  }

  private async accountOf(tx: Tx, actor: Actor, id: string | undefined): Promise<string> {
    const account =
      id === undefined
        ? await this.accounts.active(tx, actor, 'bank-transfer')
        : await this.accounts.opened(tx, actor, id);
    if (account?.provider !== 'bank-transfer') throw accountUnknown({ pointer: '/paymentAccountId' });
    return account.id;
  }

  /** A line that waits for somebody, locked. */
  private async openLine(tx: Tx, actor: Actor, id: string): Promise<BankLine & { outcome: LineOutcome }> {
    const line = await lockLine(tx, actor, id);
    if (!line) throw lineUnknown();
    if (line.state !== 'open' || line.outcome === null) throw lineAnswered();
    return { ...line, outcome: line.outcome };
  }

  private async shown(tx: Tx, actor: Actor, id: string): Promise<BankStatementLineDto> {
    const line = await findLine(tx, actor, id);
    if (!line) throw lineUnknown();
    return BankStatementLineDto.of(line);
  }
}

const printOf = ({ fingerprint }: { fingerprint: Buffer }): string => fingerprint.toString('hex');
const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
