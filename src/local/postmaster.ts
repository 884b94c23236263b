import { readFileSync, realpathSync, renameSync } from 'node:fs';
import { join } from 'node:path';

import { Client } from 'pg';
import type { ClientConfig } from 'pg';

import { readSettings, superuser } from './cluster.js';
import { programOf, untilEnded } from './processes.js';
import { StartFailure } from './start-failure.js';

/** What postmaster.pid says (PostgreSQL, src/include/utils/pidfile.h). */
interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

/** The server that holds the data directory or held it when it was last cut off; undefined when it was stopped. */
export function readPostmaster(dataDir: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  return pid > 0 ? { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' } : undefined;
}

/** The key of the advisory lock that the Turnout which started a server holds on it for as long as it lives. */
const ownership = 7_861_118;

/** Takes the server for this process until the connection ends. Undefined when another process has it. */
export async function claim(connection: ClientConfig): Promise<Client | undefined> {
  const client = new Client({ ...connection, application_name: `started by process ${process.pid}` });
  client.on('error', () => undefined); // the server is gone, and with it what was claimed
  await client.connect();
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [ownership]);
  if (rows[0]?.taken) return client;
  await client.end();
  return undefined;
}

/**
 * Clears the way for a new server on the data directory. An orphan, whose starter was killed, is stopped; a server whose
 * starter lives is left alone and reported; a pid file whose number now belongs to another program is put aside.
 */
export async function stopOrphan(dataDir: string): Promise<void> {
  const found = readPostmaster(dataDir);
  if (!found) return;
  const connection = connectionTo(dataDir, found.port);
  if (!(await isServerOf(dataDir, connection))) return putAside(dataDir, found.pid);
  const claimed = await claim(connection);
  if (!claimed) throw alreadyRunning(dataDir, await starterOf(connection));
  process.kill(found.pid, 'SIGINT'); // "fast shutdown": ends sessions, then writes everything down
  if (!(await untilEnded(found.pid, 30_000))) {
    throw new StartFailure(`An earlier PostgreSQL (process ${found.pid}) on ${dataDir} does not stop.`, [
      `Stop it: kill -QUIT ${found.pid}, then start again.`,
    ]);
  }
}

export function connectionTo(dataDir: string, port: number): ClientConfig {
  const { password } = readSettings(dataDir);
  return { host: '127.0.0.1', port, user: superuser, password, database: 'postgres', connectionTimeoutMillis: 5_000 };
}

async function isServerOf(dataDir: string, connection: ClientConfig): Promise<boolean> {
  const client = new Client(connection);
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    return realpathSync(rows[0]?.data_directory ?? '/') === realpathSync(dataDir);
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function starterOf(connection: ClientConfig): Promise<string> {
  const client = new Client(connection);
  await client.connect();
  const { rows } = await client.query<{ application_name: string }>(
    `select application_name from pg_stat_activity join pg_locks using (pid) where locktype = 'advisory' and objid = $1`,
    [ownership],
  );
  await client.end();
  return /\d+/.exec(rows[0]?.application_name ?? '')?.[0] ?? '';
}

function alreadyRunning(dataDir: string, starter: string): StartFailure {
  return new StartFailure(`Turnout runs already on ${dataDir}, started by process ${starter}.`, [
    'Use the one that runs.',
    `Or stop it first: kill ${starter}`,
  ]);
}

/** Nothing answers there: the server is dead, or hangs, or its number now belongs to another program. */
function putAside(dataDir: string, pid: number): void {
  if (programOf(pid)?.includes('postgres')) {
    throw new StartFailure(`${dataDir} is held by a PostgreSQL (process ${pid}) that does not answer.`, [
      `Look at it: ps -fp ${pid}. If nobody needs it: kill -INT ${pid}, then start again.`,
    ]);
  }
  renameSync(join(dataDir, 'postmaster.pid'), join(dataDir, 'postmaster.pid.stale'));
}
