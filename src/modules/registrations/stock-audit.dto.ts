import { ApiProperty } from '@nestjs/swagger';
import { toPublicId } from '../../kernel/id.js';
import { idSchema } from '../../platform/http/id-param.js';
import type { StockCount } from './stock-audit.queries.js';

/** A counter beside its recount. */
export class StockCountDto {
  /** The quota or the ticket type that the counter belongs to. */
  @ApiProperty({ oneOf: [idSchema('quo'), idSchema('tty')], example: idSchema('quo').example })
  id: string;

  @ApiProperty({ enum: ['quota', 'ticket-type'], example: 'quota' })
  kind: StockCount['kind'];

  /** What the counter says. */
  @ApiProperty({ type: 'integer', example: 88 })
  sold: number;

  /** Valid tickets, counted one by one. */
  @ApiProperty({ type: 'integer', example: 88 })
  counted: number;

  static of({ id, kind, sold, counted }: StockCount): StockCountDto {
    return { id: toPublicId(kind === 'quota' ? 'quo' : 'tty', id), kind, sold, counted };
  }
}

/** Whether the counters of an event say what its tickets say, as of one moment. */
export class StockAuditDto {
  /** False is a fault of Turnout: nothing an organiser does may bring it about. */
  @ApiProperty({ example: true })
  agrees: boolean;

  @ApiProperty({ type: [StockCountDto] })
  counts: StockCountDto[];

  static of(counts: readonly StockCount[]): StockAuditDto {
    return { agrees: counts.every(({ sold, counted }) => sold === counted), counts: counts.map(StockCountDto.of) };
  }
}
