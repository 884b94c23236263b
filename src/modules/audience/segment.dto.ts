import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { IsInt, IsObject, Max, Min } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import { ContactDto } from './contact.dto.js';
import { IsShortText } from './contact-shapes.js';
import type { Explanation } from './segment-explanation.rules.js';
import { type Rule, comparators, limits } from './segment.rules.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

const ruleSchema = () => ({
  oneOf: [GroupRuleDto, FieldRuleDto, AttendedRuleDto].map((type) => ({ $ref: getSchemaPath(type) })),
});

/** Rules joined by `and`, `or`, or one of them negated by `not`. */
class GroupRuleDto {
  @ApiProperty({ enum: ['and', 'or', 'not'] })
  op: 'and' | 'or' | 'not';

  /** At least one; exactly one for `not`. */
  @ApiProperty({
    type: 'array',
    minItems: 1,
    items: {
      oneOf: ['GroupRuleDto', 'FieldRuleDto', 'AttendedRuleDto'].map((name) => ({
        $ref: `#/components/schemas/${name}`,
      })),
    },
  })
  args: Rule[];
}

/** A condition on the contact itself. Spelling does not matter: `казань` finds `Казань`. */
class FieldRuleDto {
  @ApiProperty({ enum: Object.keys(comparators), example: 'tags' })
  field: string;

  /** tags, interests: hasAny, hasAll, present. city, locale, email: in, present. createdAt: since, before. */
  @ApiProperty({ enum: ['hasAny', 'hasAll', 'in', 'since', 'before', 'present'], example: 'hasAny' })
  cmp: string;

  /** A list of texts; an instant for since and before; left out for present. */
  @ApiProperty({
    oneOf: [
      { type: 'array', items: { type: 'string', maxLength: limits.text }, minItems: 1, maxItems: limits.list },
      { type: 'string', format: 'date-time' },
    ],
    required: false,
    example: ['speaker', 'volunteer'],
  })
  value?: string[] | string;
}

/** Days, both ends included; or the last days up to today in UTC. */
export class AttendedWithinDto {
  @ApiProperty({ format: 'date', required: false, example: '2025-01-01' })
  from?: string;

  @ApiProperty({ format: 'date', required: false, example: '2025-12-31' })
  to?: string;

  /** Stands alone. */
  @ApiProperty({ type: 'integer', minimum: 1, required: false })
  days?: number;
}

/** How the number of events is compared. */
export class AttendedCountDto {
  @ApiProperty({ enum: ['>=', '<=', '='], example: '>=' })
  cmp: string;

  @ApiProperty({ type: 'integer', minimum: 0, example: 2 })
  n: number;
}

/** A condition on how many past events the person came to, of those that the other members name. */
class AttendedRuleDto {
  @ApiProperty({ enum: ['attended'] })
  rel: 'attended';

  /** One of these labels. */
  @ApiProperty({ type: [String], required: false, example: ['Data Evening 12'] })
  labels?: string[];

  /** One of these events that were held with Turnout. */
  @ApiProperty({ type: [String], required: false })
  events?: string[];

  @ApiProperty({ type: AttendedWithinDto, required: false })
  within?: AttendedWithinDto;

  /** At least one event where it is left out. */
  @ApiProperty({ type: AttendedCountDto, required: false })
  count?: AttendedCountDto;
}

const ruleExample = {
  op: 'and',
  args: [
    {
      op: 'or',
      args: [
        { field: 'interests', cmp: 'hasAny', value: ['databases'] },
        { field: 'city', cmp: 'in', value: ['Казань'] },
      ],
    },
    { rel: 'attended', within: { days: 730 }, count: { cmp: '>=', n: 1 } },
    { op: 'not', args: [{ field: 'tags', cmp: 'hasAny', value: ['staff'] }] },
  ],
};

/** A rule as a member of a request or an answer; `readRule` judges it. */
export const RuleProperty = (required = true): PropertyDecorator =>
  ApiProperty({ ...ruleSchema(), required, example: ruleExample });

