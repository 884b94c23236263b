import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** The name of the program that runs under this number; undefined when it has ended, even if no parent noticed yet. */
export function programOf(pid: number): string | undefined {
  const [state = '', name = ''] = existsSync('/proc/self/stat') ? fromProc(pid) : fromPs(pid);
  return state === '' || state.startsWith('Z') ? undefined : name;
}

/** proc(5): number, program in parentheses, state. */
function fromProc(pid: number): [string?, string?] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = stat.lastIndexOf(')');
    return [stat.slice(end + 2, end + 3), stat.slice(stat.indexOf('(') + 1, end)];
  } catch {
    return [];
  }
}

function fromPs(pid: number): [string?, string?] {
  const { stdout } = spawnSync('ps', ['-o', 'stat=,comm=', '-p', String(pid)], { encoding: 'utf8' });
  const [state, ...name] = (stdout ?? '').trim().split(/\s+/);
  return [state, name.join(' ')];
}

/** Whether the process ended within so many milliseconds. */
export async function untilEnded(pid: number, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (performance.now() < deadline) {
    if (programOf(pid) === undefined) return true;
    await delay(50);
  }
  return programOf(pid) === undefined;
}
