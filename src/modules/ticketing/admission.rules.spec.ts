import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type AdmissionOutcome, type AdmissionRequest, type Stock, type TypeOnSale, admit } from './admission.rules.js';
import type { QuotaState } from './sale.rules.js';

const hour = (n: number) => new Date(Date.UTC(2027, 2, 13, n));
const now = hour(12);
const id = (n: number) => `00000000-0000-7000-8000-00000000000${n}`;

function stockOf(
  parts: Partial<Omit<Stock, 'types' | 'quotas'>> & { types: TypeOnSale[]; quotas: QuotaState[] },
): Stock {
  return {
    event: { status: 'published', endsAt: hour(20) },
    questions: [],
    registered: new Set(),
    ...parts,
    types: new Map(parts.types.map((type) => [type.id, type])),
    quotas: new Map(parts.quotas.map((quota) => [quota.id, quota])),
  };
}

const type = (n: number, quotaIds: string[], rest: Partial<TypeOnSale> = {}): TypeOnSale => ({
  id: id(n),
  quotaIds,
  hidden: false,
  minPerOrder: 1,
  maxPerOrder: 10,
  saleStartsAt: null,
  saleEndsAt: null,
  ...rest,
});
const quota = (name: string, size: number | null, rest: Partial<QuotaState> = {}): QuotaState => ({
  id: name,
  size,
  held: 0,
  sold: 0,
  blocked: 0,
  ...rest,
});
const request = (email: string, ...types: number[]): AdmissionRequest => ({
  email,
  invited: false,
  answers: {},
  tickets: types.map((n) => ({ ticketTypeId: id(n), answers: {} })),
});

const codes = (outcomes: readonly AdmissionOutcome<AdmissionRequest>[]) =>
  outcomes.map((outcome) => (outcome.admitted ? 'admitted' : outcome.problem.code));

