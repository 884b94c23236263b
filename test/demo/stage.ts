import { createClient } from '../../openapi/client/client/index.ts';
import type { Client } from '../../openapi/client/client/index.ts';

/** Where the demo plays, from the environment; the defaults are those of `npm start`. */
export const turnoutUrl = (process.env['TURNOUT_URL'] ?? 'http://localhost:3000').replace(/\/+$/, '');
const mailUrl = (process.env['MAIL_URL'] ?? 'http://127.0.0.1:8025').replace(/\/+$/, '');

/** Somebody who calls the API: with a token, or as a visitor. */
export const caller = (token?: string): Client => createClient({ baseUrl: turnoutUrl, ...(token && { auth: token }) });

interface Outcome<T> {
  data?: T;
  error?: unknown;
  response?: Response;
}

/** What was asked for, or the end of the demo with the problem. */
export async function must<T>(call: Promise<Outcome<T>>): Promise<NonNullable<T>> {
  const { data, error, response } = await call;
  if (response?.ok && data !== undefined && data !== null) return data;
  throw new Error(`${response?.status ?? 'No answer'} ${response?.url ?? turnoutUrl}: ${JSON.stringify(error)}`);
}

/** The problem that was expected; anything else ends the demo. */
export async function refused(
  call: Promise<Outcome<unknown>>,
  code: string,
): Promise<{ code: string; title: string; detail?: string }> {
  const { error, response } = await call;
  const problem = error as { code?: string; title?: string; detail?: string } | undefined;
  if (problem?.code === code)
    return { code, title: problem.title ?? '', ...(problem.detail && { detail: problem.detail }) };
  throw new Error(`Expected the refusal ${code}, got ${response?.status}: ${JSON.stringify(error)}`);
}

/** A request as a program without our client would send it. */
export async function visit<T = unknown>(
  method: string,
  path: string,
  body?: unknown,
  client?: Client,
  headers: Record<string, string> = {},
): Promise<{ status: number; etag: string; body: T }> {
  const token = client?.getConfig().auth;
  const response = await fetch(turnoutUrl + path, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(method === 'POST' && { 'idempotency-key': crypto.randomUUID() }),
      ...(typeof token === 'string' && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    etag: response.headers.get('etag') ?? '"0"',
    body: JSON.parse(text || 'null') as T,
  };
}

/** The token at the end of a private address. */
export const tokenFrom = (url: string): string => new URL(url).pathname.split('/').at(-1) ?? '';

/** Waits for what a worker does. */
export async function until(what: string, isSo: () => Promise<boolean>, seconds = 30): Promise<void> {
  for (let tries = 0; tries < seconds * 5; tries++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`Not within ${seconds} s: ${what}`);
}

/** A step of the story. */
export function step(number: number, title: string): void {
  console.log(`\n\u001b[1m${number}. ${title}\u001b[0m`);
}

/** Something that came of it. */
export function result(name: string, value: unknown): void {
  console.log(`   ${name.padEnd(28)} ${String(value)}`);
}

/** What must be so, or the demo has failed. */
export function expectThat(what: string, isSo: boolean): void {
  if (!isSo) throw new Error(`Not as it should be: ${what}`);
}

/** A line that grows while something long goes on; a plain line where nobody watches. */
export async function withProgress<T, R>(
  name: string,
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const done: R[] = [];
  for (const [index, item] of items.entries()) {
    done.push(await work(item, index));
    if (process.stdout.isTTY)
      process.stdout.write(
        `\r   ${name.padEnd(28)} ${'█'.repeat(Math.round(((index + 1) / items.length) * 30)).padEnd(30, '░')} ${index + 1}/${items.length}`,
      );
  }
  if (process.stdout.isTTY) process.stdout.write(`\r${' '.repeat(80)}\r`);
  return done;
}

interface CaughtSummary {
  id: string;
  messageId: string;
  to: string[];
  recipients: string[];
  subject: string;
  receivedAt: string;
}

export interface CaughtMail extends CaughtSummary {
  text: string;
  html: string | null;
  headers: { name: string; value: string }[];
  attachments: { filename: string; mimeType: string; url: string }[];
}

const mailJson = async <T>(path: string): Promise<T> => {
  const response = await fetch(mailUrl + path);
  if (!response.ok)
    throw new Error(
      `The mail catcher answered ${response.status} to ${path}. Is it the one of npm start? MAIL_URL says where it is.`,
    );
  return (await response.json()) as T;
};

/** Every mail that came since an instant, oldest first. */
export const mailsSince = async (since: Date): Promise<CaughtSummary[]> =>
  (await mailJson<{ mails: CaughtSummary[] }>(`/api/mails?since=${since.toISOString()}`)).mails.toReversed();

/** One mail with its text. */
export const readMail = (id: string): Promise<CaughtMail> => mailJson(`/api/mails/${encodeURIComponent(id)}`);

/** A file that came with a mail. */
export const readAttachment = async (url: string): Promise<string> => (await fetch(mailUrl + url)).text();

/** Waits until as many mails as expected came that match; a mail takes a moment, since a worker sends it. */
export async function awaitMails(
  since: Date,
  count: number,
  matches: (mail: CaughtSummary) => boolean,
  seconds = 60,
): Promise<CaughtSummary[]> {
  for (let tries = 0; tries < seconds * 4; tries++) {
    const found = (await mailsSince(since)).filter(matches);
    if (found.length >= count) return found;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(
    `Only ${(await mailsSince(since)).filter(matches).length} of ${count} mails came within ${seconds} s`,
  );
}
