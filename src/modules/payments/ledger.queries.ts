import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected } from '../../platform/database/sql.js';
import type { Posting } from './ledger.rules.js';
import type { ProviderName } from './payment-provider.js';

/** What a posting is about. */
export interface PostingSubject {
  orderId: string;
  paymentId: string;
  refundId?: string;
  provider: ProviderName;
  accountId: string | null;
  currency: string;
}

/** Writes a posting. The same source a second time is refused by the schema: whoever posts has moved a row first, once. */
export async function post(tx: Tx, actor: Actor, subject: PostingSubject, posting: Posting): Promise<void> {
  const lines = posting.lines.filter((line) => line.amount !== 0);
  if (lines.length === 0) return;
  await affected(
    tx,
    `insert into ledger_entries (organization_id, source, account, amount, currency, provider, account_id, order_id, payment_id, refund_id)
     select $1, $2, line.account, line.amount, $5, $6, $7, $8, $9, $10 from unnest($3::text[], $4::bigint[]) as line(account, amount)`,
    [
      actor.organizationId,
      posting.source,
      lines.map((line) => line.account),
      lines.map((line) => line.amount),
      subject.currency,
      subject.provider,
      subject.accountId,
      subject.orderId,
      subject.paymentId,
      subject.refundId ?? null,
    ],
  );
}
