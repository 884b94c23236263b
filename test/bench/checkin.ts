import { randomUUID } from 'node:crypto';
import { fromPublicId } from '../../src/kernel/id.js';
import { freePort } from '../../src/local/free-port.js';
import { type WrittenTicket, writtenTickets } from '../api/checkin/written-tickets.js';
import { builtPrograms } from '../support/built.js';
import { Client } from '../support/client.js';
import { publishedEvent } from '../support/given.js';
import { TurnoutProcess } from '../support/process.js';
import { Stand } from '../support/stand.js';

/**
 * The door of a large event: 1,000 tickets, 4 devices that scan one person after the other as fast as the answers come, against
 * an API and a worker as operators run them and a PostgreSQL that waits for the disk. Prints a table, and with `--json` one
 * JSON object as its last line. Exits with 1 where not exactly 1,000 were admitted.
 */
const guests = 1_000;
const devices = ['Entrance 1', 'Entrance 2', 'Side door', 'Garage'];

interface Run {
  what: string;
  scans: number;
  admitted: number;
  refused: number;
  scansPerSecond: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

interface Door {
  door: Client;
  eventId: string;
}

builtPrograms();
const stand = await Stand.open();
const env = stand.at(await freePort());
const api = new TurnoutProcess('main', env);
const worker = new TurnoutProcess('worker', env);

try {
  await Promise.all([api.start(), worker.start()]);
  const { door, eventId, tickets } = await openDoor();
  await warmUp({ door, eventId });
  const runs = [
    await scanAll('each ticket once', { door, eventId }, tickets),
    await scanAll('each ticket again', { door, eventId }, tickets.toReversed()),
  ];
  const admitted = await recount(eventId);
  report(runs, admitted);
  if (admitted.tickets !== guests || admitted.admissions !== guests) process.exitCode = 1;
} finally {
  await Promise.all([api.stop(), worker.stop()]);
  await stand.close();
}

async function openDoor(): Promise<Door & { tickets: WrittenTicket[] }> {
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
  const door = new Client(env.PUBLIC_URL, founded.body.session.token);
  const { id: eventId } = await publishedEvent(door);
  const organizationId: string = founded.body.organization.id;
  const tickets = await writtenTickets(
    (text, params) => stand.query(text, params),
    { organizationId, eventId },
    guests,
  );
  await stand.query('analyze');
  return { door, eventId, tickets };
}

async function scan({ door, eventId }: Door, code: string, device: string): Promise<string> {
  const answer = await door.post(`/v1/events/${eventId}/scans`, { code, device, clientScanId: randomUUID() });
  if (answer.status !== 200) throw new Error(`A scan failed: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body.outcome;
}

/** Forged codes, so that the code of every process is compiled and the pools are filled. */
async function warmUp(door: Door): Promise<void> {
  await Promise.all(
    devices.map(async (device) => {
      for (let index = 0; index < 100; index++) await scan(door, `T1${index}`, device);
    }),
  );
}

async function scanAll(what: string, door: Door, tickets: readonly WrittenTicket[]): Promise<Run> {
  const queue = [...tickets];
  const latencies: number[] = [];
  const outcomes: string[] = [];
  const started = performance.now();
  await Promise.all(
    devices.map(async (device) => {
      for (let ticket = queue.pop(); ticket; ticket = queue.pop()) {
        const asked = performance.now();
        outcomes.push(await scan(door, ticket.code, device));
        latencies.push(performance.now() - asked);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => round(latencies[Math.ceil(share * latencies.length) - 1] ?? NaN);
  return {
    what,
    scans: outcomes.length,
    admitted: outcomes.filter((outcome) => outcome === 'admitted').length,
    refused: outcomes.filter((outcome) => outcome === 'refused').length,
    scansPerSecond: round(outcomes.length / seconds),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    max: at(1),
  };
}

/** What the rows say, whatever the answers said. */
async function recount(eventId: string): Promise<{ tickets: number; admissions: number }> {
  const [counted] = await stand.query<{ tickets: number; admissions: number }>(
    `select count(distinct ticket_id)::int as tickets, count(*)::int as admissions from scans where event_id = $1 and outcome = 'admitted'`,
    [fromPublicId('evt', eventId)],
  );
  return counted ?? { tickets: 0, admissions: 0 };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function report(runs: readonly Run[], recounted: { tickets: number; admissions: number }): void {
  console.log(`${guests} tickets, ${devices.length} devices, latencies in ms`);
  console.table(runs);
  console.log(
    `Recount: ${recounted.admissions} admissions of ${recounted.tickets} tickets, wanted ${guests} of ${guests}`,
  );
  if (!process.argv.includes('--json')) return;
  console.log(JSON.stringify({ bench: 'checkin', guests, devices: devices.length, recounted, runs, unit: 'ms' }));
}
