import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { type Locale, locales } from '../../kernel/text.js';
import { IdOf, PublicId } from '../../platform/http/id-param.js';
import { PageQuery } from '../../platform/http/page.dto.js';
import { IsAddress, IsPersonName } from '../../platform/http/person.dto.js';
import type { Product } from './distribute.rules.js';
import type { Entry, EntryState, Offer, PausedBecause, PriorityChange } from './waiting-entries.queries.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

export const entryStates = ['waiting', 'offered', 'paused', 'fulfilled', 'left', 'removed'] as const;
const pauses = ['declined', 'expired', 'revoked', 'organizer'] as const;
const offerStates = ['pending', 'claimed', 'fulfilled', 'declined', 'expired', 'revoked'] as const;

/** A ticket type, or one of its variations. */
export class WantedProductDto {
  @PublicId('tty')
  ticketTypeId: string;

  /** Where the type has variations, the one that is wanted. */
  @IsOptional()
  @PublicId('var', { required: false, nullable: true })
  variationId?: string | null;
}

/** Somebody who wants to be told when there are places. */
export class JoinWaitingListDto {
  @IsPersonName()
  name: string;

  @IsAddress()
  email: string;

  @IsIn(locales)
  @ApiProperty({ enum: locales, example: 'ru' })
  locale: Locale;

  /** How many places. */
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(20)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 20, required: false, default: 1 })
  partySize: number = 1;

  /** Whether fewer places than that are welcome too. */
  @MayBeLeftOut()
  @IsBoolean()
  @ApiProperty({ required: false, default: false })
  partial: boolean = false;

  /** What would do, the best first. */
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(5)
  @ValidateNested({ each: true })
  @Type(() => WantedProductDto)
  products: WantedProductDto[];
}

/** Which entries are listed. */
export class WaitingEntryQuery extends PageQuery {
  @MayBeLeftOut()
  @IsIn(entryStates)
  @ApiProperty({ enum: entryStates, required: false })
  state?: EntryState;
}

/** Lets somebody go before others, or after them. */
export class ChangePriorityDto {
  /** The greatest goes first; everybody begins with 0. */
  @IsInt()
  @Min(-1000)
  @Max(1000)
  @ApiProperty({ type: 'integer', minimum: -1000, maximum: 1000, example: 10 })
  priority: number;

  /** Kept for good, with who changed it. */
  @IsString()
  @Length(1, 500)
  reason: string;
}

/** An offer out of turn; what is left out is as the person wants it. */
export class OfferNowDto {
  @MayBeLeftOut()
  @ValidateNested()
  @Type(() => WantedProductDto)
  @ApiProperty({ type: () => WantedProductDto, required: false })
  product?: WantedProductDto;

  /** How many places. */
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(20)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 20, required: false })
  count?: number;
}

/** What somebody waits for. */
export class ProductOnListDto {
  @IdOf('tty')
  ticketTypeId: string;

  @IdOf('var', { nullable: true })
  variationId: string | null;

  static of({ ticketTypeId, variationId }: Product): ProductOnListDto {
    return {
      ticketTypeId: toPublicId('tty', ticketTypeId),
      variationId: variationId === null ? null : toPublicId('var', variationId),
    };
  }
}

/** Places that are kept for somebody until they take them, or do not. */
export class WaitingOfferDto extends ProductOnListDto {
  @ApiProperty({ type: 'integer', example: 2 })
  count: number;

  @ApiProperty({ enum: offerStates })
  state: Offer['state'];

  @ApiProperty({ type: 'string', format: 'date-time' })
  expiresAt: string;

  static ofOffer(offer: Offer): WaitingOfferDto {
    return {
      ...ProductOnListDto.of(offer),
      count: offer.count,
      state: offer.state,
      expiresAt: offer.expiresAt.toISOString(),
    };
  }
}

/** A change of somebody's priority. */
export class PriorityChangeDto {
  @ApiProperty({ type: 'integer', example: 0 })
  before: number;

  @ApiProperty({ type: 'integer', example: 10 })
  after: number;

