import { ConfigError } from '../platform/config/config.js';
import { Interrupted, Lifecycle } from './lifecycle.js';
import { startLocalServer } from './local-server.js';
import { Progress } from './progress.js';
import { StartFailure, codeOf } from './start-failure.js';
import { welcome } from './welcome.js';

/** Runs the local server as this process: starts it, tells where it is, stops it when a signal asks. */
export async function runLocally(): Promise<void> {
  const progress = new Progress();
  const life = new Lifecycle(progress);
  const end = (code: number): void => void life.stop().then(() => process.exit(code));
  const fail = (error: unknown): void => {
    if (life.isStopping) return; // what breaks while everything stops
    progress.print(explain(error, progress));
    end(1);
  };
  listenForSignals(progress, () => end(0));
  process.on('uncaughtException', fail);
  const from = performance.now();
  try {
    progress.print(`\n  ${progress.paint('1', 'Turnout')}\n`);
    const server = await startLocalServer(life, fail);
    progress.print(welcome(server, progress, performance.now() - from));
  } catch (error) {
    if (!(error instanceof Interrupted)) fail(error);
  }
}

/** The first signal stops in an orderly way, a later one hurries. Under npm one Ctrl-C arrives twice within moments. */
function listenForSignals(progress: Progress, end: () => void): void {
  let first: number | undefined;
  const onSignal = (): void => {
    if (first !== undefined && performance.now() - first < 1_000) return;
    progress.print(first === undefined ? '\n  Stopping (Ctrl-C again to hurry)' : '  Hurrying');
    first ??= performance.now();
    end();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  if (process.env['npm_lifecycle_event'] !== undefined) whenOrphaned(onSignal);
}

/** npm that is killed cannot pass a signal on; then a stranger becomes our parent. */
function whenOrphaned(act: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    act();
  }, 1_000);
  watch.unref();
}

function explain(error: unknown, progress: Progress): string {
  const title = progress.paint('31;1', 'Turnout did not start.');
  if (error instanceof StartFailure) {
    const advice = error.advice.map((line) => `    · ${line}`).join('\n');
    return `\n  ${title} ${error.message}\n\n  What to do:\n${advice}\n`;
  }
  if (error instanceof ConfigError) return `\n  ${title} ${error.message}\n`;
  const known = codeOf(error) === 'ENOSPC' ? 'The disk is full. ' : '';
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `\n  ${title} ${known}\n  ${said}\n\n  LOG_LEVEL=debug npm start says more. Your data is kept.\n`;
}
