import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { permissions } from '../platform/auth/permissions.js';
import { seed } from '../schema/seed/seed.js';

/** Who organises on this machine: an owner with every permission, and the API key to try things with. */
export interface Organizer {
  readonly email: string;
  readonly password: string;
  /** Needed to sign in once the organiser belongs to several organisations. */
  readonly organizationId?: string;
  /** When the organisation was made (RFC 3339). */
  readonly since: string;
  readonly apiKey?: string;
  /** Path of a public event page; present once the organisation is complete. */
  readonly eventPage?: string;
  /** Why the organisation has not got all its examples: a first start that was interrupted days ago. */
  readonly incomplete?: string;
}

interface Session {
  readonly token: string;
  readonly organizationId: string;
}

const organization = {
  name: 'Северный круг · Northern Circle',
  mission: {
    en: 'People who build open technology in the North meet, learn from each other and help newcomers in.',
    ru: 'Мы собираем тех, кто делает открытые технологии на Севере: знакомимся, учимся друг у друга и помогаем новичкам.',
  },
  locale: 'ru',
  timeZone: 'Europe/Moscow',
  currency: 'RUB',
  contactEmail: 'team@northern-circle.example',
};

/**
 * The organiser of the database behind the API, with a key that works and an organisation to look at; made on the first
 * start, kept in the file (mode 0600) for the next, completed by the next where this one is interrupted.
 * Undefined where others set the database up, so its organiser is known to them alone.
 */
export async function ensureOrganizer(api: string, file: string, empty: boolean): Promise<Organizer | undefined> {
  const kept = empty ? undefined : readKept(file);
  const organizer = kept ?? newOrganizer();
  if (empty) setAside(file);
  if (empty) keep(file, organizer); // before it is used: whatever interrupts this start, the next one can sign in
  const access = await workingAccess(api, organizer, empty);
  if (!access) return undefined;
  const complete = { ...organizer, ...access };
  keep(file, complete);
  if (complete.eventPage) return complete;
  try {
    const eventPage = await seed({ api, apiKey: access.apiKey, day: new Date(organizer.since) });
    keep(file, { ...complete, eventPage });
    return { ...complete, eventPage };
  } catch (error) {
    return { ...complete, incomplete: String(error) }; // something to look at is missing, everything works
  }
}

/** Each database has its own file, so that turning to another one and back loses no password. */
export function organizerFile(directory: string, databaseUrl: string | undefined): string {
  if (!databaseUrl) return join(directory, 'organizer.json');
  const { host, pathname } = new URL(databaseUrl);
  return join(directory, `organizer-${`${host}${pathname}`.replaceAll(/[^\w.-]/g, '-')}.json`);
}

function newOrganizer(): Organizer {
  const password = randomBytes(12).toString('base64url');
  return { email: 'organizer@northern-circle.example', password, since: new Date().toISOString() };
}

type Access = Required<Pick<Organizer, 'apiKey' | 'organizationId'>>;

async function workingAccess(api: string, organizer: Organizer, empty: boolean): Promise<Access | undefined> {
  const { apiKey, organizationId } = organizer;
  if (apiKey && organizationId && (await knows(api, apiKey))) return { apiKey, organizationId };
  const session = empty ? await signUp(api, organizer) : await signIn(api, organizer);
  if (!session) return undefined;
  const key = await post<{ token: string }>(api, '/v1/api-keys', { name: 'npm start', permissions }, session.token);
  return key && { apiKey: key.token, organizationId: session.organizationId };
}

function readKept(file: string): Organizer | undefined {
  try {
    const kept: Organizer = JSON.parse(readFileSync(file, 'utf8'));
    return kept;
  } catch {
    return undefined;
  }
}

/** The organiser of a database that was moved away: it may come back. */
function setAside(file: string): void {
  if (existsSync(file)) renameSync(file, `${file}.previous`);
}

function keep(file: string, organizer: Organizer): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(organizer, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

async function signUp(api: string, { email, password }: Organizer): Promise<Session | undefined> {
  const owner = { name: 'Мария Соколова', email, password };
  const signedUp = await post<{ session: Session }>(api, '/v1/organizations', { organization, owner });
  return signedUp?.session;
}

function signIn(api: string, { email, password, organizationId }: Organizer): Promise<Session | undefined> {
  return post<Session>(api, '/v1/sessions', { email, password, organizationId });
}

async function knows(api: string, apiKey: string): Promise<boolean> {
  const answer = await fetch(`${api}/v1/organization`, { headers: { authorization: `Bearer ${apiKey}` } });
  return answer.ok;
}

/** The answer to a POST, undefined where the credentials are not known here. */
async function post<T>(api: string, path: string, body: object, token?: string): Promise<T | undefined> {
  const answer = await fetch(api + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  if (answer.status === 401) return undefined;
  if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}: ${await answer.text()}`);
  const result: T = JSON.parse(await answer.text());
  return result;
}
