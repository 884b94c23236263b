import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { type Locale, locales } from '../../kernel/text.js';
import { IdOf, idSchema } from '../../platform/http/id-param.js';
import { PageQuery } from '../../platform/http/page.dto.js';
import { ApiAnswers, GivenConsentDto } from './order-request.dto.js';
import { type OrderState, type TicketState, orderStates, ticketStates } from './order.rules.js';
import type { Cancellation, Consent, Order, Ticket } from './orders.queries.js';
import { OrderMoneyDto, TicketPriceDto } from './order-money.dto.js';
import { IsAddress } from '../../platform/http/person.dto.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** Filter of the list of registrations. */
export class OrderQuery extends PageQuery {
  @MayBeLeftOut()
  @IsIn(orderStates)
  @ApiProperty({ enum: orderStates, enumName: 'OrderState', required: false })
  state?: OrderState;

  @MayBeLeftOut()
  @IsAddress({ required: false })
  email?: string;
}

/** Who holds a ticket. */
export class TicketHolderDto {
  /** Null where the name comes later. */
  @ApiProperty({ type: String, nullable: true, example: 'Анна Петрова' })
  name: string | null;

  @ApiProperty({ type: String, format: 'email', nullable: true, example: 'anna@example.org' })
  email: string | null;
}

/** A ticket as its organisers see it. */
export class TicketDto {
  @IdOf('tkt')
  id: string;

  @IdOf('tty')
  ticketTypeId: string;

  @IdOf('var', { nullable: true })
  variationId: string | null;

  /** The ticket that this one is an add-on to, or came with. */
  @IdOf('tkt', { nullable: true })
  addOnTo: string | null;

  @ApiProperty({ enum: ticketStates, enumName: 'TicketState', example: 'valid' })
  state: TicketState;

  /** Suspended by an organiser: refused at the door, not cancelled. */
  @ApiProperty({ example: false })
  blocked: boolean;

  @ApiProperty({ type: TicketHolderDto })
  attendee: TicketHolderDto;

  /** What it costs and why, in minor units of the order's currency. */
  @ApiProperty({ type: TicketPriceDto })
  price: TicketPriceDto;

  @ApiAnswers()
  answers: Record<string, unknown>;

  static of(ticket: Ticket): TicketDto {
    return {
      id: toPublicId('tkt', ticket.id),
      ticketTypeId: toPublicId('tty', ticket.ticketTypeId),
      variationId: ticket.variationId && toPublicId('var', ticket.variationId),
      addOnTo: ticket.addOnTo && toPublicId('tkt', ticket.addOnTo),
      state: ticket.state,
      blocked: ticket.blocked,
      attendee: { name: ticket.attendeeName, email: ticket.attendeeEmail },
      price: TicketPriceDto.of(ticket),
      answers: ticket.answers,
    };
  }
}

/** Who cancelled which tickets, when and why. */
export class CancellationDto {
  @ApiProperty({ format: 'date-time' })
  at: string;

  @ApiProperty({ enum: ['member', 'key', 'visitor', 'system'], example: 'visitor' })
  by: Cancellation['by'];

  @ApiProperty({ type: String, nullable: true, example: 'I fell ill' })
  reason: string | null;

  @ApiProperty({ type: 'array', items: idSchema('tkt') })
  ticketIds: string[];

  /** What comes back, in minor units of the currency of the order that paid for the tickets. */
  @ApiProperty({ type: 'integer', example: 150000 })
  refund: number;

  /** What is kept of what was paid. */
  @ApiProperty({ type: 'integer', example: 50000 })
  kept: number;

  static of({ at, by, reason, ticketIds, refund, kept }: Cancellation): CancellationDto {
    return {
      at: new Date(at).toISOString(),
      by,
      reason,
      ticketIds: ticketIds.map((id) => toPublicId('tkt', id)),
      refund,
      kept,
    };
  }
}

/** A registration as its organisers see it. */
export class OrderDto extends OrderMoneyDto {
  @IdOf('ord')
  id: string;

  @IdOf('evt')
  eventId: string;

  /** For people to read out; no secret. */
  @ApiProperty({ example: '7K3M9QXT' })
  code: string;

  @ApiProperty({ enum: orderStates, enumName: 'OrderState', example: 'paid' })
  state: OrderState;

  /** @example "Анна Петрова" */
  name: string;

  @ApiProperty({ format: 'email', example: 'anna@example.org' })
  email: string;

  /** Whether the address is the person's own. Whoever gave none at the door has the organisation's, and gets no mail. */
  @ApiProperty({ example: true })
  reachable: boolean;

  @ApiProperty({ enum: locales, enumName: 'Locale', example: 'ru' })
  locale: Locale;

  /** The contact whom the community knows under this address, or who was invited. */
  @IdOf('con', { nullable: true })
  contactId: string | null;

  /** The invitation by whose link the person came. */
  @IdOf('inv', { nullable: true })
  invitationId: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'newsletter' })
  source: string | null;

  @ApiAnswers()
  answers: Record<string, unknown>;

  @ApiProperty({ type: [GivenConsentDto] })
  consents: readonly Consent[];

  @ApiProperty({ enum: ['public', 'door', 'internal'], enumName: 'OrderChannel', example: 'public' })
  channel: Order['channel'];

  /** Given away by an organiser, for this reason. */
  @ApiProperty({ type: String, nullable: true, example: null })
  giftReason: string | null;

  @ApiProperty({ type: [TicketDto] })
  tickets: TicketDto[];

  @ApiProperty({ type: [CancellationDto] })
  cancellations: CancellationDto[];

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(order: Order): OrderDto {
    return {
      ...OrderMoneyDto.ofOrder(order),
      id: toPublicId('ord', order.id),
      eventId: toPublicId('evt', order.eventId),
      code: order.code,
      state: order.state,
      name: order.name,
      email: order.email,
      reachable: order.reachable,
      locale: order.locale,
      contactId: order.contactId && toPublicId('con', order.contactId),
      invitationId: order.invitationId && toPublicId('inv', order.invitationId),
      source: order.source,
      answers: order.answers,
      consents: order.consents,
      channel: order.channel,
      giftReason: order.giftReason,
      tickets: order.tickets.map(TicketDto.of),
      cancellations: order.cancellations.map(CancellationDto.of),
      createdAt: order.createdAt.toISOString(),
      updatedAt: order.updatedAt.toISOString(),
      version: order.version,
    };
  }
}
