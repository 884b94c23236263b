import { Injectable, type OnModuleInit } from '@nestjs/common';
import { inLocale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { InvoiceNumbers, type Series } from './invoice-numbers.js';
import { invoiceWords } from './invoice-texts.js';
import type { InvoiceSnapshot } from './invoice-snapshot.js';
import { type InvoiceLine, type PapersToIssue, invoiceCode, invoiceTaxes, papersToIssue } from './invoice.rules.js';
import {
  type Invoice,
  type InvoiceAddress,
  type InvoiceSettings,
  type OrderFacts,
  findAddress,
  findOrderFacts,
  findSettings,
  insertInvoice,
  invoicesOf,
  linesOf,
} from './invoices.queries.js';

interface Paper {
  kind: Series;
  lines: InvoiceLine[];
  /** The invoice that is taken back. */
  refersTo: Invoice | null;
}

/** Issues what makes the papers of an order say what it costs: after every fact that may have changed that. */
@Injectable()
export class InvoiceIssuing implements OnModuleInit {
  constructor(
    private readonly numbers: InvoiceNumbers,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    const facts = [
      'order.confirmed',
      'order.changed',
      'order.cancelled',
      'order.expired',
      'order.refund-due',
      'refund.done',
    ];
    for (const fact of facts) {
      this.jobs.on<{ orderId: string }>(fact, 'invoices', async (tx, actor, { orderId }) => {
        await this.issue(tx, actor, orderId);
      });
    }
  }

  /**
   * Repeated, it issues nothing more. `anew`: the invoice that stands is taken back and issued for the buyer of now.
   * What is to be issued is asked twice: first without the lock, since mostly it is nothing, and then for good.
   */
  async issue(tx: Tx, actor: Actor, orderId: string, { anew = false } = {}): Promise<void> {
    let asked = await this.ask(tx, actor, orderId, anew);
    for (let year = 0; asked && asked.papers.length > 0 && year !== yearOf(asked.order);) {
      year = yearOf(asked.order);
      await this.numbers.lock(tx, actor, year);
      asked = await this.ask(tx, actor, orderId, anew);
    }
    for (const paper of asked?.papers ?? []) await this.write(tx, actor, paper, asked as Sheet);
  }

  /** What is to be issued as things stand; undefined where there is nothing to pay for. */
  private async ask(
    tx: Tx,
    actor: Actor,
    orderId: string,
    anew: boolean,
  ): Promise<(Sheet & { papers: Paper[] }) | undefined> {
    const order = await findOrderFacts(tx, actor, orderId);
    if (!order?.currency) return undefined;
    const address = await findAddress(tx, actor, orderId);
    const issued = await invoicesOf(tx, actor, orderId);
    const wanted = papersToIssue(toInvoice(order, address?.upFront ?? false, anew), issued);
    return { order, address, settings: await findSettings(tx, actor), papers: inOrder(wanted, issued) };
  }

  private async write(tx: Tx, actor: Actor, paper: Paper, on: Sheet): Promise<void> {
    const { order } = on;
    const year = yearOf(order);
    const number = await this.numbers.take(tx, actor, paper.kind, year);
    const snapshot = snapshotOf(paper, invoiceCode(paper.kind, year, number), on);
    const { kind } = paper;
    const { code, total: amount, currency } = snapshot;
    const refersTo = paper.refersTo?.id ?? null;
    const about = { eventId: order.eventId, orderId: order.id, kind, refersTo };
    await insertInvoice(tx, actor, { ...about, year, number, code, amount, currency, snapshot });
  }
}

interface Sheet {
  order: OrderFacts;
  address: InvoiceAddress | undefined;
  settings: InvoiceSettings | undefined;
}

const yearOf = ({ today }: OrderFacts): number => Number(today.slice(0, 4));

function toInvoice(order: OrderFacts, upFront: boolean, anew: boolean) {
  const { state, retained } = order;
  const text = invoiceWords[order.locale].retained;
  const kept = { key: 'retained', text, rate: null, taxName: null, net: retained, tax: 0, gross: retained };
  return { state, upFront, anew, lines: linesOf(order, inLocale), retained: retained > 0 ? kept : null };
}

/** The credit note first: the invoice that it takes back is gone before another one stands. */
function inOrder({ credit, invoice }: PapersToIssue, issued: readonly Invoice[]): Paper[] {
  const refersTo = credit && issued.find(({ id }) => id === credit.invoiceId);
  return [
    ...(credit && refersTo ? [{ kind: 'credit-note' as const, lines: credit.lines, refersTo }] : []),
    ...(invoice ? [{ kind: 'invoice' as const, lines: invoice, refersTo: null }] : []),
  ];
}

/** A credit note is between those whom its invoice was between, in its language, whoever they are now. */
function snapshotOf({ kind, lines, refersTo }: Paper, code: string, sheet: Sheet): InvoiceSnapshot {
  const taxes = invoiceTaxes(lines);
  const total = lines.reduce((sum, { gross }) => sum + gross, 0);
  const issued = { kind, code, issuedOn: sheet.order.today, refersTo: refersTo?.code ?? null, lines, taxes, total };
  return { ...(refersTo ? refersTo.snapshot : partiesOf(sheet)), ...issued };
}

function partiesOf({ order, address, settings }: Sheet) {
  const { locale, code: orderCode } = order;
  return {
    locale,
    seller: sellerOf(order, settings),
    buyer: buyerOf(order, address),
    orderCode,
    event: { title: inLocale(order.eventTitle, locale), date: order.eventDate },
    currency: order.currency ?? '',
  };
}

function sellerOf(order: OrderFacts, settings: InvoiceSettings | undefined): InvoiceSnapshot['seller'] {
  const unknown = { legalName: order.organizationName, address: '', taxNumber: null, footer: null };
  const { legalName, address, taxNumber, footer } = settings ?? unknown;
  return { name: legalName, address, taxNumber, footer, email: order.contactEmail };
}

function buyerOf(order: OrderFacts, given: InvoiceAddress | undefined): InvoiceSnapshot['buyer'] {
  const { name, address, taxNumber } = given ?? { name: order.name, address: '', taxNumber: null };
  return { name, address, taxNumber, email: order.email };
}
