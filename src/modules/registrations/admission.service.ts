import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { QueryFailedError } from 'typeorm';
import { Problem } from '../../kernel/problem.js';
import { Config } from '../../platform/config/config.js';
import { overloaded } from '../../platform/http/http.problems.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { AdmissionDesk, type Replies, type Reply } from './admission-desk.js';
import type { Application } from './application.js';
import { Batcher } from '../../platform/batcher.js';
import type { HoldDto } from '../ticketing/hold.dto.js';
import type { MyOrderDto } from './my-order.dto.js';

/** Milliseconds after which nobody looks at the button any more. */
const patience = 10_000;

/**
 * The line in front of the desk. Applications to one event that come while others are served are served together next,
 * in one transaction: in a rush they share its commit, and alone nobody waits.
 */
@Injectable()
export class AdmissionService implements BeforeApplicationShutdown {
  private readonly line: Batcher<Application, Reply>;

  constructor(
    private readonly desk: AdmissionDesk,
    private readonly metrics: Metrics,
    @InjectPinoLogger(AdmissionService.name) private readonly logger: PinoLogger,
    config: Config,
  ) {
    const limits = { batch: config.admissionBatch, queue: config.admissionQueue, patience };
    this.line = new Batcher((eventId, applications) => this.serve(eventId, applications), limits);
  }

  /** The order, committed; throws what speaks against it. Where the line is too long, or too slow, it says so. */
  async order(eventId: string, application: Application): Promise<MyOrderDto> {
    const reply = await this.apply(eventId, application);
    if ('order' in reply) return reply.order;
    throw new Error('Whoever wants an order gets an order');
  }

  /** The hold, committed; throws like `order`. */
  async hold(eventId: string, application: Application): Promise<HoldDto> {
    const reply = await this.apply(eventId, application);
    if ('hold' in reply) return reply.hold;
    throw new Error('Whoever wants a hold gets a hold');
  }

  /** Whoever stands in line is still served. */
  beforeApplicationShutdown(): Promise<void> {
    return this.line.drain();
  }

  private async apply(eventId: string, application: Application): Promise<Exclude<Reply, { problem: Problem }>> {
    const reply = await this.line.submit(eventId, application);
    if (!reply) throw overloaded({ retryAfter: 2 });
    if ('problem' in reply) throw reply.problem;
    return reply;
  }

  private async serve(eventId: string, applications: readonly Application[]): Promise<Reply[]> {
    this.metrics.admissionBatch.observe(applications.length);
    const replies = await this.serveOrSplit(eventId, applications);
    return applications.map((application) => replies.get(application) ?? { problem: overloaded({ retryAfter: 1 }) });
  }

  /**
   * One bad application never fails its neighbours. What can be refused has been refused by then, so a batch that the
   * database rejects holds data that nobody foresaw: the halves are tried apart, down to the one that has it.
   */
  private async serveOrSplit(eventId: string, applications: readonly Application[]): Promise<Replies> {
    const [first] = applications;
    if (!first) return new Map();
    try {
      return await this.desk.serve(eventId, first.organizationId, applications);
    } catch (error) {
      if (error instanceof Problem)
        return new Map(applications.map((application) => [application, { problem: error }]));
      this.logger.error({ err: error, eventId, applications: applications.length }, 'admission failed');
      if (applications.length === 1 || !isAboutData(error)) return new Map();
      const half = Math.ceil(applications.length / 2);
      const before = await this.serveOrSplit(eventId, applications.slice(0, half));
      const after = await this.serveOrSplit(eventId, applications.slice(half));
      return new Map([...before, ...after]);
    }
  }
}

/**
 * What a rule stumbled over, and SQLSTATE classes 22 (data exception) and 23 (integrity constraint violation). Anything else
 * would fail each half too.
 */
function isAboutData(error: unknown): boolean {
  if (error instanceof RangeError || error instanceof TypeError) return true;
  if (!(error instanceof QueryFailedError)) return false;
  const { code } = error.driverError as { code?: string };
  return /^2[23]/.test(code ?? '');
}
