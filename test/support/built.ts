import { execFileSync } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** The folder of the built programs, for tests that run real processes; built anew when a source is newer. */
export function builtPrograms(): string {
  const dist = join(root, 'dist');
  const stamp = join(dist, '.tsbuildinfo');
  const builtAt = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
  const sources = globSync('src/**/*.{ts,eta,sql,json}', { cwd: root }).filter((file) => !file.endsWith('.spec.ts'));
  if (sources.some((file) => statSync(join(root, file)).mtimeMs > builtAt)) {
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'pipe' });
  }
  return dist;
}
