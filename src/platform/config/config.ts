import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The secret of the embedded default. Anything that listens beyond this machine must bring its own. */
export const placeholderSecret = 'turnout-development-secret-change-me-before-anybody-else-comes';

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );
const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');
/** PEM itself, with line breaks or `\\n` for them, or the path of a file that holds it. */
const pem = z
  .string()
  .optional()
  .transform((text, context) => {
    if (text === undefined || text.startsWith('-----BEGIN')) return text?.replaceAll('\\n', '\n');
    try {
      return readFileSync(text, 'utf8');
    } catch (error) {
      context.addIssue({ code: 'custom', message: `neither PEM nor a file that can be read (${String(error)})` });
      return z.NEVER;
    }
  });
const count = (fallback: number, minimum = 0) => z.coerce.number().int().min(minimum).default(fallback);

/** Every setting, its default and its meaning; the table in README.md is checked against it. */
export const configSchema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://')
    .describe('PostgreSQL 18; the role must own the database'),
  DATABASE_POOL: count(12, 2).describe('Connections of one process'),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must start with smtp:// or smtps://')
    .describe('Where mail goes out'),
  MAIL_FROM: z.email().default('events@turnout.example').describe('Sender address of all mail'),
  PUBLIC_URL: z
    .url()
    .default('http://localhost:3000')
    .transform((url) => url.replace(/\/+$/, ''))
    .describe('The address people see; links in mail start with it'),
  HOST: z.string().default('127.0.0.1').describe('Interface the API listens on'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000).describe('Port of the API and the pages'),
  METRICS_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .optional()
    .describe('Port of /metrics, on HOST; unset = not served'),
  APP_SECRET: z
    .string()
    .min(32)
    .default(placeholderSecret)
    .describe('Derives links, encrypts stored answers, ticket keys and payment secrets; 32 characters or more'),
  CORS_ORIGINS: list.describe('Exact origins that browsers may call the API from, comma-separated'),
  TRUST_PROXY: count(0).describe('How many proxies in front set X-Forwarded-For'),
  RATE_LIMIT_ANONYMOUS: count(300).describe('Requests a minute from one address without credentials; 0 = unlimited'),
  RATE_LIMIT_ACTOR: count(1200).describe('Requests a minute of one member or key; 0 = unlimited'),
  RATE_LIMIT_SIGN_IN: count(10).describe('Sign-in and sign-up attempts a minute from one address; 0 = unlimited'),
  RATE_LIMIT_ROOM: count(30).describe('Places in waiting rooms that one address takes in a minute; 0 = unlimited'),
  ADMISSION_BATCH: count(300, 1).describe('Most requests in one admission transaction'),
  ADMISSION_QUEUE: count(5000, 1).describe('Requests that may wait for admission to one event before 503'),
  STRIPE_API_URL: z
    .url({ protocol: /^https?$/ })
    .default('https://api.stripe.com')
    .describe('Where Stripe is spoken to; nothing else is ever called'),
  YOOKASSA_API_URL: z
    .url({ protocol: /^https?$/ })
    .default('https://api.yookassa.ru')
    .describe('Where YooKassa is spoken to; nothing else is ever called'),
  SHARED_PAGE_MS: count(1000).describe(
    'Milliseconds for which the page of an event is drawn once for all who ask; 0 = each time',
  ),
  APPLE_PASS_TYPE: z.string().optional().describe('Pass type identifier; with the next four, passes for Apple Wallet'),
  APPLE_PASS_TEAM: z.string().optional().describe('Team identifier of the Apple developer account'),
  APPLE_PASS_CERTIFICATE: pem.describe('Certificate of the pass type, PEM or path of a file'),
  APPLE_PASS_KEY: pem.describe('Its private key, PEM or path of a file'),
  APPLE_PASS_WWDR: pem.describe("Apple's intermediate certificate (WWDR), PEM or path of a file"),
  APPLE_PASS_PASSPHRASE: z.string().optional().describe('Of the private key, where it has one'),
  GOOGLE_WALLET_ISSUER: z.string().optional().describe('Issuer id; with the next two, passes for Google Wallet'),
  GOOGLE_WALLET_ACCOUNT: z.string().optional().describe('E-mail address of the service account'),
  GOOGLE_WALLET_KEY: pem.describe('Its private key, PEM or path of a file'),
  JOB_POLL_SECONDS: z.coerce.number().min(0.5).default(2).describe('How often an idle worker looks for jobs'),
  LOG_LEVEL: z
    .enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'])
    .default('info')
    .describe('How much is logged'),
  LOG_PRETTY: flag.describe('Log lines for people instead of JSON'),
});

type Settings = z.output<typeof configSchema>;

