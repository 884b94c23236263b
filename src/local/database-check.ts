import { Client } from 'pg';

import { StartFailure, codeOf } from './start-failure.js';

/** The first with uuidv7(). */
const oldestVersion = 18;

/** Asks the database at the URL whether Turnout can use it; a StartFailure says why not and what to do. Prints no password. */
export async function checkDatabase(url: string): Promise<void> {
  const where = parse(url);
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 8_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const asked = `select current_setting('server_version_num')::int / 10000 as version`;
    const version = (await client.query<{ version: number }>(asked)).rows[0]?.version ?? 0;
    if (version < oldestVersion) {
      throw new StartFailure(
        `The database at ${where.host} is PostgreSQL ${version}; Turnout needs ${oldestVersion}.`,
        ['Upgrade it, or leave DATABASE_URL out to use the embedded one.'],
      );
    }
  } catch (error) {
    throw error instanceof StartFailure ? error : explain(error, where);
  } finally {
    await client.end().catch(() => undefined);
  }
}

interface Place {
  readonly host: string;
  readonly user: string;
  readonly database: string;
}

function parse(url: string): Place {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) {
    throw new StartFailure('DATABASE_URL is no address of a PostgreSQL database.', [
      'It looks like postgres://user:password@host:5432/database; characters such as @ : / in the password are written as %40 %3A %2F.',
    ]);
  }
  const { hostname, port, username, pathname } = new URL(url);
  return {
    host: `${hostname || 'localhost'}:${port || '5432'}`,
    user: decodeURIComponent(username),
    database: decodeURIComponent(pathname.slice(1)),
  };
}

const embedded = 'Or leave DATABASE_URL out to use the embedded database.';

function explain(error: unknown, { host, user, database }: Place): StartFailure {
  const said = (error instanceof Error && error.message) || codeOf(error);
  switch (codeOf(error)) {
    case '28P01':
    case '28000':
      return new StartFailure(`The database at ${host} does not let the user ${user} in: ${said}`, [
        'Check user and password in DATABASE_URL; special characters in the password are written as %40 for @, %3A for :, %2F for /.',
        embedded,
      ]);
    case '3D000':
      return new StartFailure(`The server at ${host} has no database ${database}.`, [
        `Make it: createdb --host=${host.split(':')[0]} --port=${host.split(':').at(-1)} --username=${user} ${database}`,
        embedded,
      ]);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StartFailure(`No machine is known by the name in DATABASE_URL: ${host}.`, [
        'Check the host name.',
        embedded,
      ]);
    default:
      return new StartFailure(`The database at ${host} cannot be reached: ${said}`, [
        'Check host and port in DATABASE_URL, and whether PostgreSQL runs there and listens for connections from here.',
        embedded,
      ]);
  }
}

/** Makes the database on the server unless it is there. */
export async function ensureDatabase(serverUrl: string, name: string): Promise<void> {
  await withClient(serverUrl, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  });
}

/** Whether anyone works with this database already. */
export async function hasOrganizations(url: string): Promise<boolean> {
  return withClient(
    url,
    async (client) => ((await client.query('select from organization_ids limit 1')).rowCount ?? 0) > 0,
  );
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
