import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ScanFacts, judgeScan } from './scan.rules.js';

const event = { id: 'here', status: 'published' } as const;
const ticket = { eventId: 'here', state: 'valid', orderState: 'paid', generation: 2, codeGeneration: 2 } as const;

describe('a scanned code', () => {
  it.each<[string, ScanFacts]>([
    ['free', { event, ticket }],
    ['unknown-code', { event, ticket: null }],
    ['wrong-event', { event, ticket: { ...ticket, eventId: 'elsewhere' } }],
    ['event-cancelled', { event: { ...event, status: 'cancelled' }, ticket }],
    ['event-closed', { event: { ...event, status: 'closed' }, ticket }],
    ['cancelled', { event, ticket: { ...ticket, state: 'cancelled' } }],
    ['not-paid', { event, ticket: { ...ticket, orderState: 'pending' } }],
    ['code-replaced', { event, ticket: { ...ticket, codeGeneration: 1 } }],
  ])('is judged %s', (judgement, facts) => {
    expect(judgeScan(facts)).toBe(judgement);
  });

  it('is free only where everything is as it has to be', () => {
    const facts = fc.record({
      event: fc.record({
        id: fc.constant('here'),
        status: fc.constantFrom('draft', 'published', 'cancelled', 'closed'),
      }),
      ticket: fc.option(
        fc.record({
          eventId: fc.constantFrom('here', 'elsewhere'),
          state: fc.constantFrom('valid', 'cancelled'),
          orderState: fc.constantFrom('paid', 'pending', 'awaiting-approval', 'expired', 'cancelled'),
          generation: fc.integer({ min: 1, max: 3 }),
          codeGeneration: fc.integer({ min: 1, max: 3 }),
        }),
      ),
    });
    fc.assert(
      fc.property(facts, (given) => {
        const may =
          given.ticket?.eventId === 'here' &&
          given.ticket.state === 'valid' &&
          given.ticket.orderState === 'paid' &&
          given.ticket.generation === given.ticket.codeGeneration &&
          given.event.status !== 'cancelled' &&
          given.event.status !== 'closed';
        expect(judgeScan(given) === 'free').toBe(may);
      }),
      { numRuns: 1000 },
    );
  });
});
