import 'reflect-metadata';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../../src/local/postgres.js';
import { loadConfig } from '../../src/platform/config/config.js';
import { migrate } from '../../src/platform/database/migrate.js';

export const template = 'turnout_template';

/** One PostgreSQL for the run, and in it a migrated database that every test file clones. */
export async function prepare(): Promise<void> {
  const postgres = await startPostgres({
    dataDir: join(mkdtempSync(join(tmpdir(), 'turnout-test-')), 'database'),
    durable: false,
    settings: { max_connections: '300' },
  });
  Object.assign(globalThis, { turnoutPostgres: postgres });
  process.env['TEST_POSTGRES_URL'] = postgres.url('postgres');
  const admin = new pg.Client(postgres.url('postgres'));
  await admin.connect();
  await admin.query(`create database ${template}`);
  await admin.end();
  await migrate(loadConfig({ DATABASE_URL: postgres.url(template), SMTP_URL: 'smtp://127.0.0.1:1' }));
}
