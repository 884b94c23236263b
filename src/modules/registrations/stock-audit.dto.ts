import { ApiProperty } from '@nestjs/swagger';
import { toPublicId } from '../../kernel/id.js';
import { idSchema } from '../../platform/http/id-param.js';
import type { StockCount } from './stock-audit.queries.js';

const kinds = ['quota', 'ticket-type', 'variation', 'code'] as const satisfies readonly StockCount['kind'][];
const prefixes = { quota: 'quo', 'ticket-type': 'tty', variation: 'var', code: 'cod' } as const;

/** A counter beside its recount. */
export class StockCountDto {
  /** What the counter belongs to. */
  @ApiProperty({ oneOf: kinds.map((kind) => idSchema(prefixes[kind])), example: idSchema('quo').example })
  id: string;

  @ApiProperty({ enum: kinds, enumName: 'StockCountKind', example: 'quota' })
  kind: StockCount['kind'];

  /** What is counted: places, uses of a code, or minor units that it gave away. */
  @ApiProperty({ enum: ['held', 'sold', 'blocked', 'used', 'given-away'], enumName: 'StockCounter', example: 'sold' })
  counter: StockCount['counter'];

  /** What the counter says. */
  @ApiProperty({ type: 'integer', example: 88 })
  says: number;

  /** The tickets and holds behind it, counted one by one. */
  @ApiProperty({ type: 'integer', example: 88 })
  counted: number;

  static of({ id, kind, counter, says, counted }: StockCount): StockCountDto {
    return { id: toPublicId(prefixes[kind], id), kind, counter, says, counted };
  }
}

/** Whether the counters of an event say what its tickets and holds say, as of one moment. */
export class StockAuditDto {
  /** False is a fault of Turnout: nothing an organiser does may bring it about. */
  @ApiProperty({ example: true })
  agrees: boolean;

  @ApiProperty({ type: [StockCountDto] })
  counts: StockCountDto[];

  static of(counts: readonly StockCount[]): StockAuditDto {
    return { agrees: counts.every(({ says, counted }) => says === counted), counts: counts.map(StockCountDto.of) };
  }
}
