import { ApiProperty } from '@nestjs/swagger';
import type { Availability } from './sale.rules.js';

const states = [
  'available',
  'gone',
  'ordered',
  'held',
  'waiting-list',
  'not-yet-on-sale',
  'sale-over',
] as const satisfies readonly Availability['state'][];

/** Whether a ticket type can be taken, and if not, why. */
export class AvailabilityDto {
  /**
   * `ordered`: all are taken, but orders that wait for money or approval may give some back. `held`: the last are in carts and
   * offers. `waiting-list`: what is left is for those who wait.
   */
  @ApiProperty({ enum: states, enumName: 'AvailabilityState', example: 'available' })
  state: Availability['state'];

  /** How many are left; null where there is no limit, or nothing to take. */
  @ApiProperty({ type: 'integer', nullable: true, example: 12 })
  left: number | null;

  /** From when it can be taken, where that lies ahead. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  from: string | null;

  /** Since when it cannot be taken any more. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  since: string | null;

  /** When the first places that are held may return, where nothing else is left. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  mayReturnAt: string | null;

  static of(availability: Availability): AvailabilityDto {
    const { state } = availability;
    return {
      state,
      left: state === 'available' ? availability.left : null,
      from: state === 'not-yet-on-sale' ? availability.from.toISOString() : null,
      since: state === 'sale-over' ? (availability.since?.toISOString() ?? null) : null,
      mayReturnAt: state === 'held' ? (availability.mayReturnAt?.toISOString() ?? null) : null,
    };
  }
}

/** Whether it cannot be taken now because others have it. */
export const isTaken = ({ state }: Pick<AvailabilityDto, 'state'>): boolean =>
  state === 'gone' || state === 'ordered' || state === 'held' || state === 'waiting-list';
