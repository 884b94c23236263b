import { ApiProperty } from '@nestjs/swagger';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';

/** One change by a member or a key. */
export class AuditEntryDto {
  @IdOf('aen')
  id: string;

  @ApiProperty({ format: 'date-time' })
  at: string;

  /** Who: `usr_…` for a member, `key_…` for an API key. */
  @ApiProperty({ example: 'usr_01k6cskr0001q0g000000000000' })
  actorId: string;

  /** What kind of thing was changed. */
  @ApiProperty({ example: 'events' })
  resource: string;

  /** Its UUID; null for things without an id of their own. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: '01999999-0000-7000-8000-000000000001' })
  rowId: string | null;

  @ApiProperty({ enum: ['insert', 'update', 'delete'] })
  operation: string;

  /** Columns whose value changed; the values are not kept. */
  @ApiProperty({ isArray: true, type: String, example: ['starts_at'] })
  changed: string[];

  static of(row: AuditEntryRow): AuditEntryDto {
    const [kind, id = ''] = row.actor.split(':');
    return {
      id: toPublicId('aen', row.id),
      at: row.at.toISOString(),
      actorId: toPublicId(kind === 'key' ? 'key' : 'usr', id),
      resource: row.table_name,
      rowId: row.row_id,
      operation: row.operation,
      changed: row.changed,
    };
  }
}

/** A row of `audit_entries`. */
export interface AuditEntryRow {
  id: string;
  at: Date;
  actor: string;
  table_name: string;
  row_id: string | null;
  operation: string;
  changed: string[];
}
