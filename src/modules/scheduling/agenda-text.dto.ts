import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  Validate,
  ValidatorConstraint,
  type ValidationArguments,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { languageTag } from './frab-reader.js';

interface TextRule {
  longest: number;
  required: boolean;
}

const ruleOf = (validation: ValidationArguments): TextRule => validation.constraints[0] as TextRule;
const mostLanguages = 10;

/** Neither XML nor the database takes control characters or halves of characters. */
const isPlainText = (text: string): boolean => text.isWellFormed() && !/(?![\n\r\t])\p{Cc}|[\ufffe\uffff]/u.test(text);

@ValidatorConstraint({ name: 'isAgendaText' })
class IsTextByLanguage implements ValidatorConstraintInterface {
  validate(value: unknown, validation: ValidationArguments): boolean {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const { longest, required } = ruleOf(validation);
    const texts = Object.entries(value);
    const isSound = ([tag, text]: [string, unknown]) =>
      languageTag.test(tag) &&
      typeof text === 'string' &&
      text.trim() !== '' &&
      text.length <= longest &&
      isPlainText(text);
    return texts.length >= (required ? 1 : 0) && texts.length <= mostLanguages && texts.every(isSound);
  }

  defaultMessage(validation: ValidationArguments): string {
    return `$property must have texts of up to ${ruleOf(validation).longest} characters by lower-case language tag, such as {"de": "Hallo"}`;
  }
}

const documented = { type: 'object' as const, additionalProperties: { type: 'string' as const } };

/** A text by language as a member of a request. */
export const IsAgendaText = (
  longest: number,
  options: { required?: boolean; example: Record<string, string> },
): PropertyDecorator =>
  applyDecorators(
    Validate(IsTextByLanguage, [{ longest, required: options.required ?? false } satisfies TextRule]),
    options.required
      ? ApiProperty({ ...documented, example: options.example })
      : ApiPropertyOptional({ ...documented, example: options.example }),
  );

/** A text by language as a member of a response; empty where there is none. */
export const AgendaTextOf = (example: Record<string, string>): PropertyDecorator =>
  ApiProperty({ ...documented, example });

@ValidatorConstraint({ name: 'isName' })
class IsSoundName implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && value.trim() !== '' && isPlainText(value) && !/[\n\r\t]/.test(value);
  }

  defaultMessage(): string {
    return '$property must be one line of text';
  }
}

/** A name: one line, not blank. */
export const IsName = (options: { each?: boolean } = {}): PropertyDecorator => Validate(IsSoundName, options);
