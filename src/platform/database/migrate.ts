import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PgBoss } from 'pg-boss';
import { DataSource } from 'typeorm';
import type { MigrationInterface } from 'typeorm';
import type { Config } from '../config/config.js';
import { applicationRole } from './data-source.js';

const schema = join(import.meta.dirname, '../../schema');

type MigrationClass = new () => MigrationInterface;

async function migrations(): Promise<MigrationClass[]> {
  const files = (await readdir(join(schema, 'migrations'))).filter(
    (file) => /^\d+-.*\.(js|ts)$/.test(file) && !file.endsWith('.d.ts'),
  );
  const loaded = await Promise.all(
    files.toSorted().map((file) => import(join(schema, 'migrations', file)) as Promise<Record<string, MigrationClass>>),
  );
  return loaded.flatMap((module) => Object.values(module));
}

/**
 * Brings a database to the newest schema, as its owner: migrations in one order, then the read models, then the job queue's
 * own schema, then what the application role may touch of it. Several processes may call it at once; one works, the others wait.
 */
export async function migrate(config: Config): Promise<{ applied: string[] }> {
  const source = new DataSource({
    type: 'postgres',
    url: config.databaseUrl,
    migrations: await migrations(),
    migrationsTableName: 'schema_migrations',
    applicationName: 'turnout migrate',
    extra: { max: 2 },
  });
  await source.initialize();
  const lock = source.createQueryRunner();
  try {
    await lock.query(`select pg_advisory_lock(hashtextextended('turnout migrate', 0))`);
    const applied = await source.runMigrations({ transaction: 'each' });
    await createViews(source);
    await migrateJobs(config);
    await source.query(`
      grant usage on schema job to ${applicationRole};
      grant select, insert, update, delete on all tables in schema job to ${applicationRole};
      grant execute on all functions in schema job to ${applicationRole};
      grant usage, select on all sequences in schema job to ${applicationRole};
    `);
    return { applied: applied.map((migration) => migration.name) };
  } finally {
    await lock.release();
    await source.destroy();
  }
}

async function createViews(source: DataSource): Promise<void> {
  const files = (await readdir(join(schema, 'views')).catch(() => [])).filter((file) => file.endsWith('.sql'));
  for (const file of files.toSorted()) await source.query(await readFile(join(schema, 'views', file), 'utf8'));
}

async function migrateJobs(config: Config): Promise<void> {
  const boss = new PgBoss({
    connectionString: config.databaseUrl,
    schema: 'job',
    supervise: false,
    schedule: false,
    max: 2,
  });
  await boss.start();
  await boss.stop({ graceful: false });
}
