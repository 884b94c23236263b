import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/sql.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { EventsService } from '../events/events.service.js';
import { TicketCodes } from '../registrations/ticket-codes.service.js';
import { ticketAdmitted } from './checkin.messages.js';
import { scanReused } from './checkin.problems.js';
import { EventAttendanceDto, type NewScanDto, ScanDto } from './scan.dto.js';
import { judgeScan } from './scan.rules.js';
import {
  type NewScan,
  type Scan,
  type ScannedTicket,
  attendanceOf,
  scanListing,
  scanSent,
  scannedAt,
  writeScan,
} from './scans.queries.js';

/** The door: who may come in, and who has. */
@Injectable()
export class CheckinService {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly events: EventsService,
    private readonly codes: TicketCodes,
  ) {}

  /** Judges a code and keeps the scan, whatever the verdict. */
  scan(actor: Actor, eventId: string, input: NewScanDto): Promise<ScanDto> {
    return this.db.transaction(actor, async (tx) => {
      const code = this.codes.read(input.code);
      const found = await scannedAt(tx, actor, eventId, code);
      if (!found) return this.refuseEvent(tx, actor, eventId);
      const { status, publicKey, keyRevoked } = found;
      const ticket = code && publicKey && this.codes.isSigned(code, publicKey) ? found.ticket : null;
      const judgement = judgeScan({
        event: { id: eventId, status },
        ticket: ticket && { ...ticket, codeGeneration: keyRevoked ? 0 : (code?.generation ?? 0) },
      });
      const scan = {
        eventId,
        ticketId: ticket?.id ?? null,
        device: input.device,
        clientScanId: input.clientScanId,
        reason: judgement === 'free' ? null : judgement,
      };
      return ScanDto.of(await this.keep(tx, actor, scan, ticket));
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

  /** Who is first is decided by the insert itself, never by looking before it. */
  private async keep(tx: Tx, actor: Actor, scan: NewScan, ticket: ScannedTicket | null): Promise<Scan> {
    const written = await writeScan(tx, actor, scan);
    if (!written || !ticket || scan.reason) return this.kept(tx, actor, scan, written === undefined);
    await this.jobs.publish(tx, actor, [ticketAdmitted(ticket.id, ticket.orderId, scan.eventId)]);
    return {
      ...scan,
      ...written,
      outcome: 'admitted',
      attendeeName: ticket.attendeeName,
      ticketType: ticket.ticketType,
      firstAdmittedAt: written.scannedAt,
      firstDevice: scan.device,
    };
  }

  /** The scan as it stands: refused, sent before, or too late because the ticket had been admitted. */
  private async kept(tx: Tx, actor: Actor, scan: NewScan, conflicted: boolean): Promise<Scan> {
    const sent = await scanSent(tx, actor, scan.eventId, scan.clientScanId);
    if (sent) return sameScan(sent, scan);
    if (conflicted) await writeScan(tx, actor, { ...scan, reason: 'already-admitted' });
    const late = await scanSent(tx, actor, scan.eventId, scan.clientScanId);
    if (!late) throw new Error('A scan is there once it is written');
    return sameScan(late, scan);
  }

  private async refuseEvent(tx: Tx, actor: Actor, eventId: string): Promise<never> {
    await this.events.get(tx, actor, eventId);
    throw new Error('The event came while it was looked for');
  }
}

/** A device that uses an id twice would hide a scan behind the verdict of another one. */
function sameScan(sent: Scan, scan: NewScan): Scan {
  if (sent.ticketId !== scan.ticketId || sent.device !== scan.device) throw scanReused({ pointer: '/clientScanId' });
  return sent;
}