describe('admit', () => {
  it('gives places in the order in which people came, until they are gone', () => {
    const stock = stockOf({ types: [type(1, ['hall'])], quotas: [quota('hall', 2)] });
    expect(codes(admit(stock, [request('a', 1), request('b', 1), request('c', 1)], now))).toEqual([
      'admitted',
      'admitted',
      'ticketing/sold-out',
    ]);
  });

  it('lets a small order have what is too little for a large one', () => {
    const stock = stockOf({ types: [type(1, ['hall'])], quotas: [quota('hall', 2)] });
    const outcomes = admit(stock, [request('a', 1, 1, 1), request('b', 1, 1)], now);
    expect(codes(outcomes)).toEqual(['ticketing/sold-out', 'admitted']);
    expect(outcomes[0]).toMatchObject({ problem: { details: { wanted: 3, left: 2 } } });
  });

  it('adds up two types that share a quota within one order', () => {
    const stock = stockOf({
      types: [type(1, ['hall']), type(2, ['hall', 'online'])],
      quotas: [quota('hall', 1), quota('online', null)],
    });
    expect(codes(admit(stock, [request('a', 1, 2), request('b', 2)], now))).toEqual(['ticketing/sold-out', 'admitted']);
  });

  it('gives one order to one person, also within a batch, and a refused one does not count', () => {
    const stock = stockOf({ types: [type(1, ['hall'])], quotas: [quota('hall', 9)], registered: new Set(['old']) });
    const wanting = [request('old', 1), request('a', 1, 1), request('a', 1), request('b', 3), request('b', 1)];
    expect(codes(admit(stock, wanting, now))).toEqual([
      'registrations/already-registered',
      'admitted',
      'registrations/already-registered',
      'ticketing/not-offered',
      'admitted',
    ]);
  });

  it('opens a hidden type to those who come by a personal link', () => {
    const stock = stockOf({ types: [type(1, ['hall'], { hidden: true })], quotas: [quota('hall', 9)] });
    const wanting = [request('a', 1), { ...request('a', 1), invited: true }];
    expect(codes(admit(stock, wanting, now))).toEqual(['ticketing/not-offered', 'admitted']);
  });

  it('names every missing answer and takes no place for it', () => {
    const name = { key: 'badge', kind: 'text', label: {}, required: true, options: [], condition: null } as const;
    const stock = stockOf({
      types: [type(1, ['hall'])],
      quotas: [quota('hall', 2)],
      questions: [
        { ...name, scope: 'order' },
        { ...name, key: 'shirt', scope: 'attendee' },
      ],
    });
    const [refused, admitted] = admit(
      stock,
      [
        request('a', 1, 1),
        {
          ...request('a', 1, 1),
          answers: { badge: 'A' },
          tickets: ['S', 'M'].map((shirt) => ({ ticketTypeId: id(1), answers: { shirt } })),
        },
      ],
      now,
    );
    expect(refused).toMatchObject({
      problem: {
        code: 'ticketing/answers-invalid',
        details: {
          errors: [
            { pointer: '/answers/badge' },
            { pointer: '/tickets/0/answers/shirt' },
            { pointer: '/tickets/1/answers/shirt' },
          ],
        },
      },
    });
    expect(admitted).toMatchObject({
      admitted: true,
      answers: { badge: 'A' },
      ticketAnswers: [{ shirt: 'S' }, { shirt: 'M' }],
    });
  });

  it('decides like people standing in one line at a counter', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(worlds(), ({ stock, requests, at }) => {
        const outcomes = codes(admit(stock, requests, at));
        expect(outcomes).toEqual(counter(stock, requests, at));
        for (const code of outcomes) seen.set(code, (seen.get(code) ?? 0) + 1);
      }),
      { numRuns: 10_000 },
    );
    const rarest = Math.min(...seen.values());
    expect({ codes: seen.size, rarest: rarest > 500, admitted: (seen.get('admitted') ?? 0) > 5000 }).toEqual({
      codes: 11,
      rarest: true,
      admitted: true,
    });
  });

  it('decides the same however the line is cut into batches', () => {
    fc.assert(
      fc.property(worlds(), fc.integer({ min: 1, max: 5 }), ({ stock, requests, at }, size) => {
        const cut: string[] = [];
        const line = [...requests];
        let current = stock;
        while (line.length > 0) {
          const batch = line.splice(0, size);
          const outcomes = codes(admit(current, batch, at));
          cut.push(...outcomes);
          current = afterwards(
            current,
            batch.filter((_, index) => outcomes[index] === 'admitted'),
          );
        }
        expect(cut).toEqual(codes(admit(stock, requests, at)));
      }),
      { numRuns: 2000 },
    );
  });
});

/**
 * The reference: one clerk, one person at a time, a drawer with a slip for every place given out, counted anew for each
 * question. It shares no code with `admit`, only the types.
 */
function counter(stock: Stock, requests: readonly AdmissionRequest[], at: Date): string[] {
  const slips: { quotaId: string }[] = [];
  for (const { id: quotaId, held, sold, blocked } of stock.quotas.values()) {
    for (let i = 0; i < held + sold + blocked; i++) slips.push({ quotaId });
  }
  const guests = [...stock.registered];
  const serve = (person: AdmissionRequest): string => {
    if (stock.event.status === 'draft') return 'ticketing/registration-not-open';
    if (stock.event.status === 'cancelled') return 'ticketing/event-cancelled';
    if (stock.event.status === 'closed') return 'ticketing/registration-over';
    if (at.getTime() >= stock.event.endsAt.getTime()) return 'ticketing/registration-over';
    const kinds = person.tickets
      .map((ticket) => ticket.ticketTypeId)
      .filter((kind, index, all) => all.indexOf(kind) === index);
    for (const kind of kinds) {
      const offer = stock.types.get(kind);
      const count = person.tickets.filter((ticket) => ticket.ticketTypeId === kind).length;
      if (offer === undefined) return 'ticketing/not-offered';
      if (offer.hidden && !person.invited) return 'ticketing/not-offered';
      if (offer.saleEndsAt !== null && at.getTime() >= offer.saleEndsAt.getTime()) return 'ticketing/sale-over';
      if (offer.saleStartsAt !== null && at.getTime() < offer.saleStartsAt.getTime())
        return 'ticketing/not-yet-on-sale';
      if (count < offer.minPerOrder) return 'ticketing/too-few';
      if (count > offer.maxPerOrder) return 'ticketing/too-many';
    }
    if (guests.includes(person.email)) return 'registrations/already-registered';
    const wanted: { quotaId: string }[] = [];
    for (const ticket of person.tickets) {
      for (const quotaId of stock.types.get(ticket.ticketTypeId)?.quotaIds ?? []) wanted.push({ quotaId });
    }
    for (const pool of stock.quotas.values()) {
      const count = [...slips, ...wanted].filter((slip) => slip.quotaId === pool.id).length;
      const takes = wanted.some((slip) => slip.quotaId === pool.id);
      if (takes && pool.size !== null && count > pool.size) return 'ticketing/sold-out';
    }
    slips.push(...wanted);
    guests.push(person.email);
    return 'admitted';
  };
  return requests.map(serve);
}

