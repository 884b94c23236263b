import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

import type { Account, Bill, Refund } from './model.js';

export type EntryKind = 'captured' | 'refunded' | 'charged-back' | 'reinstated';

/** Money that moved. Entries are added, never changed. */
export interface Entry {
  readonly sequence: number;
  readonly at: string;
  readonly accountId: string;
  readonly paymentId: string;
  readonly kind: EntryKind;
  /** Minor units, more than nothing. */
  readonly amount: number;
  readonly currency: string;
  readonly refundId: string | null;
}

/** What the entries of a payment come to, in minor units. */
export interface PaymentSums {
  readonly captured: number;
  readonly refunded: number;
  readonly chargedBack: number;
}

/** An answer that was given to a request with an idempotency key. */
export interface GivenAnswer {
  readonly request: string;
  readonly status: number;
  readonly body: string;
}

/** What was answered, for as long as a provider remembers it. */
class Answers extends Map<string, GivenAnswer> {
  forgetful = false;

  override get(key: string): GivenAnswer | undefined {
    return this.forgetful ? undefined : super.get(key);
  }
}

interface Pages {
  accounts: Account[];
  bills: Bill[];
  refunds: Refund[];
  entries: Entry[];
  answers: [string, GivenAnswer][];
}

/** Everything the simulator remembers: in memory, and in a file where one is named. */
export class Book {
  readonly accounts = new Map<string, Account>();
  readonly bills = new Map<string, Bill>();
  readonly refunds = new Map<string, Refund>();
  readonly answers = new Answers();
  private readonly entries: Entry[] = [];
  private readonly sumsOf = new Map<string, PaymentSums>();

  constructor(private readonly file: string | null = null) {
    if (file === null || !existsSync(file)) return;
    const kept: Pages = JSON.parse(readFileSync(file, 'utf8'));
    for (const account of kept.accounts) this.accounts.set(account.id, account);
    for (const bill of kept.bills) this.bills.set(bill.id, bill);
    for (const refund of kept.refunds) this.refunds.set(refund.id, refund);
    for (const [key, answer] of kept.answers) this.answers.set(key, answer);
    for (const entry of kept.entries) this.add(entry);
  }

  enter(bill: Bill, kind: EntryKind, amount: number, refundId: string | null = null): void {
    const { accountId, id: paymentId, currency } = bill;
    const sequence = this.entries.length + 1;
    const at = new Date().toISOString();
    this.add(Object.freeze({ sequence, at, accountId, paymentId, kind, amount, currency, refundId }));
  }

  /** All entries, or those of an account, oldest first. */
  ledger(accountId?: string): Entry[] {
    return this.entries.filter((entry) => accountId === undefined || entry.accountId === accountId);
  }

  /** In minor units. */
  sums(paymentId: string): PaymentSums {
    return this.sumsOf.get(paymentId) ?? { captured: 0, refunded: 0, chargedBack: 0 };
  }

  private add(entry: Entry): void {
    const sums: { -readonly [K in keyof PaymentSums]: number } = { ...this.sums(entry.paymentId) };
    if (entry.kind === 'reinstated') sums.chargedBack -= entry.amount;
    else sums[entry.kind === 'charged-back' ? 'chargedBack' : entry.kind] += entry.amount;
    this.entries.push(entry);
    this.sumsOf.set(entry.paymentId, sums);
  }

  /** Written beside its place and renamed, so the file is whole whenever this ends. */
  keep(): void {
    if (this.file === null) return;
    const pages: Pages = {
      accounts: [...this.accounts.values()],
      bills: [...this.bills.values()],
      refunds: [...this.refunds.values()],
      entries: this.entries,
      answers: [...this.answers],
    };
    writeFileSync(`${this.file}.new`, JSON.stringify(pages), { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }
}
