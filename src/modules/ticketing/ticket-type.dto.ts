import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import type { LocalizedText } from '../../kernel/text.js';
import { IdOf, PublicId, idSchema } from '../../platform/http/id-param.js';
import { IsLocalized, LocalizedTextDto, MoneyDto } from '../../platform/http/shapes.dto.js';
import { ArePrices, IsOptionalInstant, type PriceDto, toPrices } from './amounts.dto.js';
import { AddOnChoiceDto, BundlePartDto } from './ticket-type-extras.dto.js';
import type { TicketType } from './ticket-types.queries.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

const mostPerOrder = 50;
const kinds = ['admission', 'add-on'] as const;
const pricings = ['fixed', 'donation'] as const;
const channels = ['public', 'door', 'internal'] as const;

/** Something people can take one or more of. */
export class NewTicketTypeDto {
  /** What people see. */
  @IsLocalized()
  name: LocalizedTextDto;

  @IsOptional()
  @IsLocalized()
  description?: LocalizedTextDto | null;

  /** Each ticket takes a place from every one of these quotas of the same event. */
  @ArrayNotEmpty()
  @ArrayMaxSize(20)
  @ArrayUnique()
  @PublicId('quo', { each: true })
  quotaIds: string[];

  /** `admission` lets somebody in; an `add-on` is taken with such a ticket and admits nobody by itself. Stays as it was made. */
  @MayBeLeftOut()
  @IsIn(kinds)
  @ApiProperty({ enum: kinds, enumName: 'TicketKind', default: 'admission', required: false })
  kind?: (typeof kinds)[number];

  /** The category of an add-on. */
  @IsOptional()
  @PublicId('cat', { required: false, nullable: true })
  categoryId?: string | null;

  /** What it costs in each currency, tax as the tax rule says. Left out or empty: free. Tickets that people have keep their price. */
  @MayBeLeftOut()
  @ArePrices({ required: false })
  prices?: PriceDto[];

  /** `donation`: people choose what they pay, from the price up. */
  @MayBeLeftOut()
  @IsIn(pricings)
  @ApiProperty({ enum: pricings, enumName: 'Pricing', default: 'fixed', required: false })
  pricing?: (typeof pricings)[number];

  /** The tax that it carries. */
  @IsOptional()
  @PublicId('tax', { required: false, nullable: true })
  taxRuleId?: string | null;

  /** Who hands it out: everybody takes it themselves; only the door; only organisers. */
  @MayBeLeftOut()
  @IsIn(channels)
  @ApiProperty({ enum: channels, enumName: 'SaleChannel', default: 'public', required: false })
  channel?: (typeof channels)[number];

  /** Whether an organiser approves an order before it counts. */
  @MayBeLeftOut()
  @IsBoolean()
  @ApiProperty({ type: 'boolean', default: false, required: false })
  approval?: boolean;

  /** Whether the names of those who come may be told later. */
  @MayBeLeftOut()
  @IsBoolean()
  @ApiProperty({ type: 'boolean', default: false, required: false })
  namesLater?: boolean;

  /** From when people may take it. Left out: as soon as the event is published. */
  @IsOptionalInstant()
  saleStartsAt?: Date | null;

  /** Until when. Left out: until the event ends; never longer. */
  @IsOptionalInstant()
  saleEndsAt?: Date | null;

  /** The least of this type in an order that has any. */
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(mostPerOrder)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: mostPerOrder, default: 1, required: false })
  minPerOrder?: number;

  /** The most of this type in an order. */
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(mostPerOrder)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: mostPerOrder, default: 10, required: false })
  maxPerOrder?: number;

  /** The most of this type for one person in all orders, by their e-mail address. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1000)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 1000, nullable: true, required: false })
  maxPerPerson?: number | null;

  /** Shown to, and taken by, only those who come by a personal link or with a code that opens it. */
  @MayBeLeftOut()
  @IsBoolean()
  @ApiProperty({ type: 'boolean', default: false, required: false })
  hidden?: boolean;

  /** Types are shown from the lowest to the highest. */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  @ApiProperty({ type: 'integer', default: 0, required: false })
  position?: number;

  /** Only with: an order that has it must have a ticket of one of these types. */
  @MayBeLeftOut()
  @ArrayMaxSize(50)
  @ArrayUnique()
  @PublicId('tty', { each: true, required: false })
  companionIds?: string[];

  /** The categories from which each ticket may, or must, have add-ons. */
  @MayBeLeftOut()
  @ArrayMaxSize(20)
  @ArrayUnique((choice: AddOnChoiceDto) => choice.categoryId)
  @ValidateNested({ each: true })
  @Type(() => AddOnChoiceDto)
  @ApiProperty({ type: [AddOnChoiceDto], required: false })
  addOns?: AddOnChoiceDto[];

  /** What each ticket comes with: a bundle. Its parts take places from their own quotas. */
  @MayBeLeftOut()
  @ArrayMaxSize(20)
  @ArrayUnique((part: BundlePartDto) => part.ticketTypeId)
  @ValidateNested({ each: true })
  @Type(() => BundlePartDto)
  @ApiProperty({ type: [BundlePartDto], required: false })
  parts?: BundlePartDto[];
}

