import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AdmissionRequest, QuotaOnSale, Stock } from './admission.js';
import { type AdmissionOutcome, admit, judge } from './admission.rules.js';
import type { Code, TypeForSale, VariationForSale } from './catalogue.js';
import { defaultSettings } from './sale-settings.js';

const hour = (n: number) => new Date(Date.UTC(2027, 2, 13, n));
const now = hour(12);
const id = (n: number) => `00000000-0000-7000-8000-00000000000${n}`;
const variationId = (n: number, v: number) => `00000000-0000-7000-8000-0000000001${n}${v}`;

interface Parts extends Partial<Omit<Stock, 'catalogue' | 'quotas' | 'codes'>> {
  types: TypeForSale[];
  quotas: QuotaOnSale[];
  codes?: Code[];
  settings?: Partial<Stock['catalogue']['settings']>;
}

function stockOf({ types, quotas, codes: known = [], settings, ...parts }: Parts): Stock {
  return {
    event: { status: 'published', endsAt: hour(20) },
    questions: [],
    registered: new Set(),
    allotments: new Map(),
    had: new Map(),
    openHolds: new Map(),
    usedPlaces: new Set(),
    codeLimits: new Map(),
    ...parts,
    catalogue: {
      settings: { ...defaultSettings, ...settings },
      types: new Map(types.map((each) => [each.id, each])),
      fees: [],
      discounts: [],
    },
    codes: new Map(known.map((each) => [each.code, each])),
    quotas: new Map(quotas.map((each) => [each.id, each])),
  };
}

const type = (n: number, quotaIds: string[], rest: Partial<TypeForSale> = {}): TypeForSale => ({
  id: id(n),
  name: {},
  kind: 'admission',
  categoryId: null,
  pricing: 'fixed',
  channel: 'public',
  approval: false,
  namesLater: false,
  maxPerPerson: null,
  prices: {},
  tax: null,
  variations: [],
  companionIds: [],
  addOns: [],
  parts: [],
  quotaIds,
  hidden: false,
  minPerOrder: 1,
  maxPerOrder: 10,
  saleStartsAt: null,
  saleEndsAt: null,
  ...rest,
});
const quota = (name: string, size: number | null, rest: Partial<QuotaOnSale> = {}): QuotaOnSale => ({
  id: name,
  size,
  held: 0,
  sold: 0,
  blocked: 0,
  closed: false,
  ...rest,
});
const promo = (rest: Partial<Code> = {}): Code => ({
  id: id(8),
  code: 'SAVE',
  effect: 'percent',
  amounts: {},
  rate: 50_000,
  ticketTypeIds: [],
  variationIds: [],
  opensHidden: false,
  validFrom: null,
  validUntil: null,
  maxUses: null,
  maxPerOrder: null,
  maxPerPerson: null,
  budget: null,
  holdId: null,
  used: 0,
  givenAway: 0,
  ...rest,
});
const wanting = (
  email: string,
  tickets: readonly Partial<AdmissionRequest['tickets'][number]>[],
): AdmissionRequest => ({
  purpose: 'order',
  channel: 'public',
  email,
  proven: false,
  invited: false,
  visitor: null,
  currency: null,
  code: null,
  gift: false,
  promised: null,
  answers: {},
  tickets: tickets.map((ticket) => ({ ticketTypeId: id(1), named: true, answers: {}, ...ticket })),
});
const request = (email: string, ...types: number[]): AdmissionRequest =>
  wanting(
    email,
    types.map((n) => ({ ticketTypeId: id(n) })),
  );