/** A rule as a member of a request. */
const IsRule = (required = true): PropertyDecorator => applyDecorators(IsObject(), RuleProperty(required));

@ApiExtraModels(GroupRuleDto, FieldRuleDto, AttendedRuleDto)
export class NewSegmentDto {
  @IsShortText(200, { example: 'Back-end people in Kazan who come' })
  name: string;

  /** At most 8 nodes deep, 100 conditions, 1,000 values in a list. */
  @IsRule()
  rule: object;
}

/** What changes about a segment; audiences that were frozen from it do not change. */
export class ChangeSegmentDto {
  @MayBeLeftOut()
  @IsShortText(200, { required: false })
  name?: string;

  @MayBeLeftOut()
  @IsRule(false)
  rule?: object;
}

/** A rule that is not saved. */
export class PreviewSegmentDto {
  @IsRule()
  rule: object;

  /** Contacts to show. */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(50)
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 50, default: 10, required: false })
  sample: number = 10;
}

/** A named rule that says who belongs. */
export class SegmentDto {
  @IdOf('seg')
  id: string;

  /** @example "Back-end people in Kazan who come" */
  name: string;

  @RuleProperty()
  rule: Rule;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;

  static of(row: SegmentRow): SegmentDto {
    return {
      id: toPublicId('seg', row.id),
      name: row.name,
      rule: row.rule,
      createdAt: row.created_at.toISOString(),
      updatedAt: row.updated_at.toISOString(),
      version: row.version,
    };
  }
}

/** A row of `segments`. */
export interface SegmentRow {
  id: string;
  name: string;
  rule: Rule;
  created_at: Date;
  updated_at: Date;
  version: number;
}

/** How many a rule finds right now, and some of them. */
export class SegmentPreviewDto {
  /** @example 120 */
  @ApiProperty({ type: 'integer' })
  size: number;

  /** Of them, those with consent to event invitations and without do-not-contact. */
  @ApiProperty({ type: 'integer', example: 95 })
  mayInvite: number;

  /** Drawn from all over the segment, the same ones each time. */
  @ApiProperty({ type: [ContactDto] })
  sample: ContactDto[];
}

/** One node of the rule with its verdict. */
export class ExplanationNodeDto {
  /** JSON Pointer to the node within the rule; empty for the root. */
  @ApiProperty({ example: '/args/1' })
  pointer: string;

  /** @example true */
  matched: boolean;

  @ApiProperty({ enum: ['and', 'or', 'not'], required: false })
  op?: string;

  @ApiProperty({ type: () => [ExplanationNodeDto], required: false })
  args?: ExplanationNodeDto[];

  /** The condition of a leaf. */
  @ApiProperty({
    oneOf: [FieldRuleDto, AttendedRuleDto].map((type) => ({ $ref: getSchemaPath(type) })),
    required: false,
    example: { rel: 'attended', count: { cmp: '>=', n: 2 } },
  })
  condition?: object;

  /** What the person has where the condition looks: the value of the field, or the number of events. */
  @ApiProperty({
    oneOf: [
      { type: 'string' },
      { type: 'integer' },
      { type: 'array', items: { type: 'string' } },
      { type: 'null' as never },
    ],
    required: false,
    example: 3,
  })
  actual?: string[] | string | number | null;
}

/** Why a person is in a segment, or is not. */
export class SegmentExplanationDto {
  @IdOf('seg')
  segmentId: string;

  @IdOf('con')
  contactId: string;

  /** Whether the person is in the segment. */
  matched: boolean;

  @ApiProperty({ type: ExplanationNodeDto })
  tree: ExplanationNodeDto;

  static of(segmentId: string, contactId: string, tree: Explanation): SegmentExplanationDto {
    return {
      segmentId: toPublicId('seg', segmentId),
      contactId: toPublicId('con', contactId),
      matched: tree.matched,
      tree,
    };
  }
}
