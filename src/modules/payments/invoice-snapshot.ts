import type { Locale } from '../../kernel/text.js';
import type { InvoiceLine, InvoiceTax } from './invoice.rules.js';

/** One party as it is printed. */
export interface Party {
  name: string;
  address: string;
  taxNumber: string | null;
}

/** Everything that stands on an invoice. */
export interface InvoiceSnapshot {
  kind: 'invoice' | 'credit-note';
  code: string;
  locale: Locale;
  /** Local date of the organisation, `2027-03-14`. */
  issuedOn: string;
  /** The code of the invoice that this credit note takes back. */
  refersTo: string | null;
  seller: Party & { footer: string | null; email: string };
  buyer: Party & { email: string };
  orderCode: string;
  event: { title: string; date: string };
  currency: string;
  lines: InvoiceLine[];
  taxes: InvoiceTax[];
  total: number;
}
