import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { type Db, type Job, PgBoss } from 'pg-boss';
import type { Actor } from '../auth/actor.js';
import { systemActor } from '../auth/actor.js';
import { Config } from '../config/config.js';
import { applicationRole } from '../database/data-source.js';
import { Database } from '../database/database.js';
import type { Tx } from '../database/sql.js';
import { Metrics } from '../metrics/metrics.js';
import { JobsRole } from './jobs-role.js';

/** A fact that happened, told to whoever subscribes. `data` holds ids, never secrets. */
export interface Message<T extends string = string, D extends object = object> {
  type: T;
  data: D;
}

/** What travels in a job: whose it is, and what happened. */
interface Parcel {
  organizationId: string;
  data: object;
}

type Handler = (tx: Tx, actor: Actor, data: object) => Promise<void>;
type Tick = () => Promise<void>;

export const deadLetters = 'dead-letters';

/** Retried for about an hour and a half: 5 s, 10 s, 20 s … capped at fifteen minutes; then a dead letter. */
const queueOptions = {
  retryLimit: 10,
  retryDelay: 5,
  retryBackoff: true,
  retryDelayMax: 900,
  expireInSeconds: 300,
  heartbeatSeconds: 20,
  retentionSeconds: 14 * 86_400,
  deleteAfterSeconds: 86_400,
  deadLetter: deadLetters,
  notify: true,
};

/**
 * Jobs in PostgreSQL. A message is inserted in the transaction whose fact it tells, so it exists if and only if that
 * committed; every subscriber has a queue of its own, and a delivery runs in a transaction of its own, at least once.
 */
