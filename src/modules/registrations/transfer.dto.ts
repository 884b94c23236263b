import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsObject, IsString, MaxLength } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { type Locale, type LocalizedText, locales } from '../../kernel/text.js';
import { IdOf } from '../../platform/http/id-param.js';
import { LocalizedTextDto } from '../../platform/http/shapes.dto.js';
import type { Catalogue } from '../ticketing/catalogue.service.js';
import { ApiAnswers } from './order-request.dto.js';
import { IsAddress, IsPersonName } from '../../platform/http/person.dto.js';
import { type TransferState, transferStates } from './transfer.rules.js';
import type { Transfer } from './transfers.queries.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** To whom a ticket is offered. */
export class OfferTransferDto {
  /** The offer is mailed here. */
  @IsAddress()
  email: string;

  @MayBeLeftOut()
  @IsPersonName({ required: false })
  name?: string;

  /** In the mail to the receiver. Plain text. */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  @ApiProperty({ required: false, example: 'I fell ill. Have fun!' })
  message?: string;

  /** The language of the mail; that of the registration where it is left out. */
  @MayBeLeftOut()
  @IsIn(locales)
  @ApiProperty({ enum: locales, enumName: 'Locale', required: false, example: 'ru' })
  locale?: Locale;
}

/** The receiver's registration. */
export class AcceptTransferDto {
  @IsPersonName()
  name: string;

  @IsAddress()
  email: string;

  @IsIn(locales)
  @ApiProperty({ enum: locales, enumName: 'Locale', example: 'ru' })
  locale: Locale;

  /** To the questions about the registration. */
  @MayBeLeftOut()
  @IsObject()
  @ApiAnswers()
  answers?: Record<string, unknown>;

  /** To the questions about the attendee. */
  @MayBeLeftOut()
  @IsObject()
  @ApiAnswers()
  attendeeAnswers?: Record<string, unknown>;
}

/** An offer of a ticket, as its giver sees it. */
export class TransferDto {
  @IdOf('trf')
  id: string;

  @IdOf('tkt')
  ticketId: string;

  @ApiProperty({ enum: transferStates, enumName: 'TransferState', example: 'offered' })
  state: TransferState;

  @ApiProperty({ format: 'email', example: 'boris@example.org' })
  email: string;

  @ApiProperty({ type: String, nullable: true, example: 'Борис' })
  name: string | null;

  /** Until when the receiver may accept. */
  @ApiProperty({ format: 'date-time' })
  expiresAt: string;

  static of(transfer: Transfer): TransferDto {
    return {
      id: toPublicId('trf', transfer.id),
      ticketId: toPublicId('tkt', transfer.ticketId),
      state: transfer.state,
      email: transfer.email,
      name: transfer.name,
      expiresAt: transfer.expiresAt.toISOString(),
    };
  }
}

/** The offers of a registration's tickets. */
export class TransfersDto {
  @ApiProperty({ type: [TransferDto] })
  items: TransferDto[];
}

/** An offer of a ticket, as its receiver sees it. */
export class OfferedTicketDto {
  @ApiProperty({ enum: transferStates, enumName: 'TransferState', example: 'offered' })
  state: TransferState;

  @IdOf('evt')
  eventId: string;

  /** @example "data-evening" */
  eventSlug: string;

  @ApiProperty({ type: LocalizedTextDto })
  eventTitle: LocalizedText;

  @IdOf('tty')
  ticketTypeId: string;

  /** What the ticket is called, and what comes with it. */
  @ApiProperty({ type: [LocalizedTextDto] })
  tickets: LocalizedText[];

  /** Who offers it. @example "Анна Петрова" */
  from: string;

  @ApiProperty({ type: String, nullable: true, example: 'Борис' })
  name: string | null;

  @ApiProperty({ format: 'email', example: 'boris@example.org' })
  email: string;

  @ApiProperty({ type: String, nullable: true, example: 'Have fun!' })
  message: string | null;

  @ApiProperty({ enum: locales, enumName: 'Locale', example: 'ru' })
  locale: Locale;

  /** Until when it may be accepted. */
  @ApiProperty({ format: 'date-time' })
  expiresAt: string;

  static of(
    transfer: Transfer,
    { event, from, types }: { event: { slug: string; title: LocalizedText }; from: string; types: Catalogue['types'] },
  ): OfferedTicketDto {
    return {
      state: transfer.state,
      eventId: toPublicId('evt', transfer.eventId),
      eventSlug: event.slug,
      eventTitle: event.title,
      ticketTypeId: toPublicId('tty', transfer.ticketTypeIds[0] ?? ''),
      tickets: transfer.ticketTypeIds.map((id) => types.get(id)?.name ?? {}),
      from,
      name: transfer.name,
      email: transfer.email,
      message: transfer.message,
      locale: transfer.locale,
      expiresAt: transfer.expiresAt.toISOString(),
    };
  }
}
