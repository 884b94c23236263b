import 'reflect-metadata';
import { ConfigError, loadConfig } from './platform/config/config.js';
import { migrate } from './platform/database/migrate.js';

/** Brings the database to the newest schema and ends. Run it before new processes start. */
try {
  const { applied } = await migrate(loadConfig(process.env));
  process.stdout.write(
    applied.length > 0 ? `Applied ${applied.length} migrations: ${applied.join(', ')}\n` : 'The schema is up to date\n',
  );
} catch (error) {
  process.stderr.write(
    error instanceof ConfigError
      ? `${error.message}\n`
      : `The migration failed: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
}
