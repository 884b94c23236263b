import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A request to the API: a POST, or a PATCH of what has this version. Its texts may name what an earlier request answered (`{event.id}`) and days (`{day+35}`). */
interface SeedRequest {
  readonly as?: string;
  readonly post?: string;
  readonly patch?: string;
  readonly version?: number;
  readonly body?: object;
}

/** Where a seed goes, and on which day its dates are counted from. */
export interface SeedTarget {
  /** Address of the API, without a slash at the end. */
  readonly api: string;
  readonly apiKey: string;
  readonly day: Date;
}

/**
 * Gives an organisation something to look at: objectives, contacts, a published event with all that belongs to it, and a
 * draft. It goes through the API like everybody, so what it makes is what the API allows. Called again after an
 * interruption on the same day it goes on where it stopped, since each request has an Idempotency-Key.
 * @returns the path of the public page of the event
 */
export async function seed(target: SeedTarget): Promise<string> {
  const requests: SeedRequest[] = JSON.parse(readFileSync(join(import.meta.dirname, 'first-season.json'), 'utf8'));
  const answers = new Map<string, Record<string, unknown>>();
  for (const [index, request] of requests.entries()) {
    const filled: SeedRequest = JSON.parse(fill(JSON.stringify(request), answers, target.day));
    const answer = await send(target, filled, `first-season-${index}`);
    if (request.as) answers.set(request.as, answer);
  }
  return `/e/${String(answers.get('event')?.['slug'])}`;
}

function fill(text: string, answers: ReadonlyMap<string, Record<string, unknown>>, day: Date): string {
  return text
    .replaceAll(/\{day\+(\d+)\}/g, (_, days: string) => inDays(day, Number(days)))
    .replaceAll(/\{(\w+)\.(\w+)\}/g, (_, name: string, member: string) => String(answers.get(name)?.[member]));
}

function inDays(day: Date, days: number): string {
  return new Date(day.getTime() + days * 86_400_000).toISOString().slice(0, 10);
}

async function send(target: SeedTarget, request: SeedRequest, key: string): Promise<Record<string, unknown>> {
  const method = request.patch === undefined ? 'POST' : 'PATCH';
  const path = request.patch ?? request.post ?? '';
  const answer = await fetch(target.api + path, {
    method,
    headers: {
      authorization: `Bearer ${target.apiKey}`,
      'idempotency-key': key,
      ...(request.version !== undefined && { 'if-match': `"${request.version}"` }),
      ...(request.body && { 'content-type': 'application/json' }),
    },
    ...(request.body && { body: JSON.stringify(request.body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
  const result: Record<string, unknown> = text === '' ? {} : JSON.parse(text);
  return result;
}
