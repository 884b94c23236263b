import { Client } from 'undici';

/**
 * A crowd in front of one event, in a process of its own: each connection sends one registration after the other until all
 * buyers had their turn. Takes a `Rush` as its argument, tells its parent how far it is, and prints a `RushResult`.
 */
export interface Rush {
  origins: string[];
  slug: string;
  ticketTypeId: string;
  buyers: number;
  connections: number;
  /** Keeps the addresses of one run apart from those of another. */
  name: string;
}

export interface RushResult {
  accepted: number;
  refused: number;
  /** 503 with Retry-After. */
  overloaded: number;
  /** Any other answer of 500 and above. */
  failed: number;
  /** Answers that are none of these, by status and code. */
  other: Record<string, number>;
  seconds: number;
  /** Milliseconds from request to answer, ascending. */
  latencies: number[];
}

const rush = JSON.parse(process.argv[2] ?? '') as Rush;
const result: RushResult = { accepted: 0, refused: 0, overloaded: 0, failed: 0, other: {}, seconds: 0, latencies: [] };
const path = `/v1/public/events/${rush.slug}/orders`;
const headers = { 'content-type': 'application/json' };
let next = 0;

const bodyOf = (buyer: number): string => {
  const name = `Buyer ${buyer}`;
  const tickets = [{ ticketTypeId: rush.ticketTypeId, attendee: { name } }];
  return JSON.stringify({ name, email: `${rush.name}-${buyer}@example.org`, locale: 'en', tickets });
};

async function buy(client: Client): Promise<void> {
  for (let buyer = next++; buyer < rush.buyers; buyer = next++) {
    const asked = performance.now();
    const answer = await client.request({ method: 'POST', path, headers, body: bodyOf(buyer) });
    const text = await answer.body.text();
    result.latencies.push(performance.now() - asked);
    count(answer.statusCode, answer.headers['retry-after'] !== undefined, text);
    if (result.latencies.length % 100 === 0) process.send?.(result.latencies.length);
  }
}

function count(status: number, retryAfter: boolean, text: string): void {
  if (status === 201) result.accepted += 1;
  else if (status === 409 && text.includes('"ticketing/sold-out"')) result.refused += 1;
  else if (status === 503 && retryAfter) result.overloaded += 1;
  else if (status >= 500) result.failed += 1;
  else {
    const key = `${status} ${/"code":"([^"]+)"/.exec(text)?.[1] ?? ''}`;
    result.other[key] = (result.other[key] ?? 0) + 1;
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
await Promise.all(clients.map(buy));
result.seconds = (performance.now() - started) / 1000;
result.latencies.sort((a, b) => a - b);
console.log(JSON.stringify(result));
await Promise.all(clients.map((client) => client.close()));
process.disconnect?.();
