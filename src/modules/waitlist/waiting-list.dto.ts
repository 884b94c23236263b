import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import type { LocalizedText } from '../../kernel/text.js';
import { IdOf } from '../../platform/http/id-param.js';
import { LocalizedTextDto } from '../../platform/http/shapes.dto.js';
import type { NamedProduct, WaitingList } from './waiting-lists.queries.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

export const sorts = ['queue', 'lottery'] as const;
export type Sort = (typeof sorts)[number];

/** How the waiting list of an event works; what is left out has its default. */
export class SetWaitingListDto {
  /** Whether people may join. */
  @IsBoolean()
  open: boolean;

  /** Nobody is offered anything meanwhile: free places go to everybody. */
  @MayBeLeftOut()
  @IsBoolean()
  @ApiProperty({ required: false, default: false })
  paused: boolean = false;

  /** The most entries at a time; null: as many as come. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 1_000_000, nullable: true, required: false, example: 200 })
  cap?: number | null;

  /**
   * `queue`: whoever joined first is first. `lottery`: by lot, which an address keeps however often it leaves and joins again.
   * Priorities that organisers give come before either.
   */
  @MayBeLeftOut()
  @IsIn(sorts)
  @ApiProperty({ enum: sorts, required: false, default: 'queue' })
  order: Sort = 'queue';

  /** Hours that an offer stands. */
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(168)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 168, required: false, default: 24 })
  offerHours: number = 24;

  /** So many hours before the start nothing is offered any more: free places go to everybody. */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(2160)
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 2160, required: false, default: 24 })
  cutOffHours: number = 24;

  /** The most places that one entry waits for. */
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(20)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 20, required: false, default: 10 })
  maxPartySize: number = 10;

  /** Whether people are also offered tickets whose sale has not begun or is over. */
  @MayBeLeftOut()
  @IsBoolean()
  @ApiProperty({ required: false, default: false })
  outsideSale: boolean = false;
}

/** The waiting list of an event. Version 0: it has none so far. */
export class WaitingListDto {
  @IdOf('evt')
  eventId: string;

  open: boolean;

  paused: boolean;

  /** Null: no limit. */
  @ApiProperty({ type: 'integer', nullable: true, example: 200 })
  cap: number | null;

  @ApiProperty({ enum: sorts })
  order: Sort;

  @ApiProperty({ type: 'integer', example: 24 })
  offerHours: number;

  @ApiProperty({ type: 'integer', example: 24 })
  cutOffHours: number;

  @ApiProperty({ type: 'integer', example: 10 })
  maxPartySize: number;

  outsideSale: boolean;

  /** Entries that wait for an offer. */
  @ApiProperty({ type: 'integer', example: 12 })
  waiting: number;

  /** Entries that have an offer now. */
  @ApiProperty({ type: 'integer', example: 2 })
  offered: number;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(list: WaitingList, counts: { waiting: number; offered: number }): WaitingListDto {
    return {
      eventId: toPublicId('evt', list.eventId),
      open: list.open,
      paused: list.paused,
      cap: list.cap,
      order: list.sort,
      offerHours: list.offerHours,
      cutOffHours: list.cutOffHours,
      maxPartySize: list.maxParty,
      outsideSale: list.outsideSale,
      ...counts,
      version: list.version,
    };
  }
}

/** What one may wait for. */
export class ProductToWaitForDto {
  @IdOf('tty')
  ticketTypeId: string;

  @IdOf('var', { nullable: true })
  variationId: string | null;

  @ApiProperty({ type: LocalizedTextDto })
  name: LocalizedText;

  @ApiProperty({ type: LocalizedTextDto, nullable: true })
  variationName: LocalizedText | null;

  /** It can simply be taken: nobody has to wait for it. */
  available: boolean;

  static of(product: NamedProduct, available: boolean): ProductToWaitForDto {
    const { name, variationName, ticketTypeId, variationId } = product;
    return {
      ticketTypeId: toPublicId('tty', ticketTypeId),
      variationId: variationId === null ? null : toPublicId('var', variationId),
      name,
      variationName,
      available,
    };
  }
}

/** What people are told of the waiting list of an event. */
export class PublicWaitingListDto {
  /** Whether somebody may join now. */
  open: boolean;

  @ApiProperty({ enum: sorts })
  order: Sort;

  /** Hours that an offer stands. */
  @ApiProperty({ type: 'integer', example: 24 })
  offerHours: number;

  @ApiProperty({ type: 'integer', example: 10 })
  maxPartySize: number;

  /** Entries that wait now. */
  @ApiProperty({ type: 'integer', example: 12 })
  waiting: number;

  /** What one may wait for now, in the order in which organisers show it. */
  @ApiProperty({ type: [ProductToWaitForDto] })
  products: ProductToWaitForDto[];

  static of(list: WaitingList, now: Pick<PublicWaitingListDto, 'open' | 'waiting' | 'products'>): PublicWaitingListDto {
    return { order: list.sort, offerHours: list.offerHours, maxPartySize: list.maxParty, ...now };
  }
}
