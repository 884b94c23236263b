import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fromPublicId } from '../../src/kernel/id.js';
import { freePort } from '../../src/local/free-port.js';
import { PaymentSimulator } from '../../src/local/payment-simulator/payment-simulator.js';
import { builtPrograms } from '../support/built.js';
import { Client } from '../support/client.js';
import { publishedEvent } from '../support/given.js';
import { PatientClient } from '../support/patient.js';
import { TurnoutProcess } from '../support/process.js';
import { Stand } from '../support/stand.js';
import type { Rush, RushResult } from './buyers.js';

/**
 * The rush: 10,000 buyers for 500 places, over HTTP, against several API processes and a PostgreSQL that waits for the disk.
 * Two priced types share the hall, one of them the balcony too; a code halves the price of a hundred tickets at most; some
 * buy at once, some hold first, some let go again. Afterwards every order is paid at the simulated provider, and three books
 * must agree: the places, the code's uses, the money. Twenty seeds, and one more time with batches of one, in the same run on
 * the same machine, so that the ratio means something. Prints a table, and with `--json` one JSON object as its last line;
 * `--seeds 3` for fewer. Exits with 1 where a bar is missed.
 */
const hall = 500;
const balcony = 150;
const codeUses = 100;
const buyers = 10_000;
const connections = 1_000;
const processes = 2;
const wanted = { ratio: 5, p99: 2_000 };
const seeds = Number(process.argv[process.argv.indexOf('--seeds') + 1]) || 20;

interface Sale {
  eventId: string;
  slug: string;
  ticketTypeIds: [seat: string, box: string];
  code: string;
}

/** What the rows say, whatever the answers said. Money in minor units. */
interface Recount {
  tickets: number;
  sold: number;
  /** Counters of quotas, types and codes that differ from the recount. */
  drift: number;
  'code uses': number;
  /** Of orders, of Turnout's ledger, of the provider's. */
  owed: number;
  captured: number;
  provider: number;
}

interface Run extends Recount {
  what: string;
  'per second': number;
  p50: number;
  p95: number;
  p99: number;
  refused: number;
  '503': number;
  /** Those that late comers and payers met, who ask again. */
  '503 later': number;
  'other 5xx': number;
  other: number;
  exact: boolean;
}

builtPrograms();
const stand = await Stand.open();
const simulator = await PaymentSimulator.start();

try {
  const batched = await measure(
    {},
    Array.from({ length: seeds }, (_, index) => index + 1),
  );
  const [single] = await measure({ ADMISSION_BATCH: '1' }, [1]);
  if (!single) throw new Error('One run was asked for');
  report(batched, { ...single, what: 'batches of one' });
} finally {
  await simulator.stop();
  await stand.close();
}

/** A run for each seed against processes of their own, after a small one that warms them up. */
async function measure(settings: Record<string, string>, chosen: readonly number[]): Promise<Run[]> {
  const ports = await Promise.all(Array.from({ length: processes }, () => freePort()));
  const origins = ports.map((port) => `http://127.0.0.1:${port}`);
  const urls = {
    PUBLIC_URL: origins[0] ?? '',
    STRIPE_API_URL: simulator.url,
    YOOKASSA_API_URL: simulator.url,
    TRUST_PROXY: '1',
  };
  const apis = ports.map((port) => new TurnoutProcess('main', { ...stand.at(port), ...settings, ...urls }));
  const runs: Run[] = [];
  try {
    await Promise.all(apis.map((api) => api.start()));
    const organizer = await found(urls.PUBLIC_URL, `bench-${Object.keys(settings).length}`);
    await rush('warming up', { origins, connections, buyers: 1_000, seed: 0 }, await openSale(organizer));
    for (const seed of chosen) {
      const one = await run(organizer, origins, seed);
      runs.push(one);
      if (!process.stderr.isTTY) console.error(JSON.stringify(one));
    }
    return runs;
  } finally {
    await Promise.all(apis.map((api) => api.stop()));
  }
}

