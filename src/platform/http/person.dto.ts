import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Matches, MaxLength } from 'class-validator';

type Documented = Pick<ApiPropertyOptions, 'required' | 'nullable' | 'example'>;

const cleaned = (clean: (text: string) => string) =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? clean(value) : value));

/** A person's name as a member of a request: one line, composed characters, single spaces. */
export const IsPersonName = (documented: Documented = {}): PropertyDecorator =>
  applyDecorators(
    cleaned((text) => text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim()),
    MaxLength(200),
    Matches(/^[^\p{Cc}\p{Cs}]+$/u, { message: '$property must be a name, without control characters' }),
    ApiProperty({
      type: 'string',
      minLength: 1,
      maxLength: 200,
      example: 'Анна Петрова',
      ...documented,
    } as ApiPropertyOptions),
  );

const word = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const address = new RegExp(
  `^(?=.{3,254}$)(?=.{1,64}@)${word}(?:\\.${word})*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`,
);

/** An e-mail address as a member of a request, brought into lower case: a dot-atom and a host name (RFC 5321, section 4.1.2). */
export const IsAddress = (documented: Documented = {}): PropertyDecorator =>
  applyDecorators(
    cleaned((text) => text.trim().toLowerCase()),
    Matches(address, { message: '$property must be an e-mail address' }),
    ApiProperty({
      type: 'string',
      format: 'email',
      maxLength: 254,
      example: 'anna@example.org',
      ...documented,
    } as ApiPropertyOptions),
  );
