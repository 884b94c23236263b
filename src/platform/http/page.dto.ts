import { type Type, applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { Type as As } from 'class-transformer';
import { IsDate, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { type Position, fromCursor } from '../../kernel/page.js';
import { cursorUnknown } from './http.problems.js';
import { MayBeLeftOut } from './may-be-left-out.js';

/** How every list is read: from a cursor, a page at a time, or what changed since an instant. */
export class PageQuery {
  /** `next` of the previous page. Leave out for the first page. */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(300)
  cursor?: string;

  /** Rows on a page. */
  @MayBeLeftOut()
  @As(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 200, default: 50, required: false })
  limit: number = 50;

  /** Only what was created or changed at this instant or later; the list is then ordered by the time of change. */
  @MayBeLeftOut()
  @As(() => Date)
  @IsDate()
  @ApiProperty({ type: 'string', format: 'date-time', required: false })
  updatedSince?: Date;
}

/** Where the page starts, or null for the first one. A cursor of another ordering is refused. */
export function startOf(query: PageQuery): Position | null {
  if (query.cursor === undefined) return null;
  const position = fromCursor(query.cursor);
  if (!position || (position.updatedAt !== undefined) !== (query.updatedSince !== undefined))
    throw cursorUnknown({ pointer: '/cursor' });
  return position;
}

/** Documents a page of these items. */
export const PageOf = (item: Type): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(item),
    ApiOkResponse({
      schema: {
        type: 'object',
        required: ['items', 'next'],
        properties: {
          items: { type: 'array', items: { $ref: getSchemaPath(item) } },
          next: {
            type: ['string', 'null'],
            description: 'Cursor of the following page; null on the last one',
            example: null,
          } as never,
        },
      },
    }),
  );
