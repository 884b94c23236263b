import { ApiProperty } from '@nestjs/swagger';
import { toPublicId } from '../../kernel/id.js';
import type { Refusal } from '../../kernel/problem.js';
import { IdOf, PublicId } from '../../platform/http/id-param.js';
import { LocalizedTextDto, MoneyDto } from '../../platform/http/shapes.dto.js';
import type { Owed } from './refunds-owed.rules.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** Of which ticket a cancellation is shown. */
export class CancellationPreviewQuery {
  /** One ticket, with what was added to it; all of them where it is left out. */
  @MayBeLeftOut()
  @PublicId('tkt', { required: false })
  ticketId?: string;
}

/** What comes back of one ticket. Amounts in minor units. */
export class TicketRefundDto {
  @IdOf('tkt')
  ticketId: string;

  /** What it costs. */
  @ApiProperty({ type: 'integer', example: 200000 })
  price: number;

  @ApiProperty({ type: 'integer', example: 150000 })
  refund: number;

  /** What was paid for it and does not come back, but for what is owed for the tickets that stay. */
  @ApiProperty({ type: 'integer', example: 50000 })
  kept: number;
}

/** The step of the policy that counts. */
export class PolicyStepDto {
  /** So many hours before the start at least. */
  @ApiProperty({ type: 'number', example: 168 })
  hoursBefore: number;

  /** The share that comes back, in thousandths of a percent: 80000 is 80 %. */
  @ApiProperty({ type: 'integer', example: 80000 })
  rate: number;
}

/** Why a person cannot cancel this themselves. */
export class CancellationObstacleDto {
  /** @example "registrations/ticket-used" */
  code: string;

  @ApiProperty({ type: LocalizedTextDto })
  title: LocalizedTextDto;
}

/** What a cancellation would give back, before it is done. Nothing is changed by asking. */
export class CancellationPreviewDto {
  /** False where only an organiser can cancel this; `obstacle` says why. */
  @ApiProperty({ example: true })
  possible: boolean;

  @ApiProperty({ type: CancellationObstacleDto, nullable: true })
  obstacle: CancellationObstacleDto | null;

  /** The tickets that would go, with what was added to them. */
  @ApiProperty({ type: [TicketRefundDto] })
  tickets: TicketRefundDto[];

  /** What of the fees of the order would come back; they go with its last ticket. In minor units. */
  @ApiProperty({ type: 'integer', example: 0 })
  feesRefund: number;

  /** What would come back in all; send its amount along as `expectedRefund`. Null where nothing cost anything. */
  @ApiProperty({ type: MoneyDto, nullable: true })
  refund: MoneyDto | null;

  /** What would be kept of what was paid. */
  @ApiProperty({ type: MoneyDto, nullable: true })
  kept: MoneyDto | null;

  /** What of the price of what would go is owed for what stays: a reduced price needs its group. */
  @ApiProperty({ type: MoneyDto, nullable: true })
  reductionLost: MoneyDto | null;

  /** The step of the policy that counts now; null where the latest has passed, and nothing comes back. */
  @ApiProperty({ type: PolicyStepDto, nullable: true })
  step: PolicyStepDto | null;

  /** When less comes back than now. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  stepEndsAt: string | null;

  /** Kept of each ticket besides, at most what it costs. */
  @ApiProperty({ type: MoneyDto, nullable: true })
  fee: MoneyDto | null;

  /** Until when people may cancel themselves; null: until the event is over. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  deadline: string | null;

  static of(owed: Owed, ticketIds: readonly string[], obstacle: Refusal | null): CancellationPreviewDto {
    const { currency } = owed;
    const money = (amount: number): MoneyDto | null => (currency === null ? null : { amount, currency });
    const fee = currency === null ? undefined : owed.policy.fee?.[currency];
    const { step } = owed.verdict;
    return {
      possible: obstacle === null,
      obstacle: obstacle && { code: obstacle.code, title: { ...obstacle.title } },
      tickets: owed.lines
        .filter(({ id }) => ticketIds.includes(id))
        .map(({ id, price, refund, kept }) => ({ ticketId: toPublicId('tkt', id), price, refund, kept })),
      feesRefund: owed.lines.filter(({ id }) => owed.feeIds.includes(id)).reduce((sum, { refund }) => sum + refund, 0),
      refund: money(owed.refund),
      kept: money(owed.kept),
      reductionLost: owed.reductionLost > 0 ? money(owed.reductionLost) : null,
      step: step && { hoursBefore: step.hoursBefore, rate: step.rate },
      stepEndsAt: owed.stepEndsAt?.toISOString() ?? null,
      fee: fee === undefined ? null : money(fee),
      deadline: owed.deadline?.toISOString() ?? null,
    };
  }
}
