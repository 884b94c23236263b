import type { Problem } from '../../kernel/problem.js';
import { toPublicId } from '../../kernel/id.js';
import type { CartItem, Catalogue, TypeForSale } from './catalogue.js';
import { type EventOnSale, type SaleWindow, whyClosed } from './sale.rules.js';
import {
  addOnAlone,
  addOnNotOffered,
  addOnsOutsideLimits,
  companionMissing,
  notOffered,
  notYetOnSale,
  saleOver,
  tooFew,
  tooMany,
  variationMissing,
  variationNotOffered,
} from './ticketing.problems.js';

/** A type, or one of its variations, that somebody wants, and what they offer for it where they may choose. */
export interface Wish {
  ticketTypeId: string;
  variationId?: string | null;
  offered?: number | null;
}

export interface TicketWish extends Wish {
  addOns?: readonly Wish[];
}

/** Through which door tickets are taken. */
export type SaleChannel = 'public' | 'door' | 'internal';

/** An item of a cart, where the request names it, and the ticket of the request that it belongs to. */
export interface WantedItem extends CartItem {
  pointer: string;
  ticket: number;
}

const itemOf = ({ ticketTypeId, variationId, offered }: Wish) => ({
  ticketTypeId,
  variationId: variationId ?? null,
  offered: offered ?? null,
});

/** Every ticket with its add-ons and with what it comes with, in the order in which a quote lists them. */
export function expand(catalogue: Catalogue, tickets: readonly TicketWish[]): WantedItem[] {
  const items: WantedItem[] = [];
  for (const [ticket, wish] of tickets.entries()) {
    const pointer = `/tickets/${ticket}`;
    const addOnTo = items.length;
    items.push({ ...itemOf(wish), pointer, ticket, addOnTo: null, included: false });
    for (const [index, addOn] of (wish.addOns ?? []).entries())
      items.push({ ...itemOf(addOn), pointer: `${pointer}/addOns/${index}`, ticket, addOnTo, included: false });
    for (const part of catalogue.types.get(wish.ticketTypeId)?.parts ?? [])
      for (let n = 0; n < part.count; n++) items.push({ ...itemOf(part), pointer, ticket, addOnTo, included: true });
  }
  return items;
}

/** Who asks, through which door, at what time; `opens` tells whether a hidden type is open to them. */
export interface Asking {
  event: EventOnSale;
  channel: SaleChannel;
  now: Date;
  opens: (item: CartItem) => boolean;
}

/** What speaks against the items of a cart, whatever places there are. */
export function* whyNotSold(catalogue: Catalogue, items: readonly WantedItem[], asking: Asking): Generator<Problem> {
  for (const item of items) {
    const problem = whyNotOffered(catalogue, item, asking);
    if (problem) yield problem;
  }
  const kinds = Map.groupBy(
    items.filter(({ included }) => !included),
    ({ ticketTypeId }) => ticketTypeId,
  );
  for (const [id, wanted] of kinds) {
    const type = catalogue.types.get(id);
    if (!type || asking.channel === 'internal') continue;
    const problem = whyOutsideLimits(type, wanted) ?? whyAlone(type, wanted, items);
    if (problem) yield problem;
  }
  yield* whyWrongAddOns(catalogue, items);
}

function whyNotOffered(catalogue: Catalogue, item: WantedItem, asking: Asking): Problem | null {
  const pointer = `${item.pointer}/ticketTypeId`;
  const type = catalogue.types.get(item.ticketTypeId);
  if (!type || !isOffered(type, item, asking)) return notOffered({ pointer });
  if (item.addOnTo === null && type.kind === 'add-on')
    return addOnAlone({ pointer, ticketTypeId: toPublicId('tty', type.id), nextStep: 'choose-ticket' });
  const closed = item.included ? null : whyNotForSale(asking, type, type);
  return closed ?? whyWrongVariation(type, item, asking);
}

