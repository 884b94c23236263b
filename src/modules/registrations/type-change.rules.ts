import type { LocalizedText } from '../../kernel/text.js';
import type { Catalogue, TypeForSale, VariationForSale } from '../ticketing/catalogue.service.js';

/** What a ticket may become. */
export interface Option {
  ticketTypeId: string;
  variationId: string | null;
  name: LocalizedText;
  variationName: LocalizedText | null;
}

/** The part of a ticket that decides what it may become, and the types of what was added to it. */
export interface RetypableTicket {
  ticketTypeId: string;
  variationId: string | null;
  paidBy: string | null;
  addOnTypeIds: readonly string[];
}

/**
 * The products that the ticket may become: what is on sale for everybody at a fixed price, stands by itself, and goes with
 * what was added to the ticket. Bundles neither become anything nor come of it; nor does a ticket that somebody else paid for.
 */
export function optionsFor(catalogue: Catalogue, ticket: RetypableTicket, now: Date): Option[] {
  const own = catalogue.types.get(ticket.ticketTypeId);
  if (!own || own.parts.length > 0 || ticket.paidBy !== null) return [];
  return [...catalogue.types.values()]
    .filter((type) => isPlain(type, own) && takesAddOns(catalogue, type, ticket.addOnTypeIds) && isOnSale(type, now))
    .flatMap((type) => productsOf(type, now))
    .filter(
      ({ ticketTypeId, variationId }) => ticketTypeId !== ticket.ticketTypeId || variationId !== ticket.variationId,
    );
}

const isPlain = (type: TypeForSale, own: TypeForSale): boolean =>
  type.kind === 'admission' &&
  type.channel === 'public' &&
  type.pricing === 'fixed' &&
  !type.approval &&
  type.parts.length === 0 &&
  (type.id === own.id || (!type.hidden && type.companionIds.length === 0));

function takesAddOns({ types }: Catalogue, type: TypeForSale, addOnTypeIds: readonly string[]): boolean {
  const categories = addOnTypeIds.map((id) => types.get(id)?.categoryId ?? null);
  const known = categories.every((category) => type.addOns.some(({ categoryId }) => categoryId === category));
  const count = (wanted: string) => categories.filter((category) => category === wanted).length;
  return known && type.addOns.every(({ categoryId, min, max }) => count(categoryId) >= min && count(categoryId) <= max);
}

const isOnSale = ({ saleStartsAt, saleEndsAt }: Pick<TypeForSale, 'saleStartsAt' | 'saleEndsAt'>, now: Date): boolean =>
  (!saleStartsAt || saleStartsAt <= now) && (!saleEndsAt || now < saleEndsAt);

const productsOf = (type: TypeForSale, now: Date): Option[] =>
  type.variations.length === 0
    ? [optionOf(type, null)]
    : type.variations.filter((variation) => isOnSale(variation, now)).map((variation) => optionOf(type, variation));

const optionOf = (type: TypeForSale, variation: VariationForSale | null): Option => ({
  ticketTypeId: type.id,
  variationId: variation?.id ?? null,
  name: type.name,
  variationName: variation?.name ?? null,
});
