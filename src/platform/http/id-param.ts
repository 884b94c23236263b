import { Param, type PipeTransform, applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsUUID } from 'class-validator';
import { type IdPrefix, fromPublicId, toPublicId } from '../../kernel/id.js';
import { unknownId } from './http.problems.js';

const prefixesKey = 'turnout:id-params';

/** The prefix of each id in the path, for the OpenAPI document. */
export const idParams = (handler: object): Readonly<Record<string, IdPrefix>> =>
  (Reflect.getMetadata(prefixesKey, handler) as Record<string, IdPrefix> | undefined) ?? {};

/** A path parameter that is an opaque id. The handler gets the UUID; text that is no such id answers like an unknown one. */
export function IdParam(name: string, prefix: IdPrefix): ParameterDecorator {
  const pipe: PipeTransform<string, string> = {
    transform(value) {
      const uuid = fromPublicId(prefix, value);
      if (!uuid) throw unknownId();
      return uuid;
    },
  };
  return (target, property, index) => {
    const handler = property === undefined ? undefined : (Reflect.get(target, property) as object | undefined);
    if (handler) Reflect.defineMetadata(prefixesKey, { ...idParams(handler), [name]: prefix }, handler);
    Param(name, pipe)(target, property, index);
  };
}

const example = '01999999-0000-7000-8000-000000000001';

/** How the documentation describes an opaque id. */
export const idSchema = (prefix: IdPrefix) => ({
  type: 'string' as const,
  pattern: `^${prefix}_[0-9a-z]{26}$`,
  example: toPublicId(prefix, example),
});

/** A member of a request body that is an opaque id, or a list of them (`each`). The service gets UUIDs. */
export function PublicId(
  prefix: IdPrefix,
  options: { each?: boolean } & Pick<ApiPropertyOptions, 'required' | 'nullable' | 'description'> = {},
): PropertyDecorator {
  const { each = false, ...documented } = options;
  const decode = (value: unknown) => (typeof value === 'string' ? (fromPublicId(prefix, value) ?? value) : value);
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (each && Array.isArray(value) ? value.map(decode) : decode(value))),
    IsUUID('all', { each, message: `$property must be an id that starts with ${prefix}_` }),
    ApiProperty(
      (each
        ? { ...documented, type: 'array', items: idSchema(prefix) }
        : { ...documented, ...idSchema(prefix) }) as ApiPropertyOptions,
    ),
  );
}

/** A member of a response that is an opaque id. */
export const IdOf = (
  prefix: IdPrefix,
  options: Pick<ApiPropertyOptions, 'nullable' | 'required' | 'description'> = {},
): PropertyDecorator => ApiProperty({ ...options, ...idSchema(prefix) } as ApiPropertyOptions);
