import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { freePort } from '../../src/local/free-port.js';
import type { TestApp } from './boot.js';
import { builtPrograms } from './built.js';
import { Client } from './client.js';
import { TurnoutProcess } from './process.js';

const withoutLock = pathToFileURL(join(import.meta.dirname, 'without-lock.ts')).href;

/** Two API processes on the database of a test, as an operator runs them. */
export class ApiProcesses {
  private constructor(
    private readonly processes: readonly TurnoutProcess[],
    private readonly visitors: readonly Client[],
  ) {}

  /** `locks: false`: they lock nothing before they decide. */
  static async start(t: TestApp, { locks = true } = {}): Promise<ApiProcesses> {
    builtPrograms();
    const ports = await Promise.all([freePort(), freePort()]);
    const processes = ports.map(
      (port) =>
        new TurnoutProcess('main', {
          NODE_ENV: 'test',
          DATABASE_URL: t.databaseUrl,
          SMTP_URL: 'smtp://127.0.0.1:1',
          PORT: String(port),
          PUBLIC_URL: t.url,
          LOG_LEVEL: 'silent',
          RATE_LIMIT_ANONYMOUS: '0',
          ...(!locks && { NODE_OPTIONS: `--import ${withoutLock}` }),
        }),
    );
    await Promise.all(processes.map((api) => api.start()));
    const visitors = ports.map((port) => new Client(`http://127.0.0.1:${port}`));
    return new ApiProcesses(processes, visitors);
  }

  /** Somebody who calls the next process. */
  visitor(n: number): Client {
    return this.visitors[n % this.visitors.length] as Client;
  }

  /** Asks the first of them to stop. Returns its exit code. */
  async stopOne(): Promise<number | null> {
    return (await this.processes[0]?.stop()) ?? null;
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((api) => api.stop()));
  }
}
