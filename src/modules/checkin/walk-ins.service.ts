import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/new-id.js';
import type { Tx } from '../../platform/database/sql.js';
import { ReceiptsService } from '../payments/receipts.service.js';
import { type Order, OrdersService } from '../registrations/orders.service.js';
import { PlacingService } from '../registrations/placing.service.js';
import { TicketCodes } from '../registrations/ticket-codes.service.js';
import { notFree } from './checkin.problems.js';
import { Scanning } from './scanning.service.js';
import { type DoorPayment, type NewWalkInDto, WalkInDto } from './walk-in.dto.js';

/** Sells to people who come without a ticket: place, money, code and entry are one transaction. */
@Injectable()
export class WalkInsService {
  constructor(
    private readonly db: Database,
    private readonly placing: PlacingService,
    private readonly orders: OrdersService,
    private readonly receipts: ReceiptsService,
    private readonly codes: TicketCodes,
    private readonly scanning: Scanning,
  ) {}

  sell(actor: Actor, eventId: string, input: NewWalkInDto): Promise<WalkInDto> {
    return this.db.transaction(actor, async (tx) => {
      const placed = await this.placing.sellAtDoor(tx, actor, eventId, {
        ticketTypeId: input.ticketTypeId,
        variationId: input.variationId ?? null,
        name: input.name ?? null,
        email: input.email ?? null,
        locale: input.locale ?? null,
      });
      await this.take(tx, actor, placed, input.paidBy);
      const codeOf = await this.codes.of(tx, actor, eventId);
      const [ticket] = placed.tickets;
      if (!ticket) throw new Error('An order has a ticket');
      const scan = input.admit
        ? await this.scanning.scan(tx, actor, eventId, { ...scanOf(input), code: codeOf(ticket) })
        : null;
      return WalkInDto.of(await this.orders.get(tx, actor, placed.id), codeOf, scan);
    });
  }

  /** The door has the whole price in hand. */
  private async take(tx: Tx, actor: Actor, { id: orderId, total, currency }: Order, by: DoorPayment): Promise<void> {
    if (total === 0 || currency === null) return;
    const money = { amount: total, currency };
    if (by === 'free') throw notFree({ pointer: '/paidBy', due: money });
    const note = by === 'card-terminal' ? 'card-terminal' : null;
    await this.receipts.receive(tx, actor, { orderId, provider: 'cash', accountId: null, money, ref: null, note });
  }
}

const scanOf = ({ device, clientScanId, listId, answers }: NewWalkInDto) => ({
  device,
  clientScanId: clientScanId ?? newId(),
  ...(listId !== undefined && { listId }),
  ...(answers && { answers }),
});