async function run(organizer: Client, origins: string[], seed: number): Promise<Run> {
  const sale = await openSale(organizer);
  await stand.query('analyze');
  await stand.query('checkpoint');
  const result = await rush(`seed ${seed}`, { origins, connections, buyers, seed }, sale);
  // Carts that were left standing run out.
  await stand.query(`update holds set expires_at = clock_timestamp() where event_id = $1 and state = 'active'`, [
    fromPublicId('evt', sale.eventId),
  ]);
  const afterwards = origins.map((origin) => new PatientClient(new Client(origin)));
  const orders = [...result.orders, ...(await lateComers(afterwards[0] as Client, sale))];
  const provider = await payAll(afterwards, orders);
  const counted = { ...(await recount(sale)), provider };
  const { latencies } = result;
  const at = (share: number) => Math.round(latencies[Math.ceil(share * latencies.length) - 1] ?? NaN);
  const promised = orders.reduce((sum, order) => sum + order.tickets, 0);
  return {
    what: `seed ${seed}`,
    'per second': Math.round(result.requests / result.seconds),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    refused: result.refused,
    '503': result.overloaded,
    '503 later': afterwards.reduce((sum, client) => sum + client.askedAgain, 0),
    'other 5xx': result.failed,
    other: Object.values(result.other).reduce((sum, n) => sum + n, 0),
    ...counted,
    exact:
      counted.tickets === hall &&
      counted.sold === hall &&
      promised === hall &&
      counted.drift === 0 &&
      counted['code uses'] <= codeUses &&
      counted.owed === counted.captured &&
      counted.captured === provider,
  };
}

async function found(url: string, name: string): Promise<Client> {
  const answer = await new Client(url).post('/v1/organizations', {
    organization: { name, locale: 'en', timeZone: 'Europe/Moscow', currency: 'EUR', contactEmail: 'team@example.org' },
    owner: { name: 'Anna', email: `${name}@example.org`, password: 'correct horse battery' },
  });
  const organizer = new Client(url, made(answer).session.token);
  const account = { provider: 'stripe', label: 'Cards', settings: { live: false } };
  const secrets = { secretKey: `sk_test_${name}0000`, webhookSecret: 'whsec_0123456789abcdef' };
  made(await organizer.post('/v1/payment-accounts', { ...account, secrets }));
  return organizer;
}

/** A hall and in it a balcony, seats and boxes, and a code that halves the price of seats. */
async function openSale(organizer: Client): Promise<Sale> {
  const event = await publishedEvent(organizer, { slug: `evening-${Math.random().toString(36).slice(2, 10)}` });
  const inEvent = `/v1/events/${event.id}`;
  await organizer.change(`${inEvent}/sale-settings`, { currencies: ['EUR'], oneOrderPerPerson: false });
  const whole = made(await organizer.post(`${inEvent}/quotas`, { name: 'Hall', size: hall }));
  const above = made(await organizer.post(`${inEvent}/quotas`, { name: 'Balcony', size: balcony }));
  const type = (name: string, amount: number, quotaIds: string[]) =>
    organizer.post(`${inEvent}/ticket-types`, {
      name: { en: name },
      quotaIds,
      prices: [{ amount, currency: 'EUR' }],
      maxPerOrder: 4,
    });
  const seat = made(await type('Seat', 1_000, [whole.id]));
  const box = made(await type('Box', 2_500, [whole.id, above.id]));
  const code = { code: 'HALF', effect: 'percent', rate: 50_000, ticketTypeIds: [seat.id], maxUses: codeUses };
  made(await organizer.post(`${inEvent}/codes`, code));
  return { eventId: event.id, slug: event.slug, ticketTypeIds: [seat.id, box.id], code: 'HALF' };
}

async function rush(
  what: string,
  crowd: Pick<Rush, 'origins' | 'connections' | 'buyers' | 'seed'>,
  { slug, ticketTypeIds, code }: Sale,
): Promise<RushResult> {
  const task: Rush = { ...crowd, slug, ticketTypeIds, code, name: slug };
  const child = fork(join(import.meta.dirname, 'buyers.ts'), [JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: ['--no-warnings'],
  });
  let printed = '';
  child.stdout?.on('data', (text: Buffer) => (printed += text.toString()));
  child.on('message', (done: number) => showProgress(what, done / crowd.buyers));
  const ended = await new Promise<number | null>((resolve) => child.once('close', resolve));
  showProgress(what, 1);
  if (ended !== 0) throw new Error(`The buyers ended with ${ended}`);
  return JSON.parse(printed) as RushResult;
}

