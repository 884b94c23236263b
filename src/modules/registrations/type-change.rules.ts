import type { LocalizedText } from '../../kernel/text.js';
import type { Catalogue, TypeForSale, VariationForSale } from '../ticketing/catalogue.service.js';
import type { CancellationPolicy } from '../ticketing/stock.service.js';
import { type OrderMoney, type RefundPlan, judgePolicy, oldPolicy, planRefund, termsOf } from './cancellation.rules.js';

/** What a ticket may become. */
export interface Option {
  ticketTypeId: string;
  variationId: string | null;
  name: LocalizedText;
  variationName: LocalizedText | null;
}

/** The part of a ticket that decides what it may become, the types of what was added to it, and what else its people have. */
export interface RetypableTicket {
  ticketTypeId: string;
  variationId: string | null;
  paidBy: string | null;
  addOnTypeIds: readonly string[];
  /** The types of the other tickets of its order. */
  besideTypeIds: readonly string[];
  /** How many of a type the person has in all. */
  had: (ticketTypeId: string) => number;
}

/**
 * The products that the ticket may become: what is on sale for everybody at a fixed price, stands by itself, and goes with
 * what was added to the ticket, within the limits per order and per person of whoever buys it. Bundles neither become anything
 * nor come of it; nor does a ticket that somebody else paid for.
 */
export function optionsFor(catalogue: Catalogue, ticket: RetypableTicket, now: Date): Option[] {
  const own = catalogue.types.get(ticket.ticketTypeId);
  if (!own || own.parts.length > 0 || ticket.paidBy !== null) return [];
  return [...catalogue.types.values()]
    .filter((type) => isPlain(type, own) && takesAddOns(catalogue, type, ticket.addOnTypeIds) && isOnSale(type, now))
    .filter((type) => type.id === own.id || isWithinLimits(type, ticket))
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

function isWithinLimits({ id, minPerOrder, maxPerOrder, maxPerPerson }: TypeForSale, ticket: RetypableTicket): boolean {
  const inOrder = 1 + ticket.besideTypeIds.filter((beside) => beside === id).length;
  if (inOrder < minPerOrder || inOrder > maxPerOrder) return false;
  return maxPerPerson === null || ticket.had(id) < maxPerPerson;
}

/**
 * What comes back where the new type is cheaper by so much: as if the difference were a ticket that is cancelled, its fee
 * kept as well. Where attendees may not cancel, or no longer, the type may change but nothing comes back: a change is no way
 * round the terms under which the ticket was bought.
 */
export function planDifference(
  order: OrderMoney & { cancellationPolicy: CancellationPolicy | null },
  cheaperBy: number,
  hours: number,
): RefundPlan {
  const policy = order.cancellationPolicy ?? oldPolicy;
  const verdict = judgePolicy(policy, hours);
  const choice = policy.byAttendee && verdict.open ? 'policy' : 'none';
  const going = [{ id: 'difference', price: Math.max(0, cheaperBy), flatFee: true }];
  return planRefund(order, going, termsOf(choice, verdict, { fee: policy.fee, currency: order.currency }));
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
