import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Validate, ValidatorConstraint, type ValidatorConstraintInterface } from 'class-validator';

const named: readonly unknown[] = ['policy', 'full', 'none'];

@ValidatorConstraint({ name: 'isRefundChoice' })
class IsChoice implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    if (named.includes(value)) return true;
    if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) return false;
    const { amount } = value as { amount?: unknown };
    return typeof amount === 'number' && Number.isSafeInteger(amount) && amount >= 0;
  }

  defaultMessage(): string {
    return '$property must be policy, full, none, or an object with an amount in minor units';
  }
}

/** What comes back of a cancellation, as a member of a request. */
export const IsRefundChoice = (): PropertyDecorator =>
  applyDecorators(
    Validate(IsChoice),
    ApiProperty({
      required: false,
      oneOf: [
        { type: 'string', enum: ['policy', 'full', 'none'] },
        { type: 'object', required: ['amount'], properties: { amount: { type: 'integer', minimum: 0 } } },
      ],
      example: 'policy',
    }),
  );
