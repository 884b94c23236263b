import type { LocalizedText } from '../../kernel/text.js';
import type { Actor } from '../../platform/auth/actor.js';
import { type Tx, one, onePrepared } from '../../platform/database/sql.js';
import type { Catalogue, Discount, Fee, SaleSettings, TaxRule, TypeForSale, VariationForSale } from './catalogue.js';
import { defaultSettings } from './sale-settings.js';

/** Changes with everything that follows; the empty text where nothing was ever decided. */
export const stampOf = `
  (select coalesce(string_agg(s.stamp::text, ',' order by s.subject_id), '') from catalogue_stamps s
    where s.organization_id = $1 and s.subject_id in ($1, $2))`;

const stampStatement = { name: 'catalogue-stamp', text: `select ${stampOf} as stamp` };

export async function findStamp(tx: Tx, actor: Actor, eventId: string): Promise<string> {
  const found = await onePrepared<{ stamp: string }>(tx, stampStatement, [actor.organizationId, eventId]);
  return found?.stamp ?? '';
}

/**
 * All that an event has for sale, in one statement: this is asked before every page of an event and every round of
 * admission, and each of its tables has a handful of rows.
 */
const statement = `
  select
    ${stampOf} as stamp,
    (select jsonb_build_object(
        'currencies', s.currencies, 'rounding', s.rounding, 'holdMinutes', s.hold_minutes, 'paymentHours', s.payment_hours,
        'pendingAdmits', s.pending_admits, 'oneOrderPerPerson', s.one_order_per_person, 'verifyEmail', s.verify_email,
        'openHolds', s.open_holds, 'cancellationPolicy', s.cancellation_policy, 'transfers', s.transfers, 'resale', s.resale)
       from sale_settings s where s.organization_id = $1 and s.event_id = $2) as settings,
    (select jsonb_agg(jsonb_build_object(
        'id', t.id, 'name', t.name, 'description', t.description, 'saleStartsAt', t.sale_starts_at, 'saleEndsAt', t.sale_ends_at, 'kind', t.kind,
        'categoryId', t.category_id, 'pricing', t.pricing, 'channel', t.channel, 'hidden', t.hidden, 'approval', t.approval,
        'namesLater', t.names_later, 'minPerOrder', t.min_per_order, 'maxPerOrder', t.max_per_order,
        'maxPerPerson', t.max_per_person, 'taxRuleId', t.tax_rule_id) order by t.position, t.id)
       from ticket_types t where t.organization_id = $1 and t.event_id = $2) as types,
    (select jsonb_agg(jsonb_build_object(
        'id', v.id, 'typeId', v.ticket_type_id, 'name', v.name, 'saleStartsAt', v.sale_starts_at, 'saleEndsAt', v.sale_ends_at)
        order by v.position, v.id)
       from ticket_variations v where v.organization_id = $1 and v.event_id = $2) as variations,
    (select jsonb_agg(jsonb_build_array(coalesce(p.variation_id, p.ticket_type_id), p.currency, p.amount))
       from prices p where p.organization_id = $1 and p.event_id = $2) as prices,
    (select jsonb_agg(jsonb_build_array(l.ticket_type_id, l.quota_id) order by l.quota_id)
       from quota_ticket_types l where l.organization_id = $1 and l.event_id = $2) as "typeQuotas",
    (select jsonb_agg(jsonb_build_array(l.variation_id, l.quota_id) order by l.quota_id)
       from quota_ticket_variations l where l.organization_id = $1 and l.event_id = $2) as "variationQuotas",
    (select jsonb_agg(jsonb_build_array(c.ticket_type_id, c.companion_id) order by c.companion_id)
       from ticket_type_companions c where c.organization_id = $1 and c.event_id = $2) as companions,
    (select jsonb_agg(jsonb_build_array(a.ticket_type_id, jsonb_build_object(
        'categoryId', a.category_id, 'name', c.name, 'min', a.min_count, 'max', a.max_count)) order by a.category_id)
       from ticket_type_add_ons a
       join add_on_categories c on c.organization_id = a.organization_id and c.id = a.category_id
      where a.organization_id = $1 and a.event_id = $2) as "addOns",
    (select jsonb_agg(jsonb_build_array(p.ticket_type_id, jsonb_build_object(
        'ticketTypeId', p.part_id, 'count', p.count)) order by p.part_id)
       from ticket_type_parts p where p.organization_id = $1 and p.event_id = $2) as parts,
    (select jsonb_agg(jsonb_build_object('id', r.id, 'name', r.name, 'rate', r.rate, 'inclusive', r.inclusive))
       from tax_rules r where r.organization_id = $1) as taxes,
    (select jsonb_agg(jsonb_build_object(
        'id', f.id, 'name', f.name, 'per', f.per, 'rate', f.rate, 'amounts', f.amounts, 'taxRuleId', f.tax_rule_id) order by f.id)
       from fees f where f.organization_id = $1 and f.event_id = $2) as fees,
    (select jsonb_agg(jsonb_build_object(
        'id', d.id, 'name', d.name, 'kind', d.kind, 'every', d.every, 'pay', d.pay, 'atLeast', d.at_least, 'rate', d.rate,
        'ticketTypeIds', d.ticket_type_ids, 'validFrom', d.valid_from, 'validUntil', d.valid_until) order by d.position, d.id)
       from discounts d where d.organization_id = $1 and d.event_id = $2) as discounts`;

