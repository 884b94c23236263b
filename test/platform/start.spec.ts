import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';

import { freePort, portIsFree, portOf } from '../../src/local/free-port.js';
import { programOf, untilEnded } from '../../src/local/processes.js';
import { builtPrograms } from '../support/built.js';

jest.setTimeout(180_000); // each test runs several servers, one after the other

let folder: string;
let dist: string;
const running: Start[] = [];
beforeAll(() => {
  dist = builtPrograms();
  folder = mkdtempSync(join(tmpdir(), 'turnout-npm-start-'));
}, 120_000);
afterEach(() => {
  for (const started of running.splice(0)) started.child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One run of `npm start` in a folder of its own. */
interface Start {
  readonly child: ChildProcess;
  readonly port: number;
  readonly mailPort: number;
  readonly directory: string;
  said(): string;
  /** Settles with the exit code. */
  readonly ended: Promise<number | null>;
}

async function start(name: string, env: Record<string, string> = {}, nodeArgs: string[] = []): Promise<Start> {
  const [port, mailPort] = [await freePort(), await freePort()];
  const directory = join(folder, name);
  const inherited = { PATH: process.env['PATH'] ?? '', HOME: folder };
  const child = spawn(process.execPath, [...nodeArgs, join(dist, 'local/start.js')], {
    env: { ...inherited, PORT: String(port), MAIL_PAGE_PORT: String(mailPort), DATA_DIR: directory, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const started = { child, port, mailPort, directory, said: () => said, ended };
  running.push(started);
  return started;
}

/** Settles when it is ready to be used; fails with what it said when it ends instead. */
async function ready(started: Start): Promise<Start> {
  const deadline = performance.now() + 120_000;
  while (!started.said().includes('Stop ')) {
    if (started.child.exitCode !== null || performance.now() > deadline)
      throw new Error(`Not ready:\n${started.said()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return started;
}

async function refused(started: Start): Promise<string> {
  expect(await started.ended).toBe(1);
  return started.said();
}

const apiKey = (started: Start): string => /tok_[\w-]+/.exec(started.said())?.[0] ?? '';
const databasePid = ({ directory }: Start): number =>
  Number(readFileSync(join(directory, 'database/postmaster.pid'), 'utf8').split('\n')[0]);

async function organizationOf(started: Start): Promise<{ status: number; id?: string }> {
  const headers = { authorization: `Bearer ${apiKey(started)}` };
  const answer = await fetch(`http://127.0.0.1:${started.port}/v1/organization`, { headers });
  const { id }: { id?: string } = JSON.parse(await answer.text());
  return { status: answer.status, ...(id && { id }) };
}

describe('npm start', () => {
  it('starts everything, keeps the data for the next start, and leaves nothing running', async () => {
    const first = await ready(await start('whole'));
    const made = await organizationOf(first);
    expect(made.status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${first.port}/health/ready`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${first.port}/docs`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${first.mailPort}/api/mails`)).status).toBe(200);
    expect(first.said()).toContain(`http://localhost:${first.port}/docs`);
    const eventPage = /http:\S+(\/e\/\S+)/.exec(first.said())?.[1];
    expect(await (await fetch(`http://127.0.0.1:${first.port}${eventPage}`)).text()).toContain('Карты Севера');
    for (const secret of ['organizer.json', 'app-secret']) {
      expect(statSync(join(first.directory, secret)).mode & 0o077).toBe(0);
    }
    const postgres = databasePid(first);
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect(programOf(postgres)).toBeUndefined();
    expect(await portIsFree(first.port)).toBe(true);
    expect(existsSync(join(first.directory, 'database/postmaster.pid'))).toBe(false);

    const second = await ready(await start('whole'));
    expect(apiKey(second)).toBe(apiKey(first));
    expect(await organizationOf(second)).toEqual(made);
    second.child.kill('SIGINT');
    second.child.kill('SIGINT');
    expect(await second.ended).toBe(0);
  });

  it('recovers from kill -9, and refuses to run twice on the same data', async () => {
    const first = await ready(await start('killed'));
    const made = await organizationOf(first);
    const twice = await refused(await start('killed'));
    expect(twice).toContain(`started by process ${first.child.pid}`);
    expect((await organizationOf(first)).status).toBe(200);

    const postgres = databasePid(first);
    first.child.kill('SIGKILL');
    await first.ended;
    const second = await ready(await start('killed'));
    expect(await untilEnded(postgres, 5_000)).toBe(true);
    expect(await organizationOf(second)).toEqual(made);
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
  });

  it('stops cleanly when the signal comes in the middle of the start', async () => {
    const started = await start('interrupted');
    while (!existsSync(`${started.directory}/database.new-${started.child.pid}`)) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    started.child.kill('SIGTERM');
    expect(await started.ended).toBe(0);
    expect(readdirSync(started.directory).filter((name) => name.startsWith('database.new'))).toEqual([]);
    const again = await ready(await start('interrupted'));
    again.child.kill('SIGTERM');
    expect(await again.ended).toBe(0);
  });

  it('takes the database and the mail server it is given, and starts none of its own', async () => {
    const name = `start_${process.pid}`;
    await asAdmin(`create database ${name}`);
    const given = { DATABASE_URL: databaseUrl((url) => (url.pathname = name)), SMTP_URL: 'smtp://127.0.0.1:1' };
    const started = await ready(await start('given', given));
    expect((await organizationOf(started)).status).toBe(200);
    expect(existsSync(join(started.directory, 'database'))).toBe(false);
    expect(existsSync(join(started.directory, 'mail'))).toBe(false);
    started.child.kill('SIGTERM');
    expect(await started.ended).toBe(0);
    await asAdmin(`drop database ${name}`);
  });
});

async function asAdmin(sql: string): Promise<void> {
  const client = new Client({ connectionString: process.env['TEST_POSTGRES_URL'] ?? '' });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function databaseUrl(change: (url: URL) => void): string {
  const url = new URL(process.env['TEST_POSTGRES_URL'] ?? '');
  change(url);
  return url.href;
}

describe('npm start says what to do', () => {
  it('when the port is busy', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const port = portOf(other);
    const said = await refused(await start('busy', { PORT: String(port) }));
    other.close();
    expect(said).toContain(`Port ${port} is in use`);
    expect(said).toContain(`PORT=${port + 1} npm start`);
    expect(existsSync(join(folder, 'busy'))).toBe(false);
  });

  it.each([
    ['nothing listens there', (url: URL) => (url.port = '1'), 'cannot be reached', 'whether PostgreSQL runs there'],
    [
      'the password is wrong',
      (url: URL) => (url.password = 'wrong'),
      'does not let the user',
      'user and password in DATABASE_URL',
    ],
    [
      'there is no such database',
      (url: URL) => (url.pathname = 'nowhere'),
      'has no database nowhere',
      'createdb --host=127.0.0.1',
    ],
    [
      'there is no such host',
      (url: URL) => (url.hostname = 'nowhere.invalid'),
      'No machine is known',
      'Check the host name',
    ],
  ])('when %s', async (_, change, problem, advice) => {
    const url = databaseUrl(change);
    const said = await refused(await start('wrong', { DATABASE_URL: url }));
    expect(said).toContain(problem);
    expect(said).toContain(advice);
    expect(said).not.toContain(new URL(url).password);
  });

  it('when DATABASE_URL is no address', async () => {
    expect(await refused(await start('wrong', { DATABASE_URL: 'mysql://somewhere' }))).toContain(
      'postgres://user:password@host',
    );
  });

  it('when a setting is wrong', async () => {
    expect(
      await refused(await start('wrong', { DATABASE_URL: databaseUrl(() => ''), DATABASE_POOL: 'many' })),
    ).toContain('DATABASE_POOL');
    expect(await refused(await start('wrong', { PORT: 'three' }))).toContain('PORT is three, which is no port');
  });

  it('when the data directory is half-written, which it leaves as it is', async () => {
    const database = join(folder, 'half/database');
    mkdirSync(database, { recursive: true });
    writeFileSync(join(database, 'PG_VERSION'), '18\n');
    const said = await refused(await start('half'));
    expect(said).toContain('is not a complete database');
    expect(said).toContain(`mv ${database} ${database}.broken`);
    expect(readdirSync(database)).toEqual(['PG_VERSION']);
  });

  it('when Node is too old', async () => {
    const pretend = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'22.12.0'})`;
    const said = await refused(await start('old', {}, ['--import', pretend]));
    expect(said).toContain('Turnout needs Node 24.11 or newer; this is Node 22.12.0');
  });
});
