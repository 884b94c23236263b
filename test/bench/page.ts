import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../src/local/free-port.js';
import { builtPrograms } from '../support/built.js';
import { Client } from '../support/client.js';
import { ticketedEvent } from '../support/given-tickets.js';
import { TurnoutProcess } from '../support/process.js';
import { Stand } from '../support/stand.js';

/**
 * The public page of an event against the bare adapter that answers with as many static bytes: in turns, in one run on one
 * machine. Prints a table, and with `--json` one JSON object as its last line. Exits with 1 where the bar is missed.
 */
const wantedShare = 0.6;
const connections = 64;
const seconds = 4;
const rounds = 5;

builtPrograms();
const stand = await Stand.open();
const port = await freePort();
const api = new TurnoutProcess('main', stand.at(port));
const origin = `http://127.0.0.1:${port}`;
let bare: ChildProcess | undefined;

try {
  await api.start();
  const path = await openEvent();
  const bytes = Buffer.byteLength(await (await fetch(origin + path, { headers: { 'accept-language': 'ru' } })).text());
  const barePort = await freePort();
  bare = fork(join(import.meta.dirname, 'bare.ts'), {
    env: { ...process.env, PORT: String(barePort), BODY_BYTES: String(bytes) },
    execArgv: ['--no-warnings', '--import', join(import.meta.dirname, '../support/typescript.ts')],
  });
  await once(bare, 'message');
  const measured = await inTurns({ page: [origin, path], static: [`http://127.0.0.1:${barePort}`, '/static'] });
  report(bytes, measured);
} finally {
  bare?.disconnect();
  await api.stop();
  await stand.close();
}

async function openEvent(): Promise<string> {
  const founded = await new Client(origin).post('/v1/organizations', {
    organization: {
      name: 'Bench',
      locale: 'ru',
      timeZone: 'Europe/Moscow',
      currency: 'RUB',
      contactEmail: 'team@example.org',
    },
    owner: { name: 'Anna', email: 'owner@example.org', password: 'correct horse battery' },
  });
  if (founded.status !== 201) throw new Error(`No organisation: ${JSON.stringify(founded.body)}`);
  const event = await ticketedEvent(new Client(origin, founded.body.session.token), { size: 500 });
  return `/e/${event.slug}`;
}

type Target = readonly [origin: string, path: string];

/** Pages a second of each, round by round, the order changing; the first round warms up and does not count. */
async function inTurns(targets: Record<'page' | 'static', Target>): Promise<Record<'page' | 'static', number[]>> {
  const measured: Record<'page' | 'static', number[]> = { page: [], static: [] };
  for (let round = 0; round <= rounds; round++) {
    const order = round % 2 === 0 ? (['page', 'static'] as const) : (['static', 'page'] as const);
    for (const name of order) {
      const perSecond = await crowd(targets[name]);
      if (round > 0) measured[name].push(perSecond);
    }
    process.stderr.write(`\rround ${round} of ${rounds}`);
  }
  process.stderr.write('\n');
  return measured;
}

async function crowd([target, path]: Target): Promise<number> {
  const task = JSON.stringify({ origin: target, path, connections, seconds });
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--no-warnings',
    join(import.meta.dirname, 'readers.ts'),
    task,
  ]);
  return (JSON.parse(stdout) as { pages: number }).pages / seconds;
}

function report(bytes: number, measured: Record<'page' | 'static', number[]>): void {
  const rows = (['page', 'static'] as const).map((what) => ({
    what: what === 'page' ? 'event page' : 'bare adapter, static',
    'median per second': Math.round(median(measured[what])),
    least: Math.round(Math.min(...measured[what])),
    most: Math.round(Math.max(...measured[what])),
  }));
  const share = median(measured.page) / median(measured.static);
  console.table(rows);
  console.log(
    `${bytes} bytes, ${connections} connections: the page has ${(share * 100).toFixed(0)} % of the bare adapter's throughput.`,
  );
  if (share < wantedShare) process.exitCode = 1;
  if (process.argv.includes('--json')) console.log(JSON.stringify({ bytes, share, rows }));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
