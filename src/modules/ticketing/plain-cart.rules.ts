import type { CartItem, Catalogue, PricedCart } from './catalogue.js';
import { price, whyUnpriced } from './pricing.rules.js';

/** A type, or one of its variations. */
interface Product {
  ticketTypeId: string;
  variationId: string | null;
}

/**
 * So many tickets of one product with all that comes with them, priced without a code, in the first currency in which it is
 * sold; null where it has no price at all.
 */
export function plainCart(catalogue: Catalogue, product: Product, count: number, now: Date): PricedCart | null {
  const items = itemsOf(catalogue, product, count);
  const currencies = catalogue.settings.currencies.length > 0 ? catalogue.settings.currencies : [null];
  const currency = currencies.find(
    (each) => whyUnpriced(catalogue, { currency: each, code: null, items }).length === 0,
  );
  return currency === undefined ? null : price(catalogue, { currency, code: null, items }, now);
}

function itemsOf(catalogue: Catalogue, { ticketTypeId, variationId }: Product, count: number): CartItem[] {
  const parts = (catalogue.types.get(ticketTypeId)?.parts ?? []).flatMap((part) =>
    Array.from({ length: part.count }, () => part.ticketTypeId),
  );
  return Array.from({ length: count }).flatMap((_, n): CartItem[] => {
    const main = n * (parts.length + 1);
    return [
      { ticketTypeId, variationId, offered: null, addOnTo: null, included: false },
      ...parts.map((id) => ({ ticketTypeId: id, variationId: null, offered: null, addOnTo: main, included: true })),
    ];
  });
}
