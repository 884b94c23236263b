import type { LocalizedText } from '../../kernel/text.js';
import type { Amounts } from './catalogue.js';
import type { SaleWindow } from './sale.rules.js';
import { type Row, TermsTable } from './terms-table.js';

/** What an organiser decides about a variation. */
export interface VariationTerms extends SaleWindow {
  ticketTypeId: string;
  name: LocalizedText;
  position: number;
}

/** A row of `ticket_variations` with its prices and the quotas it draws on. */
export interface Variation extends Row<VariationTerms> {
  prices: Amounts;
  quotaIds: string[];
}

export const variations = new TermsTable<VariationTerms>(
  'ticket_variations',
  {
    ticketTypeId: 'ticket_type_id',
    name: 'name',
    position: 'position',
    saleStartsAt: 'sale_starts_at',
    saleEndsAt: 'sale_ends_at',
  },
  {
    prices: `(select coalesce(jsonb_object_agg(x.currency, x.amount), '{}') from prices x
               where x.organization_id = t.organization_id and x.ticket_type_id = t.ticket_type_id and x.variation_id = t.id)`,
    quotaIds: `(select coalesce(jsonb_agg(x.quota_id order by x.quota_id), '[]') from quota_ticket_variations x
                 where x.organization_id = t.organization_id and x.variation_id = t.id)`,
  },
);