/** One after the other until all is sold: what was let go at the end of the rush still finds its buyer. */
async function lateComers(anybody: Client, { slug, ticketTypeIds }: Sale): Promise<RushResult['orders']> {
  const orders: RushResult['orders'] = [];
  for (let number = 0; ; number++) {
    const answer = await anybody.post(`/v1/public/events/${slug}/orders`, {
      name: 'Late',
      email: `late-${number}@example.org`,
      locale: 'en',
      tickets: [{ ticketTypeId: ticketTypeIds[0], attendee: { name: 'Late' } }],
    });
    if (answer.status === 409) return orders;
    const { manageUrl, total, tickets } = made(answer);
    orders.push({ manageUrl, total: total.amount, tickets: tickets.length });
  }
}

/** Every order is paid on the provider's page; what the provider has in its books of them. */
async function payAll(payers: readonly Client[], orders: RushResult['orders']): Promise<number> {
  const before = captured();
  const queue = [...orders];
  await Promise.all(
    Array.from({ length: 8 }, () => payers)
      .flat()
      .map(async (payer) => {
        for (let order = queue.pop(); order; order = queue.pop())
          await pay(payer, order.manageUrl.split('/').at(-1) ?? '');
      }),
  );
  return captured() - before;
}

async function pay(payer: Client, token: string): Promise<void> {
  const payments = `/v1/public/orders/${token}/payments`;
  const begun = made(await payer.post(payments, { provider: 'stripe' }));
  simulator.pay(begun.redirectUrl.split('/').at(-1));
  const { state } = made(await payer.post(`${payments}/${begun.id}/check`));
  if (state !== 'confirmed') throw new Error(`A payment is ${state}`);
}

function captured(): number {
  return simulator.sums().reduce((sum, payment) => sum + payment.captured, 0);
}

async function recount({ eventId }: Sale): Promise<Omit<Recount, 'provider'>> {
  const [counted] = await stand.query<Omit<Recount, 'provider'>>(
    `select (select count(*) from tickets where event_id = $1 and state = 'valid')::int as tickets,
            (select max(sold) from quotas where event_id = $1)::int as sold,
            (select count(*) from stock_counts where event_id = $1 and says <> counted)::int as drift,
            (select used from codes where event_id = $1) as "code uses",
            (select sum(total_amount) from orders where event_id = $1 and state = 'paid')::float8 as owed,
            (select sum(p.captured_amount) from payments p join orders o on o.id = p.order_id where o.event_id = $1)::float8 as captured`,
    [fromPublicId('evt', eventId)],
  );
  if (!counted) throw new Error('A count has a row');
  return counted;
}

function made({ status, body }: { status: number; body: any }): any {
  if (status !== 200 && status !== 201) throw new Error(`Not made: ${status} ${JSON.stringify(body)}`);
  return body;
}

function showProgress(what: string, share: number): void {
  if (!process.stderr.isTTY) return;
  const filled = Math.round(share * 30);
  process.stderr.write(
    `\r${what.padEnd(16)} ${'█'.repeat(filled)}${'░'.repeat(30 - filled)}${share === 1 ? '\n' : ''}`,
  );
}

function report(batched: readonly Run[], single: Run): void {
  const rates = batched.map((each) => each['per second']).toSorted((a, b) => a - b);
  const ratio = Math.round(((rates[Math.floor(rates.length / 2)] ?? 0) / single['per second']) * 10) / 10;
  const p99 = Math.max(...batched.map((each) => each.p99));
  const runs = [...batched, single];
  const exact = runs.every((each) => each.exact);
  const clean = runs.every((each) => each['other 5xx'] === 0 && each.other === 0);
  console.log(
    `${buyers} buyers, ${hall} places, ${connections} connections, ${processes} API processes; latencies of what was given, in ms`,
  );
  console.table(Object.fromEntries(runs.map(({ what, ...numbers }) => [what, numbers])));
  console.log(
    `Batches are ${ratio} times as fast as batches of one (wanted: ${wanted.ratio}); worst p99 ${p99} ms (wanted: ${wanted.p99}); ` +
      `books ${exact ? 'equal in every run' : 'DIFFER'}`,
  );
  if (!exact || !clean || ratio < wanted.ratio || p99 > wanted.p99) process.exitCode = 1;
  if (process.argv.includes('--json'))
    console.log(
      JSON.stringify({ bench: 'admission', buyers, hall, connections, processes, ratio, p99, exact, clean, runs }),
    );
}
