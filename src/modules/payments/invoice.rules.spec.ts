import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type InvoiceLine,
  type IssuedPaper,
  type OrderToInvoice,
  invoiceTaxes,
  papersToIssue,
  printedLines,
  standing,
} from './invoice.rules.js';

const line = fc
  .record({
    key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    net: fc.integer({ min: 0, max: 500 }),
    tax: fc.integer({ min: 0, max: 99 }),
  })
  .map(({ key, net, tax }): InvoiceLine => ({
    key,
    text: `Ticket ${key}`,
    rate: tax > 0 ? 20_000 : null,
    taxName: tax > 0 ? 'VAT' : null,
    net,
    tax,
    gross: net + tax,
  }));
const lines = fc.uniqueArray(line, { selector: ({ key }) => key });
const order: fc.Arbitrary<OrderToInvoice> = fc.record({
  state: fc.constantFrom('awaiting-approval', 'pending', 'paid', 'expired', 'cancelled', 'retained'),
  lines,
  retained: fc.option(
    fc.integer({ min: 1, max: 99 }).map((gross): InvoiceLine => ({
      key: 'retained',
      text: 'Kept',
      rate: null,
      taxName: null,
      net: gross,
      tax: 0,
      gross,
    })),
  ),
  upFront: fc.boolean(),
  anew: fc.constant(false),
});

const sum = (list: readonly InvoiceLine[]) => list.reduce((total, { gross }) => total + gross, 0);

/** Issues what is to be issued, as the service does. */
function issue(papers: IssuedPaper[], wanted: OrderToInvoice): void {
  const { credit, invoice } = papersToIssue(wanted, papers);
  const id = () => String(papers.length);
  if (credit)
    papers.push({ id: id(), kind: 'credit-note', refersTo: credit.invoiceId, snapshot: { lines: credit.lines } });
  if (invoice) papers.push({ id: id(), kind: 'invoice', refersTo: null, snapshot: { lines: invoice } });
}

describe('papers', () => {
  it('say what is owed after any history, and a repetition issues nothing', () => {
    fc.assert(
      fc.property(fc.array(order, { minLength: 1, maxLength: 8 }), (history) => {
        const papers: IssuedPaper[] = [];
        for (const state of history) {
          issue(papers, state);
          expect(papersToIssue(state, papers)).toEqual({ credit: null, invoice: null });
        }
        const net = papers.reduce(
          (total, paper) => total + (paper.kind === 'invoice' ? 1 : -1) * sum(paper.snapshot.lines),
          0,
        );
        expect(net).toBe(sum(standing(papers)?.lines ?? []));
        expect(net).toBeGreaterThanOrEqual(0);
        const last = history.at(-1);
        const live = last && ['pending', 'paid', 'retained'].includes(last.state) ? last.lines : [];
        const owed = sum(live) + (last?.retained?.gross ?? 0);
        if (net > 0 || last?.state === 'paid' || last?.state === 'retained') expect(net).toBe(owed);
        for (const paper of papers) expect(sum(paper.snapshot.lines)).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  it('are none before money came, unless the invoice is wanted up front', () => {
    fc.assert(
      fc.property(order, (waiting) => {
        const pending = { ...waiting, state: 'pending' as const };
        expect(papersToIssue({ ...pending, upFront: false }, []).invoice).toBeNull();
        const total = sum(pending.lines) + (pending.retained?.gross ?? 0);
        expect(papersToIssue({ ...pending, upFront: true }, []).invoice === null).toBe(total === 0);
      }),
    );
  });

  it('add up: taxes and printed lines come to the lines', () => {
    fc.assert(
      fc.property(fc.array(line), (all) => {
        const taxes = invoiceTaxes(all);
        expect(taxes.reduce((total, { gross }) => total + gross, 0)).toBe(sum(all));
        for (const { net, tax, gross } of taxes) expect(net + tax).toBe(gross);
        const printed = printedLines(all);
        expect(printed.reduce((total, { gross }) => total + gross, 0)).toBe(sum(all));
        for (const { quantity, unit, gross } of printed) expect(quantity * unit).toBe(gross);
      }),
    );
  });

  it('credit what fell away, and take the whole back where something changed', () => {
    const [a, b] = ['a', 'b'].map((key): InvoiceLine => ({
      key,
      text: key,
      rate: null,
      taxName: null,
      net: 100,
      tax: 0,
      gross: 100,
    }));
    if (!a || !b) throw new Error('Two lines');
    const papers: IssuedPaper[] = [{ id: '1', kind: 'invoice', refersTo: null, snapshot: { lines: [a, b] } }];
    const paid = { state: 'paid' as const, retained: null, upFront: false, anew: false };
    expect(papersToIssue({ ...paid, lines: [a] }, papers)).toEqual({
      credit: { invoiceId: '1', lines: [b] },
      invoice: null,
    });
    const dearer = { ...b, net: 150, gross: 150 };
    expect(papersToIssue({ ...paid, lines: [a, dearer] }, papers)).toEqual({
      credit: { invoiceId: '1', lines: [a, b] },
      invoice: [a, dearer],
    });
    expect(papersToIssue({ ...paid, lines: [a, b], anew: true }, papers)).toEqual({
      credit: { invoiceId: '1', lines: [a, b] },
      invoice: [a, b],
    });
  });
});
