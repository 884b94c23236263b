import { minorDigits } from '../../kernel/money.js';
import type { OfferDto, OfferVariationDto } from '../ticketing/offer.dto.js';
import type { Sent } from './questions.rules.js';

/** What is counted on the form: a ticket type, or one of its variations. */
export interface Product {
  offer: OfferDto;
  variation: OfferVariationDto | null;
}

/** The cart that a form asks for, as the API takes it, and where on the form each of its tickets stands. */
export interface WantedCart {
  tickets: { ticketTypeId: string; variationId?: string; price?: number; addOns?: AddOn[] }[];
  places: { count: string; price: string; addOns: string[] }[];
  /** Amounts that are none, and add-ons without a ticket that they could go with. */
  wrong: ReadonlyMap<string, 'amount' | 'alone'>;
}

interface AddOn {
  ticketTypeId: string;
  variationId?: string;
  price?: number;
}

export const productsOf = (offer: OfferDto): Product[] =>
  offer.variations.length === 0
    ? [{ offer, variation: null }]
    : offer.variations.map((variation) => ({ offer, variation }));

const keyOf = ({ offer, variation }: Product): string =>
  variation ? `${offer.ticketTypeId}-${variation.variationId}` : offer.ticketTypeId;

export const countField = (product: Product): string => `n-${keyOf(product)}`;
export const priceField = (product: Product): string => `p-${keyOf(product)}`;
/** How many of an add-on go with tickets of a type. */
export const addOnField = (ticket: OfferDto, addOn: Product): string => `a-${ticket.ticketTypeId}-${keyOf(addOn)}`;

/** Whether the product can be taken now. */
export const isAvailable = ({ offer, variation }: Product): boolean =>
  (variation ?? offer).availability.state === 'available';

/** The add-ons of a category. */
export const addOnsIn = (offers: readonly OfferDto[], categoryId: string): Product[] =>
  offers.filter((offer) => offer.kind === 'add-on' && offer.categoryId === categoryId).flatMap(productsOf);

/** What somebody may write for an amount of money, in minor units; null where it is none. */
export function readAmount(text: string, currency: string): number | null {
  const digits = minorDigits(currency);
  const plain = text.replaceAll(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  const parts = /^(\d{1,12})(?:\.(\d+))?$/.exec(plain);
  if (!parts) return null;
  const fraction = parts[2] ?? '';
  return fraction.length > digits ? null : Number(`${parts[1]}${fraction.padEnd(digits, '0')}`);
}

/** Reads what was chosen. Add-ons of a type are dealt out to its tickets in turn. */
export function wantedCart(offers: readonly OfferDto[], sent: Sent): WantedCart {
  const tickets: WantedCart['tickets'] = [];
  const places: WantedCart['places'] = [];
  const wrong = new Map<string, 'amount' | 'alone'>();
  for (const offer of offers.filter(({ kind }) => kind === 'admission')) {
    const first = tickets.length;
    for (const product of productsOf(offer)) {
      const price = offeredFor(product, sent, wrong);
      for (let n = 0; n < countOf(sent, countField(product)); n++) {
        tickets.push({ ...idsOf(product), ...(price !== null && { price }) });
        places.push({ count: countField(product), price: priceField(product), addOns: [] });
      }
    }
    dealAddOns(addOnsWanted(offers, offer, sent, wrong), { tickets, places, wrong }, first);
  }
  return { tickets, places, wrong };
}

/** To the tickets from this one on, in turn. */
function dealAddOns(
  wanted: readonly { field: string; addOn: AddOn }[],
  { tickets, places, wrong }: WantedCart & { wrong: Map<string, 'amount' | 'alone'> },
  first: number,
): void {
  const count = tickets.length - first;
  for (const [turn, { field, addOn }] of wanted.entries()) {
    const index = first + (turn % Math.max(1, count));
    const ticket = tickets[index];
    if (ticket) ticket.addOns = [...(ticket.addOns ?? []), addOn];
    else wrong.set(field, 'alone');
    places[index]?.addOns.push(field);
  }
}

/** Category by category, so that each is dealt out evenly where every ticket takes the same of it. */
const addOnsWanted = (
  offers: readonly OfferDto[],
  ticket: OfferDto,
  sent: Sent,
  wrong: Map<string, 'amount' | 'alone'>,
): { field: string; addOn: AddOn }[] =>
  ticket.addOns
    .flatMap(({ categoryId }) => addOnsIn(offers, categoryId))
    .flatMap((product) => {
      const field = addOnField(ticket, product);
      const price = offeredFor(product, sent, wrong);
      const addOn = { ...idsOf(product), ...(price !== null && { price }) };
      return Array.from({ length: countOf(sent, field) }, () => ({ field, addOn }));
    });

const idsOf = ({ offer, variation }: Product) => ({
  ticketTypeId: offer.ticketTypeId,
  ...(variation && { variationId: variation.variationId }),
});

const countOf = (sent: Sent, field: string): number => {
  const count = Number(sent.get(field)?.[0] ?? 0);
  return Number.isInteger(count) && count > 0 ? Math.min(count, 50) : 0;
};

/** What the buyer offers for each, where they may choose and have. */
function offeredFor(product: Product, sent: Sent, wrong: Map<string, 'amount' | 'alone'>): number | null {
  const field = priceField(product);
  const text = (sent.get(field)?.[0] ?? '').trim();
  const price = (product.variation ?? product.offer).price;
  if (product.offer.pricing !== 'donation' || text === '' || !price) return null;
  const amount = readAmount(text, price.currency);
  if (amount === null) wrong.set(field, 'amount');
  return amount;
}

/** The field that a part of the cart stands in; null where the pointer is about none of it. */
export function cartFieldAt(pointer: string | null, { places }: Pick<WantedCart, 'places'>): string | null {
  if (pointer === '/code' || pointer === '/email') return pointer.slice(1);
  const parts = /^\/tickets\/(\d+)(?:\/(addOns)(?:\/(\d+))?)?(?:\/(\w+))?/.exec(pointer ?? '');
  const place = places[Number(parts?.[1])];
  if (!parts || !place) return null;
  if (parts[2]) return place.addOns[Number(parts[3] ?? 0)] ?? place.count;
  return parts[4] === 'price' ? place.price : place.count;
}
