import { applyDecorators } from '@nestjs/common';
import { ApiProperty, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { type Locale, locales } from '../../kernel/text.js';
import { PublicId } from '../../platform/http/id-param.js';
import type { Purpose } from '../audience/audience.service.js';
import type { RefundChoice } from './cancellation.rules.js';
import { IsAddress, IsPersonName } from '../../platform/http/person.dto.js';
import { IsRefundChoice } from './refund-choice.dto.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** More tickets than one order may have, whatever their types allow. */
const mostTickets = 50;
/** Tickets with all that is added to them and comes with them. */
const mostLines = 1_000;

const purposes = ['event-invitations', 'newsletter', 'survey'] as const satisfies readonly Purpose[];

/** Answers as the documentation shows them. */
export const ApiAnswers = (): PropertyDecorator =>
  ApiProperty({
    type: 'object',
    additionalProperties: {
      oneOf: [
        { type: 'string' },
        { type: 'array', items: { type: 'string' } },
        { type: 'boolean' },
        { type: 'number' },
      ],
    },
    description:
      'By the key of the question. Answers to questions that are not asked, given the other answers, are dropped.',
    selfRequired: false,
    example: { meal: 'vegan' },
  });

/** Who a ticket is for. */
export class AttendeeDto {
  @IsPersonName()
  name: string;

  /** Left out for children and for guests whose address nobody knows. */
  @IsOptional()
  @IsAddress({ required: false, nullable: true })
  email?: string | null;
}

const mostAddOns = 20;

const ApiPrice = (): PropertyDecorator =>
  ApiProperty({
    type: 'integer',
    minimum: 0,
    required: false,
    example: 2500,
    description:
      'What the buyer offers, in minor units of the currency of the cart, where they may choose. Never less than the least.',
  });

/** Something that somebody wants added to a ticket. */
export class CartAddOnDto {
  @PublicId('tty')
  ticketTypeId: string;

  @MayBeLeftOut()
  @PublicId('var', { required: false })
  variationId?: string;

  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(9_000_000_000_000)
  @ApiPrice()
  price?: number;
}

/** A ticket that somebody wants, with what is added to it. */
export class CartTicketDto extends CartAddOnDto {
  @MayBeLeftOut()
  @ArrayMaxSize(mostAddOns)
  @ValidateNested({ each: true })
  @Type(() => CartAddOnDto)
  @ApiProperty({ type: [CartAddOnDto], required: false })
  addOns?: CartAddOnDto[];
}

/** A ticket that somebody wants, and who it is for. */
export class WantedTicketDto extends CartTicketDto {
  /** May be left out where names come later. */
  @MayBeLeftOut()
  @ValidateNested()
  @Type(() => AttendeeDto)
  @ApiProperty({ type: AttendeeDto, required: false })
  attendee?: AttendeeDto;

  @MayBeLeftOut()
  @IsObject()
  @ApiAnswers()
  answers?: Record<string, unknown>;
}

/** Who one line of a hold is for. */
export class HeldAttendeeDto {
  /** May be left out where names come later, and where the line comes with another one. */
  @MayBeLeftOut()
  @ValidateNested()
  @Type(() => AttendeeDto)
  @ApiProperty({ type: AttendeeDto, required: false })
  attendee?: AttendeeDto;

  @MayBeLeftOut()
  @IsObject()
  @ApiAnswers()
  answers?: Record<string, unknown>;
}

const Token = (): PropertyDecorator =>
  applyDecorators(
    MayBeLeftOut(),
    Matches(/^[\w-]{20,80}$/),
    ApiProperty({ required: false, example: '3q2-7wAAAbcdefghijklmnopqrstuvwxyz0123456789' }),
  );
const LongToken = (): PropertyDecorator =>
  applyDecorators(
    MayBeLeftOut(),
    Matches(/^[\w.-]{20,600}$/),
    ApiProperty({
      type: String,
      required: false,
      example: 'eyJlIjoiYW5uYSJ9.3q2-7wAAAbcdefghijklmnopqrstuvwxyz0123456789',
    }),
  );

/** What opens and cheapens a cart. */
class CartTermsDto {
  /**
   * In which currency to pay, one of the event's; its first where it is left out.
   * @example "EUR"
   */
  @MayBeLeftOut()
  @Matches(/^[A-Z]{3}$/)
  currency?: string;

  /**
   * A promo or access code, as typed.
   * @example "EARLY"
   */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 60)
  code?: string;

  /** Shows that the address is the person's own; see `email-proofs`. */
  @LongToken()
  emailToken?: string;

  /** The token of the personal link by which the person came. */
  @Token()
  invitationToken?: string;

  /** What the waiting room of the event gave. */
  @LongToken()
  admissionToken?: string;
}

/** A cart: what somebody wants to have held, or to know the price of. */
export class CartDto extends CartTermsDto {
  /** Whose it is, where that is known already: limits per person are told in time. */
  @MayBeLeftOut()
  @IsAddress({ required: false })
  email?: string;