const variation = (n: number, v: number, quotaIds: string[]): VariationForSale => ({
  id: variationId(n, v),
  name: {},
  saleStartsAt: null,
  saleEndsAt: null,
  prices: {},
  quotaIds,
});
const never = (): never => {
  throw new Error('Not admitted');
};

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
    const people = [request('old', 1), request('a', 1, 1), request('a', 1), request('b', 3), request('b', 1)];
    expect(codes(admit(stock, people, now))).toEqual([
      'registrations/already-registered',
      'admitted',
      'registrations/already-registered',
      'ticketing/not-offered',
      'admitted',
    ]);
  });

  it('opens a hidden type to those who come by a personal link', () => {
    const stock = stockOf({ types: [type(1, ['hall'], { hidden: true })], quotas: [quota('hall', 9)] });
    const people = [request('a', 1), { ...request('a', 1), invited: true }];
    expect(codes(admit(stock, people, now))).toEqual(['ticketing/not-offered', 'admitted']);
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
          tickets: ['S', 'M'].map((shirt) => ({ ticketTypeId: id(1), named: true, answers: { shirt } })),
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

  it('wants one of the variations chosen, and takes from the quotas of both', () => {
    const variations = [1, 2].map((v) => variation(1, v, v === 2 ? ['late'] : []));
    const stock = stockOf({
      types: [type(1, ['hall'], { variations })],
      quotas: [quota('hall', 9), quota('late', 1)],
    });
    const late = { variationId: variationId(1, 2) };
    const people = [
      request('a', 1),
      wanting('b', [late, late]),
      wanting('c', [late, { variationId: variationId(1, 1) }]),
    ];
    expect(codes(admit(stock, people, now))).toEqual(['ticketing/variation-missing', 'ticketing/sold-out', 'admitted']);
  });

  it('brings a bundle with its parts and add-ons with their ticket, each from its own quota', () => {
    const stock = stockOf({
      types: [
        type(1, ['hall'], {
          parts: [{ ticketTypeId: id(2), count: 2 }],
          addOns: [{ categoryId: id(7), min: 1, max: 1 }],
        }),
        type(2, ['hall']),
        type(3, ['meals'], { kind: 'add-on', categoryId: id(7) }),
      ],
      quotas: [quota('hall', 3), quota('meals', 9)],
    });
    const addOns = [{ ticketTypeId: id(3) }];
    const people = [
      request('a', 1),
      request('b', 3),
      wanting('c', [{ addOns: [...addOns, ...addOns] }]),
      wanting('d', [{ ticketTypeId: id(2), addOns }]),
      wanting('e', [{ addOns }]),
      request('f', 2),
    ];
    const outcomes = admit(stock, people, now);
    expect(codes(outcomes)).toEqual([
      'ticketing/add-ons-outside-limits',
      'ticketing/add-on-alone',
      'ticketing/add-ons-outside-limits',
      'ticketing/add-on-not-offered',
      'admitted',
      'ticketing/sold-out',
    ]);
    expect(outcomes[4]).toMatchObject({
      cart: { lines: [{ item: { addOnTo: null } }, { item: { addOnTo: 0 } }, { item: { included: true } }, {}] },
      tellers: [0, 0, 0, 0],
    });
  });

  it('gives a ticket that goes only with another one to nobody alone', () => {
    const stock = stockOf({
      types: [type(1, ['hall']), type(2, ['hall'], { companionIds: [id(1)] })],
      quotas: [quota('hall', 9)],
    });
    expect(codes(admit(stock, [request('a', 2), request('b', 1, 2)], now))).toEqual([
      'ticketing/companion-missing',
      'admitted',
    ]);
  });

  it('opens a hidden type by a code for as many tickets as the code is good for', () => {
    const stock = stockOf({
      types: [type(1, ['hall'], { hidden: true })],
      quotas: [quota('hall', 9)],
      codes: [promo({ effect: 'none', rate: null, opensHidden: true, maxUses: 3 })],
    });
    const withCode = (email: string, ...types: number[]) => ({ ...request(email, ...types), code: ' save ' });
    const people = [request('a', 1), withCode('b', 1, 1), withCode('c', 1, 1), withCode('d', 1), withCode('e', 1)];
    expect(codes(admit(stock, people, now))).toEqual([
      'ticketing/not-offered',
      'admitted',
      'ticketing/not-offered',
      'admitted',
      'ticketing/code-used-up',
    ]);
  });

  it.each<[string, Partial<Code>, string]>([
    ['of another name', { code: 'OTHER' }, 'ticketing/code-not-offered'],
    ['that is over', { validUntil: now }, 'ticketing/code-not-valid-now'],
    ['that has not begun', { validFrom: hour(13) }, 'ticketing/code-not-valid-now'],
    ['that is used up', { maxUses: 2, used: 2 }, 'ticketing/code-used-up'],
    ['that the person has used', { maxPerPerson: 2 }, 'ticketing/code-used-by-person'],
    ['for something else', { ticketTypeIds: [id(5)] }, 'ticketing/code-applies-to-nothing'],
    ['in another currency', { effect: 'set', rate: null, amounts: { USD: 1 } }, 'ticketing/code-applies-to-nothing'],
    ['whose budget is spent', { budget: { amount: 9, currency: 'EUR' }, givenAway: 9 }, 'ticketing/code-budget-spent'],
  ])('refuses a code %s', (_, terms, refusal) => {
    const stock = stockOf({
      types: [type(1, ['hall'], { prices: { EUR: 1_000 } })],
      quotas: [quota('hall', 9)],
      settings: { currencies: ['EUR'] },
      codes: [promo(terms)],
      had: new Map([[`a ${id(8)}`, 2]]),
    });
    expect(codes(admit(stock, [{ ...request('a', 1), code: 'SAVE' }], now))).toEqual([refusal]);
  });

  it('counts uses and budget of a code from one request to the next', () => {
    const stock = stockOf({
      types: [type(1, ['hall'], { prices: { EUR: 1_000 } })],
      quotas: [quota('hall', 9)],
      settings: { currencies: ['EUR'] },
      codes: [promo({ maxUses: 3, budget: { amount: 1_200, currency: 'EUR' } })],
    });
    const people = ['a', 'b', 'c'].map((email) => ({ ...request(email, 1, 1), code: 'SAVE' }));
    const outcomes = admit(stock, people, now);
    expect(outcomes.map((outcome) => outcome.admitted && outcome.cart.total)).toEqual([1_000, 1_800, false]);
  });

  it("takes the places of an allotment out of the organiser's hold, sold out or not", () => {
    const stock = stockOf({
      types: [type(1, ['hall'])],
      quotas: [quota('hall', 5, { blocked: 2, sold: 3 })],
      codes: [promo({ effect: 'none', rate: null, holdId: 'hold' })],
      allotments: new Map([[`hold ${id(1)}`, 2]]),
    });
    const people = [request('a', 1), ...['b', 'c', 'd'].map((email) => ({ ...request(email, 1), code: 'SAVE' }))];
    expect(codes(admit(stock, people, now))).toEqual([
      'ticketing/sold-out',
      'admitted',
      'admitted',
      'ticketing/code-used-up',
    ]);
  });

  it('counts what one person has by their address, proven where that is asked', () => {
    const stock = stockOf({
      types: [type(1, ['hall'], { maxPerPerson: 2 })],
      quotas: [quota('hall', 99)],
      settings: { oneOrderPerPerson: false, verifyEmail: true },
      had: new Map([[`a ${id(1)}`, 1]]),
    });
    const proven = (email: string, ...types: number[]) => ({ ...request(email, ...types), proven: true });
    const people = [request('b', 1), proven('a', 1, 1), proven('a', 1), proven('a', 1)];
    expect(codes(admit(stock, people, now))).toEqual([
      'ticketing/email-unproven',
      'ticketing/too-many-for-person',
      'admitted',
      'ticketing/too-many-for-person',
    ]);
  });

  it('holds no more carts for one visitor than the event allows', () => {
    const stock = stockOf({ types: [type(1, ['hall'])], quotas: [quota('hall', 99)], settings: { openHolds: 2 } });
    const cart: AdmissionRequest = { ...request('a', 1), purpose: 'hold', email: null, visitor: 'x' };
    expect(codes(admit(stock, [cart, cart, cart, { ...cart, visitor: 'y' }], now))).toEqual([
      'admitted',
      'admitted',
      'ticketing/too-many-holds',
      'admitted',
    ]);
  });

  it('honours what a hold has promised, whatever became of the sale', () => {
    const open = stockOf({
      types: [type(1, ['hall'], { prices: { EUR: 1_000 } })],
      quotas: [quota('hall', 1)],
      settings: { currencies: ['EUR'] },
    });
    const [held] = admit(open, [{ ...request('a', 1), purpose: 'hold', email: null }], now);
    const promised = { holdId: 'hold', email: null, cart: held?.admitted ? held.cart : never() };
    const shut = stockOf({
      types: [type(1, ['hall'], { prices: { EUR: 9_000 }, saleEndsAt: hour(11), hidden: true })],
      quotas: [quota('hall', 1, { held: 1, closed: true })],
      settings: { currencies: ['USD'] },
    });
    const [order] = admit(shut, [{ ...request('a', 1), promised }], now);
    expect(order).toMatchObject({ admitted: true, cart: { total: 1_000, currency: 'EUR' } });
  });

  it('tells everything that speaks against a cart at once, with what may help', () => {
    const stock = stockOf({
      types: [type(1, ['hall'], { maxPerOrder: 1 }), type(2, ['hall'], { saleStartsAt: hour(13) })],
      quotas: [quota('hall', 0)],
      codes: [promo({ validUntil: hour(1) })],
    });
    const { problems } = judge(stock, { ...request('a', 1, 1, 2), purpose: 'quote', code: 'SAVE' }, now);
    expect(problems.map(({ code, details }) => [code, details['nextStep']])).toEqual([
      ['ticketing/not-yet-on-sale', 'wait-until'],
      ['ticketing/too-many', 'choose-fewer'],
      ['ticketing/code-not-valid-now', 'other-code'],
    ]);
    const full = judge(stock, { ...request('a', 1), purpose: 'quote' }, now);
    expect(full.problems.map(({ details }) => details)).toEqual([{ wanted: 1, left: 0 }]);
    expect(full.shortage).toEqual({ quotaIds: ['hall'], codeId: null });
  });

  it('decides like people standing in one line at a counter', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(worlds(), ({ stock, requests, at }) => {
        const outcomes = codes(admit(stock, requests, at));
        expect(outcomes).toEqual(counter(stock, requests, at));
        for (const code of outcomes) seen.set(code, (seen.get(code) ?? 0) + 1);
      }),
      { numRuns: 4_000 },
    );
    const rarest = Math.min(...seen.values());
    expect({ codes: seen.size, rarest: rarest > 60, admitted: (seen.get('admitted') ?? 0) > 1000 }).toEqual({
      codes: 15,
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
      { numRuns: 1_000 },
    );
  });
});

