import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { EventsService } from '../events/events.service.js';
import { attendanceOf } from './attendance.queries.js';
import { scanNotReversible, scanUnknown } from './checkin.problems.js';
import { EventAttendanceDto, type NewScanDto, type RevertScanDto, ScanDto } from './scan.dto.js';
import { Scanning, sameScan } from './scanning.service.js';
import { type NewScan, type Scan, lockScan, scanListing, scanSent, writeScan } from './scans.queries.js';

/** The door: who may come in, and who has. */
@Injectable()
export class CheckinService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
    private readonly scanning: Scanning,
  ) {}

  scan(actor: Actor, eventId: string, input: NewScanDto): Promise<ScanDto> {
    return this.db.transaction(actor, async (tx) => ScanDto.of(await this.scanning.scan(tx, actor, eventId, input)));
  }

  /** Takes back a scan that let somebody in or out, by a scan of its own; what was written stays. */
  revert(actor: Actor, eventId: string, scanId: string, input: RevertScanDto): Promise<ScanDto> {
    return this.db.transaction(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const before = await lockScan(tx, actor, eventId, scanId);
      if (!before) throw scanUnknown();
      const { kind, listId, ticketId } = before;
      const revert: NewScan = { ...reverting(input), eventId, kind, listId, ticketId, revertsId: scanId };
      const sent = await scanSent(tx, actor, eventId, input.clientScanId);
      if (sent) return ScanDto.of(sameScan(sent, revert));
      const moved = before.outcome === 'admitted' || before.outcome === 'left';
      if (!moved || !(await writeScan(tx, actor, revert))) throw scanNotReversible();
      const written = await scanSent(tx, actor, eventId, input.clientScanId);
      if (!written) throw new Error('A scan is there once it is written');
      return ScanDto.of(written);
    });
  }

  list(actor: Actor, eventId: string, query: PageQuery): Promise<Page<ScanDto>> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return readPage<Scan, ScanDto>(tx, scanListing(actor, eventId), query, (scan) => ScanDto.of(scan));
    });
  }

  attendance(actor: Actor, eventId: string): Promise<EventAttendanceDto> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      return EventAttendanceDto.of(await attendanceOf(tx, actor, eventId));
    });
  }
}

const reverting = ({ device, clientScanId }: RevertScanDto) => ({
  device,
  clientScanId,
  outcome: 'reverted' as const,
  reason: null,
  deviceAt: null,
  offline: false,
  single: false,
  round: 0,
  answers: {},
  details: {},
});
