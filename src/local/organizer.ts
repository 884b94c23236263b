import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { permissions } from '../platform/auth/permissions.js';

/** Who organises on this machine: an owner with every permission, and the API key to try things with. */
export interface Organizer {
  readonly email: string;
  readonly password: string;
  readonly apiKey?: string;
}

interface Session {
  readonly token: string;
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
 * The organiser of the database behind the API, with a key that works; made on the first start, kept in `organizer.json`
 * (mode 0600) for the next. Undefined where others set the database up, so its organiser is known to them alone.
 */
export async function ensureOrganizer(api: string, directory: string, empty: boolean): Promise<Organizer | undefined> {
  const file = join(directory, 'organizer.json');
  const kept = readKept(file);
  if (kept?.apiKey && (await knows(api, kept.apiKey))) return kept;
  const organizer = kept ?? {
    email: 'organizer@northern-circle.example',
    password: randomBytes(12).toString('base64url'),
  };
  keep(file, organizer); // before it is used: whatever interrupts this start, the next one can sign in
  const session = empty ? await signUp(api, organizer) : await signIn(api, organizer);
  if (!session) return undefined;
  const key = await post<Session>(api, '/v1/api-keys', { name: 'npm start', permissions }, session.token);
  if (!key) return undefined;
  const complete = { ...organizer, apiKey: key.token };
  keep(file, complete);
  return complete;
}

function readKept(file: string): Organizer | undefined {
  try {
    const kept: Organizer = JSON.parse(readFileSync(file, 'utf8'));
    return kept;
  } catch {
    return undefined;
  }
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

function signIn(api: string, { email, password }: Organizer): Promise<Session | undefined> {
  return post<Session>(api, '/v1/sessions', { email, password });
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
