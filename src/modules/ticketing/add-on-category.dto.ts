import { ApiProperty, PartialType } from '@nestjs/swagger';
import { toPublicId } from '../../kernel/id.js';
import type { LocalizedText } from '../../kernel/text.js';
import { IdOf } from '../../platform/http/id-param.js';
import { IsLocalized, LocalizedTextDto } from '../../platform/http/shapes.dto.js';
import type { Row } from './terms-table.js';

/** What an organiser decides about a category of add-ons. */
export interface AddOnCategoryTerms {
  name: LocalizedText;
}

/** A category of add-ons, such as T-shirts or workshops. */
export class NewAddOnCategoryDto {
  @IsLocalized()
  name: LocalizedTextDto;
}

/** What may be changed of a category of add-ons; what is left out stays. */
export class ChangeAddOnCategoryDto extends PartialType(NewAddOnCategoryDto, { skipNullProperties: false }) {}

/** A category of add-ons. Ticket types say how many of it go with each ticket. */
export class AddOnCategoryDto {
  @IdOf('cat')
  id: string;

  @IdOf('evt')
  eventId: string;

  @ApiProperty({ type: LocalizedTextDto })
  name: LocalizedText;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of({ id, eventId, name, version }: Row<AddOnCategoryTerms>): AddOnCategoryDto {
    return { id: toPublicId('cat', id), eventId: toPublicId('evt', eventId), name, version };
  }
}