@Injectable()
export class Jobs implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly boss: PgBoss;
  private readonly queuesOf = new Map<string, string[]>();
  private readonly work = new Map<string, (parcel: Parcel) => Promise<void>>();
  private readonly ticks = new Map<string, { cron: string; tick: Tick }>();

  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly metrics: Metrics,
    private readonly role: JobsRole,
    @InjectPinoLogger(Jobs.name) private readonly logger: PinoLogger,
  ) {
    this.boss = new PgBoss({
      connectionString: config.databaseUrl,
      schema: 'job',
      application_name: 'turnout jobs',
      max: 4,
      options: `-c role=${applicationRole} -c timezone=UTC`,
      migrate: false,
      createSchema: false,
      supervise: role.works,
      superviseIntervalSeconds: 10,
      monitorIntervalSeconds: 10,
      schedule: role.works,
      useListenNotify: true,
      reindex: false,
      monitorVacuum: false,
      registerInstance: false,
    });
    this.boss.on('error', (error) => this.logger.error({ err: error }, 'job queue'));
  }

  /** Subscribes to a message. Effects must bear repetition: a delivery may come twice, never not at all. */
  on<D extends object>(
    type: string,
    subscriber: string,
    handle: (tx: Tx, actor: Actor, data: D) => Promise<void>,
  ): void {
    const queue = `${subscriber}/${type}`;
    if (this.work.has(queue)) throw new Error(`${subscriber} subscribes to ${type} twice`);
    this.queuesOf.set(type, [...(this.queuesOf.get(type) ?? []), queue]);
    const typed = handle as Handler;
    this.work.set(queue, (parcel) => {
      const actor = systemActor(parcel.organizationId);
      return this.db.transaction(actor, (tx) => typed(tx, actor, parcel.data));
    });
  }

  /** Work whose effect is outside the database (mail, web hooks): it opens its own transactions. */
  onOutside<D extends object>(queue: string, handle: (actor: Actor, data: D) => Promise<void>): void {
    this.queuesOf.set(queue, [queue]);
    this.work.set(queue, (parcel) => handle(systemActor(parcel.organizationId), parcel.data as D));
  }

  /** Work at set times (cron, UTC), once for all workers together. */
  every(name: string, cron: string, tick: Tick): void {
    this.ticks.set(`every/${name}`, { cron, tick });
  }

  /** Tells facts, in the transaction that makes them true. Messages of one kind go out in one statement per subscriber. */
  async publish(tx: Tx, actor: Actor, messages: readonly Message[]): Promise<void> {
    const byQueue = Map.groupBy(
      messages.flatMap((message) => (this.queuesOf.get(message.type) ?? []).map((queue) => ({ queue, message }))),
      ({ queue }) => queue,
    );
    for (const [queue, told] of byQueue) {
      const jobs = told.map(({ message }) => ({
        data: { organizationId: actor.organizationId, data: message.data } satisfies Parcel,
      }));
      await this.boss.insert(queue, jobs, { db: inside(tx) });
    }
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.boss.start();
    await this.createQueues();
    if (this.role.works) await this.startWork();
  }

  /** Jobs that run are finished while the database is still there; no new ones are taken. */
  async beforeApplicationShutdown(): Promise<void> {
    if (!this.role.works) return;
    await Promise.all(
      [...this.work.keys(), ...this.ticks.keys()].map((queue) => this.boss.offWork(queue, { wait: true })),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.boss.stop({ graceful: true, timeout: 10_000, close: true });
  }

  /** Jobs that wait, run or wait for another try; none when everything that was told has had its effect. */
  async pending(): Promise<number> {
    const { rows } = await this.boss
      .getDb()
      .executeSql(
        `select count(*)::int as open from job.job where state in ('created', 'retry', 'active') and name <> $1 and name not like 'every/%' and name not like '\\_\\_%'`,
        [deadLetters],
      );
    return rows[0]?.open ?? 0;
  }

  /** What could not be done in all its tries, newest first; of one organisation only. */
  async failures(organizationId: string): Promise<DeadLetter[]> {
    const { rows } = await this.boss.getDb().executeSql(
      `select id, source_name as queue, data->'data' as data, created_on as "failedAt", coalesce(source_output->>'message', output->>'message', '') as reason
         from job.job where name = $1 and state < 'completed' and data->>'organizationId' = $2 order by created_on desc limit 200`,
      [deadLetters, organizationId],
    );
    return rows;
  }

  /** Puts a dead letter back into its queue. False where there is none with this id. */
  async redrive(organizationId: string, id: string): Promise<boolean> {
    const mine = (await this.failures(organizationId)).some((letter) => letter.id === id);
    return mine && (await this.boss.redrive(deadLetters, { ids: [id] })) === 1;
  }

  private async createQueues(): Promise<void> {
    const existing = new Set((await this.boss.getQueues()).map((queue) => queue.name));
    const { deadLetter: _, ...withoutDeadLetter } = queueOptions;
    if (!existing.has(deadLetters))
      await this.boss.createQueue(deadLetters, { ...withoutDeadLetter, retentionSeconds: 90 * 86_400 });
    for (const name of [...this.work.keys(), ...this.ticks.keys()]) {
      if (!existing.has(name))
        await this.boss.createQueue(
          name,
          this.ticks.has(name) ? { ...withoutDeadLetter, retryLimit: 0 } : queueOptions,
        );
    }
  }

  private async startWork(): Promise<void> {
    const poll = this.config.jobPollSeconds;
    for (const [queue, handle] of this.work) {
      const options = {
        pollingIntervalSeconds: poll,
        // The database tells of what is inserted; looking is for what was put off, and for where it cannot tell.
        notifyPollingIntervalSeconds: 5 * poll,
        batchSize: 20,
        burstWhenBatchFull: true,
        perJobResults: true,
        localConcurrency: 2,
      } as const;
      await this.boss.work<Parcel, object, typeof options>(queue, options, (jobs) => this.deliver(queue, jobs, handle));
    }
    for (const [queue, { cron, tick }] of this.ticks) {
      await this.boss.schedule(queue, cron, null, { tz: 'UTC' });
      await this.boss.work(queue, { pollingIntervalSeconds: Math.max(poll, 10) }, async () => tick());
    }
  }

  /** Each job has its own verdict: one that fails is tried again and its neighbours are done. */
  private async deliver(queue: string, jobs: readonly Job<Parcel>[], handle: (parcel: Parcel) => Promise<void>) {
    const results: { id: string; status: 'completed' | 'failed'; output?: object }[] = [];
    for (const job of jobs) {
      try {
        await handle(job.data);
        this.metrics.jobs.inc({ queue, outcome: 'done' });
        results.push({ id: job.id, status: 'completed' });
      } catch (error) {
        this.metrics.jobs.inc({ queue, outcome: 'failed' });
        this.logger.warn({ err: error, queue, jobId: job.id, attempt: job.retryCount }, 'job failed');
        results.push({
          id: job.id,
          status: 'failed',
          output: { message: error instanceof Error ? error.message : String(error) },
        });
      }
    }
    return results;
  }
}

/** A job that failed in all its tries. */
export interface DeadLetter {
  id: string;
  queue: string;
  data: object;
  failedAt: Date;
  reason: string;
}

/** pg-boss at work inside our transaction. */
const inside = (tx: Tx): Db => ({
  async executeSql(text: string, values?: unknown[]) {
    if (!tx.queryRunner) throw new Error('A transaction has a query runner');
    const { records } = (await tx.queryRunner.query(text, values, true)) as { records: unknown[] };
    return { rows: records as never[] };
  },
});
