import { ApiProperty } from '@nestjs/swagger';
import { toPublicId } from '../../kernel/id.js';
import { type Locale, locales } from '../../kernel/text.js';
import { IdOf } from '../../platform/http/id-param.js';
import { OrderMoneyDto, TicketPriceDto } from './order-money.dto.js';
import { TicketDto } from './order.dto.js';
import { type OrderState, orderStates } from './order.rules.js';
import type { Order, Ticket } from './orders.queries.js';

/** The first test vector of docs/ticket-code.md. */
export const exampleCode =
  '080G36CSK4000W00G0000000000020CSK6CG003G02000000000000G1K6CSJ000E008000000000003FSEKWG3YDZEQ0001V686ES219RDSD6V6BMPB5DFH8GXM1N0888PAC7RTY3X5S3RANA0MW6ABHBR0QKM4P5ZTVYKGKJYB0Z1F0H7W85PC7QPDC8EK49WTM10';

/** Addresses that put a ticket into a wallet. */
export class TicketWalletsDto {
  /** A pass of Apple Wallet; null where none are offered. */
  @ApiProperty({ type: String, format: 'uri', nullable: true, example: null })
  apple: string | null;

  /** Leads to Google Wallet; null where none are offered. */
  @ApiProperty({ type: String, format: 'uri', nullable: true, example: null })
  google: string | null;
}

/** What the holder of a ticket that admits has in hand. */
export interface InHand {
  code: string;
  pdfUrl: string;
  wallets: TicketWalletsDto;
}

/** A ticket as its holder sees it. One that somebody else paid for shows no price. */
export class MyTicketDto extends TicketDto {
  /** What the door scans, as text and in the QR code; null unless the ticket admits. */
  @ApiProperty({ type: String, nullable: true, example: exampleCode })
  code: string | null;

  /** The ticket to print; null unless it admits. */
  @ApiProperty({ type: String, format: 'uri', nullable: true })
  pdfUrl: string | null;

  wallets: TicketWalletsDto;

  static ofMine(ticket: Ticket, inHand: InHand | null): MyTicketDto {
    const none = { code: null, pdfUrl: null, wallets: { apple: null, google: null } };
    // What somebody else paid, and by which code, is between them and the organisers.
    const price = ticket.paidBy === null ? TicketPriceDto.of(ticket) : { list: 0, steps: [], price: 0, tax: null };
    return { ...TicketDto.of(ticket), price, ...(inHand ?? none) };
  }
}

/** A ticket is to become one of a dearer type. Until the difference is paid, which `due` contains, it stays what it is. */
export class WaitingTypeChangeDto {
  @IdOf('tkt')
  ticketId: string;

  /** What it becomes. */
  @IdOf('tty')
  ticketTypeId: string;

  @IdOf('var', { nullable: true })
  variationId: string | null;

  /** Minor units of the order's currency. */
  @ApiProperty({ type: 'integer', example: 50000 })
  difference: number;

  /** Until when the new place is kept; without the money the ticket stays what it is then. */
  @ApiProperty({ format: 'date-time' })
  expiresAt: string;

  static of({ typeChange, difference }: Order): WaitingTypeChangeDto | null {
    if (!typeChange) return null;
    const { ticketId, ticketTypeId, variationId, expiresAt } = typeChange;
    return {
      ticketId: toPublicId('tkt', ticketId),
      ticketTypeId: toPublicId('tty', ticketTypeId),
      variationId: variationId && toPublicId('var', variationId),
      difference,
      expiresAt: new Date(expiresAt).toISOString(),
    };
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

  /** A change that waits for its money; DELETE …/type-change takes it back. */
  @ApiProperty({ type: WaitingTypeChangeDto, nullable: true })
  typeChange: WaitingTypeChangeDto | null;

  /** The private page of the registration. Whoever has this address may change and cancel it. */
  @ApiProperty({ format: 'uri', example: 'https://turnout.example/t/3q2-7wAAAbcdefghijklmnopqrstuvwxyz0123456789' })
  manageUrl: string;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(order: Order, secrets: { manageUrl: string; inHand: readonly (InHand | null)[] }): MyOrderDto {
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
      tickets: order.tickets.map((ticket, index) => MyTicketDto.ofMine(ticket, secrets.inHand[index] ?? null)),
      typeChange: WaitingTypeChangeDto.of(order),
      manageUrl: secrets.manageUrl,
      createdAt: order.createdAt.toISOString(),
      version: order.version,
    };
  }
}
