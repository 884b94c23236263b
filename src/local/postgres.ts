import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { ensureCluster, readSettings, superuser, writeSettings } from './cluster.js';
import { freePort, portIsFree } from './free-port.js';
import { claim, connectionTo, readPostmaster, stopOrphan } from './postmaster.js';
import { launch, postgresBinaries } from './postgres-binaries.js';
import { StartFailure } from './start-failure.js';
import { databaseUser } from './system-user.js';
import type { SystemUser } from './system-user.js';

export interface PostgresOptions {
  /** The folder of the database; made when absent. Its log lies beside it, with the ending `.log`. */
  readonly dataDir: string;
  /** Default: the port it had last, if free, else any free one. */
  readonly port?: number;
  /** Default true: what is committed survives a power cut. False for tests and benchmarks that may lose everything. */
  readonly durable?: boolean;
  /** Server settings beyond these, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface RunningPostgres {
  readonly port: number;
  /** The process to kill when a test wants to see what a crash does. */
  readonly pid: number;
  /** Connection URL of a database of this server, as its superuser. The database need not exist yet. */
  url(database: string): string;
  /** Fast shutdown: sessions end, everything is written down. Safe to call twice. */
  stop(): Promise<void>;
  /** Settles when the server process has ended, for whatever reason. */
  readonly ended: Promise<void>;
}

/**
 * Starts the PostgreSQL 18 that npm installed, on 127.0.0.1 only.
 * @throws StartFailure when it cannot, with what to do about it
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const dataDir = resolve(options.dataDir);
  const durable = options.durable ?? true;
  const user = databaseUser(dataDir);
  await ensureCluster({ dataDir, user, durable });
  await stopOrphan(dataDir);
  const { child, pid, port, ended } = await serve({ ...options, dataDir, durable }, user);
  const { password } = readSettings(dataDir);
  writeSettings(dataDir, user, { password, port });
  const claimed = await claim(connectionTo(dataDir, port));

  return {
    port,
    pid,
    ended,
    url: (database) => `postgres://${superuser}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
    stop: async () => {
      await claimed?.end().catch(() => undefined);
      child.kill('SIGINT');
      const patience = setTimeout(() => child.kill('SIGQUIT'), 30_000); // recovers from its log at the next start
      await ended;
      clearTimeout(patience);
    },
  };
}

type Serving = PostgresOptions & { readonly durable: boolean };

interface Served {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly port: number;
  readonly ended: Promise<void>;
}

async function serve(options: Serving, user: SystemUser | null): Promise<Served> {
  const remembered = readSettings(options.dataDir).port;
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (remembered && (await portIsFree(remembered)) ? remembered : await freePort());
    const child = spawnServer(options, user, port);
    const ended = new Promise<void>((settle) => child.once('exit', () => settle()));
    const failure = await untilReady(child, options.dataDir);
    if (failure === '' && child.pid) return { child, pid: child.pid, port, ended };
    const passing = failure.includes('shared memory block') || (!options.port && failure.includes('could not bind'));
    if (!passing || attempt === 20) throw explain(failure, options.dataDir, port);
    await delay(250); // sessions of a server that was killed end by themselves within moments
  }
}

function spawnServer(options: Serving, user: SystemUser | null, port: number): ChildProcess {
  const { dataDir, durable } = options;
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...options.settings,
  };
  const args = ['-D', dataDir, '-p', String(port)];
  for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`);
  const log = `${dataDir}.log`;
  if (existsSync(log)) renameSync(log, `${log}.previous`);
  const output = openSync(log, 'a', 0o600);
  try {
    const how = { user, dataDir, dieWithParent: true };
    // A session of its own: Ctrl-C in the terminal must reach Turnout first, which stops the database last.
    return launch(postgresBinaries().postgres, args, how, {
      stdio: ['ignore', output, output],
      detached: true,
      cwd: '/',
    });
  } finally {
    closeSync(output);
  }
}

/** Empty when the server takes connections; what it said last when it ended instead. */
async function untilReady(child: ChildProcess, dataDir: string): Promise<string> {
  const errors: Error[] = [];
  child.once('error', (error) => errors.push(error));
  while (child.exitCode === null && child.signalCode === null && errors.length === 0) {
    const postmaster = readPostmaster(dataDir);
    if (postmaster?.pid === child.pid && postmaster?.ready) return '';
    await delay(20);
  }
  return errors[0]?.message ?? readFileSync(`${dataDir}.log`, 'utf8').split('\n').slice(-12).join('\n').trim();
}

function explain(said: string, dataDir: string, port: number): StartFailure {
  if (said.includes('could not bind')) {
    return new StartFailure(`Port ${port} is taken, so PostgreSQL cannot listen there.`, [
      'Choose another port for it.',
    ]);
  }
  return new StartFailure(`PostgreSQL did not start on ${dataDir}. It said:\n${said}`, [
    `Its whole log: ${dataDir}.log`,
    `The data is untouched. To begin anew and keep it: mv ${dataDir} ${dataDir}.broken`,
  ]);
}