/**
 * The reference: one clerk, one person at a time, a drawer with a slip for every place given out, counted anew for each
 * question, and a tally of the access code. It shares no code with `admit`, only the types.
 */
function counter(stock: Stock, requests: readonly AdmissionRequest[], at: Date): string[] {
  const slips: string[] = [];
  for (const { id: quotaId, held, sold, blocked } of stock.quotas.values()) {
    for (let i = 0; i < held + sold + blocked; i++) slips.push(quotaId);
  }
  const guests: (string | null)[] = [...stock.registered];
  const tally = stock.codes.get('SAVE');
  let uses = tally?.used ?? 0;
  const isOutside = ({ saleStartsAt, saleEndsAt }: { saleStartsAt: Date | null; saleEndsAt: Date | null }) => {
    if (saleEndsAt !== null && at.getTime() >= saleEndsAt.getTime()) return 'ticketing/sale-over';
    return saleStartsAt !== null && at.getTime() < saleStartsAt.getTime() ? 'ticketing/not-yet-on-sale' : null;
  };
  const serve = (person: AdmissionRequest): string => {
    if (stock.event.status === 'draft') return 'ticketing/registration-not-open';
    if (stock.event.status === 'cancelled') return 'ticketing/event-cancelled';
    if (stock.event.status === 'closed') return 'ticketing/registration-over';
    if (at.getTime() >= stock.event.endsAt.getTime()) return 'ticketing/registration-over';
    const knows = person.code === 'SAVE' && tally !== undefined;
    for (const ticket of person.tickets) {
      const offer = stock.catalogue.types.get(ticket.ticketTypeId);
      if (offer === undefined) return 'ticketing/not-offered';
      if (offer.hidden && !person.invited && !knows) return 'ticketing/not-offered';
      const closed = isOutside(offer);
      if (closed) return closed;
      const chosen = offer.variations.find((each) => each.id === ticket.variationId);
      if (offer.variations.length > 0 && !ticket.variationId) return 'ticketing/variation-missing';
      if (ticket.variationId && !chosen) return 'ticketing/variation-not-offered';
      const late = chosen ? isOutside(chosen) : null;
      if (late) return late;
    }
    for (const kind of new Set(person.tickets.map((ticket) => ticket.ticketTypeId))) {
      const offer = stock.catalogue.types.get(kind);
      const count = person.tickets.filter((ticket) => ticket.ticketTypeId === kind).length;
      if (offer && count < offer.minPerOrder) return 'ticketing/too-few';
      if (offer && count > offer.maxPerOrder) return 'ticketing/too-many';
    }
    const usable = knows ? Math.max(0, (tally.maxUses ?? 99) - uses) : 0;
    if (person.code !== null) {
      if (!knows) return 'ticketing/code-not-offered';
      if (usable === 0) return 'ticketing/code-used-up';
      const beyond = person.tickets.slice(usable);
      const secret = beyond.some((ticket) => stock.catalogue.types.get(ticket.ticketTypeId)?.hidden);
      if (secret && !person.invited) return 'ticketing/not-offered';
    }
    if (person.purpose === 'order' && guests.includes(person.email)) return 'registrations/already-registered';
    const wanted = person.tickets.flatMap((ticket) => slipsFor(stock, ticket));
    for (const pool of stock.quotas.values()) {
      const takes = wanted.includes(pool.id);
      const count = [...slips, ...wanted].filter((slip) => slip === pool.id).length;
      if (takes && (pool.closed || (pool.size !== null && count > pool.size))) return 'ticketing/sold-out';
    }
    slips.push(...wanted);
    uses += Math.min(usable, person.tickets.length);
    if (person.purpose === 'order') guests.push(person.email);
    return 'admitted';
  };
  return requests.map(serve);
}