/** The stock as the database would show it to the next batch. */
function afterwards(stock: Stock, admitted: readonly AdmissionRequest[]): Stock {
  const taken = admitted.flatMap(({ tickets }) =>
    tickets.flatMap((ticket) => stock.types.get(ticket.ticketTypeId)?.quotaIds ?? []),
  );
  const quotas = [...stock.quotas.values()].map((each) => ({
    ...each,
    sold: each.sold + taken.filter((quotaId) => quotaId === each.id).length,
  }));
  return {
    ...stock,
    quotas: new Map(quotas.map((each) => [each.id, each])),
    registered: new Set([...stock.registered, ...admitted.map((person) => person.email)]),
  };
}

/** Small worlds, so that places run out, quotas overlap and the same people come again. */
function worlds() {
  const count = (max: number) => fc.integer({ min: 0, max });
  const start = fc.constantFrom(null, null, null, hour(10), hour(11), hour(13));
  const end = fc.constantFrom(null, null, null, hour(14), hour(13), hour(12));
  const wanted = fc.constantFrom(0, 0, 0, 0, 1, 1, 1, 2, 2, 3).map((n) => ({ ticketTypeId: id(n), answers: {} }));
  const tickets = fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .tuple(wanted, fc.integer({ min: 1, max: 3 }))
        .map(([ticket, n]) => Array.from({ length: n }, () => ticket)),
    },
    { weight: 1, arbitrary: fc.array(wanted, { minLength: 1, maxLength: 4 }) },
  );
  const quotas = fc.array(
    fc.record({ size: fc.option(count(6), { freq: 4 }), held: count(1), sold: count(2), blocked: count(1) }),
    { minLength: 1, maxLength: 3 },
  );
  return quotas
    .map((states) =>
      states.map(({ size, ...taken }, index) => ({
        id: `q${index}`,
        ...taken,
        size: size === null ? null : size + taken.held + taken.sold + taken.blocked,
      })),
    )
    .chain((pools) =>
      fc.record({
        stock: fc
          .record({
            status: fc.oneof(
              { weight: 9, arbitrary: fc.constant('published' as const) },
              fc.constantFrom('draft' as const, 'cancelled' as const, 'closed' as const),
            ),
            endsAt: fc.constantFrom(hour(20), hour(20), hour(20), hour(20), hour(12)),
            registered: fc.subarray(['a', 'b']),
            types: fc.array(
              fc.record({
                quotaIds: fc.subarray(
                  pools.map((pool) => pool.id),
                  { minLength: 1 },
                ),
                hidden: fc.constantFrom(false, false, false, true),
                minPerOrder: fc.constantFrom(1, 1, 1, 2),
                maxPerOrder: fc.constantFrom(2, 3, 9),
                saleStartsAt: start,
                saleEndsAt: end,
              }),
              { minLength: 2, maxLength: 3 },
            ),
          })
          .map(({ status, endsAt, registered, types }) =>
            stockOf({
              event: { status, endsAt },
              registered: new Set(registered),
              types: types.map((each, index) => ({ ...each, id: id(index) })),
              quotas: pools,
            }),
          ),
        at: fc.constantFrom(hour(9), hour(11), hour(11), hour(12)),
        requests: fc.array(
          fc.record({
            email: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
            invited: fc.boolean(),
            answers: fc.constant({}),
            tickets,
          }),
          { maxLength: 12 },
        ),
      }),
    );
}
