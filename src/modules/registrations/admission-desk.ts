import { Injectable } from '@nestjs/common';
import type { Problem } from '../../kernel/problem.js';
import { type Actor, visitorActor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { IdempotencyKeys } from '../../platform/database/idempotency-keys.js';
import type { Tx } from '../../platform/database/sql.js';
import { keyInFlight, keyReused } from '../../platform/http/http.problems.js';
import { type AdmissionOutcome, StockService, linesOf } from '../ticketing/stock.service.js';
import { alreadyRegistered } from '../ticketing/ticketing.problems.js';
import { registeredAmong } from './admission.queries.js';
import type { Application } from './application.js';
import type { MyOrderDto } from './my-order.dto.js';
import { OrderBook } from './order-book.js';
import { OrderPapers } from './order-papers.js';
import type { Order } from './orders.queries.js';

export type Reply = { order: MyOrderDto } | { problem: Problem };
export type Replies = ReadonlyMap<Application, Reply>;

/** Serves applications to one event, as many as come together, in one transaction. One alone is served the same way. */
@Injectable()
export class AdmissionDesk {
  constructor(
    private readonly db: Database,
    private readonly idempotency: IdempotencyKeys,
    private readonly stock: StockService,
    private readonly book: OrderBook,
    private readonly papers: OrderPapers,
  ) {}

  /** A reply for each application; what the replies say is committed. */
  serve(eventId: string, organizationId: string, applications: readonly Application[]): Promise<Replies> {
    const actor = visitorActor(organizationId);
    return this.db.transaction(actor, async (tx) => {
      const recalled = await this.recall(tx, actor, applications);
      const fresh = applications.filter((application) => !recalled.has(application));
      const decided = await this.decide(tx, actor, eventId, fresh);
      await this.remember(tx, actor, decided);
      return new Map([...recalled, ...decided]);
    });
  }

  /**
   * Decides, writes what was admitted, and moves the counters last, by what was really written: an order that the schema
   * refuses after all takes no place.
   */
  private async decide(tx: Tx, actor: Actor, eventId: string, applications: readonly Application[]): Promise<Replies> {
    if (applications.length === 0) return new Map();
    await this.stock.lock(tx, actor, eventId);
    await this.stock.settle(tx, actor, eventId);
    const emails = applications.map(({ email }) => email);
    const registered = await registeredAmong(tx, actor, eventId, emails);
    const outcomes = await this.stock.admit(tx, actor, { eventId, requests: applications, registered });
    const admitted = outcomes.filter((outcome) => outcome.admitted);
    const orders = await this.book.write(tx, actor, eventId, admitted);
    const paperOf = await this.papers.for(tx, actor, eventId);
    const replies = new Map(outcomes.map((outcome) => [outcome.request, replyTo(outcome, orders, paperOf)]));
    const again = [...replies].filter(cameAgain).map(([{ email }]) => email);
    await this.book.remind(tx, actor, eventId, again);
    await this.stock.take(tx, actor, linesOf([...orders.values()].flatMap(({ tickets }) => tickets)));
    return replies;
  }

  /** The replies to repetitions. Of two with the same key in one batch the second is told that the first is being served. */
  private async recall(tx: Tx, actor: Actor, applications: readonly Application[]): Promise<Replies> {
    const claims = applications.flatMap((application) =>
      application.claim ? [{ application, claim: application.claim }] : [],
    );
    if (claims.length === 0) return new Map();
    const keys = claims.map(({ claim }) => claim);
    const recalls = await this.idempotency.recall(tx, actor.organizationId, keys);
    const replies = new Map<Application, Reply>();
    const served = new Set<string>();
    for (const [index, { application, claim }] of claims.entries()) {
      const recall = recalls[index] ?? { was: 'new' };
      const first = !served.has(claim.key);
      served.add(claim.key);
      if (recall.was === 'done') replies.set(application, { order: recall.response as MyOrderDto });
      else if (recall.was === 'reused') replies.set(application, { problem: keyReused() });
      else if (recall.was === 'in-flight' || !first)
        replies.set(application, { problem: keyInFlight({ retryAfter: 1 }) });
    }
    return replies;
  }

  private async remember(tx: Tx, actor: Actor, decided: Replies): Promise<void> {
    const answers = [...decided].flatMap(([{ claim }, reply]) =>
      claim && 'order' in reply ? [{ claim, response: reply.order }] : [],
    );
    await this.idempotency.remember(tx, actor.organizationId, answers);
  }
}

function replyTo(
  outcome: AdmissionOutcome<Application>,
  orders: ReadonlyMap<Application, Order>,
  paperOf: (order: Order) => MyOrderDto,
): Reply {
  if (!outcome.admitted) return { problem: outcome.problem };
  const order = orders.get(outcome.request);
  return order ? { order: paperOf(order) } : { problem: alreadyRegistered() };
}

const cameAgain = ([, reply]: readonly [Application, Reply]): boolean =>
  'problem' in reply && reply.problem.refusal === alreadyRegistered;
