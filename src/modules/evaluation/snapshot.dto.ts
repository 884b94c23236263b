import { ApiProperty } from '@nestjs/swagger';
import { toPublicId } from '../../kernel/id.js';
import type { LocalizedText } from '../../kernel/text.js';
import { IdOf } from '../../platform/http/id-param.js';
import { LocalizedTextDto } from '../../platform/http/shapes.dto.js';
import { EvaluationDto } from './evaluation.dto.js';
import type { Outcome } from './evaluation.rules.js';
import { leadOf } from './explanations.js';
import type { Facts } from './facts.js';

/** A row of `evaluation_snapshots`. */
export interface SnapshotRow {
  id: string;
  event_id: string;
  facts: Facts;
  outcome: Outcome;
  created_at: Date;
}

/** An evaluation that was kept, in short. */
export class SnapshotSummaryDto {
  @IdOf('evs')
  id: string;

  @IdOf('evt')
  eventId: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  takenAt: string;

  @ApiProperty({
    type: LocalizedTextDto,
    example: { en: '4 goals: 3 met, 1 inconclusive.', ru: '4 цели: достигнуто 3, неясно 1.' },
  })
  lead: LocalizedText;

  static of(row: SnapshotRow): SnapshotSummaryDto {
    return {
      id: toPublicId('evs', row.id),
      eventId: toPublicId('evt', row.event_id),
      takenAt: row.created_at.toISOString(),
      lead: leadOf(row.outcome.goals),
    };
  }
}

/** An evaluation as it stood when it was kept. It never changes. */
export class SnapshotDto extends SnapshotSummaryDto {
  evaluation: EvaluationDto;

  /** What it was computed from, so that anybody can compute it again: counts of people, answers and money, and the goals. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  facts: object;

  static ofRow(row: SnapshotRow): SnapshotDto {
    const { id, eventId, takenAt, lead } = SnapshotSummaryDto.of(row);
    return { id, eventId, takenAt, lead, evaluation: EvaluationDto.of(row.event_id, row.outcome), facts: row.facts };
  }
}
