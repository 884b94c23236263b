import { Client } from 'undici';

/**
 * A crowd in front of one event, in a process of its own: each connection is one buyer after the other until all had their
 * turn. Some buy at once, some hold first and order then, some of those let go again, some have a code. Who does what follows
 * from the seed. Takes a `Rush` as its argument, tells its parent how far it is, and prints a `RushResult`.
 */
export interface Rush {
  origins: string[];
  slug: string;
  /** Of which the first is the cheap one. */
  ticketTypeIds: [seat: string, box: string];
  code: string;
  buyers: number;
  connections: number;
  seed: number;
  /** Keeps the addresses of one run apart from those of another. */
  name: string;
}

export interface RushResult {
  /** The private address and what is to be paid, of each order that was placed. */
  orders: { manageUrl: string; total: number; tickets: number }[];
  requests: number;
  refused: number;
  /** 503 with Retry-After. */
  overloaded: number;
  /** Any other answer of 500 and above. */
  failed: number;
  /** Answers that are none of these, by status and code. */
  other: Record<string, number>;
  seconds: number;
  /** Milliseconds from request to answer of those that gave something, ascending. */
  latencies: number[];
}

const rush = JSON.parse(process.argv[2] ?? '') as Rush;
const result: RushResult = {
  orders: [],
  requests: 0,
  refused: 0,
  overloaded: 0,
  failed: 0,
  other: {},
  seconds: 0,
  latencies: [],
};
const said: ReadonlySet<string> = new Set(['ticketing/sold-out', 'ticketing/code-used-up']);
let next = 0;

interface Buyer {
  /** Each comes from an address of their own, as behind a proxy; RFC 2544 keeps these for measuring. */
  headers: { 'content-type': string; 'x-forwarded-for': string };
  name: string;
  email: string;
  cart: { currency: string; code?: string; tickets: { ticketTypeId: string }[] };
  holds: boolean;
  letsGo: boolean;
}

/** The same seed and number, the same buyer (mulberry32). */
function buyerOf(number: number): Buyer {
  let state = (rush.seed * 1_000_003 + number) >>> 0;
  const chance = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const [seat, box] = rush.ticketTypeIds;
  const ticketTypeId = chance() < 0.75 ? seat : box;
  const tickets = Array.from({ length: chance() < 0.7 ? 1 : 2 }, () => ({ ticketTypeId }));
  const coded = ticketTypeId === seat && chance() < 0.2;
  const name = `Buyer ${number}`;
  return {
    headers: { 'content-type': 'application/json', 'x-forwarded-for': `198.18.${number >> 8}.${number % 256}` },
    name,
    email: `${rush.name}-${number}@example.org`,
    cart: { currency: 'EUR', ...(coded && { code: rush.code }), tickets },
    holds: chance() < 0.4,
    letsGo: chance() < 0.1,
  };
}

async function ask(
  client: Client,
  headers: Buyer['headers'],
  path: string,
  body: object,
): Promise<Record<string, any> | null> {
  const asked = performance.now();
  const answer = await client.request({ method: 'POST', path, headers, body: JSON.stringify(body) });
  const text = await answer.body.text();
  result.requests += 1;
  if (answer.statusCode < 300) {
    result.latencies.push(performance.now() - asked);
    return JSON.parse(text) as Record<string, any>;
  }
  const code = /"code":"([^"]+)"/.exec(text)?.[1] ?? '';
  if (answer.statusCode === 409 && said.has(code)) result.refused += 1;
  else if (answer.statusCode === 503 && answer.headers['retry-after'] !== undefined) result.overloaded += 1;
  else if (answer.statusCode >= 500) result.failed += 1;
  else result.other[`${answer.statusCode} ${code}`] = (result.other[`${answer.statusCode} ${code}`] ?? 0) + 1;
  return null;
}

async function serve(client: Client, { headers, name, email, cart, holds, letsGo }: Buyer): Promise<void> {
  const event = `/v1/public/events/${rush.slug}`;
  const who = { name, email, locale: 'en' };
  if (!holds) {
    const tickets = cart.tickets.map((ticket) => ({ ...ticket, attendee: { name } }));
    return placed(await ask(client, headers, `${event}/orders`, { ...who, ...cart, tickets }));
  }
  const hold = await ask(client, headers, `${event}/holds`, cart);
  if (!hold) return;
  const own = `/v1/public/holds/${hold['token']}`;
  if (letsGo) await ask(client, headers, `${own}/release`, {});
  else {
    const attendees = cart.tickets.map(() => ({ attendee: { name } }));
    placed(await ask(client, headers, `${own}/order`, { ...who, attendees }));
  }
}

function placed(order: Record<string, any> | null): void {
  if (!order) return;
  result.orders.push({
    manageUrl: order['manageUrl'],
    total: order['total']?.amount ?? 0,
    tickets: order['tickets'].length,
  });
}

async function shop(client: Client): Promise<void> {
  for (let number = next++; number < rush.buyers; number = next++) {
    await serve(client, buyerOf(number));
    if (number % 100 === 0) process.send?.(number);
  }
}

const clients = Array.from(
  { length: rush.connections },
  (_, index) =>
    new Client(rush.origins[index % rush.origins.length] ?? '', {
      pipelining: 1,
      bodyTimeout: 120_000,
      headersTimeout: 120_000,
    }),
);
const started = performance.now();
await Promise.all(clients.map(shop));
result.seconds = (performance.now() - started) / 1000;
result.latencies.sort((a, b) => a - b);
console.log(JSON.stringify(result));
await Promise.all(clients.map((client) => client.close()));
process.disconnect?.();