  @ArrayNotEmpty()
  @ArrayMaxSize(mostTickets)
  @ValidateNested({ each: true })
  @Type(() => CartTicketDto)
  @ApiProperty({ type: [CartTicketDto] })
  tickets: CartTicketDto[];
}

/** Consent to one purpose, with the text that was agreed to. */
export class GivenConsentDto {
  @IsIn(purposes)
  @ApiProperty({ enum: purposes, example: 'newsletter' })
  purpose: Purpose;

  /**
   * Which wording was shown.
   * @example "2027-01"
   */
  @IsString()
  @Length(1, 100)
  textVersion: string;
}

/** Who registers, and what they say. */
class PersonDto extends CartTermsDto {
  @IsPersonName()
  name: string;

  /** One person, by this address, has one registration for an event. The tickets are mailed here. */
  @IsAddress()
  email: string;

  /** The language of mail to this person. */
  @IsIn(locales)
  @ApiProperty({ enum: locales, enumName: 'Locale', example: 'ru' })
  locale: Locale;

  @MayBeLeftOut()
  @IsObject()
  @ApiAnswers()
  answers?: Record<string, unknown>;

  /** Purposes that the person agreed to, each on its own. Nothing is assumed where it is left out. */
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(purposes.length)
  @ArrayUnique((consent: GivenConsentDto) => consent.purpose)
  @ValidateNested({ each: true })
  @Type(() => GivenConsentDto)
  @ApiProperty({ type: [GivenConsentDto], required: false })
  consents?: GivenConsentDto[];

  /**
   * Where the person came from, as the link says it.
   * @example "newsletter"
   */
  @MayBeLeftOut()
  @Matches(/^[\w.-]{1,60}$/)
  source?: string;
}

/** A registration: who, and the tickets they want. */
export class NewOrderDto extends PersonDto {
  @ArrayNotEmpty()
  @ArrayMaxSize(mostTickets)
  @ValidateNested({ each: true })
  @Type(() => WantedTicketDto)
  @ApiProperty({ type: [WantedTicketDto] })
  tickets: WantedTicketDto[];
}

/** A registration for what is held: who, and who each line is for. */
export class HoldOrderDto extends OmitType(PersonDto, ['currency', 'code', 'admissionToken']) {
  /** In the order of the quote's lines; lines that come with another one are for the same person where they are left out. */
  @MayBeLeftOut()
  @ArrayMaxSize(mostLines)
  @ValidateNested({ each: true })
  @Type(() => HeldAttendeeDto)
  @ApiProperty({ type: [HeldAttendeeDto], required: false })
  attendees?: HeldAttendeeDto[];
}

/** What a person may change of a ticket; what is left out stays. */
export class ChangeTicketDto {
  @PublicId('tkt')
  id: string;

  @MayBeLeftOut()
  @ValidateNested()
  @Type(() => AttendeeDto)
  @ApiProperty({ type: AttendeeDto, required: false })
  attendee?: AttendeeDto;

  /** All of them. */
  @MayBeLeftOut()
  @IsObject()
  @ApiAnswers()
  answers?: Record<string, unknown>;
}

/** What a person may change of their registration; what is left out stays. */
export class ChangeOrderDto {
  @MayBeLeftOut()
  @IsPersonName({ required: false })
  name?: string;

  /** All of them. Where answers change, every required one must be there. */
  @MayBeLeftOut()
  @IsObject()
  @ApiAnswers()
  answers?: Record<string, unknown>;

  @MayBeLeftOut()
  @ArrayMaxSize(mostTickets)
  @ArrayUnique((ticket: ChangeTicketDto) => ticket.id)
  @ValidateNested({ each: true })
  @Type(() => ChangeTicketDto)
  @ApiProperty({ type: [ChangeTicketDto], required: false })
  tickets?: ChangeTicketDto[];
}

/** A person's own cancellation. */
export class CancelMineDto {
  /** @example "I fell ill" */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(500)
  reason?: string;

  /** What the preview showed to come back, in minor units; refused where it is something else by now. */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @ApiProperty({ type: 'integer', required: false, example: 150000 })
  expectedRefund?: number;
}

/** An organiser's cancellation of somebody's registration. */
export class CancelOrderDto {
  /** Whether the person gets a mail. */
  @IsBoolean()
  @ApiProperty({ example: true })
  notify: boolean;

  /** @example "Registered twice" */
  @IsString()
  @Length(1, 500)
  reason: string;

  /** Some of its tickets; all where it is left out. */
  @MayBeLeftOut()
  @ArrayNotEmpty()
  @ArrayMaxSize(mostTickets)
  @PublicId('tkt', { each: true, required: false })
  ticketIds?: string[];

  /** What comes back: by the policy of the order (also where it is left out), all of it, nothing, or an amount in minor units. */
  @MayBeLeftOut()
  @IsRefundChoice()
  refund?: RefundChoice;
}
