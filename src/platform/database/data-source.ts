import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import type { Config } from '../config/config.js';
import { SnakeNames } from './snake-names.js';

/** The role every connection of the API and the worker acts as: it owns nothing and cannot pass row-level security. */
export const applicationRole = 'turnout_app';

const { builtins, setTypeParser } = pg.types;
setTypeParser(builtins.INT8, Number);
setTypeParser(builtins.NUMERIC, Number);
setTypeParser(builtins.DATE, (text) => text);

/** How a process of the application connects. Whatever the server's default, an answer of 201 means written down.  `statement_timeout` bounds every request; a longer one is set where it is needed. */
export const dataSourceOptions = (config: Config): DataSourceOptions => ({
  type: 'postgres',
  url: config.databaseUrl,
  namingStrategy: new SnakeNames(),
  invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
  synchronize: false,
  logging: false,
  applicationName: 'turnout',
  extra: {
    max: config.databasePool,
    options: `-c role=${applicationRole} -c timezone=UTC -c synchronous_commit=on`,
    statement_timeout: 15_000,
    lock_timeout: 8_000,
    idle_in_transaction_session_timeout: 20_000,
    connectionTimeoutMillis: 8_000,
  },
});
