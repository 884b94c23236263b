import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { paymentsToFollow, paymentsToRevisit, refundsToFollow } from './deadlines.queries.js';
import { InquiriesService } from './inquiries.service.js';
import { inLanes } from './lanes.js';
import { markAsked } from './payments.queries.js';
import { PaymentsService } from './payments.service.js';
import { RefundRunsService } from './refund-runs.service.js';

/** How many organisations are dealt with at the same time. */
const lanes = 4;

/** Asks about what nobody has told us: notices get lost, processes die between a call and its answer. */
@Injectable()
export class PaymentFollowupsService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly inquiries: InquiriesService,
    private readonly payments: PaymentsService,
    private readonly runs: RefundRunsService,
    @InjectPinoLogger(PaymentFollowupsService.name) private readonly logger: PinoLogger,
  ) {}

  onModuleInit(): void {
    this.jobs.every('payment-followups', '*/5 * * * *', () => this.followUp());
    this.jobs.every('payment-revisits', '17 3 * * *', () => this.revisit());
  }

  /** What is in the air. */
  async followUp(): Promise<void> {
    await inLanes(await this.db.organizations(), lanes, async (actor) => {
      const payments = await this.db.read(actor, (tx) => paymentsToFollow(tx, actor));
      for (const { id, state } of payments) await this.attempt(id, () => this.follow(actor, id, state));
      const refunds = await this.db.read(actor, (tx) => refundsToFollow(tx, actor));
      for (const { id, paymentId, providerRef } of refunds)
        await this.attempt(id, async () => {
          await (providerRef === null ? this.runs.run(actor, id) : this.inquiries.ask(actor, paymentId));
        });
    });
  }

  /** What is settled: money may be given back at the provider, or taken back by a bank. */
  async revisit(): Promise<void> {
    await inLanes(await this.db.organizations(), lanes, async (actor) => {
      const paymentIds = await this.db.read(actor, (tx) => paymentsToRevisit(tx, actor));
      for (const id of paymentIds) await this.attempt(id, () => this.inquiries.ask(actor, id));
    });
  }

  private async follow(actor: Actor, paymentId: string, state: string): Promise<void> {
    if (state === 'created') await this.payments.resume(actor, paymentId);
    await this.inquiries.ask(actor, paymentId);
    await this.db.transaction(actor, (tx) => markAsked(tx, actor, paymentId));
  }

  /** What fails is asked again next time, and on the list after several; it stands in no other's way. */
  private async attempt(id: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.warn({ err: error, id }, 'a payment could not be followed up');
    }
  }
}
