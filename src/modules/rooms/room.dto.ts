import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsDate, IsIn, IsInt, IsString, MaxLength, Max, Min } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import { admittedNumber } from './room.rules.js';
import type { Room } from './rooms.queries.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

const orders = ['queue', 'lottery'] as const;
const placeStates = ['waiting', 'admitted', 'over'] as const;

/** How people wait before they can take places of an event. */
export class SetWaitingRoomDto {
  /** Whether places are taken only by those who were admitted. */
  @IsBoolean()
  enabled: boolean;

  /** When the first is admitted. A room that has opened and is given a new time opens anew: everybody takes a new place. */
  @Type(() => Date)
  @IsDate()
  @ApiProperty({ type: 'string', format: 'date-time' })
  opensAt: Date;

  /** The order of those who come before it opens: as they came, or by lot. Later ones stand behind them as they come. */
  @MayBeLeftOut()
  @IsIn(orders)
  @ApiProperty({ enum: orders, required: false, default: 'lottery' })
  order: (typeof orders)[number] = 'lottery';

  /** People who are admitted in a minute; 0: nobody more. It may be changed at any time. */
  @IsInt()
  @Min(0)
  @Max(60_000)
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 60_000, example: 100 })
  pace: number;

  /** Minutes that somebody whose turn has come may take places. */
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(240)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 240, required: false, default: 15 })
  admissionMinutes: number = 15;
}

/** The waiting room of an event, for everybody. */
export class PublicWaitingRoomDto {
  enabled: boolean;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  opensAt: string | null;

  @ApiProperty({ enum: orders })
  order: (typeof orders)[number];

  /** People who are admitted in a minute. */
  @ApiProperty({ type: 'integer', example: 100 })
  pace: number;

  @ApiProperty({ type: 'integer', example: 15 })
  admissionMinutes: number;

  /** The greatest number that is admitted by now; 0 before the room opens. */
  @ApiProperty({ type: 'integer', example: 250 })
  admittedNumber: number;

  /** What the lot was drawn by: those who came before were ranked by SHA-256(seed, UUID of the place). Null before. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  seed: string | null;

  static of(room: Room | undefined, now: Date): PublicWaitingRoomDto {
    if (!room)
      return {
        enabled: false,
        opensAt: null,
        order: 'queue',
        pace: 0,
        admissionMinutes: 0,
        admittedNumber: 0,
        seed: null,
      };
    return {
      enabled: room.enabled,
      opensAt: room.opensAt.toISOString(),
      order: room.sort,
      pace: room.schedule.at(-1)?.pace ?? 0,
      admissionMinutes: room.admissionMinutes,
      admittedNumber: admittedNumber(room.schedule, now),
      seed: room.sort === 'lottery' ? room.seed : null,
    };
  }
}

/** The waiting room of an event, for organisers. Version 0: it has none so far. */
export class WaitingRoomDto extends PublicWaitingRoomDto {
  @IdOf('evt')
  eventId: string;

  /** Counts how often the room has opened. */
  @ApiProperty({ type: 'integer', example: 1 })
  round: number;

  /** People who came in this round. */
  @ApiProperty({ type: 'integer', example: 1200 })
  places: number;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static ofRoom(eventId: string, room: Room | undefined, places: number): WaitingRoomDto {
    return {
      ...PublicWaitingRoomDto.of(room, room?.now ?? new Date(0)),
      eventId: toPublicId('evt', eventId),
      round: room?.round ?? 0,
      places,
      version: room?.version ?? 0,
    };
  }
}

/** Somebody who comes to the waiting room. */
export class JoinWaitingRoomDto {
  /** The token of the place that they have already, so that a window that is opened twice stays one place. */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  token?: string;
}

/** A place in a waiting room. */
export class RoomPlaceDto {
  @IdOf('rpl')
  id: string;

  /** Names the place in `/v1/public/room-places/{token}`. */
  token: string;

  /** `over`: the turn has passed, or the room has opened anew; a new place can be taken. */
  @ApiProperty({ enum: placeStates })
  state: (typeof placeStates)[number];

  /** How many turns until this one; null before the room opens, and once admitted. */
  @ApiProperty({ type: 'integer', nullable: true, example: 120 })
  position: number | null;

  /** When the turn is expected at today's pace: before the room opens, when it opens. Null where nobody can say. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  expectedAt: string | null;

  /** Ask again after so many seconds, not sooner: it makes nothing faster. */
  @ApiProperty({ type: 'integer', example: 12 })
  pollAfterSeconds: number;

  /** Once admitted: to be sent with holds and orders. */
  @ApiProperty({ type: 'string', nullable: true })
  admissionToken: string | null;

  /** Until when places may be taken. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  admittedUntil: string | null;
}
