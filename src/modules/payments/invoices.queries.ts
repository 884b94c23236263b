import type { LocalizedText, Locale } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import type { InvoiceSnapshot } from './invoice-snapshot.js';
import type { InvoiceLine, OrderToInvoice } from './invoice.rules.js';

/** A row of `invoice_settings`. */
export interface InvoiceSettings {
  legalName: string;
  address: string;
  taxNumber: string | null;
  footer: string | null;
  version: number;
}

/** A row of `invoice_addresses`. */
export interface InvoiceAddress {
  name: string;
  address: string;
  taxNumber: string | null;
  upFront: boolean;
  version: number;
}

/** A row of `invoices`. */
export interface Invoice {
  id: string;
  eventId: string;
  orderId: string;
  kind: 'invoice' | 'credit-note';
  code: string;
  refersTo: string | null;
  amount: number;
  currency: string;
  snapshot: InvoiceSnapshot;
  issuedAt: Date;
}

export const invoiceColumns = `id, event_id as "eventId", order_id as "orderId", kind, code, refers_to as "refersTo", total_amount as amount,
  total_currency as currency, snapshot, created_at as "issuedAt"`;

export const findSettings = (tx: Tx, actor: Actor): Promise<InvoiceSettings | undefined> =>
  one(
    tx,
    `select legal_name as "legalName", address, tax_number as "taxNumber", footer, version from invoice_settings where organization_id = $1`,
    [actor.organizationId],
  );

export type SettingsContent = Omit<InvoiceSettings, 'version'>;

/** Nothing where somebody else has written since; version 0 is what nobody has written yet. */
export const writeSettings = (tx: Tx, actor: Actor, version: number, content: SettingsContent): Promise<number> =>
  affected(
    tx,
    version === 0
      ? `insert into invoice_settings (organization_id, legal_name, address, tax_number, footer)
         select $1, $3, $4, $5, $6 where $2 = 0 on conflict (organization_id) do nothing`
      : `update invoice_settings set legal_name = $3, address = $4, tax_number = $5, footer = $6 where organization_id = $1 and version = $2`,
    [actor.organizationId, version, content.legalName, content.address, content.taxNumber, content.footer],
  );

export const findAddress = (tx: Tx, actor: Actor, orderId: string): Promise<InvoiceAddress | undefined> =>
  one(
    tx,
    `select name, address, tax_number as "taxNumber", up_front as "upFront", version from invoice_addresses
      where organization_id = $1 and order_id = $2`,
    [actor.organizationId, orderId],
  );

export const writeAddress = (
  tx: Tx,
  actor: Actor,
  orderId: string,
  content: Omit<InvoiceAddress, 'version'>,
): Promise<number> =>
  affected(
    tx,
    `insert into invoice_addresses (organization_id, order_id, name, address, tax_number, up_front) values ($1, $2, $3, $4, $5, $6)
     on conflict (organization_id, order_id) do update
        set name = excluded.name, address = excluded.address, tax_number = excluded.tax_number, up_front = excluded.up_front`,
    [actor.organizationId, orderId, content.name, content.address, content.taxNumber, content.upFront],
  );

/** Who sells what to whom, before any language was chosen. */
export interface OrderFacts {
  id: string;
  eventId: string;
  state: OrderToInvoice['state'];
  code: string;
  name: string;
  email: string;
  locale: Locale;
  currency: string | null;
  retained: number;
  eventTitle: LocalizedText;
  /** Local date at the event, `2027-03-14`. */
  eventDate: string;
  organizationName: string;
  contactEmail: string;
  /** Local date at the organisation now, by the database's clock. */
  today: string;
  lines: readonly LineFacts[];
}

interface LineFacts {
  key: string;
  name: LocalizedText;
  variation: LocalizedText | null;
  price: number;
  taxRate: number | null;
  taxAmount: number;
  taxName: LocalizedText | null;
}

export const findOrderFacts = (tx: Tx, actor: Actor, orderId: string): Promise<OrderFacts | undefined> =>
  one(
    tx,
    `select o.id, o.event_id as "eventId", o.state, o.code, o.name, o.email, o.locale, o.total_currency as currency, o.retained_amount as retained,
            e.title as "eventTitle", to_char(e.starts_at at time zone e.time_zone, 'YYYY-MM-DD') as "eventDate",
            org.name as "organizationName", org.contact_email as "contactEmail",
            to_char(clock_timestamp() at time zone org.time_zone, 'YYYY-MM-DD') as today,
            coalesce((select jsonb_agg(line order by line.rank, line.key) from (
              select 0 as rank, t.id as key, tt.name, v.name as variation, t.price_amount as price, t.tax_rate as "taxRate",
                     t.tax_amount as "taxAmount", t.tax_name as "taxName"
                from tickets t join ticket_types tt on tt.organization_id = t.organization_id and tt.id = t.ticket_type_id
                     left join ticket_variations v on v.organization_id = t.organization_id and v.id = t.variation_id
               where t.organization_id = o.organization_id and t.state <> 'cancelled' and (t.order_id = o.id and t.paid_by is null or t.paid_by = o.id)
              union all
              select 1, f.id, f.name, null, f.amount, f.tax_rate, f.tax_amount, f.tax_name
                from order_fees f where f.organization_id = o.organization_id and f.order_id = o.id and not f.cancelled
            ) line), '[]') as lines
       from orders o join events e on e.organization_id = o.organization_id and e.id = o.event_id
            join organizations org on org.id = o.organization_id
      where o.organization_id = $1 and o.id = $2`,
    [actor.organizationId, orderId],
  );

export interface NewInvoice {
  eventId: string;
  orderId: string;
  kind: 'invoice' | 'credit-note';
  year: number;
  number: number;
  code: string;
  refersTo: string | null;
  amount: number;
  currency: string;
  snapshot: InvoiceSnapshot;
}

export async function insertInvoice(tx: Tx, actor: Actor, invoice: NewInvoice): Promise<string> {
  const made = await one<{ id: string }>(
    tx,
    `insert into invoices (organization_id, event_id, order_id, kind, year, number, code, refers_to, total_amount, total_currency, snapshot)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id`,
    [
      actor.organizationId,
      invoice.eventId,
      invoice.orderId,
      invoice.kind,
      invoice.year,
      invoice.number,
      invoice.code,
      invoice.refersTo,
      invoice.amount,
      invoice.currency,
      JSON.stringify(invoice.snapshot),
    ],
  );
  if (!made) throw new Error('An insert returns its row');
  return made.id;
}

export const findInvoice = (tx: Tx, actor: Actor, id: string): Promise<Invoice | undefined> =>
  one(tx, `select ${invoiceColumns} from invoices where organization_id = $1 and id = $2`, [actor.organizationId, id]);

/** What was issued for an order, oldest first. */
export const invoicesOf = (tx: Tx, actor: Actor, orderId: string): Promise<Invoice[]> =>
  rows(
    tx,
    `select ${invoiceColumns} from invoices where organization_id = $1 and order_id = $2 order by created_at, id`,
    [actor.organizationId, orderId],
  );

/** The lines of an order in its language. */
export function linesOf(
  { lines, locale }: OrderFacts,
  text: (text: LocalizedText | null, locale: Locale) => string,
): InvoiceLine[] {
  return lines.map(({ key, name, variation, price, taxRate, taxAmount, taxName }) => ({
    key,
    text: [text(name, locale), text(variation, locale)].filter(Boolean).join(', '),
    rate: taxRate,
    taxName: taxRate === null ? null : text(taxName, locale) || null,
    net: price - taxAmount,
    tax: taxAmount,
    gross: price,
  }));
}
