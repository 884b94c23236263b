import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsDate, IsIn, IsObject, IsString, IsUUID, Length, ValidateIf } from 'class-validator';
import { toPublicId } from '../../kernel/id.js';
import { IdOf, PublicId } from '../../platform/http/id-param.js';
import { LocalizedTextDto, MoneyDto } from '../../platform/http/shapes.dto.js';
import { exampleCode } from '../registrations/my-order.dto.js';
import { ApiAnswers } from '../registrations/order-request.dto.js';
import { type ListRule, type ScanKind, type ScanRefusal, listRules, scanKinds, scanRefusals } from './scan.rules.js';
import type { Attendance } from './attendance.queries.js';
import type { Scan, ScanOutcome } from './scans.queries.js';
import { MayBeLeftOut } from '../../platform/http/may-be-left-out.js';

const scanOutcomes = ['admitted', 'left', 'refused', 'reverted'] as const satisfies readonly ScanOutcome[];

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

  /** The check-in list at this door. May be left out where the event has one at most. */
  @MayBeLeftOut()
  @PublicId('cli', { required: false })
  listId?: string;

  /** Whether somebody comes in or goes out. */
  @MayBeLeftOut()
  @IsIn(scanKinds)
  @ApiProperty({ enum: scanKinds, enumName: 'ScanKind', default: 'entry', required: false })
  kind?: ScanKind;

  /** When it was scanned, by the clock of the device. Required where it was offline. */
  @ValidateIf((scan: NewScanDto) => scan.offline === true || scan.deviceAt !== undefined)
  @Type(() => Date)
  @IsDate()
  @ApiProperty({ type: String, format: 'date-time', required: false })
  deviceAt?: Date;

  /**
   * The device had no connection and let the person in, or out, by itself: it is recorded as it was decided, at `deviceAt`, or
   * now where that is still to come, with what speaks against it as `conflict`; refused only where the code is unknown or of
   * another event, or where a list of single entries had let the ticket in.
   */
  @MayBeLeftOut()
  @IsBoolean()
  @ApiProperty({ type: 'boolean', default: false, required: false })
  offline?: boolean;

  /** Answers to the questions that are asked at check-in, where the scan before was `incomplete`. */
  @MayBeLeftOut()
  @IsObject()
  @ApiAnswers()
  answers?: Record<string, unknown>;
}

/** Takes a scan back: the person did not come in, or go out, after all. */
export class RevertScanDto {
  /** @example "Main entrance 2" */
  @IsString()
  @Length(1, 100)
  device: string;

  /** Made by the device for this command. The same sent again has the answer it had. */
  @IsUUID()
  @ApiProperty({ format: 'uuid', example: '7f8d3c1e-5a56-4d0f-9a0e-2f4f5f8f3b12' })
  clientScanId: string;
}

/** What the door has to ask before it lets somebody in. */
export class DoorQuestionDto {
  /** @example "shirt-size" */
  key: string;

  /** What is wrong with the answer, or that there is none. */
  @ApiProperty({ example: 'An answer is required' })
  detail: string;
}

/** Who stands at the door: no more than the device has to show. */
export class ScannedTicketDto {
  @IdOf('tkt')
  id: string;

  /** @example "Мария Орлова" */
  attendeeName: string;

  ticketType: LocalizedTextDto;
}

/** Whether somebody may come in, or that they went out. Every outcome is an answer, not an error. */
export class ScanDto {
  @IdOf('scn')
  id: string;

  /** Null for the list that an event has by default. */
  @IdOf('cli', { nullable: true })
  listId: string | null;

  @ApiProperty({ enum: scanKinds, enumName: 'ScanKind', example: 'entry' })
  kind: ScanKind;

  @ApiProperty({ enum: scanOutcomes, enumName: 'ScanOutcome' })
  outcome: ScanOutcome;

  /** Why not; null where somebody was admitted. */
  @ApiProperty({ enum: scanRefusals, enumName: 'ScanRefusal', nullable: true, example: 'already-admitted' })
  reason: ScanRefusal | null;

  /**
   * What speaks against a scan that counts all the same, because a device without a connection acted on it: the ticket was
   * cancelled, blocked or handed on, say; or two entries have no exit between them, by what is known now. Null: nothing does.
   */
  @ApiProperty({ enum: scanRefusals, enumName: 'ScanRefusal', nullable: true, example: null })
  conflict: ScanRefusal | null;

  /** What is still to be paid for the order, where it is not paid. */
  @ApiProperty({ type: MoneyDto, nullable: true })
  due: MoneyDto | null;

  /** The limit of the list that another entry would break. */
  @ApiProperty({ enum: listRules, enumName: 'ListRule', nullable: true, example: null })
  rule: ListRule | null;

