import { Injectable } from '@nestjs/common';
import type { IdempotencyClaim } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { EventsService } from '../events/events.service.js';
import type { HoldDto } from '../ticketing/hold.dto.js';
import { HoldsService } from '../ticketing/holds.service.js';
import { QuoteDto } from '../ticketing/quote.dto.js';
import { StockService } from '../ticketing/stock.service.js';
import { registeredAmong } from './admission.queries.js';
import { AdmissionService } from './admission.service.js';
import { cartOf, heldApplicationOf, holdApplicationOf } from './application.js';
import { CallersService } from './callers.service.js';
import { MyHoldsService } from './my-holds.service.js';
import type { MyOrderDto } from './my-order.dto.js';
import type { CartDto, HoldOrderDto } from './order-request.dto.js';
import { holdOver } from './registrations.problems.js';

/** Carts of visitors: what they cost, having them held, and turning what is held into a registration. */
@Injectable()
export class CartsService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
    private readonly stock: StockService,
    private readonly holds: HoldsService,
    private readonly admission: AdmissionService,
    private readonly callers: CallersService,
    private readonly mine: MyHoldsService,
  ) {}

  /** What a cart would cost now, and all that speaks against it. Nothing is taken. `address` is where the visitor calls from. */
  async quote(slug: string, input: CartDto, address: string | null): Promise<QuoteDto> {
    const { actor, eventId } = await this.events.visit(slug);
    const caller = await this.callers.asking(actor, eventId, input, address);
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
    const caller = await this.callers.holding(actor, eventId, input, address);
    return this.admission.hold(eventId, holdApplicationOf(caller, input));
  }

  show(token: string): Promise<HoldDto> {
    return this.mine.show(token);
  }

  /** Gives a cart its time once more, from now. */
  extend(token: string): Promise<HoldDto> {
    return this.mine.extend(token);
  }

  /** Gives a cart back before its time; doing it again changes nothing. */
  release(token: string): Promise<HoldDto> {
    return this.mine.release(token);
  }

  /** Turns what is held into a registration, at the prices that were promised. */
  async order(token: string, claim: IdempotencyClaim | undefined, input: HoldOrderDto): Promise<MyOrderDto> {
    const { actor, subjectId } = await this.mine.visit(token, claim);
    const hold = await this.db.read(actor, (tx) => this.holds.get(tx, actor, subjectId));
    if (!hold.quote) throw holdOver();
    const caller = await this.callers.ordering(actor, hold, input);
    const promised = { holdId: hold.id, email: hold.email, cart: hold.quote };
    return this.admission.order(hold.eventId, heldApplicationOf(caller, promised, input));
  }
}
