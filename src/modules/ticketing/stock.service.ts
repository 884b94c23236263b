import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { EventsService } from '../events/events.service.js';
import type { Problem } from '../../kernel/problem.js';
import { allotmentKey, hadKey, personOf } from './account.rules.js';
import type { AdmissionRequest, Stock } from './admission.js';
import { type AdmissionOutcome, admit, judge } from './admission.rules.js';
import type { Catalogue, Code, PricedCart } from './catalogue.js';
import { CatalogueService } from './catalogue.service.js';
import { registrationQuestions } from './questions.queries.js';
import { endOverdueHolds } from './holds.queries.js';
import type { BeforePublic } from './before-public.js';
import { PlacesService } from './places.service.js';
import { ProspectsService, type Refused } from './prospects.service.js';
import { isShortage } from './shortage.rules.js';
import type { StockLine } from './stock-lines.rules.js';
import {
  allotmentsOf,
  databaseNow,
  hadBy,
  limitsOfCodes,
  lockQuotas,
  openHoldsOf,
  placesInUse,
  quotasOnSale,
} from './stock.queries.js';

export type * from './catalogue.js';
export { taxSums } from './tax.rules.js';
export { whyEventIsShut } from './admission.rules.js';
export { linesOf } from './stock-lines.rules.js';
export type { StockItem, StockLine } from './stock-lines.rules.js';
export type { AdmissionRequest, Promised, TicketRequest } from './admission.js';
export type { AdmissionOutcome } from './admission.rules.js';
export type { SaleChannel, TicketWish } from './cart.rules.js';

/** What a round came to, and what was for sale then. */
export interface Decided<R extends AdmissionRequest> {
  outcomes: AdmissionOutcome<R>[];
  catalogue: Catalogue;
}

/** What a request would cost, and all that speaks against it. */
export interface Judgement {
  cart: PricedCart | null;
  problems: readonly Problem[];
  catalogue: Catalogue;
}

/** Requests that are decided together. */
export interface AdmissionRound<R extends AdmissionRequest> {
  eventId: string;
  requests: readonly R[];
  /** Those of the e-mail addresses that already have an order of the event. */
  registered: ReadonlySet<string>;
}

/** The places of an event. Their counters move here and nowhere else, in the transaction that writes or cancels the tickets. */
@Injectable()
export class StockService {
  constructor(
    private readonly events: EventsService,
    private readonly catalogues: CatalogueService,
    private readonly places: PlacesService,
    private readonly prospects: ProspectsService,
  ) {}

  /** Names somebody to whom free places go before the public, whenever the stock settles. */
  onSettled(first: BeforePublic): void {
    this.prospects.add(first);
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
    await this.prospects.give(tx, actor, eventId);
  }

  /** Decides a round on the stock as it stands, by the database's clock. Nothing is taken yet. */
  async admit<R extends AdmissionRequest>(tx: Tx, actor: Actor, round: AdmissionRound<R>): Promise<Decided<R>> {
    const stock = await this.load(tx, actor, round);
    return { outcomes: admit(stock, round.requests, await databaseNow(tx)), catalogue: stock.catalogue };
  }

  /**
   * Why there was too little for those who were refused, once what the others got is written: what they have may come back, too.
   * In the order in which they are given.
   */
  async explain<R extends Refused>(
    tx: Tx,
    actor: Actor,
    eventId: string,
    { catalogue, refused }: { catalogue: Catalogue; refused: readonly R[] },
  ): Promise<readonly R[]> {
    if (!refused.some(({ problem }) => isShortage(problem))) return refused;
    const quotas = byId(await quotasOnSale(tx, actor, eventId));
    return this.prospects.explain(tx, actor, eventId, { catalogue, quotas, refused });
  }

