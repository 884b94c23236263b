import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type ListTerms,
  type ScanFacts,
  brokenRule,
  conflictOf,
  defaultList,
  judgeOffline,
  judgeScan,
} from './scan.rules.js';

const at = new Date('2037-03-14T18:00:00Z');
const event = { id: 'here', status: 'published' } as const;
const ticket = {
  eventId: 'here',
  ticketTypeId: 'seat',
  variationId: null,
  isAddOn: false,
  state: 'valid',
  orderState: 'paid',
  pendingAdmits: false,
  blocked: false,
  createdAt: new Date('2037-01-01T00:00:00Z'),
  generation: 2,
  codeGeneration: 2,
} as const;
const nobody = { entries: 0, entriesToday: 0, lastEntryAt: null, inside: false };
const came = { entries: 1, entriesToday: 1, lastEntryAt: new Date('2037-03-14T17:50:00Z'), inside: true };
const free: ScanFacts = { kind: 'entry', at, event, list: defaultList, history: nobody, ticket };
const pending = { ...ticket, orderState: 'pending', state: 'reserved' } as const;
const on = (terms: Partial<ListTerms>): ListTerms => ({ ...defaultList, ...terms });
const minutes = (n: number) => new Date(at.getTime() + n * 60_000);

describe('a scanned code', () => {
  it.each<[string, Partial<ScanFacts>]>([
    ['free', {}],
    ['unknown-code', { ticket: null }],
    ['wrong-event', { ticket: { ...ticket, eventId: 'elsewhere' } }],
    ['event-cancelled', { event: { ...event, status: 'cancelled' } }],
    ['event-closed', { event: { ...event, status: 'closed' } }],
    ['cancelled', { ticket: { ...ticket, state: 'cancelled' } }],
    ['cancelled', { ticket: { ...pending, orderState: 'expired' } }],
    ['cancelled', { ticket: { ...ticket, orderState: 'retained' } }],
    ['unapproved', { ticket: { ...ticket, state: 'requested', orderState: 'awaiting-approval' } }],
    ['not-paid', { ticket: pending }],
    ['not-paid', { ticket: { ...ticket, orderState: 'pending' } }],
    ['free', { ticket: { ...pending, pendingAdmits: true } }],
    ['not-paid', { ticket: { ...pending, pendingAdmits: true }, list: on({ includesPending: false }) }],
    ['blocked', { ticket: { ...ticket, blocked: true } }],
    ['code-replaced', { ticket: { ...ticket, codeGeneration: 1 } }],
    ['wrong-type', { ticket: { ...ticket, isAddOn: true } }],
    ['free', { ticket: { ...ticket, isAddOn: true }, list: on({ ticketTypeIds: ['seat'] }) }],
    ['wrong-type', { list: on({ ticketTypeIds: ['other'] }) }],
    ['wrong-type', { list: on({ variationIds: ['early'] }) }],
    ['free', { ticket: { ...ticket, variationId: 'early' }, list: on({ variationIds: ['early'] }) }],
    ['wrong-time', { list: on({ opensAt: minutes(1) }) }],
    ['free', { list: on({ opensAt: minutes(0), closesAt: minutes(1) }) }],
    ['wrong-time', { list: on({ closesAt: minutes(0) }) }],
    ['already-admitted', { history: came }],
    ['already-admitted', { history: { ...came, inside: false } }],
    ['already-admitted', { history: came, list: on({ entries: 'after-exit' }) }],
    ['free', { history: { ...came, inside: false }, list: on({ entries: 'after-exit' }) }],
    ['free', { history: came, list: on({ entries: 'multiple' }) }],
    ['rules', { history: came, list: on({ entries: 'multiple', maxEntries: 1 }) }],
    ['rules', { history: came, list: on({ entries: 'multiple', maxEntriesPerDay: 1 }) }],
    ['free', { history: { ...came, entriesToday: 0 }, list: on({ entries: 'multiple', maxEntriesPerDay: 1 }) }],
    ['rules', { history: came, list: on({ entries: 'multiple', minutesBetween: 11 }) }],
    ['free', { history: came, list: on({ entries: 'multiple', minutesBetween: 10 }) }],
    ['free', { kind: 'exit', history: came, event: { ...event, status: 'closed' } }],
    ['code-replaced', { kind: 'exit', ticket: { ...ticket, codeGeneration: 1 } }],
  ])('is judged %s (%#)', (judgement, facts) => {
    expect(judgeScan({ ...free, ...facts })).toBe(judgement);
  });

  it('names the limit that an entry would break', () => {
    const list = on({ entries: 'multiple', maxEntries: 5, maxEntriesPerDay: 1, minutesBetween: 60 });
    expect(brokenRule({ at, list, history: came })).toBe('max-entries-per-day');
    expect(brokenRule({ at, list: { ...list, maxEntriesPerDay: null }, history: came })).toBe('minutes-between');
    expect(brokenRule({ at, list, history: nobody })).toBeNull();
  });

  it('that a device decided on is kept, unless it is none or another device was first', () => {
    expect(judgeOffline({ ...free, ticket: { ...ticket, state: 'cancelled' } })).toBe('free');
    expect(judgeOffline({ ...free, ticket: null })).toBe('unknown-code');
    expect(judgeOffline({ ...free, ticket: { ...ticket, eventId: 'elsewhere' } })).toBe('wrong-event');
    expect(judgeOffline({ ...free, history: came })).toBe('already-admitted');
    expect(judgeOffline({ ...free, history: came, list: on({ entries: 'after-exit' }) })).toBe('free');
  });

  it.each<[string | null, Partial<ScanFacts>, number]>([
    [null, {}, 0],
    [null, { event: { ...event, status: 'closed' } }, 0],
    [null, { history: came, list: on({ entries: 'after-exit' }) }, 0],
    [null, { kind: 'exit', ticket: { ...ticket, blocked: true } }, 0],
    ['event-cancelled', { event: { ...event, status: 'cancelled' } }, 0],
    ['cancelled', { ticket: { ...ticket, state: 'cancelled' } }, 0],
    ['blocked', { ticket: { ...ticket, blocked: true } }, 0],
    ['code-replaced', { ticket: { ...ticket, codeGeneration: 1 } }, 0],
    ['code-replaced', { kind: 'exit', ticket: { ...ticket, codeGeneration: 0 } }, 0],
    ['wrong-type', { list: on({ ticketTypeIds: ['other'] }) }, 0],
    ['wrong-time', { list: on({ opensAt: minutes(1) }) }, 0],
    ['rules', { history: came, list: on({ entries: 'multiple', maxEntries: 1 }) }, 0],
    [null, {}, 5],
    ['wrong-time', {}, 6],
    ['wrong-time', { kind: 'exit' }, 6],
    ['wrong-time', { ticket: { ...ticket, createdAt: minutes(6) } }, 0],
  ])('that was kept all the same has %s against it (%#)', (conflict, facts, ahead) => {
    expect(conflictOf({ ...free, ...facts }, minutes(ahead), at)).toBe(conflict);
  });

  it('is free only where everything is as it has to be', () => {
    const facts = fc.record({
      kind: fc.constant<'entry'>('entry'),
      at: fc.constant(at),
      event: fc.record({
        id: fc.constant('here'),
        status: fc.constantFrom('draft', 'published', 'cancelled', 'closed'),
      }),
      list: fc.record({
        ticketTypeIds: fc.constantFrom<string[]>([], ['seat'], ['other']),
        variationIds: fc.constant<string[]>([]),
        opensAt: fc.constantFrom(null, minutes(-1), minutes(1)),
        closesAt: fc.constantFrom(null, minutes(2)),
        entries: fc.constantFrom('single', 'after-exit', 'multiple'),
        includesPending: fc.boolean(),
        maxEntries: fc.constant(null),
        maxEntriesPerDay: fc.constant(null),
        minutesBetween: fc.constant(null),
      }),
      history: fc.constantFrom(nobody, came, { ...came, inside: false }),
      ticket: fc.option(
        fc.record({
          eventId: fc.constantFrom('here', 'elsewhere'),
          ticketTypeId: fc.constant('seat'),
          variationId: fc.constant(null),
          isAddOn: fc.boolean(),
          state: fc.constantFrom('requested', 'reserved', 'valid', 'cancelled'),
          orderState: fc.constantFrom('paid', 'pending', 'awaiting-approval', 'expired', 'cancelled', 'retained'),
          pendingAdmits: fc.boolean(),
          blocked: fc.boolean(),
          createdAt: fc.constant(ticket.createdAt),
          generation: fc.integer({ min: 1, max: 3 }),
          codeGeneration: fc.integer({ min: 1, max: 3 }),
        }),
      ),
    });
    fc.assert(
      fc.property(facts, ({ ticket: given, list, history, ...rest }) => {
        const paid = given?.orderState === 'paid' && given.state === 'valid';
        const owing =
          given !== null &&
          given.pendingAdmits &&
          list.includesPending &&
          ['paid', 'pending'].includes(given.orderState) &&
          ['reserved', 'valid'].includes(given.state);
        const may =
          given?.eventId === 'here' &&
          (paid || owing) &&
          !given.blocked &&
          given.generation === given.codeGeneration &&
          ['draft', 'published'].includes(rest.event.status) &&
          (list.ticketTypeIds.length === 0 ? !given.isAddOn : list.ticketTypeIds.includes('seat')) &&
          (list.opensAt === null || list.opensAt <= at) &&
          (history.entries === 0 || list.entries === 'multiple' || (list.entries === 'after-exit' && !history.inside));
        expect(judgeScan({ ...rest, ticket: given, list, history }) === 'free').toBe(may);
      }),
      { numRuns: 3000 },
    );
  });
});
