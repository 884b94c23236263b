import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import type { Reply } from './problem.filter.js';

/** An answer that everybody gets alike. */
export interface SharedAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

interface Kept {
  answer: Promise<SharedAnswer>;
  /** Once it went out, with the headers that it went out with. */
  sent: SharedAnswer | null;
  until: number;
}

const mostKept = 500;
const ownHeaders: ReadonlySet<string> = new Set([
  'x-request-id',
  'date',
  'ratelimit',
  'ratelimit-policy',
  'set-cookie',
]);

/**
 * Pages that everybody sees alike. When registration opens, thousands ask for the same page in the same second: it is drawn
 * once, all of them get that one, and a moment later it is drawn anew. Such a page is a glance; places are given out by
 * admission. Repetitions are answered before routing: they cost little more than writing the bytes, so nobody is counted.
 */
@Injectable()
export class SharedAnswers {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly config: Config) {}

  /** The answer to this request, made at most once in the configured time. One that could not be made is not kept. */
  answer(request: Asked, make: () => Promise<SharedAnswer>): Promise<SharedAnswer> {
    const lifetime = this.config.sharedPageMs;
    if (lifetime === 0) return make();
    const key = keyOf(request);
    const kept = this.alive(key);
    if (kept) return kept.answer;
    if (this.kept.size >= mostKept) this.kept.clear();
    const answer = make();
    this.kept.set(key, { answer, sent: null, until: performance.now() + lifetime });
    answer.catch(() => this.kept.delete(key));
    return answer;
  }

  /** Remembers with which headers an answer goes out. */
  sending(request: Asked, { status, body }: SharedAnswer, headers: Record<string, unknown>): void {
    const kept = this.alive(keyOf(request));
    if (!kept) return;
    const everybodys = Object.entries(headers).filter(([name]) => !ownHeaders.has(name));
    kept.sent = { status, body, headers: Object.fromEntries(everybodys) as Record<string, string> };
  }

  /** For Fastify, in front of everything else: repeats an answer that went out a moment ago. */
  readonly repeat = (request: Asked & { method: string; id: string }, reply: Reply, goOn: () => void): void => {
    const sent = this.kept.size > 0 && request.method === 'GET' ? this.alive(keyOf(request))?.sent : null;
    if (sent) reply.status(sent.status).headers(sent.headers).header('x-request-id', request.id).send(sent.body);
    else goOn();
  };

  private alive(key: string): Kept | undefined {
    const kept = this.kept.get(key);
    return kept && performance.now() < kept.until ? kept : undefined;
  }
}

interface Asked {
  url: string;
  headers: IncomingHttpHeaders;
}

const keyOf = ({ url, headers }: Asked): string => `${headers['accept-language'] ?? ''}\n${url}`;
