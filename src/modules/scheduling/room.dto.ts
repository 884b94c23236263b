import { ApiProperty, PartialType } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, MaxLength, Min } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import { IsName } from './agenda-text.dto.js';

/** A room in which sessions take place. */
export class NewRoomDto {
  /** Unique in the event. */
  @IsName()
  @MaxLength(100)
  @ApiProperty({ example: 'Main hall' })
  name: string;

  /** People that fit in; left out where nobody counts. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  @ApiProperty({ type: 'integer', required: false, nullable: true, example: 120 })
  capacity?: number | null;
}

/** What may be changed of a room; what is left out stays. */
export class ChangeRoomDto extends PartialType(NewRoomDto, { skipNullProperties: false }) {}

/** A room of an event. */
export class RoomDto {
  @IdOf('rom')
  id: string;

  /** @example "Main hall" */
  name: string;

  @ApiProperty({ type: 'integer', nullable: true, example: 120 })
  capacity: number | null;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(row: RoomRow): RoomDto {
    return { id: toPublicId('rom', row.id), name: row.name, capacity: row.capacity, version: row.version };
  }
}

/** A row of `rooms`. */
export interface RoomRow {
  id: string;
  name: string;
  capacity: number | null;
  version: number;
}