/** One slip for each quota of the type or the variation, none twice. */
function slipsFor(stock: Stock, ticket: AdmissionRequest['tickets'][number]): string[] {
  const offer = stock.catalogue.types.get(ticket.ticketTypeId);
  const chosen = offer?.variations.find((each) => each.id === ticket.variationId);
  const all = [...(offer?.quotaIds ?? []), ...(chosen?.quotaIds ?? [])];
  return all.filter((quotaId, index) => all.indexOf(quotaId) === index);
}

/** The stock as the database would show it to the next batch: holds are held, orders are sold. */
function afterwards(stock: Stock, admitted: readonly AdmissionRequest[]): Stock {
  const quotas = [...stock.quotas.values()].map((each) => {
    const taken = (purpose: string) =>
      admitted
        .filter((person) => person.purpose === purpose)
        .flatMap(({ tickets }) => tickets.flatMap((ticket) => slipsFor(stock, ticket)))
        .filter((quotaId) => quotaId === each.id).length;
    return { ...each, sold: each.sold + taken('order'), held: each.held + taken('hold') };
  });
  const used = admitted.filter(({ code }) => code === 'SAVE').flatMap(({ tickets }) => tickets).length;
  const known = [...stock.codes].map(([name, code]): [string, Code] => [
    name,
    { ...code, used: Math.min(code.used + used, code.maxUses ?? Infinity) },
  ]);
  const registered = admitted.flatMap(({ purpose, email }) => (purpose === 'order' ? (email ?? []) : []));
  return {
    ...stock,
    quotas: new Map(quotas.map((each) => [each.id, each])),
    codes: new Map(known),
    registered: new Set([...stock.registered, ...registered]),
  };
}