/** Settings that make sense together only: half of them is a mistake. */
const groups = [
  ['APPLE_PASS_TYPE', 'APPLE_PASS_TEAM', 'APPLE_PASS_CERTIFICATE', 'APPLE_PASS_KEY', 'APPLE_PASS_WWDR'],
  ['GOOGLE_WALLET_ISSUER', 'GOOGLE_WALLET_ACCOUNT', 'GOOGLE_WALLET_KEY'],
] as const satisfies readonly (readonly (keyof Settings)[])[];

export interface ApplePassConfig {
  passType: string;
  team: string;
  certificate: string;
  key: string;
  wwdr: string;
  passphrase: string | null;
}

export interface GoogleWalletConfig {
  issuer: string;
  account: string;
  key: string;
}

/** All configuration, read once from the environment and frozen. */
export class Config {
  constructor(private readonly settings: Settings) {
    Object.freeze(this);
  }

  get production() {
    return this.settings.NODE_ENV === 'production';
  }
  get databaseUrl() {
    return this.settings.DATABASE_URL;
  }
  get databasePool() {
    return this.settings.DATABASE_POOL;
  }
  get smtpUrl() {
    return this.settings.SMTP_URL;
  }
  get mailFrom() {
    return this.settings.MAIL_FROM;
  }
  /** Without a slash at the end. */
  get publicUrl() {
    return this.settings.PUBLIC_URL;
  }
  get publicHost() {
    return new URL(this.settings.PUBLIC_URL).hostname;
  }
  get host() {
    return this.settings.HOST;
  }
  get port() {
    return this.settings.PORT;
  }
  get metricsPort() {
    return this.settings.METRICS_PORT;
  }
  get appSecret() {
    return this.settings.APP_SECRET;
  }
  get sharedPageMs() {
    return this.settings.SHARED_PAGE_MS;
  }
  get corsOrigins() {
    return this.settings.CORS_ORIGINS;
  }
  get trustProxy() {
    return this.settings.TRUST_PROXY;
  }
  get rateLimitAnonymous() {
    return this.settings.RATE_LIMIT_ANONYMOUS;
  }
  get rateLimitActor() {
    return this.settings.RATE_LIMIT_ACTOR;
  }
  get rateLimitSignIn() {
    return this.settings.RATE_LIMIT_SIGN_IN;
  }
  get rateLimitRoom() {
    return this.settings.RATE_LIMIT_ROOM;
  }
  get admissionBatch() {
    return this.settings.ADMISSION_BATCH;
  }
  get admissionQueue() {
    return this.settings.ADMISSION_QUEUE;
  }
  get stripeApiUrl() {
    return this.settings.STRIPE_API_URL;
  }
  get yookassaApiUrl() {
    return this.settings.YOOKASSA_API_URL;
  }
  /** Null where passes for Apple Wallet are not offered. */
  get applePass(): ApplePassConfig | null {
    const { APPLE_PASS_TYPE: passType, APPLE_PASS_TEAM: team, APPLE_PASS_CERTIFICATE: certificate } = this.settings;
    const { APPLE_PASS_KEY: key, APPLE_PASS_WWDR: wwdr, APPLE_PASS_PASSPHRASE: passphrase } = this.settings;
    return passType && team && certificate && key && wwdr
      ? { passType, team, certificate, key, wwdr, passphrase: passphrase ?? null }
      : null;
  }
  /** Null where passes for Google Wallet are not offered. */
  get googleWallet(): GoogleWalletConfig | null {
    const { GOOGLE_WALLET_ISSUER: issuer, GOOGLE_WALLET_ACCOUNT: account, GOOGLE_WALLET_KEY: key } = this.settings;
    return issuer && account && key ? { issuer, account, key } : null;
  }
  get jobPollSeconds() {
    return this.settings.JOB_POLL_SECONDS;
  }
  get logLevel() {
    return this.settings.LOG_LEVEL;
  }
  get logPretty() {
    return this.settings.LOG_PRETTY;
  }
}

/** What is wrong with the configuration, one line per setting, and what to do about it. */
export class ConfigError extends Error {}

/** Reads the settings; a setting that is missing or wrong ends with a ConfigError that names it. */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = configSchema.safeParse(set);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(
      `The configuration is not usable:\n${lines.join('\n')}\nSee the table "Configuration" in README.md.`,
    );
  }
  if (parsed.data.NODE_ENV === 'production' && parsed.data.APP_SECRET === placeholderSecret) {
    throw new ConfigError(
      'APP_SECRET still has its development value. Set 32 random characters or more, e.g. `openssl rand -base64 48`.',
    );
  }
  requireWhole(parsed.data);
  return new Config(parsed.data);
}

function requireWhole(settings: Settings): void {
  for (const group of groups) {
    const missing = group.filter((name) => settings[name] === undefined);
    if (missing.length > 0 && missing.length < group.length)
      throw new ConfigError(`${missing.join(', ')} must be set too, or none of ${group.join(', ')}.`);
  }
}
