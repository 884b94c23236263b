import { ApiProperty } from '@nestjs/swagger';
import { IsString, IsUUID, Length } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf } from '../../platform/http/id-param.js';
import { LocalizedTextDto } from '../../platform/http/shapes.dto.js';
import { exampleCode } from '../registrations/my-order.dto.js';
import { type ScanRefusal, scanRefusals } from './scan.rules.js';
import type { Attendance, Scan } from './scans.queries.js';

const scanOutcomes = ['admitted', 'refused'] as const;
type ScanOutcome = (typeof scanOutcomes)[number];

/** A code that a device read at the door. */
export class NewScanDto {
  /** What the QR code says, or what somebody typed from the ticket. */
  @IsString()
  @Length(1, 500)
  @ApiProperty({ example: exampleCode })
  code: string;

  /**
   * Name of the device, the same for all its scans.
   * @example "Main entrance 2"
   */
  @IsString()
  @Length(1, 100)
  device: string;

  /** Made by the device for this scan. The same scan sent again, as after a lost answer, has the verdict it had. */
  @IsUUID()
  @ApiProperty({ format: 'uuid', example: '7f8d3c1e-5a56-4d0f-9a0e-2f4f5f8f3b11' })
  clientScanId: string;
}

/** Who stands at the door: no more than the device has to show. */
export class ScannedTicketDto {
  @IdOf('tkt')
  id: string;

  /** @example "Мария Орлова" */
  attendeeName: string;

  ticketType: LocalizedTextDto;
}

/** Whether somebody may come in. Both outcomes are answers, not errors. */
export class ScanDto {
  @IdOf('scn')
  id: string;

  @ApiProperty({ enum: scanOutcomes, enumName: 'ScanOutcome' })
  outcome: ScanOutcome;

  /** Why not; null where somebody was admitted. */
  @ApiProperty({ enum: scanRefusals, enumName: 'ScanRefusal', nullable: true, example: 'already-admitted' })
  reason: ScanRefusal | null;

  /** Null for an unknown code and for a ticket of another event. */
  @ApiProperty({ type: ScannedTicketDto, nullable: true })
  ticket: ScannedTicketDto | null;

  /** When the ticket was first admitted; null where it never was. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  firstAdmittedAt: string | null;

  /** The device that admitted it. */
  @ApiProperty({ type: 'string', nullable: true, example: 'Main entrance 1' })
  firstDevice: string | null;

  /** @example "Main entrance 2" */
  device: string;

  @ApiProperty({ format: 'uuid', example: '7f8d3c1e-5a56-4d0f-9a0e-2f4f5f8f3b11' })
  clientScanId: string;

  @ApiProperty({ format: 'date-time' })
  scannedAt: string;

  static of(scan: Scan): ScanDto {
    return {
      id: toPublicId('scn', scan.id),
      outcome: scan.outcome,
      reason: scan.reason,
      ticket: scan.reason === 'wrong-event' ? null : ticketOf(scan),
      firstAdmittedAt: scan.firstAdmittedAt?.toISOString() ?? null,
      firstDevice: scan.firstDevice,
      device: scan.device,
      clientScanId: scan.clientScanId,
      scannedAt: scan.scannedAt.toISOString(),
    };
  }
}

function ticketOf({ ticketId, attendeeName, ticketType }: Scan): ScannedTicketDto | null {
  if (ticketId === null || attendeeName === null || ticketType === null) return null;
  return { id: toPublicId('tkt', ticketId), attendeeName, ticketType };
}

/** How often the door said no for this reason. */
export class RefusedScansDto {
  @ApiProperty({ enum: scanRefusals, enumName: 'ScanRefusal' })
  reason: ScanRefusal;

  @ApiProperty({ type: 'integer', example: 2 })
  scans: number;
}

/** How full the event is by now. */
export class EventAttendanceDto {
  /** Valid tickets. */
  @ApiProperty({ type: 'integer', example: 100 })
  registered: number;

  /** Tickets that were let in. */
  @ApiProperty({ type: 'integer', example: 70 })
  admitted: number;

  /** Scans that let nobody in, by reason; reasons without any are left out. */
  refusedByReason: RefusedScansDto[];

  static of(attendance: Attendance): EventAttendanceDto {
    return {
      registered: attendance.registered,
      admitted: attendance.admitted,
      refusedByReason: attendance.refusedByReason.map(({ reason, scans }) => ({ reason, scans })),
    };
  }
}
