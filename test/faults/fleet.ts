import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../../src/local/free-port.js';
import { type MailCatcher, startMailCatcher } from '../../src/local/mail-catcher.js';
import { PaymentSimulator } from '../../src/local/payment-simulator/payment-simulator.js';
import { type RunningPostgres, startPostgres } from '../../src/local/postgres.js';
import { loadConfig } from '../../src/platform/config/config.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { type Answer, Client } from '../support/client.js';
import { TurnoutProcess } from '../support/process.js';

/** Turnout as an operator runs it, two API processes and a worker on a durable database, each of which may be killed. */
export class Fleet {
  private readonly directory = mkdtempSync(join(tmpdir(), 'turnout-kill-'));
  private constructor(
    readonly catcher: MailCatcher,
    readonly simulator: PaymentSimulator,
  ) {}

  private postgres!: RunningPostgres;
  private worker!: TurnoutProcess;
  /** The first one is asked first. */
  private apis: { process: TurnoutProcess; url: string }[] = [];
  /** Those that come back, while another answers. */
  private readonly starting = new Map<TurnoutProcess, Promise<void>>();
  private stopping = false;
  private supervision: Promise<void> = Promise.resolve();

  static async start(): Promise<Fleet> {
    const fleet = new Fleet(await startMailCatcher(), await PaymentSimulator.start());
    await fleet.startDatabase();
    await fleet.query('create database turnout', 'postgres');
    const ports = [await freePort(), await freePort()];
    const env = {
      NODE_ENV: 'test',
      DATABASE_URL: fleet.postgres.url('turnout'),
      SMTP_URL: fleet.catcher.smtpUrl,
      STRIPE_API_URL: fleet.simulator.url,
      YOOKASSA_API_URL: fleet.simulator.url,
      PUBLIC_URL: `http://127.0.0.1:${ports[0]}`,
      LOG_LEVEL: 'error',
      RATE_LIMIT_ANONYMOUS: '0',
      RATE_LIMIT_ACTOR: '0',
      RATE_LIMIT_SIGN_IN: '0',
      RATE_LIMIT_ROOM: '0',
      JOB_POLL_SECONDS: '0.5',
    };
    await migrate(loadConfig(env));
    fleet.apis = ports.map((port) => ({
      process: new TurnoutProcess('main', { ...env, PORT: String(port) }),
      url: `http://127.0.0.1:${port}`,
    }));
    fleet.worker = new TurnoutProcess('worker', env);
    fleet.supervision = fleet.superviseWorker();
    await Promise.all(fleet.apis.map(({ process }) => process.start()));
    return fleet;
  }

  /** Of the process that is asked first. */
  get url(): string {
    return this.apis[0]?.url ?? '';
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.starting.values());
    await Promise.all([...this.apis.map(({ process }) => process.stop()), this.worker.stop(), this.supervision]);
    await this.catcher.stop();
    await this.simulator.stop();
    await this.postgres.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Kills the process that is asked first. The other one is asked first from now on, while it comes back. */
  async killApi(): Promise<void> {
    const [first, ...others] = this.apis;
    if (!first) return;
    await this.starting.get(first.process);
    await first.process.kill();
    this.apis = [...others, first];
    this.starting.set(first.process, this.raise(first.process));
  }

  /** Kills the worker, which is started again, and lets the time pass after which its jobs are taken to be nobody's. */
  async killWorker(): Promise<void> {
    await this.worker.kill();
    await this.query(`update job.job set heartbeat_on = heartbeat_on - interval '1 minute' where state = 'active'`);
  }

  async killDatabase(): Promise<void> {
    process.kill(this.postgres.pid, 'SIGKILL');
    await this.postgres.ended;
    await this.startDatabase();
  }

  async killEverything(): Promise<void> {
    await Promise.all(this.starting.values());
    await Promise.all([...this.apis.map(({ process }) => process.kill()), this.worker.kill()]);
    await this.killDatabase();
    await Promise.all(this.apis.map(({ process }) => process.start()));
  }

  /** Asks again under the same key until there is an answer, of whoever is up, as a client does whose connection breaks. */
  async insist(path: string, body: object, key: string, who = new Client(this.url)): Promise<Answer> {
    for (let tries = 0; tries < 600; tries++) {
      const answer = await who
        .at(this.apis[tries % 2]?.url ?? '')
        .post(path, body, { 'idempotency-key': key })
        .catch(() => null);
      const again = answer === null || answer.status >= 500 || answer.body.code === 'idempotency/in-flight';
      if (!again) return answer;
      await pause(50);
    }
    throw new Error(`Nobody answers ${path}`);
  }

  /** Looks into the database as its owner. */
  async query<T extends pg.QueryResultRow>(text: string, database = 'turnout'): Promise<T[]> {
    const client = new pg.Client(this.postgres.url(database));
    await client.connect();
    try {
      return (await client.query<T>(text)).rows;
    } finally {
      await client.end();
    }
  }

  /** A connection to keep for a while; it is of no use any more after the database was killed. */
  async connection(): Promise<pg.Client> {
    const client = new pg.Client(this.postgres.url('turnout'));
    client.on('error', () => client.removeAllListeners('notification'));
    await client.connect();
    return client;
  }

  /** Until every job is done. */
  async drained(): Promise<void> {
    for (let tries = 0; tries < 1_200; tries++) {
      const [{ open } = { open: 1 }] = await this.query<{ open: number }>(
        `select count(*)::int as open from job.job where state in ('created', 'retry', 'active') and name not like 'every/%' and name not like '\\_\\_%' and name <> 'dead-letters'`,
      );
      if (open === 0) return;
      await pause(100);
    }
    throw new Error('Jobs were left over');
  }

  /** As a supervisor does it: whoever ends without being asked to is started again. */
  private async superviseWorker(): Promise<void> {
    while (!this.stopping) {
      await this.worker.start();
      await this.worker.ended();
      await pause(200);
    }
  }

  /** Started again where it comes up before the database does. */
  private async raise(api: TurnoutProcess): Promise<void> {
    for (let tries = 1; ; tries++)
      try {
        return await api.start();
      } catch (error) {
        if (tries === 10) throw error;
        await pause(200);
      }
  }

  /** Durable, as an operator runs it, and always on the same port, as a real server would come back. */
  private async startDatabase(): Promise<void> {
    this.postgres = await startPostgres({ dataDir: join(this.directory, 'database'), durable: true });
  }
}

/** Somebody who runs events, whose organisation is new. */
export async function newOwner(fleet: Fleet): Promise<Client> {
  const { body } = await new Client(fleet.url).post('/v1/organizations', {
    organization: {
      name: 'Data Evenings',
      locale: 'en',
      timeZone: 'UTC',
      currency: 'EUR',
      contactEmail: 'team@example.org',
    },
    owner: { name: 'Anna', email: 'anna@example.org', password: 'correct horse battery' },
  });
  return new Client(fleet.url, body.session.token);
}
