import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsObject, IsString, IsUUID, Length } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { type Locale, locales } from '../../kernel/text.js';
import { IdOf, PublicId } from '../../platform/http/id-param.js';
import { IsAddress, IsPersonName } from '../../platform/http/person.dto.js';
import { exampleCode } from '../registrations/my-order.dto.js';
import { OrderDto } from '../registrations/order.dto.js';
import { ApiAnswers } from '../registrations/order-request.dto.js';
import type { CodeOf } from '../registrations/ticket-codes.service.js';
import type { Order } from '../registrations/orders.service.js';
import { ScanDto } from './scan.dto.js';
import type { Scan } from './scans.queries.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** How money changes hands at the door. */
export const doorPayments = ['cash', 'card-terminal', 'free'] as const;
export type DoorPayment = (typeof doorPayments)[number];

/** A ticket for somebody who came without one. */
export class NewWalkInDto {
  @PublicId('tty')
  ticketTypeId: string;

  /** Required where the type has variations. */
  @MayBeLeftOut()
  @PublicId('var', { required: false })
  variationId?: string;

  /** Who comes; may be left out. */
  @MayBeLeftOut()
  @IsPersonName({ required: false })
  name?: string;

  /** Where the ticket and the private link go. Without it nothing is mailed. */
  @MayBeLeftOut()
  @IsAddress({ required: false })
  email?: string;

  /** The organisation's, unless the person prefers another one. */
  @MayBeLeftOut()
  @IsIn(locales)
  @ApiProperty({ enum: locales, enumName: 'Locale', required: false })
  locale?: Locale;

  /** The whole price was paid like this; `free` only for what costs nothing. Money from a terminal is booked like cash, with a note. */
  @IsIn(doorPayments)
  @ApiProperty({ enum: doorPayments, enumName: 'DoorPayment', example: 'cash' })
  paidBy: DoorPayment;

  /** Whether the person goes in at once. */
  @IsBoolean()
  @ApiProperty({ example: true })
  admit: boolean;

  /**
   * Name of the device, the same for all its scans.
   * @example "Box office"
   */
  @IsString()
  @Length(1, 100)
  device: string;

  /** Made by the device for the scan that admits. One is made up where it is left out. */
  @MayBeLeftOut()
  @IsUUID()
  @ApiProperty({ format: 'uuid', required: false, example: '7f8d3c1e-5a56-4d0f-9a0e-2f4f5f8f3b13' })
  clientScanId?: string;

  /** The check-in list at this door, for the scan that admits. May be left out where the event has one at most. */
  @MayBeLeftOut()
  @PublicId('cli', { required: false })
  listId?: string;

  /** Answers to the questions that are asked at check-in. */
  @MayBeLeftOut()
  @IsObject()
  @ApiAnswers()
  answers?: Record<string, unknown>;
}

/** A ticket that was sold at the door. */
export class WalkInTicketDto {
  @IdOf('tkt')
  id: string;

  /** For a QR code, or to print. */
  @ApiProperty({ example: exampleCode })
  code: string;
}

/** What was sold at the door, and whether the person is in. */
export class WalkInDto {
  @ApiProperty({ type: OrderDto })
  order: OrderDto;

  /** The ticket, and what comes with it. */
  @ApiProperty({ type: [WalkInTicketDto] })
  tickets: WalkInTicketDto[];

  /** The verdict of the door on the first ticket; null where nobody was to go in. The sale stands whatever it says. */
  @ApiProperty({ type: ScanDto, nullable: true })
  scan: ScanDto | null;

  static of(order: Order, codeOf: CodeOf, scan: Scan | null): WalkInDto {
    return {
      order: OrderDto.of(order),
      tickets: order.tickets.map((ticket) => ({ id: toPublicId('tkt', ticket.id), code: codeOf(ticket) })),
      scan: scan && ScanDto.of(scan),
    };
  }
}
