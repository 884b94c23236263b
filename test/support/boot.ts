import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type pg from 'pg';
import type { CaughtMail } from '../../src/local/caught-mail.js';
import { freePort } from '../../src/local/free-port.js';
import type { MailCatcher } from '../../src/local/mail-catcher.js';
import type { Role } from '../../src/platform/auth/permissions.js';
import type { Config } from '../../src/platform/config/config.js';
import { Client } from './client.js';
import type { Route } from './routes.js';

declare global {
  /** The application, loaded outside of this file's modules; see `environment.mjs`. */
  var loadTurnout: () => Promise<typeof import('./turnout.js')>;
}

/** An organisation with people who can call the API. */
export interface TestOrganization {
  id: string;
  owner: Client;
  /** Another person of the team, with this role. */
  member(role: Role): Promise<Client>;
}

/** Turnout running for one test file: its own database, API and worker in this process, and a mail server that keeps the mail. */
export class TestApp {
  private people = 0;

  private constructor(
    private readonly app: NestFastifyApplication,
    private readonly turnout: Awaited<ReturnType<typeof loadTurnout>>,
    readonly config: Config,
    readonly catcher: MailCatcher,
    private readonly admin: pg.Client,
    private readonly databaseName: string,
  ) {}

  static async start(env: Record<string, string> = {}, { works = true } = {}): Promise<TestApp> {
    const turnout = await loadTurnout();
    const root = process.env['TEST_POSTGRES_URL'];
    if (!root) throw new Error("Jest's global setup did not run");
    const name = `t_${process.pid}_${Date.now().toString(36)}_${Math.floor(Math.random() * 1e6)}`;
    await asAdmin(root, `create database ${name} template turnout_template`);
    const url = root.replace(/\/postgres$/, `/${name}`);
    const catcher = await turnout.startMailCatcher();
    const port = await freePort();
    const config = turnout.loadConfig({
      NODE_ENV: 'test',
      DATABASE_URL: url,
      DATABASE_POOL: '8',
      SMTP_URL: catcher.smtpUrl,
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      LOG_LEVEL: 'silent',
      RATE_LIMIT_ANONYMOUS: '0',
      RATE_LIMIT_ACTOR: '0',
      RATE_LIMIT_SIGN_IN: '0',
      RATE_LIMIT_ROOM: '0',
      SHARED_PAGE_MS: '0',
      JOB_POLL_SECONDS: '0.5',
      ...env,
    });
    const app = await turnout.createApi(config, { works });
    await app.listen(port, '127.0.0.1');
    const admin = new turnout.pg.Client(url);
    await admin.connect();
    return new TestApp(app, turnout, config, catcher, admin, name);
  }

  get url(): string {
    return `http://127.0.0.1:${this.config.port}`;
  }

  /** The database, for other processes of the same test. */
  get databaseUrl(): string {
    return this.config.databaseUrl;
  }

  /** Somebody without credentials. */
  get visitor(): Client {
    return new Client(this.url);
  }

  /** Somebody with this token. */
  as(token: string): Client {
    return new Client(this.url, token);
  }

  async organization(overrides: Record<string, unknown> = {}): Promise<TestOrganization> {
    const email = `owner${++this.people}@example.org`;
    const made = await this.visitor.post('/v1/organizations', {
      organization: {
        name: 'Data Evenings',
        mission: { en: 'People learn from people', ru: 'Люди учатся у людей' },
        locale: 'ru',
        timeZone: 'Europe/Moscow',
        currency: 'RUB',
        contactEmail: 'team@example.org',
        ...overrides,
      },
      owner: { name: 'Анна Петрова', email, password: 'correct horse battery' },
    });
    if (made.status !== 201) throw new Error(`No organisation: ${JSON.stringify(made.body)}`);
    const owner = this.as(made.body.session.token);
    return { id: made.body.organization.id, owner, member: (role) => this.join(owner, role) };
  }

  /** Waits until every job has had its effect. */
  async settled(timeoutMs = 30_000): Promise<void> {
    const jobs = this.app.get(this.turnout.Jobs);
    const until = performance.now() + timeoutMs;
    while ((await jobs.pending()) > 0) {
      if (performance.now() > until)
        throw new Error(
          `Jobs did not settle: ${JSON.stringify(await this.sql(`select name, state, output from job.job where state < 'completed'`))}`,
        );
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** A part of the running application, by its class: the application has a copy of the module of its own, so by name. */
  get<T>(part: abstract new (...args: never[]) => T): T {
    const tokens = [...this.app.get(this.turnout.ModulesContainer).values()].flatMap((module) => [
      ...module.providers.keys(),
    ]);
    const token = tokens.find((candidate) => typeof candidate === 'function' && candidate.name === part.name);
    if (!token) throw new Error(`The application has no ${part.name}`);
    return this.app.get<T>(token, { strict: false });
  }

  /** Every route that the router knows. */
  routes(): Route[] {
    return this.turnout.routesOf(this.app);
  }

  mails(): CaughtMail[] {
    return this.catcher.mails();
  }

  /** Looks into the database past row-level security, as its owner. */
  async sql<T = any>(text: string, params: unknown[] = []): Promise<T[]> {
    return (await this.admin.query(text, params)).rows as T[];
  }

  /** How often two waited for each other: one of them was told that it is too busy, and nothing else shows it. */
  async deadlocks(): Promise<number> {
    const [counted] = await this.sql(
      'select deadlocks::int as deadlocks from pg_stat_database where datname = current_database()',
    );
    return counted.deadlocks;
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.catcher.stop();
    await this.admin.end();
    await asAdmin(process.env['TEST_POSTGRES_URL'] ?? '', `drop database ${this.databaseName} with (force)`);
  }

  private async join(owner: Client, role: Role): Promise<Client> {
    const email = `member${++this.people}@example.org`;
    const invited = await owner.post('/v1/member-invitations', { email, name: `Member ${this.people}`, role });
    if (invited.status !== 201) throw new Error(`No invitation: ${JSON.stringify(invited.body)}`);
    const mail = await this.catcher.arrival((caught) => caught.isFor(email));
    const token = /\/join\/([\w-]+)/.exec(mail.text)?.[1] ?? '';
    const accepted = await this.visitor.post(`/v1/public/member-invitations/${token}/acceptance`, {
      password: 'correct horse battery',
    });
    if (accepted.status !== 201) throw new Error(`Not accepted: ${JSON.stringify(accepted.body)}`);
    return this.as(accepted.body.token);
  }
}

/** Starts Turnout for a test file; stop it in afterAll. Jobs stay where they are unless it `works`. */
export const boot = (env?: Record<string, string>, role?: { works: boolean }): Promise<TestApp> =>
  TestApp.start(env, role);

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new (await loadTurnout()).pg.Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
