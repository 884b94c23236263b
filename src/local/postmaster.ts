import { readFileSync, realpathSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

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

/** Milliseconds for a server that another process left to come up, to go down, or to answer under load. */
const patience = 30_000;

/**
 * Clears the way for a new server on the data directory. An orphan, whose starter was killed, is stopped; a server whose
 * starter lives is left alone and reported; a pid file whose number now belongs to another program is put aside.
 */
export async function stopOrphan(dataDir: string): Promise<void> {
  const deadline = performance.now() + patience;
  for (let found = readPostmaster(dataDir); found; found = readPostmaster(dataDir)) {
    if (!programOf(found.pid)?.includes('postgres')) return putAside(dataDir);
    const connection = connectionTo(dataDir, found.port);
    if (await isServerOf(dataDir, connection)) return stopUnclaimed(dataDir, found.pid, connection);
    if (performance.now() > deadline) throw silent(dataDir, found.pid);
    await delay(100); // it starts, or its starter was killed a moment ago and it is going down
  }
}

async function stopUnclaimed(dataDir: string, pid: number, connection: ClientConfig): Promise<void> {
  if (!(await claim(connection))) throw alreadyRunning(dataDir, await starterOf(connection));
  process.kill(pid, 'SIGINT'); // "fast shutdown": ends sessions, then writes everything down
  if (!(await untilEnded(pid, patience))) throw silent(dataDir, pid);
}

export function connectionTo(dataDir: string, port: number): ClientConfig {
  const { password } = readSettings(dataDir);
  return {
    host: '127.0.0.1',
    port,
    user: superuser,
    password,
    database: 'postgres',
    connectionTimeoutMillis: patience,
  };
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

function silent(dataDir: string, pid: number): StartFailure {
  return new StartFailure(`${dataDir} is held by a PostgreSQL (process ${pid}) that neither answers nor ends.`, [
    `Look at it: ps -fp ${pid}. If nobody needs it: kill -QUIT ${pid}, then start again.`,
  ]);
}

/** The server is dead; its number is free or belongs to another program, which PostgreSQL would take for a server. */
function putAside(dataDir: string): void {
  renameSync(join(dataDir, 'postmaster.pid'), join(dataDir, 'postmaster.pid.stale'));
}
