import { execFileSync } from 'node:child_process';
import { existsSync, globSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const dist = join(root, 'dist');
const stamp = join(dist, '.tsbuildinfo');

/**
 * The folder of the built programs, built anew when a source is newer. `npm start` runs this file as it is, before
 * anything is built, so it may import nothing of ours.
 */
export function builtPrograms(): string {
  const builtAt = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
  const sources = globSync(['src/**/*', 'tsconfig.json', 'nest-cli.json'], { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
  if (sources.some((file) => statSync(file).mtimeMs > builtAt)) build();
  return dist;
}

function build(): void {
  const from = new Date(); // a source that changes meanwhile is newer than this build
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  utimesSync(stamp, from, from);
}

if (import.meta.main) builtPrograms();