/** JSON has no instants: they come as texts. */
type Window<K extends string> = Record<K, string | null>;
type SaleTimes = Window<'saleStartsAt' | 'saleEndsAt'>;
type Pairs<T> = [string, T][] | null;

type TypeRow = SaleTimes & Omit<TypeForSale, 'saleStartsAt' | 'saleEndsAt' | 'tax'> & { taxRuleId: string | null };
type DiscountRow = Window<'validFrom' | 'validUntil'> & {
  id: string;
  name: LocalizedText;
  kind: 'buy-n-pay-m' | 'quantity';
  every: number;
  pay: number;
  atLeast: number;
  rate: number;
  ticketTypeIds: string[];
};

interface Found {
  stamp: string;
  settings: SaleSettings | null;
  types: TypeRow[] | null;
  variations: (SaleTimes & { id: string; typeId: string; name: LocalizedText })[] | null;
  prices: [string, string, number][] | null;
  typeQuotas: Pairs<string>;
  variationQuotas: Pairs<string>;
  companions: Pairs<string>;
  addOns: Pairs<TypeForSale['addOns'][number]>;
  parts: Pairs<TypeForSale['parts'][number]>;
  taxes: TaxRule[] | null;
  fees: (Omit<Fee, 'tax'> & { taxRuleId: string | null })[] | null;
  discounts: DiscountRow[] | null;
}

/** What stands in the tables, and the stamp that it stands there with: one statement sees one moment. */
export async function findCatalogue(
  tx: Tx,
  actor: Actor,
  eventId: string,
): Promise<{ stamp: string; catalogue: Catalogue }> {
  const found = await one<Found>(tx, statement, [actor.organizationId, eventId]);
  if (!found) throw new Error('A statement without conditions has a row');
  const taxes = new Map((found.taxes ?? []).map((tax) => [tax.id, tax]));
  const taxOf = (id: string | null) => (id === null ? null : (taxes.get(id) ?? null));
  const catalogue: Catalogue = {
    settings: found.settings ?? defaultSettings,
    types: typesOf(found, taxOf),
    fees: (found.fees ?? []).map(({ taxRuleId, ...fee }) => ({ ...fee, tax: taxOf(taxRuleId) })),
    discounts: (found.discounts ?? []).map(discountOf),
  };
  return { stamp: found.stamp, catalogue };
}

function typesOf(found: Found, taxOf: (id: string | null) => TaxRule | null): Map<string, TypeForSale> {
  const prices = new Map<string, Record<string, number>>();
  for (const [id, currency, amount] of found.prices ?? []) prices.set(id, { ...prices.get(id), [currency]: amount });
  const quotas = grouped(found.typeQuotas);
  const variations = grouped(variationsOf(found, prices));
  const companions = grouped(found.companions);
  const addOns = grouped(found.addOns);
  const parts = grouped(found.parts);
  return new Map(
    (found.types ?? []).map(({ taxRuleId, ...type }): [string, TypeForSale] => [
      type.id,
      {
        ...type,
        ...saleTimes(type),
        prices: prices.get(type.id) ?? {},
        tax: taxOf(taxRuleId),
        variations: variations.get(type.id) ?? [],
        companionIds: companions.get(type.id) ?? [],
        addOns: addOns.get(type.id) ?? [],
        parts: parts.get(type.id) ?? [],
        quotaIds: quotas.get(type.id) ?? [],
      },
    ]),
  );
}

function variationsOf(found: Found, prices: ReadonlyMap<string, Record<string, number>>): [string, VariationForSale][] {
  const quotas = grouped(found.variationQuotas);
  return (found.variations ?? []).map(({ typeId, ...variation }) => [
    typeId,
    {
      ...variation,
      ...saleTimes(variation),
      prices: prices.get(variation.id) ?? {},
      quotaIds: quotas.get(variation.id) ?? [],
    },
  ]);
}

function grouped<T>(pairs: Pairs<T>): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const [key, value] of pairs ?? []) {
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));

const saleTimes = ({ saleStartsAt, saleEndsAt }: SaleTimes) => ({
  saleStartsAt: instant(saleStartsAt),
  saleEndsAt: instant(saleEndsAt),
});

function discountOf({ kind, every, pay, atLeast, rate, ...row }: DiscountRow): Discount {
  const terms = kind === 'quantity' ? { kind, atLeast, rate } : { kind, every, pay };
  return { ...row, terms, validFrom: instant(row.validFrom), validUntil: instant(row.validUntil) };
}
