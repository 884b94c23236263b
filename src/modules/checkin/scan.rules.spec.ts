import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeScan } from './scan.rules.js';

const event = { id: 'here', status: 'published' } as const;
const ticket = { eventId: 'here', state: 'valid' };

describe('a scanned code', () => {
  it.each([
    ['free', { event, ticket }],
    ['unknown-code', { event, ticket: null }],
    ['wrong-event', { event, ticket: { ...ticket, eventId: 'elsewhere' } }],
    ['event-cancelled', { event: { ...event, status: 'cancelled' }, ticket }],
    ['event-closed', { event: { ...event, status: 'closed' }, ticket }],
    ['cancelled', { event, ticket: { ...ticket, state: 'cancelled' } }],
  ] as const)('is judged %s', (judgement, facts) => {
    expect(judgeScan(facts)).toBe(judgement);
  });

  it('never admits to another event, to a cancelled one or with a cancelled ticket', () => {
    const facts = fc.record({
      event: fc.record({
        id: fc.constant('here'),
        status: fc.constantFrom('draft', 'published', 'cancelled', 'closed'),
      }),
      ticket: fc.option(
        fc.record({ eventId: fc.constantFrom('here', 'elsewhere'), state: fc.constantFrom('valid', 'cancelled') }),
      ),
    });
    fc.assert(
      fc.property(facts, (given) => {
        const free = judgeScan(given) === 'free';
        const may =
          given.ticket?.eventId === 'here' &&
          given.ticket.state === 'valid' &&
          given.event.status !== 'cancelled' &&
          given.event.status !== 'closed';
        expect(free).toBe(may);
      }),
    );
  });
});