  /** The same for one request, with everything that speaks against it; needs no lock, and sees what settling would do. */
  async judge(tx: Tx, actor: Actor, round: AdmissionRound<AdmissionRequest>): Promise<Judgement> {
    const { eventId } = round;
    const { stock, promised } = await this.prospects.settled(tx, actor, eventId, await this.load(tx, actor, round));
    const [request] = round.requests;
    if (!request) throw new Error('There is nothing to judge');
    const { cart, problems, shortage } = judge(stock, request, await databaseNow(tx));
    const { catalogue, quotas } = stock;
    const refused = problems.map((problem) => ({ problem, shortage }));
    const told = await this.prospects.explain(tx, actor, eventId, { catalogue, quotas, refused, promised });
    return { cart, problems: told.map(({ problem }) => problem), catalogue };
  }

  private async load(
    tx: Tx,
    actor: Actor,
    { eventId, requests, registered }: AdmissionRound<AdmissionRequest>,
  ): Promise<Stock> {
    const event = await this.events.getPublic(tx, actor, eventId);
    const catalogue = await this.catalogues.load(tx, actor, eventId);
    const quotas = byId(await quotasOnSale(tx, actor, eventId));
    const questions = await registrationQuestions(tx, actor, eventId);
    const codes = await this.codesOf(tx, actor, eventId, requests);
    const allotments = await this.allotmentsOf(tx, actor, [...codes.values()]);
    const codeLimits = await limitsOfCodes(tx, actor, requests.flatMap(promisedCodes));
    const had = await this.hadBy(tx, actor, eventId, { requests, catalogue, codes, codeLimits });
    const usedPlaces = await placesInUse(
      tx,
      actor,
      requests.flatMap(({ roomPlaceId }) => roomPlaceId ?? []),
    );
    const visitors = requests.flatMap(({ visitor }) => visitor ?? []);
    const openHolds = await openHoldsOf(tx, actor, eventId, visitors);
    return {
      event,
      catalogue,
      quotas,
      questions,
      registered,
      codes,
      allotments,
      had,
      openHolds,
      usedPlaces,
      codeLimits,
    };
  }

  private codesOf(tx: Tx, actor: Actor, eventId: string, requests: readonly AdmissionRequest[]) {
    const typed = new Set(requests.flatMap(({ code, promised }) => (promised ? [] : (code ?? []))));
    return typed.size === 0 ? new Map<string, Code>() : this.catalogues.codes(tx, actor, eventId, [...typed]);
  }

  private async allotmentsOf(tx: Tx, actor: Actor, codes: readonly Code[]): Promise<Map<string, number>> {
    const allotted = codes.filter(({ holdId }) => holdId !== null);
    if (allotted.length === 0) return new Map();
    const lines = await allotmentsOf(
      tx,
      actor,
      allotted.map(({ id }) => id),
    );
    return new Map(lines.map((line) => [allotmentKey(line.holdId, line), line.left]));
  }

  /** Asked only where a limit counts by person. */
  private hadBy(
    tx: Tx,
    actor: Actor,
    eventId: string,
    {
      requests,
      catalogue,
      codes,
      codeLimits,
    }: Pick<Stock, 'catalogue' | 'codes' | 'codeLimits'> & { requests: readonly AdmissionRequest[] },
  ): Promise<Map<string, number>> {
    const limited =
      codeLimits.size > 0 ||
      [...catalogue.types.values(), ...codes.values()].some(({ maxPerPerson }) => maxPerPerson !== null);
    const emails = requests.flatMap((request) => personOf(request) ?? []);
    if (!limited || emails.length === 0) return Promise.resolve(new Map());
    return hadBy(tx, actor, eventId, emails);
  }

  /** How many tickets of each type somebody has or is about to have, as a limit per person counts them. */
  async had(tx: Tx, actor: Actor, eventId: string, email: string): Promise<(ticketTypeId: string) => number> {
    const had = await hadBy(tx, actor, eventId, [email]);
    return (ticketTypeId) => had.get(hadKey(email, ticketTypeId)) ?? 0;
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

const promisedCodes = ({ promised }: AdmissionRequest): string[] =>
  promised ? promised.cart.lines.flatMap(({ codeId }) => codeId ?? []) : [];

const byId = <T extends { id: string }>(all: readonly T[]): ReadonlyMap<string, T> =>
  new Map(all.map((one) => [one.id, one]));
