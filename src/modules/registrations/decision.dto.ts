import { ApiProperty, OmitType } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsString, Length, Max, Min } from 'class-validator';
import { NewOrderDto } from './order-request.dto.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** An order that an organiser places for somebody. */
export class PlaceOrderDto extends OmitType(NewOrderDto, [
  'emailToken',
  'invitationToken',
  'admissionToken',
  'consents',
]) {
  /**
   * Why it is given away: then nothing is to be paid, whatever the tickets cost.
   * @example "Speaker"
   */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 500)
  giftReason?: string;
}

/** An organiser's no to a wish for tickets. */
export class DenyOrderDto {
  /** @example "Members only" */
  @IsString()
  @Length(1, 500)
  reason: string;

  /** Whether the person gets a mail. */
  @IsBoolean()
  @ApiProperty({ example: true })
  notify: boolean;
}

/** How long an order waits for its money, from now. */
export class ExtendOrderDto {
  @IsInt()
  @Min(1)
  @Max(2_160)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 2_160, example: 72 })
  hours: number;
}

/** Whether an order admits before it is paid. */
export class AdmitPendingDto {
  @IsBoolean()
  @ApiProperty({ example: true })
  admits: boolean;
}
