import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsObject } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import type { ImportPlan, PlannedRow } from './import.rules.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

const outcomes = ['created', 'updated', 'unchanged', 'refused'] as const;

/** An agenda to be read into the draft. */
export class NewAgendaImportDto {
  /**
   * A schedule.json in the frab format (c3voc.de/schedule/schema.json), the whole file or its member `schedule`. Logos,
   * recording licences and feedback addresses are passed over.
   */
  @IsObject()
  @ApiProperty({ type: 'object', additionalProperties: true })
  schedule: Record<string, unknown>;

  /** Only tell what would happen. */
  @MayBeLeftOut()
  @IsBoolean()
  @ApiProperty({ required: false, default: false })
  dryRun?: boolean;

  /** Move everything by whole days so that the first day falls on the event's; wall-clock times stay. */
  @MayBeLeftOut()
  @IsBoolean()
  @ApiProperty({ required: false, default: true })
  shiftToEvent?: boolean;
}

/** Why a row was refused. */
export class ImportProblemDto {
  /** @example "scheduling/start-skipped" */
  code: string;

  /** @example "The clock skips this local time on that day" */
  title: string;

  @ApiProperty({ type: String, nullable: true, example: '2027-03-28T02:30 does not exist in Europe/Berlin' })
  detail: string | null;

  /** JSON Pointer (RFC 6901) into the request. */
  @ApiProperty({ type: String, nullable: true, example: '/schedule/conference/days/0/rooms/Hall/3/date' })
  pointer: string | null;
}

/** What an import did with one session of the file. */
export class ImportRowDto {
  /** JSON Pointer (RFC 6901) to the session in the request. */
  @ApiProperty({ example: '/schedule/conference/days/0/rooms/Hall/3' })
  pointer: string;

  @ApiProperty({ type: String, nullable: true, example: '8f0a6a0e-3f43-5b1e-9a3e-0c8f2b9d7c11' })
  guid: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Calendars disagree' })
  title: string | null;

  @ApiProperty({ enum: outcomes, enumName: 'AgendaImportOutcome', example: 'created' })
  outcome: PlannedRow['outcome'];

  /** The session in the draft; null where the row was refused, and for new ones in a dry run. */
  @IdOf('ses', { nullable: true })
  sessionId: string | null;

  @ApiProperty({ type: ImportProblemDto, nullable: true })
  problem: ImportProblemDto | null;

  static of(row: PlannedRow, sessionId: string | null): ImportRowDto {
    return {
      pointer: row.pointer,
      guid: row.guid,
      title: row.title,
      outcome: row.outcome,
      sessionId: sessionId && toPublicId('ses', sessionId),
      problem: row.problem && {
        code: row.problem.code,
        title: row.problem.refusal.title.en,
        detail: row.problem.details.detail ?? null,
        pointer: row.problem.details.pointer ?? null,
      },
    };
  }
}

/** What an import did, or would do. */
export class AgendaImportDto {
  dryRun: boolean;

  @ApiProperty({ type: 'integer', example: 79 })
  created: number;

  @ApiProperty({ type: 'integer', example: 0 })
  updated: number;

  @ApiProperty({ type: 'integer', example: 0 })
  unchanged: number;

  @ApiProperty({ type: 'integer', example: 0 })
  refused: number;

  /** Names of the rooms that were created. */
  @ApiProperty({ type: [String], example: ['Main hall'] })
  rooms: string[];

  /** In the order of the file. */
  @ApiProperty({ type: [ImportRowDto] })
  rows: ImportRowDto[];

  static of(plan: ImportPlan, dryRun: boolean, idOf: (row: PlannedRow) => string | null): AgendaImportDto {
    const count = (outcome: PlannedRow['outcome']) => plan.rows.filter((row) => row.outcome === outcome).length;
    return {
      dryRun,
      created: count('created'),
      updated: count('updated'),
      unchanged: count('unchanged'),
      refused: count('refused'),
      rooms: plan.rooms.map((room) => room.name),
      rows: plan.rows.map((row) => ImportRowDto.of(row, idOf(row))),
    };
  }
}
