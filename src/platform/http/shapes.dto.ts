import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsDefined,
  IsInt,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
  Validate,
  ValidateNested,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { isCurrency } from '../../kernel/money.js';
import { isLocalDateTime, isTimeZone } from '../../kernel/time.js';
import { MayBeLeftOut } from './may-be-left-out.js';

/** A text in the languages that people see; at least one of them. */
export class LocalizedTextDto {
  /** @example "An evening about databases" */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(10_000)
  en?: string;

  /** @example "Вечер о базах данных" */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(10_000)
  ru?: string;
}

@ValidatorConstraint({ name: 'hasText' })
class HasText implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    if (typeof value !== 'object' || value === null) return false;
    const { en, ru } = value as LocalizedTextDto;
    return Boolean(en?.trim() || ru?.trim());
  }

  defaultMessage(): string {
    return '$property must have a text in en or ru';
  }
}

/** A localized text as a member of a request. */
export const IsLocalized = (): PropertyDecorator =>
  applyDecorators(
    ValidateNested(),
    Type(() => LocalizedTextDto),
    Validate(HasText),
  );

@ValidatorConstraint({ name: 'isCurrency' })
class IsIsoCurrency implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && isCurrency(value);
  }

  defaultMessage(): string {
    return '$property must be an ISO 4217 currency code';
  }
}

/** A currency code of ISO 4217 as a member of a request. */
export const IsCurrencyCode = (): PropertyDecorator =>
  applyDecorators(
    Length(3, 3),
    Validate(IsIsoCurrency),
    ApiProperty({ type: 'string', example: 'RUB', description: 'ISO 4217' }),
  );

/** An amount of money in minor units: 1250 EUR is 12.50 euros. */
export class MoneyDto {
  /** Integer, in minor units of the currency. */
  @IsInt()
  @Min(-9_000_000_000_000)
  @Max(9_000_000_000_000)
  @ApiProperty({ type: 'integer', example: 125000 })
  amount: number;

  @IsCurrencyCode()
  currency: string;
}

/** An amount of money as a member of a request. */
export const IsMoney = (): PropertyDecorator =>
  applyDecorators(
    IsDefined(),
    ValidateNested(),
    Type(() => MoneyDto),
  );

@ValidatorConstraint({ name: 'isTimeZone' })
class IsIanaZone implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && isTimeZone(value);
  }

  defaultMessage(): string {
    return '$property must be a zone of the IANA time zone database';
  }
}

/** A time zone as a member of a request. */
export const IsZone = (): PropertyDecorator =>
  applyDecorators(
    Validate(IsIanaZone),
    ApiProperty({ type: 'string', example: 'Europe/Moscow', description: 'IANA time zone' }),
  );

@ValidatorConstraint({ name: 'isLocalDateTime' })
class IsWallClock implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && isLocalDateTime(value);
  }

  defaultMessage(): string {
    return '$property must be a local date and time without zone, such as 2027-03-14T18:00';
  }
}

/** A wall-clock time, read in the zone that stands beside it. */
export const IsLocalTime = (): PropertyDecorator =>
  applyDecorators(
    Validate(IsWallClock),
    ApiProperty({
      type: 'string',
      example: '2027-03-14T18:00',
      description: "Local date and time in the event's zone",
    }),
  );
