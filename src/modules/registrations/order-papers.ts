import { Injectable } from '@nestjs/common';
import { toPublicId } from '../../kernel/id.js';
import type { Actor, IdempotencyClaim } from '../../platform/auth/actor.js';
import { Config } from '../../platform/config/config.js';
import type { Tx } from '../../platform/database/sql.js';
import { Links } from '../../platform/links/links.service.js';
import { type InHand, MyOrderDto } from './my-order.dto.js';
import { admits } from './order.rules.js';
import type { Order } from './orders.queries.js';
import { TicketCodes } from './ticket-codes.service.js';

/** What a person holds in hand: ticket codes and the private address. Both are derived, neither lies in the database. */
@Injectable()
export class OrderPapers {
  constructor(
    private readonly config: Config,
    private readonly links: Links,
    private readonly codes: TicketCodes,
  ) {}

  async of(tx: Tx, actor: Actor, order: Order): Promise<MyOrderDto> {
    const paperOf = await this.for(tx, actor, order.eventId);
    return paperOf(order);
  }

  /** The same for many orders of one event. */
  async for(tx: Tx, actor: Actor, eventId: string): Promise<(order: Order) => MyOrderDto> {
    const codeOf = await this.codes.of(tx, actor, eventId);
    return (order) => {
      const token = this.links.token('order', order.id);
      return MyOrderDto.of(order, {
        manageUrl: this.manageUrl(order.id),
        inHand: order.tickets.map((ticket) =>
          admits(order, ticket) ? this.inHand(token, ticket.id, codeOf(ticket)) : null,
        ),
      });
    };
  }

  private inHand(token: string, ticketId: string, code: string): InHand {
    const address = `${this.config.publicUrl}/v1/public/orders/${token}/tickets/${toPublicId('tkt', ticketId)}`;
    const wallets = {
      apple: this.config.applePass ? `${address}/wallet/apple` : null,
      google: this.config.googleWallet ? `${address}/wallet/google` : null,
    };
    return { code, pdfUrl: `${address}/pdf`, wallets };
  }

  /** Who holds the private link, and to which order. */
  async holder(token: string, claim?: IdempotencyClaim): Promise<{ actor: Actor; orderId: string }> {
    const { actor, subjectId } = await this.links.visit('order', token, claim);
    return { actor, orderId: subjectId };
  }

  /** Where the receiver of an offered ticket answers. */
  transferUrl(transferId: string): string {
    return `${this.config.publicUrl}/x/${this.links.token('transfer', transferId)}`;
  }

  manageUrl(orderId: string): string {
    return `${this.config.publicUrl}/t/${this.links.token('order', orderId)}`;
  }
}
