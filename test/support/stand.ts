import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type RunningPostgres, startPostgres } from '../../src/local/postgres.js';
import { loadConfig } from '../../src/platform/config/config.js';
import { migrate } from '../../src/platform/database/migrate.js';

/** A durable database of its own and the environment of processes of the build: what benchmarks stand on. */
export class Stand {
  private constructor(
    private readonly directory: string,
    readonly postgres: RunningPostgres,
    /** Without limits and quiet; PORT and PUBLIC_URL are each process's own. */
    readonly env: Readonly<Record<string, string>>,
  ) {}

  static async open(): Promise<Stand> {
    const directory = mkdtempSync(join(tmpdir(), 'turnout-bench-'));
    const postgres = await startPostgres({ dataDir: join(directory, 'database'), durable: true });
    const env = {
      NODE_ENV: 'test',
      DATABASE_URL: postgres.url('turnout'),
      SMTP_URL: 'smtp://127.0.0.1:1',
      LOG_LEVEL: 'fatal',
      RATE_LIMIT_ANONYMOUS: '0',
      RATE_LIMIT_ACTOR: '0',
      RATE_LIMIT_SIGN_IN: '0',
      RATE_LIMIT_ROOM: '0',
    };
    const stand = new Stand(directory, postgres, env);
    await stand.query('create database turnout', [], 'postgres');
    await migrate(loadConfig(env));
    return stand;
  }

  /** The environment of a process that listens on this port. */
  at(port: number): Record<string, string> & { PUBLIC_URL: string } {
    return { ...this.env, PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` };
  }

  /** Looks into the database as its owner. */
  async query<T extends pg.QueryResultRow>(text: string, params: unknown[] = [], database = 'turnout'): Promise<T[]> {
    const client = new pg.Client(this.postgres.url(database));
    await client.connect();
    try {
      return (await client.query<T>(text, params)).rows;
    } finally {
      await client.end();
    }
  }

  async close(): Promise<void> {
    await this.postgres.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
