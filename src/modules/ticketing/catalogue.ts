import type { LocalizedText } from '../../kernel/text.js';
import type { SaleWindow } from './sale.rules.js';

/** How tax is rounded: line by line; once for the sum, from net amounts (EN 16931); once for the sum, keeping what each line costs. */
export type Rounding = 'line' | 'sum-by-net' | 'sum-by-net-keep-gross';

/** Minor units by ISO 4217 currency. */
export type Amounts = Readonly<Record<string, number>>;

/** Thousandths of a percent: 20000 is 20 %. */
export type Rate = number;

export interface TaxRule {
  id: string;
  name: LocalizedText;
  rate: Rate;
  /** Whether prices already have it in them. */
  inclusive: boolean;
}

/** What an event has for sale, as rules see it: loaded once for a batch, never changed while it is judged. */
export interface Catalogue {
  settings: SaleSettings;
  types: ReadonlyMap<string, TypeForSale>;
  fees: readonly Fee[];
  /** In the order in which they are tried. */
  discounts: readonly Discount[];
}

export interface SaleSettings {
  /** The first is the default. */
  currencies: readonly string[];
  rounding: Rounding;
  holdMinutes: number;
  paymentHours: number;
  pendingAdmits: boolean;
  oneOrderPerPerson: boolean;
  verifyEmail: boolean;
  openHolds: number;
  cancellationPolicy: CancellationPolicy;
  transfers: boolean;
  resale: boolean;
}

/** What an attendee gets back who cancels, as it stood at purchase. */
export interface CancellationPolicy {
  /** Whether attendees cancel themselves. */
  byAttendee: boolean;
  /** Hours before the start after which nobody cancels; null: until the event ends. */
  until: number | null;
  /** The share that is given back at least so many hours before the start; the step with the most hours that fits counts. */
  steps: readonly { hoursBefore: number; rate: Rate }[];
  /** Kept of each cancelled ticket, in minor units by currency, at most what it cost. */
  fee: Amounts | null;
}

export interface TypeForSale extends SaleWindow {
  id: string;
  name: LocalizedText;
  description?: LocalizedText | null;
  kind: 'admission' | 'add-on';
  categoryId: string | null;
  pricing: 'fixed' | 'donation';
  channel: 'public' | 'door' | 'internal';
  hidden: boolean;
  approval: boolean;
  namesLater: boolean;
  minPerOrder: number;
  maxPerOrder: number;
  maxPerPerson: number | null;
  /** Empty: free. For a donation the least. */
  prices: Amounts;
  tax: TaxRule | null;
  /** Empty: the type is taken as it is. Otherwise one of them must be chosen. */
  variations: readonly VariationForSale[];
  /** An order with this type must have one of these. Empty: no condition. */
  companionIds: readonly string[];
  addOns: readonly { categoryId: string; name?: LocalizedText; min: number; max: number }[];
  /** What each ticket comes with, at no further cost. */
  parts: readonly { ticketTypeId: string; count: number }[];
  quotaIds: readonly string[];
}

export interface VariationForSale extends SaleWindow {
  id: string;
  name: LocalizedText;
  /** Where these have a currency, they count instead of the type's. */
  prices: Amounts;
  /** Besides those of the type. */
  quotaIds: readonly string[];
}

export interface Fee {
  id: string;
  name: LocalizedText;
  per: 'order' | 'ticket';
  rate: Rate | null;
  amounts: Amounts;
  tax: TaxRule | null;
}

export interface Discount {
  id: string;
  name: LocalizedText;
  terms: { kind: 'buy-n-pay-m'; every: number; pay: number } | { kind: 'quantity'; atLeast: number; rate: Rate };
  /** Empty: every type. */
  ticketTypeIds: readonly string[];
  validFrom: Date | null;
  validUntil: Date | null;
}

/** A promo or access code, with what is left of it when the stock is locked. */
export interface Code {
  id: string;
  code: string;
  effect: 'none' | 'set' | 'subtract' | 'percent';
  amounts: Amounts;
  rate: Rate | null;
  /** Both empty: everything. */
  ticketTypeIds: readonly string[];
  variationIds: readonly string[];
  opensHidden: boolean;
  validFrom: Date | null;
  validUntil: Date | null;
  maxUses: number | null;
  maxPerOrder: number | null;
  maxPerPerson: number | null;
  budget: { amount: number; currency: string } | null;
  /** The organiser's hold from which its tickets take their places. */
  holdId: string | null;
  used: number;
  givenAway: number;
}

/** One ticket that somebody wants; a bundle's parts follow their bundle. */
export interface CartItem {
  ticketTypeId: string;
  variationId: string | null;
  /** What the buyer offers, where they may choose, in minor units. */
  offered: number | null;
  /** The index of the item that this is an add-on to, or comes with. */
  addOnTo: number | null;
  /** Whether it comes with that one at no further cost. */
  included: boolean;
}

/** Why an amount became another. */
export interface PriceStep {
  kind: 'offered' | 'included' | 'code' | 'discount' | 'tax';
  label: LocalizedText | null;
  /** What it adds; less than nothing where it takes off. */
  amount: number;
  /** Of a reduction for so many: what the group must still be. Kept with the ticket, shown to nobody. */
  rule?: GroupRule;
}

/** A reduction as it stood when it was given. */
export interface GroupRule extends Pick<Discount, 'id' | 'name' | 'terms' | 'ticketTypeIds'> {
  /** Its place among those that were tried. */
  order: number;
}

export interface LineTax {
  name: LocalizedText;
  rate: Rate;
  inclusive: boolean;
  amount: number;
}

/** A line of a quote. All amounts in minor units of the quote's currency. */
export interface PricedLine {
  item: CartItem;
  list: number;
  steps: readonly PriceStep[];
  /** What is paid in the end, tax included. */
  price: number;
  tax: LineTax | null;
  /** The code that was used on it, and what that took off. */
  codeId: string | null;
  givenAway: number;
}

export interface PricedFee {
  feeId: string | null;
  name: LocalizedText;
  price: number;
  tax: LineTax | null;
}

export interface TaxSum {
  name: LocalizedText;
  rate: Rate;
  net: number;
  tax: number;
  gross: number;
}

/** What a cart costs and why. `total` is the sum of the prices of lines and fees. */
export interface PricedCart {
  /** Null where nothing costs anything and the event has no currency. */
  currency: string | null;
  lines: readonly PricedLine[];
  fees: readonly PricedFee[];
  taxes: readonly TaxSum[];
  total: number;
}
