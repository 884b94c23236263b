import { ApiProperty, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsOptional,
  Matches,
  Max,
  Min,
  Validate,
  ValidateNested,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { isCurrency } from '../../kernel/money.js';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import { ArePrices, IsRate, type PriceDto, toAmounts, toPrices } from './amounts.dto.js';
import type { CancellationPolicy, Rounding, SaleSettings } from './catalogue.js';

const roundings = ['line', 'sum-by-net', 'sum-by-net-keep-gross'] as const satisfies readonly Rounding[];

@ValidatorConstraint({ name: 'areCurrencies' })
class AreCurrencies implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return Array.isArray(value) && value.every((code) => typeof code === 'string' && isCurrency(code));
  }

  defaultMessage(): string {
    return '$property must be ISO 4217 currency codes';
  }
}

/** A share that is given back from so long before the start on. */
export class RefundStepDto {
  /** Hours before the start of the event. */
  @IsInt()
  @Min(0)
  @Max(87_600)
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 87_600, example: 72 })
  hoursBefore: number;

  /** Thousandths of a percent of what a ticket cost: 50000 is half of it. */
  @IsRate({ example: 50_000 })
  rate: number;
}

/** What attendees get back who cancel. What counts for an order is how this stood when it was made. */
export class CancellationTermsDto {
  /** Whether attendees cancel themselves. */
  @IsBoolean()
  @ApiProperty({ example: true })
  byAttendee: boolean;

  /** Hours before the start after which nobody cancels; null: until the event ends. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(87_600)
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 87_600, nullable: true, required: false, example: 24 })
  until?: number | null;

  /** The step with the most hours that fits counts; nothing is given back where none does. */
  @IsArray()
  @ArrayMaxSize(10)
  @ArrayUnique((step: RefundStepDto) => step.hoursBefore)
  @ValidateNested({ each: true })
  @Type(() => RefundStepDto)
  @ApiProperty({ type: [RefundStepDto] })
  steps: RefundStepDto[];

  /** Kept of each cancelled ticket, by currency, at most what it cost. */
  @IsOptional()
  @ArePrices({ required: false, nullable: true })
  fee?: PriceDto[] | null;

  static of(policy: CancellationPolicy): CancellationTermsDto {
    const { byAttendee, until, steps, fee } = policy;
    return { byAttendee, until, steps: [...steps], fee: fee && toPrices(fee) };
  }

  static toPolicy({ byAttendee, until, steps, fee }: CancellationTermsDto): CancellationPolicy {
    return {
      byAttendee,
      until: until ?? null,
      steps: steps.map(({ hoursBefore, rate }) => ({ hoursBefore, rate })),
      fee: fee ? toAmounts(fee) : null,
    };
  }
}

class SaleTermsDto {
  /** In which one may pay (ISO 4217); the first is the default. Empty: only what is free can be taken. One that is in use stays. */
  @IsArray()
  @ArrayMaxSize(20)
  @ArrayMinSize(0)
  @ArrayUnique()
  @Matches(/^[A-Z]{3}$/, { each: true })
  @Validate(AreCurrencies)
  @ApiProperty({ type: [String], example: ['EUR', 'RUB'] })
  currencies: string[];

  /** How tax is rounded: each `line`; once for the sum, from net amounts; once for the sum, keeping what each line costs. */
  @IsIn(roundings)
  @ApiProperty({ enum: roundings, enumName: 'TaxRounding', example: 'line' })
  rounding: Rounding;

  /** How long a cart keeps its places, in minutes. */
  @IsInt()
  @Min(1)
  @Max(120)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 120, example: 15 })
  holdMinutes: number;

  /** How long an order waits for its money, in hours. */
  @IsInt()
  @Min(1)
  @Max(2160)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 2160, example: 72 })
  paymentHours: number;

  /** Whether tickets admit before their order is paid. */
  @IsBoolean()
  @ApiProperty({ example: false })
  pendingAdmits: boolean;

  /** Whether one e-mail address has one order at a time. */
  @IsBoolean()
  @ApiProperty({ example: true })
  oneOrderPerPerson: boolean;

  /** Whether an address must be proven before a limit per person is believed. */
  @IsBoolean()
  @ApiProperty({ example: false })
  verifyEmail: boolean;

  /** How many carts one visitor may hold at a time. */
  @IsInt()
  @Min(1)
  @Max(100)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 100, example: 5 })
  openHolds: number;

  @IsDefined()
  @ValidateNested()
  @Type(() => CancellationTermsDto)
  @ApiProperty({ type: CancellationTermsDto })
  cancellationPolicy: CancellationTermsDto;

  /** Whether people may pass tickets on to others. */
  @IsBoolean()
  @ApiProperty({ example: true })
  transfers: boolean;

  /** Whether people may return tickets to be sold again. */
  @IsBoolean()
  @ApiProperty({ example: false })
  resale: boolean;
}

/** What may be changed of the settings of a sale; what is left out stays. */
export class ChangeSaleSettingsDto extends PartialType(SaleTermsDto, { skipNullProperties: false }) {}

/** How an event sells. Version 0: nobody decided anything yet, and these are the defaults. */
export class SaleSettingsDto extends SaleTermsDto {
  @IdOf('evt')
  eventId: string;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(settings: SaleSettings, eventId: string, version: number): SaleSettingsDto {
    return {
      eventId: toPublicId('evt', eventId),
      ...settings,
      currencies: [...settings.currencies],
      cancellationPolicy: CancellationTermsDto.of(settings.cancellationPolicy),
      version,
    };
  }
}