  reason: string;

  /** Who changed it: `member:` or `key:` and an id. */
  changedBy: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  at: string;

  static of(change: PriorityChange): PriorityChangeDto {
    return { ...change, at: change.at };
  }
}

/** An entry of a waiting list, for organisers. */
export class WaitingEntryDto {
  @IdOf('wle')
  id: string;

  @IdOf('evt')
  eventId: string;

  name: string;

  email: string;

  @ApiProperty({ enum: locales })
  locale: Locale;

  @ApiProperty({ type: 'integer', example: 2 })
  partySize: number;

  partial: boolean;

  /** The best first. */
  @ApiProperty({ type: [ProductOnListDto] })
  products: ProductOnListDto[];

  @ApiProperty({ type: 'integer', example: 0 })
  priority: number;

  /** Every change of the priority, the oldest first. */
  @ApiProperty({ type: [PriorityChangeDto] })
  priorityChanges: PriorityChangeDto[];

  @ApiProperty({ enum: entryStates })
  state: EntryState;

  /** Why nothing is offered; null where something may be. */
  @ApiProperty({ enum: pauses, nullable: true })
  pausedBecause: PausedBecause | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  joinedAt: string;

  /** The newest offer. */
  @ApiProperty({ type: () => WaitingOfferDto, nullable: true })
  offer: WaitingOfferDto | null;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(entry: Entry): WaitingEntryDto {
    return {
      id: toPublicId('wle', entry.id),
      eventId: toPublicId('evt', entry.eventId),
      name: entry.name,
      email: entry.email,
      locale: entry.locale,
      partySize: entry.partySize,
      partial: entry.partial,
      products: entry.products.map(ProductOnListDto.of),
      priority: entry.priority,
      priorityChanges: entry.priorityChanges.map(PriorityChangeDto.of),
      state: entry.state,
      pausedBecause: entry.pausedBecause,
      joinedAt: entry.joinedAt.toISOString(),
      offer: entry.offer ? WaitingOfferDto.ofOffer(entry.offer) : null,
      version: entry.version,
    };
  }
}

/** An entry of a waiting list, for the person. */
export class MyWaitingDto {
  @IdOf('wle')
  id: string;

  name: string;

  email: string;

  @ApiProperty({ type: 'integer', example: 2 })
  partySize: number;

  partial: boolean;

  @ApiProperty({ type: [ProductOnListDto] })
  products: ProductOnListDto[];

  @ApiProperty({ enum: entryStates })
  state: EntryState;

  /** Why nothing is offered. After `declined` and `expired` the person may wait again, at the end of the line. */
  @ApiProperty({ enum: pauses, nullable: true })
  pausedBecause: PausedBecause | null;

  /** 1: next in line. Null where the person does not wait. */
  @ApiProperty({ type: 'integer', nullable: true, example: 3 })
  position: number | null;

  /** How many wait. */
  @ApiProperty({ type: 'integer', example: 12 })
  of: number;

  /** The offer that stands. */
  @ApiProperty({ type: () => WaitingOfferDto, nullable: true })
  offer: WaitingOfferDto | null;

  /** The private address of the entry. */
  @ApiProperty({ type: 'string', format: 'uri' })
  url: string;

  static of(entry: Entry, line: { position: number | null; of: number }, url: string): MyWaitingDto {
    const { id, name, email, partySize, partial, products, state, pausedBecause } = WaitingEntryDto.of(entry);
    const stands = entry.state === 'offered' && entry.offer;
    const offer = stands ? WaitingOfferDto.ofOffer(stands) : null;
    return { id, name, email, partySize, partial, products, state, pausedBecause, ...line, offer, url };
  }
}

/** An offer that somebody wants to take: the hold that keeps its places, from which they order. */
export class ClaimedOfferDto {
  /** Names the hold in `/v1/public/holds/{token}`. */
  holdToken: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  expiresAt: string;

  @ApiProperty({ type: () => WaitingOfferDto })
  offer: WaitingOfferDto;
}
