import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, ValidateBy } from 'class-validator';
import { foldAll, isAddress, isReadable, longest, mostWords, tidy, toAddress } from './contact-text.rules.js';

type Documented = Pick<ApiPropertyOptions, 'required' | 'nullable' | 'example' | 'description'>;

const cleaned = (clean: (text: string) => string) =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? clean(value) : value));

/** An e-mail address as a member of a request, brought into lower case. The judge is that of the import. */
export const IsContactAddress = (documented: Documented = {}): PropertyDecorator =>
  applyDecorators(
    cleaned(toAddress),
    ValidateBy({
      name: 'isAddress',
      validator: {
        validate: (value) => typeof value === 'string' && isAddress(value),
        defaultMessage: () => '$property must be an e-mail address',
      },
    }),
    ApiProperty({
      type: 'string',
      format: 'email',
      maxLength: longest.email,
      example: 'anna@example.org',
      ...documented,
    } as ApiPropertyOptions),
  );

/** A short text as a member of a request, with single spaces and none at its ends. */
export const IsShortText = (most: number, documented: Documented = {}): PropertyDecorator =>
  applyDecorators(
    cleaned(tidy),
    ValidateBy({
      name: 'isShortText',
      validator: {
        validate: (value) => typeof value === 'string' && value !== '' && value.length <= most && isReadable(value),
        defaultMessage: () => `$property must be a text of 1 to ${most} characters, without control characters`,
      },
    }),
    ApiProperty({ type: 'string', minLength: 1, maxLength: most, ...documented } as ApiPropertyOptions),
  );

/** Tags or interests as a member of a request: in lower case, each once. */
export const AreWords = (example: string[]): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      Array.isArray(value) && value.every((word) => typeof word === 'string') ? foldAll(value) : value,
    ),
    IsArray(),
    ArrayMaxSize(mostWords),
    ValidateBy({
      name: 'isWord',
      validator: {
        validate: (value) =>
          Array.isArray(value) &&
          value.every((word) => typeof word === 'string' && word.length <= longest.tag && isReadable(word)),
        defaultMessage: () => `each of $property must be a text of 1 to ${longest.tag} characters`,
      },
    }),
    ApiProperty({
      type: 'array',
      items: { type: 'string', maxLength: longest.tag },
      maxItems: mostWords,
      example,
      required: false,
    }),
  );
