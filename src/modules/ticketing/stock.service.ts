import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { EventsService } from '../events/events.service.js';
import { type AdmissionOutcome, type AdmissionRequest, admit } from './admission.rules.js';
import { registrationQuestions } from './questions.queries.js';
import { quotasOf } from './quotas.queries.js';
import { endOverdueHolds } from './holds.queries.js';
import { PlacesService } from './places.service.js';
import type { StockLine } from './stock-lines.rules.js';
import { databaseNow, lockQuotas } from './stock.queries.js';
import { ticketTypesOf } from './ticket-types.queries.js';

export type * from './catalogue.js';
export { taxSums } from './tax.rules.js';
export { linesOf } from './stock-lines.rules.js';
export type { StockItem, StockLine } from './stock-lines.rules.js';
export type { AdmissionOutcome, AdmissionRequest, TicketRequest } from './admission.rules.js';

/** Requests that are decided together, and the e-mail addresses that already have an order of the event. */
export interface AdmissionRound<R extends AdmissionRequest> {
  eventId: string;
  requests: readonly R[];
  registered: ReadonlySet<string>;
}

/** Gives free places of an event to whoever comes before the public. Called while the stock is locked and settled. */
type BeforePublic = (tx: Tx, actor: Actor, eventId: string) => Promise<void>;

/** The places of an event. Their counters move here and nowhere else, in the transaction that writes or cancels the tickets. */
@Injectable()
export class StockService {
  private readonly before: BeforePublic[] = [];

  constructor(
    private readonly events: EventsService,
    private readonly places: PlacesService,
  ) {}

  /** Names somebody to whom free places go before the public, whenever the stock settles. */
  onSettled(hook: BeforePublic): void {
    this.before.push(hook);
  }

  /**
   * Locks the quotas of an event until the transaction ends, in the order of their ids. Whoever takes places or gives
   * some back does this before anything else, so those who want the same places stand in one line, across processes.
   */
  async lock(tx: Tx, actor: Actor, eventId: string): Promise<void> {
    await lockQuotas(tx, actor, eventId);
  }

  /**
   * Brings the locked stock up to the moment, by the database's clock: holds that are over give back what they counted, and
   * what is free goes to those who come before the public. Whoever decides about places does this first, and whoever
   * freed some does it last.
   */
  async settle(tx: Tx, actor: Actor, eventId: string): Promise<void> {
    await this.places.restore(tx, actor, await endOverdueHolds(tx, actor, eventId));
    for (const hook of this.before) await hook(tx, actor, eventId);
  }

  /** Decides a round on the stock as it stands, by the database's clock. Nothing is taken yet. */
  async admit<R extends AdmissionRequest>(
    tx: Tx,
    actor: Actor,
    { eventId, requests, registered }: AdmissionRound<R>,
  ): Promise<AdmissionOutcome<R>[]> {
    const event = await this.events.getPublic(tx, actor, eventId);
    const types = await ticketTypesOf(tx, actor, eventId);
    const quotas = await quotasOf(tx, actor, eventId);
    const questions = await registrationQuestions(tx, actor, eventId);
    const stock = { event, types: byId(types), quotas: byId(quotas), questions, registered };
    return admit(stock, requests, await databaseNow(tx));
  }

  /** The time by the database's clock. */
  now(tx: Tx): Promise<Date> {
    return databaseNow(tx);
  }

  /** Whether all these places, and the uses of their codes, are free. */
  fits(tx: Tx, actor: Actor, lines: readonly StockLine[]): Promise<boolean> {
    return this.places.fits(tx, actor, lines);
  }

  /** Takes places that are sold at once, and the uses of their codes. The schema refuses what the quotas do not have. */
  async take(tx: Tx, actor: Actor, lines: readonly StockLine[]): Promise<void> {
    await this.places.take(tx, actor, lines, 'sold');
  }

  /** Gives sold places back, to whoever comes next. */
  async giveBack(tx: Tx, actor: Actor, lines: readonly StockLine[]): Promise<void> {
    await this.places.giveBack(tx, actor, lines, 'sold');
  }
}

const byId = <T extends { id: string }>(all: readonly T[]): ReadonlyMap<string, T> =>
  new Map(all.map((one) => [one.id, one]));
