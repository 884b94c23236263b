import { ApiProperty } from '@nestjs/swagger';
import { toPublicId } from '../../kernel/id.js';
import { type Locale, locales } from '../../kernel/text.js';
import { IdOf } from '../../platform/http/id-param.js';
import { OrderMoneyDto } from './order-money.dto.js';
import { TicketDto } from './order.dto.js';
import { type OrderState, orderStates } from './order.rules.js';
import type { Order, Ticket } from './orders.queries.js';

/** A ticket as its holder sees it. */
export class MyTicketDto extends TicketDto {
  /** What the door scans, as text and in the QR code; null unless the ticket admits. */
  @ApiProperty({ type: String, nullable: true, example: 'T1067SSK6800E01000000000001004GQ5X7AYYR2MRFWQ7ENPV8M3T0JSW' })
  code: string | null;

  static ofMine(ticket: Ticket, { pendingAdmits }: Pick<Order, 'pendingAdmits'>, code: string): MyTicketDto {
    const admits = ticket.state === 'valid' || (ticket.state === 'reserved' && pendingAdmits);
    return { ...TicketDto.of(ticket), code: admits ? code : null };
  }
}

/** A registration as the person sees it who made it. */
export class MyOrderDto extends OrderMoneyDto {
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

  @ApiProperty({ enum: locales, enumName: 'Locale', example: 'ru' })
  locale: Locale;

  @ApiProperty({ type: 'object', additionalProperties: true, example: { meal: 'vegan' } })
  answers: Record<string, unknown>;

  @ApiProperty({ type: [MyTicketDto] })
  tickets: MyTicketDto[];

  /** The private page of the registration. Whoever has this address may change and cancel it. */
  @ApiProperty({ format: 'uri', example: 'https://turnout.example/t/3q2-7wAAAbcdefghijklmnopqrstuvwxyz0123456789' })
  manageUrl: string;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(order: Order, secrets: { manageUrl: string; codes: readonly string[] }): MyOrderDto {
    return {
      ...OrderMoneyDto.ofOrder(order),
      id: toPublicId('ord', order.id),
      eventId: toPublicId('evt', order.eventId),
      code: order.code,
      state: order.state,
      name: order.name,
      email: order.email,
      locale: order.locale,
      answers: order.answers,
      tickets: order.tickets.map((ticket, index) => MyTicketDto.ofMine(ticket, order, secrets.codes[index] ?? '')),
      manageUrl: secrets.manageUrl,
      createdAt: order.createdAt.toISOString(),
      version: order.version,
    };
  }
}
