import { describe, expect, it } from '@jest/globals';
import { type EventOnSale, availability } from './sale.rules.js';

const at = (text: string) => new Date(`2027-03-13T${text}:00Z`);
const event: EventOnSale = { status: 'published', endsAt: at('20:00') };
const always = { saleStartsAt: null, saleEndsAt: null };
const quota = (size: number | null, sold = 0) => ({ id: 'q', size, held: 0, sold, blocked: 0 });

describe('availability', () => {
  it('is the tightest of the quotas', () => {
    expect(availability(event, always, [quota(10, 2), quota(5), quota(null)], at('10:00'))).toEqual({
      state: 'available',
      left: 5,
    });
  });

  it('has no number where nothing limits it', () => {
    expect(availability(event, always, [quota(null, 7)], at('10:00'))).toEqual({ state: 'available', left: null });
  });

  it('is gone when any quota is', () => {
    expect(availability(event, always, [quota(10), quota(3, 3)], at('10:00'))).toEqual({ state: 'gone' });
  });

  it('counts what is held and blocked', () => {
    expect(availability(event, always, [{ ...quota(10), held: 6, blocked: 4 }], at('10:00'))).toEqual({
      state: 'gone',
    });
  });

  it('opens at the first instant of the window and closes at the last', () => {
    const window = { saleStartsAt: at('09:00'), saleEndsAt: at('12:00') };
    const states = ['08:59', '09:00', '11:59', '12:00'].map((time) =>
      availability(event, window, [quota(1)], at(time)),
    );
    expect(states).toEqual([
      { state: 'not-yet-on-sale', from: at('09:00') },
      { state: 'available', left: 1 },
      { state: 'available', left: 1 },
      { state: 'sale-over', since: at('12:00') },
    ]);
  });

  it('ends with the event even where the window is open longer', () => {
    const window = { saleStartsAt: null, saleEndsAt: at('23:00') };
    expect(availability(event, window, [quota(1)], at('20:00'))).toEqual({ state: 'sale-over', since: at('20:00') });
  });

  it.each(['draft', 'cancelled', 'closed'] as const)('is over while the event is %s', (status) => {
    expect(availability({ ...event, status }, always, [quota(1)], at('10:00')).state).toBe('sale-over');
  });
});
