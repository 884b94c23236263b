import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs, type Message } from '../../platform/jobs/jobs.service.js';
import { type Match, matchLine, outcomeOf } from './bank-match.rules.js';
import { findCodes, findReferences } from './bank-reference.rules.js';
import { ReceiptsService } from './receipts.service.js';
import { RefundsService } from './refunds.service.js';
import {
  type BankLine,
  answerLine,
  closeParts,
  expectedByReference,
  lockLine,
  orderByCode,
} from './statements.queries.js';

/** A line came that was not known before. */
type BankLineCame = Message<'bank-line.came', { lineId: string }>;
export const bankLineCame = (lineId: string): BankLineCame => ({ type: 'bank-line.came', data: { lineId } });

/** Finds out whose money a line is and writes it down there. Once, whoever does it: the import, or a worker after a crash. */
@Injectable()
export class StatementMatching implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly receipts: ReceiptsService,
    private readonly refunds: RefundsService,
  ) {}

  onModuleInit(): void {
    this.jobs.on<BankLineCame['data']>('bank-line.came', 'bank-statements', (tx, actor, { lineId }) =>
      this.match(tx, actor, lineId),
    );
  }

  async match(tx: Tx, actor: Actor, lineId: string): Promise<void> {
    const line = await lockLine(tx, actor, lineId);
    if (!line || line.outcome !== null) return;
    const references = findReferences(line.text);
    const expected = references.length === 0 ? [] : await expectedByReference(tx, actor, line.accountId, references);
    const match = matchLine(line, expected);
    if (match.do === 'skip') {
      await answerLine(tx, actor, line.id, { state: 'done', outcome: match.outcome });
    } else if (match.do === 'list') {
      const orderId = match.orderId ?? (await orderByCode(tx, actor, findCodes(line.text)));
      await answerLine(tx, actor, line.id, { state: 'open', outcome: match.outcome, orderId });
    } else {
      await this.book(tx, actor, line, match);
    }
  }

  /** Writes the money down, with the payment that waits for it or as one of its own. The line is locked. */
  async book(tx: Tx, actor: Actor, line: BankLine, match: Extract<Match, { do: 'settle' | 'receive' }>): Promise<void> {
    const money = { amount: line.amount, currency: line.currency };
    const { orderId } = match;
    const { paymentId, settled } = await this.receive(tx, actor, line, { match, money });
    const answer = outcomeOf(settled, line.amount, match.asked);
    await answerLine(tx, actor, line.id, { ...answer, orderId, paymentId });
    if (settled === 'paid') await closeParts(tx, actor, orderId);
  }

  /** A transfer of the order came back, or was sent back by hand. False where nothing of it is there to go back. */
  async takeBack(tx: Tx, actor: Actor, line: BankLine, orderId: string): Promise<boolean> {
    const gone = { orderId, amount: -line.amount, currency: line.currency, ref: line.id };
    if (!(await this.refunds.wentBack(tx, actor, gone))) return false;
    await answerLine(tx, actor, line.id, { state: 'done', outcome: 'reversed', orderId });
    return true;
  }

  private async receive(
    tx: Tx,
    actor: Actor,
    line: BankLine,
    {
      match,
      money,
    }: { match: Extract<Match, { do: 'settle' | 'receive' }>; money: { amount: number; currency: string } },
  ) {
    if (match.do === 'settle') {
      const { paymentId } = match;
      const settled = await this.receipts.confirm(tx, actor, { paymentId, money, ref: line.id, captureRef: null });
      // Somebody confirmed it since it was looked at: then this money is beside it.
      if (settled !== 'again') return { paymentId, settled };
    }
    const { orderId } = match;
    const { accountId, id: ref } = line;
    const provider = 'bank-transfer' as const;
    const { payment, settled } = await this.receipts.receive(tx, actor, { orderId, provider, accountId, money, ref });
    return { paymentId: payment.id, settled };
  }
}