/**
 * What may be changed of a ticket type; what is left out stays, null clears. Where its quotas change, the places that it
 * has taken are counted in the new ones.
 */
export class ChangeTicketTypeDto extends PartialType(OmitType(NewTicketTypeDto, ['kind'] as const), {
  skipNullProperties: false,
}) {}

/** Something people can take one or more of. */
export class TicketTypeDto {
  @IdOf('tty')
  id: string;

  @IdOf('evt')
  eventId: string;

  @ApiProperty({ type: LocalizedTextDto })
  name: LocalizedText;

  @ApiProperty({ type: LocalizedTextDto, nullable: true })
  description: LocalizedText | null;

  @ApiProperty({ type: 'array', items: idSchema('quo') })
  quotaIds: string[];

  @ApiProperty({ enum: kinds, enumName: 'TicketKind', example: 'admission' })
  kind: (typeof kinds)[number];

  @IdOf('cat', { nullable: true })
  categoryId: string | null;

  /** By currency; empty: free. */
  @ApiProperty({ type: [MoneyDto] })
  prices: MoneyDto[];

  @ApiProperty({ enum: pricings, enumName: 'Pricing', example: 'fixed' })
  pricing: (typeof pricings)[number];

  @IdOf('tax', { nullable: true })
  taxRuleId: string | null;

  @ApiProperty({ enum: channels, enumName: 'SaleChannel', example: 'public' })
  channel: (typeof channels)[number];

  @ApiProperty({ example: false })
  approval: boolean;

  @ApiProperty({ example: false })
  namesLater: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  saleStartsAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  saleEndsAt: string | null;

  @ApiProperty({ type: 'integer', example: 1 })
  minPerOrder: number;

  @ApiProperty({ type: 'integer', example: 10 })
  maxPerOrder: number;

  @ApiProperty({ type: 'integer', nullable: true, example: null })
  maxPerPerson: number | null;

  @ApiProperty({ example: false })
  hidden: boolean;

  @ApiProperty({ type: 'integer', example: 0 })
  position: number;

  @ApiProperty({ type: 'array', items: idSchema('tty') })
  companionIds: string[];

  @ApiProperty({ type: [AddOnChoiceDto] })
  addOns: AddOnChoiceDto[];

  @ApiProperty({ type: [BundlePartDto] })
  parts: BundlePartDto[];

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(type: TicketType): TicketTypeDto {
    const { name, description, kind, pricing, channel, approval, namesLater, hidden, position, version } = type;
    return {
      id: toPublicId('tty', type.id),
      eventId: toPublicId('evt', type.eventId),
      name,
      description,
      quotaIds: type.quotaIds.map((id) => toPublicId('quo', id)),
      kind,
      categoryId: type.categoryId && toPublicId('cat', type.categoryId),
      prices: toPrices(type.prices),
      pricing,
      taxRuleId: type.taxRuleId && toPublicId('tax', type.taxRuleId),
      channel,
      approval,
      namesLater,
      saleStartsAt: type.saleStartsAt?.toISOString() ?? null,
      saleEndsAt: type.saleEndsAt?.toISOString() ?? null,
      minPerOrder: type.minPerOrder,
      maxPerOrder: type.maxPerOrder,
      maxPerPerson: type.maxPerPerson,
      hidden,
      position,
      companionIds: type.companionIds.map((id) => toPublicId('tty', id)),
      addOns: type.addOns.map(AddOnChoiceDto.of),
      parts: type.parts.map(BundlePartDto.of),
      version,
    };
  }
}
