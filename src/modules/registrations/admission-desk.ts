import { Injectable } from '@nestjs/common';
import type { Problem } from '../../kernel/problem.js';
import { type Actor, visitorActor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { IdempotencyKeys } from '../../platform/database/idempotency-keys.js';
import type { Tx } from '../../platform/database/sql.js';
import { keyInFlight, keyReused, overloaded } from '../../platform/http/http.problems.js';
import type { HoldDto } from '../ticketing/hold.dto.js';
import { HoldsService } from '../ticketing/holds.service.js';
import { type Catalogue, StockService } from '../ticketing/stock.service.js';
import { alreadyRegistered } from '../ticketing/ticketing.problems.js';
import { registeredAmong } from './admission.queries.js';
import type { Admitted, Application } from './application.js';
import { HoldPapers } from './hold-papers.js';
import type { MyOrderDto } from './my-order.dto.js';
import { OrderBook } from './order-book.js';
import { OrderPapers } from './order-papers.js';
import { holdOver } from './registrations.problems.js';

/** What an application comes to: an order, a hold, or what speaks against it. */
export type Reply = { order: MyOrderDto } | { hold: HoldDto } | { problem: Problem };
export type Replies = ReadonlyMap<Application, Reply>;

/** Serves applications to one event, as many as come together, in one transaction. One alone is served the same way. */
@Injectable()
export class AdmissionDesk {
  constructor(
    private readonly db: Database,
    private readonly idempotency: IdempotencyKeys,
    private readonly stock: StockService,
    private readonly holds: HoldsService,
    private readonly book: OrderBook,
    private readonly papers: OrderPapers,
    private readonly holdPapers: HoldPapers,
  ) {}

  /** A reply for each application; what the replies say is committed. */
  serve(eventId: string, organizationId: string, applications: readonly Application[]): Promise<Replies> {
    const actor = visitorActor(organizationId);
    return this.db.transaction(actor, (tx) => this.serveIn(tx, actor, eventId, applications));
  }

  /** The same inside a transaction of the caller's, as that actor. */
  async serveIn(tx: Tx, actor: Actor, eventId: string, applications: readonly Application[]): Promise<Replies> {
    const recalled = await this.recall(tx, actor, applications);
    const fresh = applications.filter((application) => !recalled.has(application));
    const decided = await this.decide(tx, actor, eventId, fresh);
    await this.remember(tx, actor, decided);
    return new Map([...recalled, ...decided]);
  }

  /** Settles the stock, decides, writes what was admitted, and has the link of who came again mailed once more. */
  private async decide(tx: Tx, actor: Actor, eventId: string, applications: readonly Application[]): Promise<Replies> {
    if (applications.length === 0) return new Map();
    await this.stock.lock(tx, actor, eventId);
    await this.stock.settle(tx, actor, eventId);
    const over = await this.withoutTheirHold(tx, actor, applications);
    const requests = applications.filter((application) => !over.has(application));
    const registered = await registeredAmong(tx, actor, eventId, emailsOf(requests));
    const { outcomes, catalogue } = await this.stock.admit(tx, actor, { eventId, requests, registered });
    const admitted = outcomes.filter((outcome) => outcome.admitted);
    const held = await this.hold(tx, actor, eventId, { admitted, catalogue });
    const ordered = await this.order(tx, actor, eventId, { admitted, catalogue });
    const given = new Map([...held, ...ordered]);
    const refused = outcomes.filter((outcome) => !outcome.admitted);
    const told = await this.stock.explain(tx, actor, eventId, { catalogue, refused });
    const no = told.map(({ request, problem }) => [request, { problem }] as const);
    // An order that the schema did not take after all is somebody's second one.
    const yes = admitted.map(
      ({ request }) => [request, given.get(request) ?? { problem: alreadyRegistered() }] as const,
    );
    const replies = new Map<Application, Reply>([...over, ...yes, ...no]);
    await this.book.remind(tx, actor, eventId, emailsOf([...replies].filter(cameAgain).map(([request]) => request)));
    return replies;
  }

  /**
   * Those who come with a hold that no longer counts. Of two with the same hold the second waits: the first may still be
   * refused for what they wrote.
   */
  private async withoutTheirHold(tx: Tx, actor: Actor, applications: readonly Application[]): Promise<Replies> {
    const claimed = applications.flatMap(({ promised }) => promised?.holdId ?? []);
    const active = await this.holds.active(tx, actor, claimed);
    const replies = new Map<Application, Reply>();
    const seen = new Set<string>();
    for (const application of applications) {
      const holdId = application.promised?.holdId;
      if (holdId === undefined) continue;
      if (!active.has(holdId)) replies.set(application, { problem: holdOver({ nextStep: 'choose-again' }) });
      else if (seen.has(holdId)) replies.set(application, { problem: overloaded({ retryAfter: 1 }) });
      seen.add(holdId);
    }
    return replies;
  }

  private async hold(
    tx: Tx,
    actor: Actor,
    eventId: string,
    { admitted, catalogue }: Decision,
  ): Promise<Map<Application, Reply>> {
    const wanted = admitted.filter(({ request }) => request.purpose === 'hold');
    const holds = await this.holds.create(
      tx,
      actor,
      eventId,
      wanted.map(({ request, cart }) => ({
        kind: 'cart',
        cart,
        email: request.proven ? request.email : null,
        visitor: request.visitor,
        roomPlaceId: request.roomPlaceId ?? null,
        invitationId: request.invitationId,
        minutes: catalogue.settings.holdMinutes,
      })),
    );
    const replies = new Map<Application, Reply>();
    for (const [index, hold] of holds.entries()) {
      const request = wanted[index]?.request;
      if (request) replies.set(request, { hold: this.holdPapers.of(hold, catalogue) });
    }
    return replies;
  }

  private async order(
    tx: Tx,
    actor: Actor,
    eventId: string,
    { admitted, catalogue }: Decision,
  ): Promise<Map<Application, Reply>> {
    const wanted = admitted.filter(({ request }) => request.purpose === 'order');
    const orders = await this.book.write(tx, actor, eventId, { admitted: wanted, settings: catalogue.settings });
    const paperOf = await this.papers.for(tx, actor, eventId);
    return new Map([...orders].map(([application, order]) => [application, { order: paperOf(order) }]));
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
      if (recall.was === 'done') replies.set(application, recalled(application, recall.response));
      else if (recall.was === 'reused') replies.set(application, { problem: keyReused() });
      else if (recall.was === 'in-flight' || !first)
        replies.set(application, { problem: keyInFlight({ retryAfter: 1 }) });
    }
    return replies;
  }

  private async remember(tx: Tx, actor: Actor, decided: Replies): Promise<void> {
    const answers = [...decided].flatMap(([{ claim }, reply]) =>
      claim && !('problem' in reply) ? [{ claim, response: 'order' in reply ? reply.order : reply.hold }] : [],
    );
    await this.idempotency.remember(tx, actor.organizationId, answers);
  }
}

interface Decision {
  admitted: readonly Admitted[];
  catalogue: Catalogue;
}

const recalled = ({ purpose }: Application, response: unknown): Reply =>
  purpose === 'hold' ? { hold: response as HoldDto } : { order: response as MyOrderDto };

const emailsOf = (applications: readonly Application[]): string[] => applications.flatMap(({ email }) => email ?? []);

const cameAgain = ([{ channel, purpose }, reply]: readonly [Application, Reply]): boolean =>
  'problem' in reply && reply.problem.refusal === alreadyRegistered && channel === 'public' && purpose === 'order';