function isOffered(type: TypeForSale, item: CartItem, { channel, opens }: Asking): boolean {
  if (channel !== 'public' || item.included) return true;
  if (type.channel !== 'public') return false;
  return !type.hidden || opens(item);
}

function whyNotForSale({ event, channel, now }: Asking, type: TypeForSale, window: SaleWindow): Problem | null {
  const closed = channel === 'internal' ? null : whyClosed(event, window, now);
  if (!closed) return null;
  const ticketTypeId = toPublicId('tty', type.id);
  return closed.state === 'sale-over'
    ? saleOver({ ticketTypeId, since: closed.since, nextStep: 'choose-other' })
    : notYetOnSale({ ticketTypeId, from: closed.from, nextStep: 'wait-until' });
}

function whyWrongVariation(type: TypeForSale, item: WantedItem, asking: Asking): Problem | null {
  const pointer = `${item.pointer}/variationId`;
  const ticketTypeId = toPublicId('tty', type.id);
  if (item.variationId === null)
    return type.variations.length > 0
      ? variationMissing({ pointer, ticketTypeId, nextStep: 'choose-variation' })
      : null;
  const variation = type.variations.find(({ id }) => id === item.variationId);
  if (!variation) return variationNotOffered({ pointer, ticketTypeId, nextStep: 'choose-variation' });
  return whyNotForSale(asking, type, variation);
}

function whyOutsideLimits(
  { id, minPerOrder, maxPerOrder }: TypeForSale,
  wanted: readonly WantedItem[],
): Problem | null {
  const details = {
    ticketTypeId: toPublicId('tty', id),
    pointer: `${wanted[0]?.pointer ?? ''}/ticketTypeId`,
    wanted: wanted.length,
  };
  if (wanted.length < minPerOrder) return tooFew({ ...details, atLeast: minPerOrder, nextStep: 'choose-more' });
  return wanted.length > maxPerOrder ? tooMany({ ...details, atMost: maxPerOrder, nextStep: 'choose-fewer' }) : null;
}

function whyAlone(type: TypeForSale, wanted: readonly WantedItem[], items: readonly WantedItem[]): Problem | null {
  if (type.companionIds.length === 0) return null;
  if (items.some(({ ticketTypeId }) => type.companionIds.includes(ticketTypeId))) return null;
  return companionMissing({
    pointer: `${wanted[0]?.pointer ?? ''}/ticketTypeId`,
    ticketTypeId: toPublicId('tty', type.id),
    companionIds: type.companionIds.map((id) => toPublicId('tty', id)),
    nextStep: 'choose-companion',
  });
}

function* whyWrongAddOns(catalogue: Catalogue, items: readonly WantedItem[]): Generator<Problem> {
  for (const [index, item] of items.entries()) {
    const type = item.addOnTo === null ? catalogue.types.get(item.ticketTypeId) : undefined;
    if (!type) continue;
    const chosen = items.filter(({ addOnTo, included }) => addOnTo === index && !included);
    for (const addOn of chosen) {
      const category = catalogue.types.get(addOn.ticketTypeId)?.categoryId ?? null;
      if (!type.addOns.some(({ categoryId }) => categoryId === category))
        yield addOnNotOffered({ pointer: `${addOn.pointer}/ticketTypeId`, nextStep: 'choose-other' });
    }
    for (const { categoryId, min, max } of type.addOns) {
      const wanted = chosen.filter(
        (addOn) => catalogue.types.get(addOn.ticketTypeId)?.categoryId === categoryId,
      ).length;
      if (wanted < min || wanted > max)
        yield addOnsOutsideLimits({
          pointer: `${item.pointer}/addOns`,
          categoryId: toPublicId('cat', categoryId),
          wanted,
          atLeast: min,
          atMost: max,
          nextStep: wanted < min ? 'choose-add-on' : 'choose-fewer',
        });
    }
  }
}
