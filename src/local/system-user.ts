import { lstatSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { StartFailure } from './start-failure.js';

/** The operating-system account under which PostgreSQL runs when Turnout itself runs as root. */
export interface SystemUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root, so root lends it another account: the one that owns the data already, else
 * `postgres`, else `nobody`. Accounts are taken as they are; none is created. Null means: run as the current user.
 */
export function databaseUser(dataDir: string): SystemUser | null {
  if (process.getuid?.() !== 0) return null;
  const users = systemUsers();
  const owner = statSync(dataDir, { throwIfNoEntry: false })?.uid;
  const found =
    users.find((user) => owner !== undefined && owner !== 0 && user.uid === owner) ??
    users.find((user) => user.name === 'postgres') ??
    users.find((user) => user.name === 'nobody');
  if (found) return found;
  throw new StartFailure('PostgreSQL refuses to run as root, and this system has neither a user postgres nor nobody.', [
    'Run npm start as an ordinary user.',
    'Or set DATABASE_URL to a PostgreSQL 18 that runs already.',
  ]);
}

function systemUsers(): SystemUser[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

/** Whether the user may pass through every folder above the path: false in a clone under /root, which is closed to others. */
export function reachable(user: SystemUser, path: string): boolean {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const { mode, uid, gid } = lstatSync(folder);
    const search = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & search) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
