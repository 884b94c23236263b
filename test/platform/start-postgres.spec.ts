import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';

import { freePort } from '../../src/local/free-port.js';
import { launch, postgresBinaries } from '../../src/local/postgres-binaries.js';
import { type RunningPostgres, startPostgres } from '../../src/local/postgres.js';
import { readPostmaster } from '../../src/local/postmaster.js';
import { programOf, untilEnded } from '../../src/local/processes.js';
import { databaseUser } from '../../src/local/system-user.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'turnout-start-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function query(server: RunningPostgres, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: server.url('postgres') });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded database', () => {
  it('keeps its data, its password and its port from one start to the next', async () => {
    const dataDir = join(folder, 'kept');
    const first = await startPostgres({ dataDir });
    await query(first, `create table notes as select 'Привет'::text as note`);
    await first.stop();
    const second = await startPostgres({ dataDir });
    expect(await query(second, 'select note, lower(upper(note)) as lowered from notes')).toEqual([
      { note: 'Привет', lowered: 'привет' },
    ]);
    expect(second.url('x')).toBe(first.url('x'));
    expect(await query(second, 'show fsync')).toEqual([{ fsync: 'on' }]);
    await second.stop();
    expect(programOf(second.pid)).toBeUndefined();
  });

  it('takes connections from this machine only, and with its password only', async () => {
    const server = await startPostgres({ dataDir: join(folder, 'closed'), durable: false });
    expect(await query(server, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    const stranger = new Client({
      host: '127.0.0.1',
      port: server.port,
      user: 'turnout',
      password: 'x',
      database: 'postgres',
    });
    await expect(stranger.connect()).rejects.toMatchObject({ code: '28P01' });
    await server.stop();
  });

  it('comes back after the server was killed', async () => {
    const dataDir = join(folder, 'killed');
    const first = await startPostgres({ dataDir });
    await query(first, 'create table kept as select 1 as one');
    process.kill(first.pid, 'SIGKILL');
    await first.ended;
    const second = await startPostgres({ dataDir });
    expect(await query(second, 'select one from kept')).toEqual([{ one: 1 }]);
    await second.stop();
  });

  it('refuses a second start while the first lives, and says which process has it', async () => {
    const dataDir = join(folder, 'twice');
    const server = await startPostgres({ dataDir, durable: false });
    await expect(startPostgres({ dataDir })).rejects.toThrow(`started by process ${process.pid}`);
    expect(await query(server, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it('stops the server that a killed process left behind, where the system did not', async () => {
    const dataDir = join(folder, 'orphan');
    await (await startPostgres({ dataDir })).stop();
    const orphan = await spawnOrphan(dataDir);
    expect(programOf(orphan.pid)).toBe('postgres');
    const server = await startPostgres({ dataDir });
    expect(await untilEnded(orphan.pid, 1_000)).toBe(true);
    expect(await query(server, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it('refuses a folder that is no complete database and leaves it as it is', async () => {
    const dataDir = join(folder, 'half');
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'PG_VERSION'), '18\n');
    await expect(startPostgres({ dataDir })).rejects.toThrow('global/pg_control is missing');
    expect(readdirSync(dataDir)).toEqual(['PG_VERSION']);
  });

  it('refuses the data of another major version', async () => {
    const dataDir = join(folder, 'old');
    mkdirSync(join(dataDir, 'global'), { recursive: true });
    for (const name of ['global/pg_control', 'turnout.json']) writeFileSync(join(dataDir, name), '{}');
    writeFileSync(join(dataDir, 'PG_VERSION'), '16\n');
    await expect(startPostgres({ dataDir })).rejects.toThrow('written by PostgreSQL 16');
  });

  it('begins anew where the first start was interrupted while it made the database', async () => {
    const dataDir = join(folder, 'interrupted');
    const gone = spawn('true');
    await new Promise((resolve) => gone.once('exit', resolve));
    const draft = `${dataDir}.new-${gone.pid}`;
    mkdirSync(draft);
    writeFileSync(join(draft, 'PG_VERSION'), '18\n');
    const server = await startPostgres({ dataDir, durable: false });
    expect(existsSync(draft)).toBe(false);
    await server.stop();
  });
});

/** A server that nobody claims: what a killed process leaves behind where no parent-death signal exists. */
async function spawnOrphan(dataDir: string): Promise<{ pid: number }> {
  const how = { user: databaseUser(dataDir), dataDir, dieWithParent: false };
  const args = ['-D', dataDir, '-p', String(await freePort()), '-c', 'unix_socket_directories='];
  const child = launch(postgresBinaries().postgres, args, how, { stdio: 'ignore', detached: true, cwd: '/' });
  while (!readPostmaster(dataDir)?.ready) await delay(20);
  return { pid: child.pid ?? 0 };
}
