import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsISO8601, IsInt, IsString, Length, Matches, Max, Min, ValidateNested } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf, PublicId } from '../../platform/http/id-param.js';
import { IsMoney, MoneyDto } from '../../platform/http/shapes.dto.js';
import { ratePattern } from './exchange.rules.js';
import type { Entry } from './ledger.queries.js';
import type { SpendingWarning } from './spending.rules.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** What was agreed in another currency, and the rate at which it was entered. */
export class ExchangeDto {
  @IsMoney()
  money: MoneyDto;

  /** Price of one major unit of the original currency in the budget's, as a decimal. */
  @Matches(ratePattern)
  @ApiProperty({ type: 'string', example: '92.4150' })
  rate: string;
}

class NewEntryDto {
  @PublicId('bln')
  lineId: string;

  /** Positive, in the currency of the budget. A mistake is taken back by a reversal, not by a negative amount. */
  @IsMoney()
  amount: MoneyDto;

  /** The day it was agreed or paid. */
  @IsISO8601({ strict: true })
  @Length(10, 10)
  @ApiProperty({ format: 'date', example: '2027-03-14' })
  occurredOn: string;

  /** @example "Kulinar Ltd" */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 200)
  counterparty?: string;

  /**
   * Number of the contract, invoice or receipt.
   * @example "INV-2027-118"
   */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 200)
  document?: string;

  @MayBeLeftOut()
  @IsString()
  @Length(1, 2000)
  note?: string;

  /** Where it was agreed in another currency: `amount` must be what the rate makes of it, to one minor unit. */
  @MayBeLeftOut()
  @ValidateNested()
  @Type(() => ExchangeDto)
  original?: ExchangeDto;
}

/** Something that was promised: a contract, an order, a sponsor's word. */
export class NewCommitmentDto extends NewEntryDto {
  /** Until when it can be cancelled. */
  @MayBeLeftOut()
  @IsISO8601({ strict: true })
  @Length(10, 10)
  @ApiProperty({ format: 'date', example: '2027-02-28', required: false })
  cancellableUntil?: string;
}

/** Something that was paid or received. */
export class NewActualDto extends NewEntryDto {
  /** The commitment of the same line that this draws on. */
  @MayBeLeftOut()
  @PublicId('cmt', { required: false })
  commitmentId?: string;

  /** How many units it bought. Known for all actuals of a driver line, it splits the variance into price and volume. */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(100_000_000)
  @ApiProperty({ type: 'integer', example: 76, required: false })
  units?: number;
}

/** A reversal takes back the whole entry. */
export class ReverseEntryDto {
  /**
   * Why it is taken back.
   * @example "Entered twice"
   */
  @IsString()
  @Length(1, 2000)
  reason: string;
}

class EntryDto {
  @IdOf('bln')
  lineId: string;

  /** Negative on a reversal. */
  amount: MoneyDto;

  @ApiProperty({ format: 'date', example: '2027-03-14' })
  occurredOn: string;

  @ApiProperty({ type: 'string', nullable: true, example: 'Kulinar Ltd' })
  counterparty: string | null;

  @ApiProperty({ type: 'string', nullable: true, example: 'INV-2027-118' })
  document: string | null;

  /** On a reversal its reason. */
  @ApiProperty({ type: 'string', nullable: true })
  note: string | null;

  @ApiProperty({ type: ExchangeDto, nullable: true })
  original: ExchangeDto | null;

  /** @example "Boris Ivanov" */
  @ApiProperty({ type: 'string', nullable: true, example: 'Boris Ivanov' })
  enteredBy: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

const shared = (entry: Entry) => ({
  lineId: toPublicId('bln', entry.lineId),
  amount: { amount: entry.amount, currency: entry.currency },
  occurredOn: entry.occurredOn,
  counterparty: entry.counterparty,
  document: entry.document,
  note: entry.note,
  original:
    entry.originalAmount === null || entry.originalCurrency === null || entry.rate === null
      ? null
      : { money: { amount: entry.originalAmount, currency: entry.originalCurrency }, rate: entry.rate },
  enteredBy: entry.enteredBy,
  createdAt: entry.createdAt.toISOString(),
});

/** A commitment in the ledger. */
export class CommitmentDto extends EntryDto {
  @IdOf('cmt')
  id: string;

  /** What is not yet drawn; 0 once it was reversed. */
  open: MoneyDto;

  @ApiProperty({ type: 'string', format: 'date', nullable: true, example: '2027-02-28' })
  cancellableUntil: string | null;

  /** The commitment that this one takes back. */
  @IdOf('cmt', { nullable: true })
  reversesId: string | null;

  /** The commitment that takes this one back. */
  @IdOf('cmt', { nullable: true })
  reversedById: string | null;

  static of(entry: Entry): CommitmentDto {
    const live = entry.reversesId === null && entry.reversedById === null;
    return {
      id: toPublicId('cmt', entry.id),
      ...shared(entry),
      open: { amount: live ? Math.max(0, entry.amount - entry.drawn) : 0, currency: entry.currency },
      cancellableUntil: entry.cancellableUntil,
      reversesId: entry.reversesId && toPublicId('cmt', entry.reversesId),
      reversedById: entry.reversedById && toPublicId('cmt', entry.reversedById),
    };
  }
}

/** An actual in the ledger. */
export class ActualDto extends EntryDto {
  @IdOf('act')
  id: string;

  @ApiProperty({ type: 'integer', nullable: true, example: 76 })
  units: number | null;

  @IdOf('cmt', { nullable: true })
  commitmentId: string | null;

  /** The actual that this one takes back. */
  @IdOf('act', { nullable: true })
  reversesId: string | null;

  /** The actual that takes this one back. */
  @IdOf('act', { nullable: true })
  reversedById: string | null;

  static of(entry: Entry): ActualDto {
    return {
      id: toPublicId('act', entry.id),
      ...shared(entry),
      units: entry.units,
      commitmentId: entry.commitmentId && toPublicId('cmt', entry.commitmentId),
      reversesId: entry.reversesId && toPublicId('act', entry.reversesId),
      reversedById: entry.reversedById && toPublicId('act', entry.reversedById),
    };
  }
}

/** What the entry did to its line, under the policy `warn`. */
export class SpendingWarningDto {
  @ApiProperty({ enum: ['line-exceeded', 'plan-not-approved'] })
  code: string;

  /** Null while no plan is approved. */
  @ApiProperty({ type: MoneyDto, nullable: true })
  planned: MoneyDto | null;

  /** Open commitments and actuals of the line, this entry included. */
  exposure: MoneyDto;

  @ApiProperty({ type: MoneyDto, nullable: true })
  exceededBy: MoneyDto | null;

  static of(warning: SpendingWarning, currency: string): SpendingWarningDto {
    const money = (amount: number | null) => (amount === null ? null : { amount, currency });
    return {
      code: warning.code,
      planned: money(warning.planned),
      exposure: { amount: warning.exposure, currency },
      exceededBy: money(warning.exceededBy),
    };
  }
}

/** A commitment just entered. */
export class EnteredCommitmentDto extends CommitmentDto {
  warnings: SpendingWarningDto[];
}

/** An actual just entered. */
export class EnteredActualDto extends ActualDto {
  warnings: SpendingWarningDto[];
}
