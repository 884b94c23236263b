import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { OfferDto } from '../ticketing/offer.dto.js';
import { cartFieldAt, readAmount, wantedCart } from './cart-form.rules.js';

const free = { state: 'available', left: null, from: null, since: null, mayReturnAt: null } as const;
const offer = (id: string, more: Partial<OfferDto> = {}): OfferDto => ({
  ticketTypeId: id,
  kind: 'admission',
  categoryId: null,
  name: { en: id },
  description: null,
  pricing: 'fixed',
  price: { amount: 2000, currency: 'EUR' },
  prices: [{ amount: 2000, currency: 'EUR' }],
  tax: null,
  variations: [],
  addOns: [],
  includes: [],
  companionIds: [],
  approval: false,
  namesLater: false,
  minPerOrder: 1,
  maxPerOrder: 10,
  maxPerPerson: null,
  availability: free,
  ...more,
});
const sent = (fields: Record<string, string>) =>
  new Map(Object.entries(fields).map(([name, value]) => [name, [value]]));
const shirts = { categoryId: 'shirts', name: { en: 'Shirts' }, min: 0, max: 2 };

describe('a cart on a form', () => {
  it('has a ticket for each that was counted, and of each variation', () => {
    const variation = { name: {}, price: null, prices: [], availability: free };
    const seats = offer('seat', { variations: ['a', 'b'].map((variationId) => ({ ...variation, variationId })) });
    const { tickets } = wantedCart([seats, offer('hall')], sent({ 'n-seat-b': '2', 'n-hall': '1', 'n-seat-a': '0' }));
    expect(tickets).toEqual([
      { ticketTypeId: 'seat', variationId: 'b' },
      { ticketTypeId: 'seat', variationId: 'b' },
      { ticketTypeId: 'hall' },
    ]);
  });

  it('deals add-ons out to the tickets they go with, in turn, and says which have none', () => {
    const offers = [offer('seat', { addOns: [shirts] }), offer('shirt', { kind: 'add-on', categoryId: 'shirts' })];
    const dealt = wantedCart(offers, sent({ 'n-seat': '2', 'a-seat-shirt': '3' }));
    expect(dealt.tickets.map(({ addOns }) => addOns?.length)).toEqual([2, 1]);
    expect(wantedCart(offers, sent({ 'a-seat-shirt': '1' })).wrong).toEqual(new Map([['a-seat-shirt', 'alone']]));
  });

  it('knows which field a refusal is about', () => {
    const offers = [
      offer('seat', { addOns: [shirts], pricing: 'donation' }),
      offer('shirt', { kind: 'add-on', categoryId: 'shirts' }),
    ];
    const cart = wantedCart(offers, sent({ 'n-seat': '1', 'p-seat': '25', 'a-seat-shirt': '1' }));
    expect(cart.tickets[0]?.price).toBe(2500);
    expect(cartFieldAt('/tickets/0/ticketTypeId', cart)).toBe('n-seat');
    expect(cartFieldAt('/tickets/0/price', cart)).toBe('p-seat');
    expect(cartFieldAt('/tickets/0/addOns/0/ticketTypeId', cart)).toBe('a-seat-shirt');
    expect(cartFieldAt('/code', cart)).toBe('code');
    expect(cartFieldAt('/tickets/7/price', cart)).toBeNull();
    expect(cartFieldAt(null, cart)).toBeNull();
  });

  it('never asks for more than was typed, whatever was', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (count, price) => {
        const { tickets } = wantedCart(
          [offer('seat', { pricing: 'donation' })],
          sent({ 'n-seat': count, 'p-seat': price }),
        );
        expect(tickets.length).toBeLessThanOrEqual(Math.max(0, Number(count) || 0));
        for (const ticket of tickets) expect(Number.isSafeInteger(ticket.price ?? 0)).toBe(true);
      }),
    );
  });
});

describe('an amount as people write it', () => {
  it.each([
    ['25', 'EUR', 2500],
    ['1 000,5', 'RUB', 100_050],
    ['12.34', 'EUR', 1234],
    ['500', 'JPY', 500],
    ['5.5', 'JPY', null],
    ['1.234', 'EUR', null],
    ['-5', 'EUR', null],
    ['viel', 'EUR', null],
  ])('%s in %s', (text, currency, amount) => {
    expect(readAmount(text, currency)).toBe(amount);
  });
});
