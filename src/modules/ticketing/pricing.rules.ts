import { toPublicId } from '../../kernel/id.js';
import { portion, sumOf, wholeRate } from '../../kernel/money.js';
import type { Problem } from '../../kernel/problem.js';
import type {
  Amounts,
  CartItem,
  Catalogue,
  Code,
  Fee,
  PriceStep,
  PricedCart,
  PricedFee,
  PricedLine,
  TypeForSale,
  VariationForSale,
} from './catalogue.js';
import { applyCode } from './code.rules.js';
import { applyDiscounts, ruleOf } from './discount.rules.js';
import { type Draft, isOpen, move } from './draft.rules.js';
import { type Taxable, taxSums, taxed } from './tax.rules.js';
import { currencyNotOffered, notOffered, priceFixed, priceTooHigh, priceTooLow } from './ticketing.problems.js';

/** What somebody wants to have, in which currency they would pay, and the code that they know. */
export interface Cart {
  /** Null: the event's first, or none where it has none. */
  currency: string | null;
  code: Code | null;
  items: readonly CartItem[];
}

/** In which currency the cart is paid. */
export const currencyOf = (catalogue: Catalogue, cart: Pick<Cart, 'currency'>): string | null =>
  cart.currency ?? catalogue.settings.currencies[0] ?? null;

/** What a product costs by currency; empty where it is free. A variation's price counts before its type's. */
export const pricesOf = (
  type: Pick<TypeForSale, 'prices'>,
  variation: Pick<VariationForSale, 'prices'> | null,
): Amounts => (variation ? { ...type.prices, ...variation.prices } : type.prices);

/** What stands on the list, or null where it is not sold in the currency. */
export function listPrice(
  type: Pick<TypeForSale, 'prices'>,
  variation: Pick<VariationForSale, 'prices'> | null,
  currency: string | null,
): number | null {
  const prices = pricesOf(type, variation);
  if (Object.keys(prices).length === 0) return 0;
  return currency === null ? null : (prices[currency] ?? null);
}

/** The chosen type and variation; undefined where there is no such product, or one of its variations must be chosen. */
export function productOf(
  catalogue: Catalogue,
  { ticketTypeId, variationId }: Pick<CartItem, 'ticketTypeId' | 'variationId'>,
): { type: TypeForSale; variation: VariationForSale | null } | undefined {
  const type = catalogue.types.get(ticketTypeId);
  const variation = type?.variations.find(({ id }) => id === variationId) ?? null;
  if (!type || (variation === null) !== (variationId === null)) return undefined;
  return type.variations.length > 0 && !variation ? undefined : { type, variation };
}

/** Why the cart has no price, with pointers as if its items were `/tickets`; empty where it has one. */
export function whyUnpriced(catalogue: Catalogue, cart: Cart): Problem[] {
  const currency = currencyOf(catalogue, cart);
  const { currencies } = catalogue.settings;
  if (cart.currency !== null && !currencies.includes(cart.currency))
    return [currencyNotOffered({ pointer: '/currency', currencies })];
  const problems = cart.items.flatMap(
    (item, index) => whyItemUnpriced(catalogue, item, currency, `/tickets/${index}`) ?? [],
  );
  if (problems.length > 0) return problems;
  return costAtMost(catalogue, cart.items, currency) > most
    ? [priceTooHigh({ pointer: '/tickets', atMost: most, currency })]
    : [];
}

/** More than this, in minor units, no cart costs; so every sum of its amounts is exact. */
const most = 1_000_000_000_000_000;

/** What a cart may cost at most: every amount before anything is taken off, all fees, and the whole of it once more in tax. */
function costAtMost(catalogue: Catalogue, items: readonly CartItem[], currency: string | null): number {
  const amounts = items.map((item) => {
    const product = productOf(catalogue, item);
    return item.offered ?? (product ? (listPrice(product.type, product.variation, currency) ?? 0) : 0);
  });
  const gross = total(amounts);
  const fees = catalogue.fees.map(
    ({ per, rate, amounts: by }) =>
      (per === 'ticket' ? items.length : 1) * ((currency && by[currency]) || 0) + gross * ((rate ?? 0) / wholeRate),
  );
  return 2 * (gross + total(fees));
}

/** Inexact where it is large, which is what is asked. */
const total = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);