/** Small worlds, so that places run out, quotas overlap and the same people come again. */
function worlds() {
  const count = (max: number) => fc.integer({ min: 0, max });
  const start = fc.constantFrom(null, null, null, null, hour(10), hour(11), hour(13));
  const end = fc.constantFrom(null, null, null, null, hour(14), hour(13), hour(12));
  const kind = fc.constantFrom(0, 0, 0, 0, 1, 1, 1, 2, 2, 3);
  /** Types with an even number have variations; most people know. */
  const wanted = fc.tuple(kind, fc.constantFrom(1, 1, 1, 2, 2, 0, 9)).map(([n, v]) => ({
    ticketTypeId: id(n),
    variationId: (n % 2 === 0 && v > 0) || v === 9 ? variationId(n, v) : null,
    named: true,
    answers: {},
  }));
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
    fc.record({
      size: fc.option(count(6), { freq: 4 }),
      held: count(1),
      sold: count(2),
      blocked: count(1),
      closed: fc.constantFrom(false, false, false, false, true),
    }),
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
    .chain((pools) => {
      const ids = pools.map((pool) => pool.id);
      const variations = fc.array(
        fc.record({ quotaIds: fc.subarray(ids), saleStartsAt: start, saleEndsAt: fc.constant(null) }),
        { minLength: 2, maxLength: 2 },
      );
      return fc.record({
        stock: fc
          .record({
            status: fc.oneof(
              { weight: 12, arbitrary: fc.constant('published' as const) },
              fc.constantFrom('draft' as const, 'cancelled' as const, 'closed' as const),
            ),
            endsAt: fc.constantFrom(hour(20), hour(20), hour(20), hour(20), hour(12)),
            registered: fc.subarray(['a', 'b']),
            code: fc.option(fc.record({ maxUses: fc.constantFrom(null, 1, 2, 4), used: fc.constantFrom(0, 0, 0, 1) }), {
              freq: 4,
            }),
            types: fc.array(
              fc.record({
                quotaIds: fc.subarray(ids, { minLength: 1 }),
                hidden: fc.constantFrom(false, false, false, true),
                minPerOrder: fc.constantFrom(1, 1, 1, 2),
                maxPerOrder: fc.constantFrom(2, 3, 9),
                saleStartsAt: start,
                saleEndsAt: end,
                variations,
              }),
              { minLength: 2, maxLength: 3 },
            ),
          })
          .map(({ status, endsAt, registered, types, code }) =>
            stockOf({
              event: { status, endsAt },
              registered: new Set(registered),
              codes: code ? [promo({ effect: 'none', rate: null, opensHidden: true, ...code })] : [],
              types: types.map(({ variations: chosen, ...each }, n) =>
                type(n, each.quotaIds, {
                  ...each,
                  variations:
                    n % 2 === 0
                      ? chosen.map((one, v) => ({ ...one, id: variationId(n, v + 1), name: {}, prices: {} }))
                      : [],
                }),
              ),
              quotas: pools,
            }),
          ),
        at: fc.constantFrom(hour(9), hour(11), hour(11), hour(12)),
        requests: fc.array(
          fc
            .record({
              email: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
              purpose: fc.constantFrom('order' as const, 'order' as const, 'hold' as const),
              invited: fc.boolean(),
              code: fc.constantFrom(null, null, null, 'SAVE', 'SAVE', 'NONE'),
              tickets,
            })
            .map(({ tickets: chosen, ...rest }) => ({ ...wanting('', chosen), ...rest })),
          { maxLength: 12 },
        ),
      });
    });
}
