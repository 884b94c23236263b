import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fromPublicId } from '../../src/kernel/id.js';
import { freePort } from '../../src/local/free-port.js';
import { builtPrograms } from '../support/built.js';
import { Client } from '../support/client.js';
import { type TicketedEvent, ticketedEvent } from '../support/given-tickets.js';
import { TurnoutProcess } from '../support/process.js';
import type { Rush, RushResult } from './buyers.js';
import { Stand } from '../support/stand.js';

/**
 * The rush: 10,000 buyers for 500 places of one ticket type, over HTTP, against several API processes and a PostgreSQL that
 * waits for the disk. Once as it is, once with batches of one, in the same run on the same machine, so that the ratio means
 * something. Prints a table, and with `--json` one JSON object as its last line. Exits with 1 where a bar is missed.
 */
const places = 500;
const buyers = 10_000;
const connections = 400;
const processes = 2;
const wantedRatio = 5;

interface Run {
  what: string;
  accepted: number;
  refused: number;
  '503': number;
  'other 5xx': number;
  other: number;
  'per second': number;
  p50: number;
  p95: number;
  p99: number;
  orders: number;
  tickets: number;
  counter: number;
}

builtPrograms();
const stand = await Stand.open();

try {
  const batched = await run('batches', {});
  const single = await run('batches of one', { ADMISSION_BATCH: '1' });
  report([batched, single]);
} finally {
  await stand.close();
}

/** One rush against processes of its own, after a small one on another event that warms them up. */
async function run(what: string, settings: Record<string, string>): Promise<Run> {
  const ports = await Promise.all(Array.from({ length: processes }, () => freePort()));
  const origins = ports.map((port) => `http://127.0.0.1:${port}`);
  const apis = ports.map(
    (port) => new TurnoutProcess('main', { ...stand.at(port), ...settings, PUBLIC_URL: origins[0] ?? '' }),
  );
  try {
    await Promise.all(apis.map((api) => api.start()));
    const organizer = await found(origins[0] ?? '', what);
    await rush('warming up', { origins, connections, buyers: 1_000 }, await ticketedEvent(organizer, { size: 100 }));
    const event = await ticketedEvent(organizer, { size: places });
    await stand.query('analyze');
    await stand.query('checkpoint');
    return summary(what, await rush(what, { origins, connections, buyers }, event), await recount(event));
  } finally {
    await Promise.all(apis.map((api) => api.stop()));
  }
}

async function found(url: string, what: string): Promise<Client> {
  const answer = await new Client(url).post('/v1/organizations', {
    organization: {
      name: what,
      locale: 'en',
      timeZone: 'Europe/Moscow',
      currency: 'RUB',
      contactEmail: 'team@example.org',
    },
    owner: { name: 'Anna', email: `${what.replaceAll(' ', '-')}@example.org`, password: 'correct horse battery' },
  });
  if (answer.status !== 201) throw new Error(`No organisation: ${JSON.stringify(answer.body)}`);
  return new Client(url, answer.body.session.token);
}

async function rush(
  what: string,
  crowd: Pick<Rush, 'origins' | 'connections' | 'buyers'>,
  event: TicketedEvent,
): Promise<RushResult> {
  const task: Rush = { ...crowd, slug: event.slug, ticketTypeId: event.ticketTypeId, name: event.slug };
  const child = fork(join(import.meta.dirname, 'buyers.ts'), [JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: ['--no-warnings'],
  });
  let printed = '';
  child.stdout?.on('data', (text: Buffer) => (printed += text.toString()));
  child.on('message', (done: number) => showProgress(what, done / crowd.buyers));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  showProgress(what, 1);
  if (code !== 0) throw new Error(`The buyers ended with ${code}`);
  return JSON.parse(printed) as RushResult;
}

/** What the rows and the counter say, whatever the answers said. */
async function recount(event: TicketedEvent): Promise<Pick<Run, 'orders' | 'tickets' | 'counter'>> {
  const [counted] = await stand.query<Pick<Run, 'orders' | 'tickets' | 'counter'>>(
    `select (select count(*) from orders where event_id = $1 and state = 'paid')::int as orders,
            (select count(*) from tickets where event_id = $1 and state = 'valid')::int as tickets,
            (select sold from quotas where event_id = $1) as counter`,
    [fromPublicId('evt', event.id)],
  );
  if (!counted) throw new Error('A count has a row');
  return counted;
}

function summary(what: string, result: RushResult, counted: Pick<Run, 'orders' | 'tickets' | 'counter'>): Run {
  const { latencies } = result;
  const at = (share: number) => Math.round(latencies[Math.ceil(share * latencies.length) - 1] ?? NaN);
  return {
    what,
    accepted: result.accepted,
    refused: result.refused,
    '503': result.overloaded,
    'other 5xx': result.failed,
    other: Object.values(result.other).reduce((sum, n) => sum + n, 0),
    'per second': Math.round(latencies.length / result.seconds),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    ...counted,
  };
}

function showProgress(what: string, share: number): void {
  if (!process.stderr.isTTY) return;
  const filled = Math.round(share * 30);
  process.stderr.write(
    `\r${what.padEnd(16)} ${'█'.repeat(filled)}${'░'.repeat(30 - filled)}${share === 1 ? '\n' : ''}`,
  );
}

function report(runs: readonly [Run, Run]): void {
  const [batched, single] = runs;
  const ratio = Math.round((batched['per second'] / single['per second']) * 10) / 10;
  console.log(
    `${buyers} buyers, ${places} places, ${connections} connections, ${processes} API processes; latencies in ms`,
  );
  console.table(Object.fromEntries(runs.map(({ what, ...numbers }) => [what, numbers])));
  console.log(`Batches are ${ratio} times as fast as batches of one (wanted: ${wantedRatio})`);
  const exact = runs.every(
    (each) => each.accepted === places && each.orders === places && each.tickets === places && each.counter === places,
  );
  const clean = runs.every((each) => each['other 5xx'] === 0 && each.other === 0);
  if (!exact || !clean || ratio < wantedRatio) process.exitCode = 1;
  if (!process.argv.includes('--json')) return;
  console.log(
    JSON.stringify({
      bench: 'admission',
      buyers,
      places,
      connections,
      processes,
      unit: 'ms',
      ratio,
      exact,
      clean,
      runs,
    }),
  );
}
