import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const dist = join(import.meta.dirname, '../../dist');

/** A process of Turnout as an operator runs it, from the build. */
export class TurnoutProcess {
  private child: ChildProcess | undefined;
  private said = '';

  constructor(
    private readonly entry: 'main' | 'worker',
    private readonly env: Record<string, string>,
  ) {}

  async start(): Promise<void> {
    const file = join(dist, `${this.entry}.js`);
    if (!existsSync(file)) throw new Error('There is no build: npm run build');
    const child = spawn(process.execPath, [file], {
      env: { PATH: process.env['PATH'], ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', (text: Buffer) => (this.said += text.toString()));
    child.stderr.on('data', (text: Buffer) => (this.said += text.toString()));
    this.child = child;
    if (this.entry === 'main') await this.ready();
  }

  /** No chance to say goodbye. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** As an orchestrator does it. Returns the exit code. */
  stop(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  /** Settles when it has ended, by itself or not. */
  async ended(): Promise<void> {
    const child = this.child;
    if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  get output(): string {
    return this.said;
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = once(child, 'exit') as Promise<[number | null]>;
    child.kill(signal);
    return (await ended)[0];
  }

  private async ready(): Promise<void> {
    const url = `http://127.0.0.1:${this.env['PORT']}/health/ready`;
    for (let tries = 0; tries < 1_800; tries++) {
      const answer = await fetch(url).catch(() => null);
      if (answer?.ok) return;
      if (this.child?.exitCode !== null)
        throw new Error(`The process ended before it was ready: ${this.said.slice(-2000)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`The process did not become ready: ${this.said.slice(-2000)}`);
  }
}