function whyItemUnpriced(
  catalogue: Catalogue,
  item: CartItem,
  currency: string | null,
  pointer: string,
): Problem | null {
  const product = productOf(catalogue, item);
  if (!product) return notOffered({ pointer: `${pointer}/ticketTypeId` });
  if (item.included) return null;
  const { type, variation } = product;
  const list = listPrice(type, variation, currency);
  if (list === null) {
    const currencies = Object.keys(pricesOf(type, variation));
    return currencyNotOffered({ pointer, ticketTypeId: toPublicId('tty', type.id), currencies });
  }
  return item.offered === null || item.offered === list
    ? null
    : whyOfferRefused(type, item.offered, list, currency, pointer);
}

function whyOfferRefused(
  type: TypeForSale,
  offered: number,
  list: number,
  currency: string | null,
  at: string,
): Problem | null {
  if (type.pricing === 'donation' && currency !== null && offered > list) return null;
  const facts = { pointer: `${at}/price`, ticketTypeId: toPublicId('tty', type.id) };
  if (type.pricing === 'fixed') return priceFixed({ ...facts, price: list });
  return currency === null
    ? currencyNotOffered({ ...facts, currencies: [] })
    : priceTooLow({ ...facts, atLeast: list });
}

/**
 * What a cart costs, and why, line by line. Quote, hold and order call this and nothing else, so they agree. Throws the
 * first of `whyUnpriced`: nothing is ever free because its price was not found.
 */
export function price(catalogue: Catalogue, cart: Cart, now: Date): PricedCart {
  const [problem] = whyUnpriced(catalogue, cart);
  if (problem) throw problem;
  const currency = currencyOf(catalogue, cart);
  const drafts = cart.items.map((item) => draftOf(catalogue, item, currency));
  if (cart.code && isOpen(cart.code, now)) applyCode(cart.code, drafts, currency);
  applyDiscounts(catalogue.discounts.filter((discount) => isOpen(discount, now)).map(ruleOf), drafts);
  const fees = feesOf(catalogue.fees, drafts, currency);
  const all = taxed([...drafts, ...fees], catalogue.settings.rounding);
  const lines = drafts.map((draft, index): PricedLine => {
    const { price: paid, tax } = all[index] as (typeof all)[number];
    const { item, list, steps, codeId, givenAway } = draft;
    return { item, list, steps: withTaxStep(steps, draft, paid), price: paid, tax, codeId, givenAway };
  });
  const pricedFees = fees.map(({ feeId, name }, index): PricedFee => {
    const { price: paid, tax } = all[drafts.length + index] as (typeof all)[number];
    return { feeId, name, price: paid, tax };
  });
  return {
    currency,
    lines,
    fees: pricedFees,
    taxes: taxSums(all),
    total: sumOf(all.map((line) => line.price)),
  };
}

/** List price, what the buyer offers, and nothing for what is included. */
function draftOf(catalogue: Catalogue, item: CartItem, currency: string | null): Draft {
  const { type, variation } = productOf(catalogue, item) as { type: TypeForSale; variation: VariationForSale | null };
  const list = listPrice(type, variation, currency) ?? 0;
  const draft: Draft = { item, list, tax: type.tax, steps: [], amount: list, codeId: null, givenAway: 0 };
  if (item.included) move(draft, { kind: 'included', label: null, amount: -list });
  else if (item.offered !== null) move(draft, { kind: 'offered', label: null, amount: item.offered - list });
  return draft;
}

type AskedFee = Taxable & { feeId: string; name: Fee['name'] };

/** Fees of an order that costs something, from what its lines cost one by one. */
function feesOf(fees: readonly Fee[], drafts: readonly Draft[], currency: string | null): AskedFee[] {
  const prices = taxed(drafts, 'line').map((line) => line.price);
  const paid = prices.filter((amount) => amount > 0);
  if (currency === null || paid.length === 0) return [];
  return fees
    .map((fee) => {
      const bases = fee.per === 'ticket' ? paid : [sumOf(paid)];
      const amount = sumOf(bases.map((base) => (fee.amounts[currency] ?? 0) + portion(base, fee.rate ?? 0)));
      return { feeId: fee.id, name: fee.name, amount, tax: fee.tax };
    })
    .filter(({ amount }) => amount > 0);
}

/** What tax that comes on top, or rounding by the sum, adds in the end. */
function withTaxStep(steps: readonly PriceStep[], { amount, tax }: Draft, paid: number): PriceStep[] {
  return paid === amount ? [...steps] : [...steps, { kind: 'tax', label: tax?.name ?? null, amount: paid - amount }];
}
