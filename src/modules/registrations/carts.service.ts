import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Actor, IdempotencyClaim } from '../../platform/auth/actor.js';
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { Links } from '../../platform/links/links.service.js';
import { CatalogueService } from '../ticketing/catalogue.service.js';
import type { HoldDto } from '../ticketing/hold.dto.js';
import { type Hold, HoldsService } from '../ticketing/holds.service.js';
import { QuoteDto } from '../ticketing/quote.dto.js';
import { StockService } from '../ticketing/stock.service.js';
import { EventsService } from '../events/events.service.js';
import { WaitingRoomsService } from '../rooms/rooms.service.js';
import { registeredAmong } from './admission.queries.js';
import { AdmissionService } from './admission.service.js';
import { type Caller, cartOf, heldApplicationOf, holdApplicationOf } from './application.js';
import { EmailProofsService } from './email-proofs.service.js';
import { HoldPapers } from './hold-papers.js';
import { InvitedService } from './invited.service.js';
import type { MyOrderDto } from './my-order.dto.js';
import type { CartDto, HoldOrderDto } from './order-request.dto.js';
import { holdKept, holdOver } from './registrations.problems.js';

/** Carts of visitors: what they cost, and having them held until the visitor has said who comes. */
@Injectable()
export class CartsService {
  constructor(
    private readonly db: Database,
    private readonly config: Config,
    private readonly links: Links,
    private readonly events: EventsService,
    private readonly catalogues: CatalogueService,
    private readonly stock: StockService,
    private readonly holds: HoldsService,
    private readonly admission: AdmissionService,
    private readonly invited: InvitedService,
    private readonly proofs: EmailProofsService,
    private readonly papers: HoldPapers,
    private readonly rooms: WaitingRoomsService,
  ) {}

  /** What a cart would cost now, and all that speaks against it. Nothing is taken. `address` is where the visitor calls from. */
  async quote(slug: string, input: CartDto, address: string | null): Promise<QuoteDto> {
    const { actor, eventId } = await this.events.visit(slug);
    const caller = await this.callerOf(actor, eventId, input, address);
    return this.db.read(actor, async (tx) => {
      const registered = await registeredAmong(tx, actor, eventId, input.email === undefined ? [] : [input.email]);
      const requests = [cartOf(caller, input, 'quote')];
      return QuoteDto.of(await this.stock.judge(tx, actor, { eventId, requests, registered }));
    });
  }

  /** Has a cart held, at its prices. */
  async hold(
    slug: string,
    claim: IdempotencyClaim | undefined,
    input: CartDto,
    address: string | null,
  ): Promise<HoldDto> {
    const { actor, eventId } = await this.events.visit(slug, claim);
    const place = await this.rooms.require(actor, eventId, input.admissionToken);
    const caller = await this.callerOf(actor, eventId, input, place?.placeId ?? address);
    return this.admission.hold(eventId, holdApplicationOf({ ...caller, roomPlaceId: place?.placeId ?? null }, input));
  }

  async show(token: string): Promise<HoldDto> {
    const { actor, subjectId } = await this.links.visit('hold', token);
    return this.read(actor, subjectId);
  }

  /** Gives a cart its time once more, from now. */
  async extend(token: string): Promise<HoldDto> {
    const { actor, subjectId } = await this.links.visit('hold', token);
    await this.db.transaction(actor, async (tx) => {
      const { eventId, state } = await this.holds.get(tx, actor, subjectId);
      if (state !== 'active') throw holdOver({ nextStep: 'choose-again' });
      const { settings } = await this.catalogues.load(tx, actor, eventId);
      if (!(await this.holds.extend(tx, actor, subjectId, settings.holdMinutes)))
        throw holdKept({ nextStep: 'finish-or-release' });
    });
    return this.read(actor, subjectId);
  }

  /** Gives a cart back before its time; doing it again changes nothing. */
  async release(token: string): Promise<HoldDto> {
    const { actor, subjectId } = await this.links.visit('hold', token);
    await this.db.transaction(actor, async (tx) => {
      const { eventId, kind } = await this.holds.get(tx, actor, subjectId);
      if (kind !== 'cart') throw holdKept();
      await this.stock.lock(tx, actor, eventId);
      await this.holds.end(tx, actor, [subjectId], 'released');
      await this.stock.settle(tx, actor, eventId);
    });
    return this.read(actor, subjectId);
  }

  /** Turns what is held into a registration, at the prices that were promised. */
  async order(token: string, claim: IdempotencyClaim | undefined, input: HoldOrderDto): Promise<MyOrderDto> {
    const { actor, subjectId } = await this.links.visit('hold', token, claim);
    const hold = await this.db.read(actor, (tx) => this.holds.get(tx, actor, subjectId));
    if (!hold.quote) throw holdOver();
    const invitationId =
      hold.invitationId ?? (await this.invited.invitationOf(actor, hold.eventId, input.invitationToken));
    const proven = isWhoHeld(hold, input) || this.proofs.proves(input.emailToken, hold.eventId, input.email);
    const caller: Caller = { visitor: actor, invitationId, proven, visitorHash: null };
    const promised = { holdId: hold.id, cart: hold.quote };
    return this.admission.order(hold.eventId, heldApplicationOf(caller, promised, input));
  }

  /** Carts are counted by the place in the waiting room where there is one, otherwise by where the visitor calls from. */
  private async callerOf(visitor: Actor, eventId: string, input: CartDto, countedBy: string | null): Promise<Caller> {
    return {
      visitor,
      invitationId: await this.invited.invitationOf(visitor, eventId, input.invitationToken),
      proven: this.proofs.proves(input.emailToken, eventId, input.email ?? null),
      visitorHash: countedBy === null ? null : this.hashOf(eventId, countedBy),
    };
  }

  private read(actor: Actor, holdId: string): Promise<HoldDto> {
    return this.db.read(actor, async (tx) => {
      const hold = await this.holds.get(tx, actor, holdId);
      return this.papers.of(hold, await this.catalogues.load(tx, actor, hold.eventId));
    });
  }

  /** Tells visitors of an event apart without keeping where they call from. */
  private hashOf(eventId: string, countedBy: string): string {
    return createHmac('sha256', this.config.appSecret).update(`visitor|${eventId}|${countedBy}`).digest('hex');
  }
}

/** Where an address must be proven, a cart was held only after it was; an offer was mailed to it. */
const isWhoHeld = (hold: Hold, { email }: HoldOrderDto): boolean => hold.email === email;
