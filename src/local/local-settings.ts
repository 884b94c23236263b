import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { freePort, portIsFree } from './free-port.js';
import { StartFailure } from './start-failure.js';

/** The environment of `npm start`, with the defaults that only make sense on one's own machine. */
export interface LocalSettings {
  /** Where everything is kept: DATA_DIR, default `.data` in the project. */
  readonly directory: string;
  readonly host: string;
  readonly port: number;
  /** Where caught mail is read: MAIL_PAGE_PORT, default 8025. */
  readonly mailPagePort: number;
  /** Where people pay in the sandbox: PAYMENT_PAGE_PORT, else 8026 or, where that is taken, any. */
  readonly paymentPagePort: number;
  /** Whether payments go to the sandbox: unless STRIPE_API_URL or YOOKASSA_API_URL says otherwise. */
  readonly sandbox: boolean;
  /** Set: that database is used. Unset: an embedded one. */
  readonly databaseUrl: string | undefined;
  /** Set: mail goes out there. Unset: it is caught. */
  readonly smtpUrl: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads them and refuses, before anything is started, what cannot work. */
export async function readLocalSettings(env: Environment): Promise<LocalSettings> {
  const set = (name: string): string | undefined => env[name] || undefined;
  const host = set('HOST') ?? '127.0.0.1';
  const settings = {
    directory: resolve(set('DATA_DIR') ?? join(import.meta.dirname, '../../.data')),
    host,
    port: await chosenPort('PORT', set('PORT') ?? '3000', host),
    mailPagePort: 0,
    paymentPagePort: await paymentPort(set('PAYMENT_PAGE_PORT')),
    sandbox: set('STRIPE_API_URL') === undefined && set('YOOKASSA_API_URL') === undefined,
    databaseUrl: set('DATABASE_URL'),
    smtpUrl: set('SMTP_URL'),
  };
  if (settings.smtpUrl !== undefined) return settings;
  return {
    ...settings,
    mailPagePort: await chosenPort('MAIL_PAGE_PORT', set('MAIL_PAGE_PORT') ?? '8025', '127.0.0.1'),
  };
}

async function paymentPort(wanted: string | undefined): Promise<number> {
  if (wanted !== undefined) return chosenPort('PAYMENT_PAGE_PORT', wanted, '127.0.0.1');
  return (await portIsFree(8026)) ? 8026 : freePort();
}

async function chosenPort(name: string, value: string, host: string): Promise<number> {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) {
    throw new StartFailure(`${name} is ${value}, which is no port.`, [
      `Give a number from 0 to 65535: ${name}=3001 npm start`,
    ]);
  }
  if (port === 0) return freePort(host);
  if (await portIsFree(port, host)) return port;
  throw new StartFailure(`Port ${port} is in use by another program, or not allowed to this user.`, [
    `Choose another: ${name}=${port + 1} npm start`,
    `Or see who has it and stop that: ss -ltnp 'sport = :${port}' (Linux), lsof -i :${port} (macOS)`,
  ]);
}

/** What the process connects to. */
export interface Services {
  readonly databaseUrl: string;
  readonly smtpUrl: string;
  /** Null where payments are real. */
  readonly sandboxUrl: string | null;
}

/** The variables as every process of Turnout reads them (src/platform/config), completed for this machine. */
export function environmentOf(settings: LocalSettings, env: Environment, services: Services): Environment {
  const localhost = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(settings.host) ? 'localhost' : settings.host;
  return {
    LOG_LEVEL: 'warn',
    LOG_PRETTY: 'true',
    RATE_LIMIT_ANONYMOUS: '3000', // every visitor comes from this one machine
    PUBLIC_URL: `http://${localhost}:${settings.port}`,
    APP_SECRET: env['APP_SECRET'] || keptSecret(settings.directory),
    ...Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')),
    HOST: settings.host,
    PORT: String(settings.port),
    DATABASE_URL: services.databaseUrl,
    SMTP_URL: services.smtpUrl,
    ...(services.sandboxUrl && { STRIPE_API_URL: services.sandboxUrl, YOOKASSA_API_URL: services.sandboxUrl }),
  };
}

/** The secret of this machine: made once, since every link sent and every ticket depends on it. */
function keptSecret(directory: string): string {
  const file = join(directory, 'app-secret');
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  try {
    writeFileSync(file, randomBytes(48).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch {
    // kept from an earlier start
  }
  return readFileSync(file, 'utf8');
}
