import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length, MaxLength } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import type { LocalizedText } from '../../kernel/text.js';
import { IdOf, idSchema } from '../../platform/http/id-param.js';
import { LocalizedTextDto, MoneyDto } from '../../platform/http/shapes.dto.js';
import { toPrices } from './amounts.dto.js';
import { AvailabilityDto } from './availability.dto.js';
import type { Amounts, TaxRule, TypeForSale, VariationForSale } from './catalogue.js';
import { pricesOf } from './pricing.rules.js';
import type { Availability } from './sale.rules.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** What a visitor brings along to the offers. */
export class OfferQuery {
  /** A promo or access code; one that opens hidden ticket types shows them. Any other text is ignored. */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(100)
  code?: string;

  /** The currency in which prices are shown (ISO 4217); the event's first where it is left out. */
  @MayBeLeftOut()
  @IsString()
  @Length(3, 3)
  currency?: string;

  /** The token of a personal invitation, which opens hidden ticket types. */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  invitationToken?: string;
}

/** The tax that a price carries. */
export class OfferTaxDto {
  @ApiProperty({ type: LocalizedTextDto })
  name: LocalizedText;

  /** Thousandths of a percent: 20000 is 20 %. */
  @ApiProperty({ type: 'integer', example: 20_000 })
  rate: number;

  /** Whether the price has it in it; otherwise it comes on top. */
  @ApiProperty({ example: true })
  inclusive: boolean;

  static of({ name, rate, inclusive }: TaxRule): OfferTaxDto {
    return { name, rate, inclusive };
  }
}

/** How many add-ons of a category go with each ticket. Add-ons are offers themselves, with the id of their category. */
export class OfferAddOnsDto {
  @IdOf('cat')
  categoryId: string;

  @ApiProperty({ type: LocalizedTextDto })
  name: LocalizedText;

  @ApiProperty({ type: 'integer', example: 0 })
  min: number;

  @ApiProperty({ type: 'integer', example: 1 })
  max: number;
}

/** What each ticket comes with, at no further cost. */
export class OfferPartDto {
  @IdOf('tty')
  ticketTypeId: string;

  @ApiProperty({ type: LocalizedTextDto })
  name: LocalizedText;

  @ApiProperty({ type: 'integer', example: 1 })
  count: number;
}

/** One of several forms of a ticket type. */
export class OfferVariationDto {
  @IdOf('var')
  variationId: string;

  @ApiProperty({ type: LocalizedTextDto })
  name: LocalizedText;

  /** In the wanted currency, or the first in which it is sold; null: free. */
  @ApiProperty({ type: MoneyDto, nullable: true })
  price: MoneyDto | null;

  /** In all currencies. */
  @ApiProperty({ type: [MoneyDto] })
  prices: MoneyDto[];

  @ApiProperty({ type: AvailabilityDto })
  availability: AvailabilityDto;
}

/** A variation, and how it stands. */
export interface JudgedVariation {
  variation: VariationForSale;
  availability: Availability;
}

/** A ticket type with what it is shown with. */
export interface JudgedType {
  type: TypeForSale;
  variations: readonly JudgedVariation[];
  availability: Availability;
  /** What comes with it, by name. */
  parts: readonly { ticketTypeId: string; name: LocalizedText; count: number }[];
}

/** A ticket type as people see it when they register. */
export class OfferDto {
  @IdOf('tty')
  ticketTypeId: string;

  @ApiProperty({ enum: ['admission', 'add-on'], enumName: 'TicketKind', example: 'admission' })
  kind: TypeForSale['kind'];

  /** Of an add-on. */
  @IdOf('cat', { nullable: true })
  categoryId: string | null;

  @ApiProperty({ type: LocalizedTextDto })
  name: LocalizedText;

  @ApiProperty({ type: LocalizedTextDto, nullable: true })
  description: LocalizedText | null;

