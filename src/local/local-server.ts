import 'reflect-metadata';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { type Config, loadConfig } from '../platform/config/config.js';
import { checkDatabase, ensureDatabase, hasOrganizations } from './database-check.js';
import type { Lifecycle } from './lifecycle.js';
import { type LocalSettings, type Services, environmentOf, readLocalSettings } from './local-settings.js';
import { type Organizer, ensureOrganizer, organizerFile } from './organizer.js';
import type { PaymentSimulator } from './payment-simulator/payment-simulator.js';
import { StartFailure, codeOf } from './start-failure.js';

/** What runs, and where it is found. */
export interface LocalServer {
  readonly settings: LocalSettings;
  readonly config: Config;
  /** Null where mail goes out. */
  readonly mailPageUrl: string | null;
  /** Null where payments are real. */
  readonly sandboxUrl: string | null;
  /** Undefined where others set the database up. */
  readonly organizer: Organizer | undefined;
}

/**
 * Starts everything that Turnout needs in this one process: database, mail catcher, schema, API with worker, and an
 * organisation to look at. `broken` is told when a part ends by itself.
 */
export async function startLocalServer(life: Lifecycle, broken: (failure: Error) => void): Promise<LocalServer> {
  const settings = await readLocalSettings(process.env);
  const configured = (services: Services): Config => loadConfig(environmentOf(settings, process.env, services));
  mkdirSync(settings.directory, { recursive: true });
  configured({ databaseUrl: 'postgres://later', smtpUrl: 'smtp://later', sandboxUrl: null }); // what is wrong is said before anything starts
  const given = await givenDatabase(life, settings);
  const application = import('../application.js'); // takes a second, in which the database starts
  application.catch(() => undefined); // reported where it is awaited
  const databaseUrl = given ?? (await embeddedDatabase(life, settings, broken));
  const mail = await mailServer(life, settings);
  const sandbox = settings.sandbox ? await paymentSandbox(life, settings) : null;
  const sandboxUrl = sandbox?.url ?? null;
  const config = configured({ databaseUrl, smtpUrl: mail.smtpUrl, sandboxUrl });
  await life.start({ name: 'Schema', work: () => bringUpToDate(config), remark: (changes) => changes });
  const empty = !(await hasOrganizations(databaseUrl));
  await life.start({
    name: 'API and worker',
    work: async () => serve(config, (await application).createApi),
    stop: (app) => app.close(),
  });
  const organizer = await life.start({
    name: 'Organisation',
    work: () => ensureOrganizer(own(config), organizerFile(settings.directory, settings.databaseUrl), empty),
    remark: (made) => made?.incomplete ?? '',
  });
  if (sandbox && organizer?.apiKey) await connectSandbox(life, sandbox, { api: own(config), apiKey: organizer.apiKey });
  return { settings, config, mailPageUrl: mail.pageUrl, sandboxUrl, organizer };
}

/** Stripe and YooKassa as the API sees them here: no money moves. */
function paymentSandbox(life: Lifecycle, { directory, paymentPagePort }: LocalSettings): Promise<PaymentSimulator> {
  return life.start({
    name: 'Payment sandbox',
    work: async () => {
      const { PaymentSimulator: Sandbox } = await import('./payment-simulator/payment-simulator.js');
      const file = join(directory, 'payments.json');
      return Sandbox.start({ port: paymentPagePort, file }).catch((error: unknown) => {
        if (codeOf(error) !== 'EADDRINUSE') throw error;
        return Sandbox.start({ file }); // somebody took the port since it was seen free
      });
    },
    remark: (sandbox) => `${sandbox.ledger().length} movements kept`,
    stop: (sandbox) => sandbox.stop(),
  });
}

async function connectSandbox(
  life: Lifecycle,
  sandbox: PaymentSimulator,
  target: { api: string; apiKey: string },
): Promise<void> {
  await life.start({
    name: 'Payment accounts',
    work: async () => (await import('./sandbox-accounts.js')).ensureSandboxAccounts(sandbox, target),
    remark: (remark) => remark,
  });
}

/** Where this machine reaches its own API. */
function own({ host, port }: Config): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

async function givenDatabase(life: Lifecycle, { databaseUrl }: LocalSettings): Promise<string | undefined> {
  if (databaseUrl) await life.start({ name: 'Database of DATABASE_URL', work: () => checkDatabase(databaseUrl) });
  return databaseUrl;
}

async function embeddedDatabase(
  life: Lifecycle,
  { directory }: LocalSettings,
  broken: (failure: Error) => void,
): Promise<string> {
  const dataDir = join(directory, 'database');
  const postgres = await life.start({
    name: 'PostgreSQL',
    work: async () => (await import('./postgres.js')).startPostgres({ dataDir }),
    remark: ({ port }) => `port ${port}`,
    stop: (server) => server.stop(),
    patient: true,
  });
  void postgres.ended.then(() =>
    broken(
      new StartFailure('PostgreSQL ended by itself.', [
        `It said why in ${dataDir}.log`,
        'Then start again: nothing committed is lost.',
      ]),
    ),
  );
  await ensureDatabase(postgres.url('postgres'), 'turnout');
  return postgres.url('turnout');
}

async function mailServer(
  life: Lifecycle,
  { smtpUrl, directory, mailPagePort }: LocalSettings,
): Promise<{ smtpUrl: string; pageUrl: string | null }> {
  if (smtpUrl) return { smtpUrl, pageUrl: null };
  return life.start({
    name: 'Mail catcher',
    work: async () => {
      const { startMailCatcher } = await import('./mail-catcher.js');
      return startMailCatcher({ directory: join(directory, 'mail'), pagePort: mailPagePort });
    },
    remark: (catcher) => `${catcher.mails().length} mails kept`,
    stop: (catcher) => catcher.stop(),
  });
}

async function bringUpToDate(config: Config): Promise<string> {
  const { migrate } = await import('../platform/database/migrate.js');
  const { applied } = await migrate(config);
  return applied.length === 0 ? 'up to date' : `${applied.length} migrations applied`;
}

async function serve(
  config: Config,
  createApi: (config: Config, role: { works: boolean }) => Promise<NestFastifyApplication>,
): Promise<NestFastifyApplication> {
  const app = await createApi(config, { works: true });
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    await app.close();
    throw error;
  }
  return app;
}
