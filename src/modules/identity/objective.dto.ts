import { ApiProperty, PartialType } from '@nestjs/swagger';
import { toPublicId } from '../../kernel/id.js';
import type { LocalizedText } from '../../kernel/text.js';
import { IdOf, PublicId } from '../../platform/http/id-param.js';
import { IsLocalized, LocalizedTextDto } from '../../platform/http/shapes.dto.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

/** A strategic objective: what events are for. */
export class NewObjectiveDto {
  @IsLocalized()
  title: LocalizedTextDto;

  @MayBeLeftOut()
  @IsLocalized()
  description?: LocalizedTextDto;

  /** The objective that this one serves. */
  @MayBeLeftOut()
  @PublicId('obj', { required: false })
  parentId?: string;
}

/** What may be changed of an objective; what is left out stays. */
export class ChangeObjectiveDto extends PartialType(NewObjectiveDto, { skipNullProperties: false }) {}

/** A strategic objective. */
export class ObjectiveDto {
  @IdOf('obj')
  id: string;

  @ApiProperty({ type: LocalizedTextDto })
  title: LocalizedText;

  @ApiProperty({ type: LocalizedTextDto, nullable: true })
  description: LocalizedText | null;

  @IdOf('obj', { nullable: true })
  parentId: string | null;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(row: ObjectiveRow): ObjectiveDto {
    return {
      id: toPublicId('obj', row.id),
      title: row.title,
      description: row.description,
      parentId: row.parent_id && toPublicId('obj', row.parent_id),
      version: row.version,
    };
  }
}

/** A row of `objectives`. */
export interface ObjectiveRow {
  id: string;
  title: LocalizedText;
  description: LocalizedText | null;
  parent_id: string | null;
  version: number;
  updated_at: Date;
}