  /** `donation`: people choose what they pay, from the price up. */
  @ApiProperty({ enum: ['fixed', 'donation'], enumName: 'Pricing', example: 'fixed' })
  pricing: TypeForSale['pricing'];

  /** In the wanted currency, or the first in which it is sold; of several variations the lowest. Null: free. */
  @ApiProperty({ type: MoneyDto, nullable: true, example: null })
  price: MoneyDto | null;

  /** In all currencies; what variations cost in them may differ. */
  @ApiProperty({ type: [MoneyDto] })
  prices: MoneyDto[];

  @ApiProperty({ type: OfferTaxDto, nullable: true })
  tax: OfferTaxDto | null;

  /** Where there are any, one of them is chosen. */
  @ApiProperty({ type: [OfferVariationDto] })
  variations: OfferVariationDto[];

  @ApiProperty({ type: [OfferAddOnsDto] })
  addOns: OfferAddOnsDto[];

  @ApiProperty({ type: [OfferPartDto] })
  includes: OfferPartDto[];

  /** An order with it must have a ticket of one of these types; empty: no condition. */
  @ApiProperty({ type: 'array', items: idSchema('tty') })
  companionIds: string[];

  /** Whether an organiser approves an order before it counts. */
  @ApiProperty({ example: false })
  approval: boolean;

  /** Whether the names of those who come may be told later. */
  @ApiProperty({ example: false })
  namesLater: boolean;

  @ApiProperty({ type: 'integer', example: 1 })
  minPerOrder: number;

  @ApiProperty({ type: 'integer', example: 10 })
  maxPerOrder: number;

  /** In all orders of one person; null: no limit. */
  @ApiProperty({ type: 'integer', nullable: true, example: null })
  maxPerPerson: number | null;

  @ApiProperty({ type: AvailabilityDto })
  availability: AvailabilityDto;

  static of(judged: JudgedType, currency: string | null): OfferDto {
    const { type } = judged;
    const variations = judged.variations.map((variation) => variationOf(type, variation, currency));
    const {
      kind,
      name,
      description = null,
      pricing,
      approval,
      namesLater,
      minPerOrder,
      maxPerOrder,
      maxPerPerson,
    } = type;
    return {
      ticketTypeId: toPublicId('tty', type.id),
      kind,
      categoryId: type.categoryId && toPublicId('cat', type.categoryId),
      name,
      description,
      pricing,
      price: variations.length > 0 ? lowest(variations) : shown(type.prices, currency),
      prices: toPrices(type.prices),
      tax: type.tax && OfferTaxDto.of(type.tax),
      variations,
      addOns: type.addOns.map(({ categoryId, name: category = {}, min, max }) => ({
        categoryId: toPublicId('cat', categoryId),
        name: category,
        min,
        max,
      })),
      includes: judged.parts.map((part) => ({ ...part, ticketTypeId: toPublicId('tty', part.ticketTypeId) })),
      companionIds: type.companionIds.map((id) => toPublicId('tty', id)),
      approval,
      namesLater,
      minPerOrder,
      maxPerOrder,
      maxPerPerson,
      availability: AvailabilityDto.of(judged.availability),
    };
  }
}

function variationOf(
  type: TypeForSale,
  { variation, availability }: JudgedVariation,
  currency: string | null,
): OfferVariationDto {
  const prices = pricesOf(type, variation);
  return {
    variationId: toPublicId('var', variation.id),
    name: variation.name,
    price: shown(prices, currency),
    prices: toPrices(prices),
    availability: AvailabilityDto.of(availability),
  };
}

/** Never null where it costs something, though in another currency. */
function shown(prices: Amounts, currency: string | null): MoneyDto | null {
  const amount = currency === null ? undefined : prices[currency];
  return currency !== null && amount !== undefined ? { amount, currency } : (toPrices(prices)[0] ?? null);
}

const lowest = (variations: readonly OfferVariationDto[]): MoneyDto | null =>
  variations
    .map(({ price }) => price)
    .reduce((least, price) => (least && price && price.amount >= least.amount ? least : least && price));
