import 'reflect-metadata';
import { createApi } from '../../src/application.js';
import { fromPublicId } from '../../src/kernel/id.js';
import { freePort } from '../../src/local/free-port.js';
import { loadConfig } from '../../src/platform/config/config.js';
import { Database } from '../../src/platform/database/database.js';
import { rows } from '../../src/platform/database/sql.js';
import { stockNow } from '../../src/modules/ticketing/availability.queries.js';
import { OffersService } from '../../src/modules/ticketing/offers.service.js';
import { EventsService } from '../../src/modules/events/events.service.js';
import { Client } from '../support/client.js';
import { publishedEvent } from '../support/given.js';
import { Stand } from '../support/stand.js';

/**
 * What a large event has left: 50 ticket types that draw on 20 quotas, 500 carts that are held. Measures the read where it
 * happens, in the process that serves it, with a PostgreSQL that waits for the disk. Prints a table, and with `--json` one JSON
 * object as its last line. Exits with 1 where the median of one availability read is above a millisecond.
 */
const size = { types: 50, quotas: 20, drawn: 5, carts: 500 };
const rounds = 400;
const bar = 1;

interface Run {
  what: string;
  p50: number;
  p95: number;
  p99: number;
}

const stand = await Stand.open();
const env = stand.at(await freePort());
const config = loadConfig(env);
const api = await createApi(config, { works: false });

try {
  await api.listen(config.port, config.host);
  const { client, eventId, slug } = await openEvent();
  await stand.query('vacuum analyze');
  const [database, offers] = [api.get(Database), api.get(OffersService)];
  const { actor } = await api.get(EventsService).visit(slug);
  const runs: Run[] = [
    await database.read(actor, (tx) => measure('an empty statement', () => rows(tx, 'select'), rounds)),
    await database.read(actor, (tx) =>
      measure('availability: the statement', () => stockNow(tx, actor, eventId), rounds),
    ),
    await database.read(actor, (tx) =>
      measure('availability: all types judged', () => offers.judge(tx, actor, eventId, { invited: false }), rounds),
    ),
    await database.read(actor, (tx) =>
      measure('offers as they are answered', () => offers.offers(tx, actor, eventId, { invited: false }), rounds),
    ),
    await measure('the same over HTTP', () => client.get(`/v1/public/events/${slug}/offers`), rounds / 2),
  ];
  await stand.query('update quotas set size = held + sold where name = $1', ['Quota 1']);
  runs.push(
    await database.read(actor, (tx) =>
      measure('one quota sold out: why', () => offers.judge(tx, actor, eventId, { invited: false }), rounds),
    ),
  );
  console.log(`${size.types} types x ${size.quotas} quotas, ${size.carts} carts held, in ms`);
  console.table(runs);
  const [, , read] = runs;
  console.log(`Bar: the median of one availability read at most ${bar} ms`);
  if (process.argv.includes('--json')) console.log(JSON.stringify({ bench: 'offers', size, runs, unit: 'ms' }));
  if (!read || read.p50 > bar) process.exitCode = 1;
} finally {
  await api.close();
  await stand.close();
}

async function openEvent(): Promise<{ client: Client; eventId: string; slug: string }> {
  const founded = await new Client(env.PUBLIC_URL).post('/v1/organizations', {
    organization: {
      name: 'Bench',
      locale: 'en',
      timeZone: 'Europe/Moscow',
      currency: 'RUB',
      contactEmail: 'team@example.org',
    },
    owner: { name: 'Anna', email: 'owner@example.org', password: 'correct horse battery' },
  });
  if (founded.status !== 201) throw new Error(`No organisation: ${JSON.stringify(founded.body)}`);
  const client = new Client(env.PUBLIC_URL, founded.body.session.token);
  const event = await publishedEvent(client);
  const quotaIds: string[] = [];
  for (let n = 0; n < size.quotas; n++)
    quotaIds.push((await client.post(`/v1/events/${event.id}/quotas`, { name: `Quota ${n}`, size: 1000 })).body.id);
  for (let n = 0; n < size.types; n++) {
    const made = await client.post(`/v1/events/${event.id}/ticket-types`, {
      name: { en: `Type ${n}`, ru: `Тип ${n}` },
      quotaIds: Array.from({ length: size.drawn }, (_, index) => quotaIds[(n + index * 3) % size.quotas]),
      prices: [
        { amount: 1000 + n, currency: 'EUR' },
        { amount: 90_000 + n, currency: 'RUB' },
      ],
    });
    if (made.status !== 201) throw new Error(`No type: ${JSON.stringify(made.body)}`);
  }
  const eventId = fromPublicId('evt', event.id) ?? '';
  await holdCarts(eventId);
  return { client, eventId, slug: event.slug };
}

/** Carts of one ticket each, counted as admission counts them. */
async function holdCarts(eventId: string): Promise<void> {
  await stand.query(
    `with carts as (
       insert into holds (organization_id, event_id, kind, expires_at)
       select organization_id, id, 'cart', now() + interval '1 hour' from events, generate_series(1, $2) where id = $1 returning *
     ), numbered as (select *, row_number() over () as n from carts),
     types as (select id, row_number() over (order by id) as n from ticket_types where event_id = $1)
     insert into hold_lines (organization_id, event_id, hold_id, ticket_type_id, count)
     select c.organization_id, c.event_id, c.id, t.id, 1 from numbered c join types t on t.n = 1 + c.n % $3`,
    [eventId, size.carts, size.types],
  );
  await stand.query(
    `update ticket_types t set held = (select count(*) from hold_lines l where l.ticket_type_id = t.id) where event_id = $1`,
    [eventId],
  );
  await stand.query(
    `update quotas q set held = (select count(*) from hold_lines l join quota_ticket_types d using (ticket_type_id) where d.quota_id = q.id)
      where event_id = $1`,
    [eventId],
  );
}

async function measure(what: string, work: () => Promise<unknown>, times: number): Promise<Run> {
  for (let n = 0; n < times / 2; n++) await work();
  const latencies: number[] = [];
  for (let n = 0; n < times; n++) {
    const started = performance.now();
    await work();
    latencies.push(performance.now() - started);
  }
  latencies.sort((a, b) => a - b);
  const at = (share: number) => Math.round((latencies[Math.ceil(share * times) - 1] ?? NaN) * 100) / 100;
  return { what, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
