/** A line as it is printed and compared: a ticket, a fee, or what is kept after a cancellation. Minor units. */
export interface InvoiceLine {
  /** The id of the ticket or fee; `retained` for what is kept. */
  key: string;
  text: string;
  /** Thousandths of a percent; null where no tax is on it. */
  rate: number | null;
  taxName: string | null;
  net: number;
  tax: number;
  gross: number;
}

/** What lines with one tax add up to. */
export interface InvoiceTax {
  name: string | null;
  rate: number | null;
  net: number;
  tax: number;
  gross: number;
}

/** An invoice or credit note that was issued, as far as it decides what comes next. */
export interface IssuedPaper {
  id: string;
  kind: 'invoice' | 'credit-note';
  refersTo: string | null;
  snapshot: { lines: readonly InvoiceLine[] };
}

/** An order as invoices see it. */
export interface OrderToInvoice {
  state: 'awaiting-approval' | 'pending' | 'paid' | 'expired' | 'cancelled' | 'retained';
  /** What it costs as it stands. */
  lines: readonly InvoiceLine[];
  /** What is kept after cancellations; null where nothing is. */
  retained: InvoiceLine | null;
  /** Whether the invoice is wanted before the money came. */
  upFront: boolean;
  /** Whether it is to be issued anew for another buyer. */
  anew: boolean;
}

/** What is to be issued: a credit note on the invoice that stands, then another invoice. */
export interface PapersToIssue {
  credit: { invoiceId: string; lines: InvoiceLine[] } | null;
  invoice: InvoiceLine[] | null;
}

/** The last invoice with what its credit notes have left of it; null where there is none or nothing is left. */
export function standing(papers: readonly IssuedPaper[]): { invoiceId: string; lines: InvoiceLine[] } | null {
  const invoice = papers.findLast(({ kind }) => kind === 'invoice');
  if (!invoice) return null;
  const credited = papers.filter(({ refersTo }) => refersTo === invoice.id).flatMap(({ snapshot }) => snapshot.lines);
  const gone = new Set(credited.map(({ key }) => key));
  const lines = invoice.snapshot.lines.filter(({ key }) => !gone.has(key));
  return lines.length === 0 ? null : { invoiceId: invoice.id, lines };
}

/**
 * What makes the papers say what the order costs now. What only fell away is credited; where something else is owed,
 * the invoice is taken back whole and another one issued. Before money came nothing is issued unless it is wanted.
 */
export function papersToIssue(order: OrderToInvoice, papers: readonly IssuedPaper[]): PapersToIssue {
  const stands = standing(papers);
  const wanted = wantedLines(order);
  if (!stands) return { credit: null, invoice: mayBegin(order) && wanted.length > 0 ? wanted : null };
  const fallen = stands.lines.filter((line) => !wanted.some((other) => sameLine(line, other)));
  const added = wanted.filter((line) => !stands.lines.some((other) => sameLine(line, other)));
  if (added.length > 0 || (order.anew && wanted.length > 0)) return { credit: { ...stands }, invoice: wanted };
  return { credit: fallen.length > 0 ? { ...stands, lines: fallen } : null, invoice: null };
}

/** What is owed, line by line; what costs nothing is not on an invoice. */
function wantedLines({ state, lines, retained }: OrderToInvoice): InvoiceLine[] {
  const live = state === 'pending' || state === 'paid' || state === 'retained' ? lines : [];
  return [...live, ...(retained ? [retained] : [])].filter(({ gross }) => gross > 0);
}

const mayBegin = ({ state, upFront }: OrderToInvoice): boolean =>
  state === 'paid' || state === 'retained' || (upFront && state === 'pending');

const sameLine = (one: InvoiceLine, other: InvoiceLine): boolean =>
  one.key === other.key && one.gross === other.gross && one.tax === other.tax && one.rate === other.rate;

/** What the lines add up to, tax by tax, the highest rate first. */
export function invoiceTaxes(lines: readonly InvoiceLine[]): InvoiceTax[] {
  const sums = new Map<string, InvoiceTax>();
  for (const { rate, taxName: name, net, tax, gross } of lines) {
    const key = JSON.stringify([rate, name]);
    const sum = sums.get(key) ?? { name, rate, net: 0, tax: 0, gross: 0 };
    sums.set(key, { ...sum, net: sum.net + net, tax: sum.tax + tax, gross: sum.gross + gross });
  }
  return [...sums.values()].toSorted((one, other) => (other.rate ?? -1) - (one.rate ?? -1));
}

/** Lines of the same text and amounts, as one with a quantity. */
export interface PrintedLine {
  text: string;
  quantity: number;
  rate: number | null;
  unit: number;
  gross: number;
}

export function printedLines(lines: readonly InvoiceLine[]): PrintedLine[] {
  const printed = new Map<string, PrintedLine>();
  for (const { text, rate, gross } of lines) {
    const key = JSON.stringify([text, rate, gross]);
    const line = printed.get(key) ?? { text, quantity: 0, rate, unit: gross, gross: 0 };
    printed.set(key, { ...line, quantity: line.quantity + 1, gross: line.gross + gross });
  }
  return [...printed.values()];
}

/** `INV-2027-00001`. */
export const invoiceCode = (kind: 'invoice' | 'credit-note', year: number, number: number): string =>
  `${kind === 'invoice' ? 'INV' : 'CRN'}-${year}-${String(number).padStart(5, '0')}`;