  /** What has to be asked; scan again with the answers. */
  @ApiProperty({ type: [DoorQuestionDto] })
  asks: DoorQuestionDto[];

  /** Null for an unknown code and for a ticket of another event. */
  @ApiProperty({ type: ScannedTicketDto, nullable: true })
  ticket: ScannedTicketDto | null;

  /** When the ticket was first admitted on this list; null where it never was, or that was taken back. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  firstAdmittedAt: string | null;

  /** The device that admitted it. */
  @ApiProperty({ type: 'string', nullable: true, example: 'Main entrance 1' })
  firstDevice: string | null;

  /** When it was last admitted on this list. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  lastAdmittedAt: string | null;

  @ApiProperty({ type: 'string', nullable: true, example: 'Main entrance 1' })
  lastDevice: string | null;

  /** The scan that this one takes back. */
  @IdOf('scn', { nullable: true })
  revertsId: string | null;

  /** What was answered at the door. */
  @ApiAnswers()
  answers: Readonly<Record<string, unknown>>;

  /** @example "Main entrance 2" */
  device: string;

  @ApiProperty({ format: 'uuid', example: '7f8d3c1e-5a56-4d0f-9a0e-2f4f5f8f3b11' })
  clientScanId: string;

  /** By our clock. */
  @ApiProperty({ format: 'date-time' })
  scannedAt: string;

  /** By the clock of the device. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  deviceAt: string | null;

  /** Whether the device decided without a connection. */
  @ApiProperty({ example: false })
  offline: boolean;

  static of(scan: Scan): ScanDto {
    const { details } = scan;
    return {
      id: toPublicId('scn', scan.id),
      listId: scan.listId && toPublicId('cli', scan.listId),
      kind: scan.kind,
      outcome: scan.outcome,
      reason: scan.reason,
      conflict: scan.conflict,
      due: details.due ?? null,
      rule: details.rule ?? null,
      asks: (details.asks ?? []).map(({ key, detail }) => ({ key, detail })),
      ticket: ticketOf(scan),
      firstAdmittedAt: scan.firstAdmittedAt?.toISOString() ?? null,
      firstDevice: scan.firstDevice,
      lastAdmittedAt: scan.lastAdmittedAt?.toISOString() ?? null,
      lastDevice: scan.lastDevice,
      revertsId: scan.revertsId && toPublicId('scn', scan.revertsId),
      answers: scan.answers,
      device: scan.device,
      clientScanId: scan.clientScanId,
      scannedAt: scan.scannedAt.toISOString(),
      deviceAt: scan.deviceAt?.toISOString() ?? null,
      offline: scan.offline,
    };
  }
}

function ticketOf({ reason, ticketId, attendeeName, ticketType }: Scan): ScannedTicketDto | null {
  if (reason === 'wrong-event' || ticketId === null || attendeeName === null || ticketType === null) return null;
  return { id: toPublicId('tkt', ticketId), attendeeName, ticketType };
}

/** How often the door said no for this reason. */
export class RefusedScansDto {
  @ApiProperty({ enum: scanRefusals, enumName: 'ScanRefusal' })
  reason: ScanRefusal;

  @ApiProperty({ type: 'integer', example: 2 })
  scans: number;
}

/** How full a check-in list is by now. */
export class ListAttendanceDto {
  /** Null for the list that an event has by default. */
  @IdOf('cli', { nullable: true })
  listId: string | null;

  @ApiProperty({ type: 'integer', example: 70 })
  admitted: number;

  @ApiProperty({ type: 'integer', example: 60 })
  inside: number;
}

/** How full the event is by now. */
export class EventAttendanceDto {
  /** Valid tickets. */
  @ApiProperty({ type: 'integer', example: 100 })
  registered: number;

  /** Tickets that were let in, on any list. */
  @ApiProperty({ type: 'integer', example: 70 })
  admitted: number;

  /** Tickets that were let in and did not go out since, on any list. */
  @ApiProperty({ type: 'integer', example: 60 })
  inside: number;

  /** The same for each list with scans. */
  lists: ListAttendanceDto[];

  /** Scans that let nobody in, by reason; reasons without any are left out. */
  refusedByReason: RefusedScansDto[];

  static of(attendance: Attendance): EventAttendanceDto {
    return {
      registered: attendance.registered,
      admitted: attendance.admitted,
      inside: attendance.inside,
      lists: attendance.lists.map(({ listId, admitted, inside }) => ({
        listId: listId && toPublicId('cli', listId),
        admitted,
        inside,
      })),
      refusedByReason: attendance.refusedByReason.map(({ reason, scans }) => ({ reason, scans })),
    };
  }
}
