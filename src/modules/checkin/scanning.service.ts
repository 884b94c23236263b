import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { EventsService } from '../events/events.service.js';
import { type ReadTicketCode, TicketCodes } from '../registrations/ticket-codes.service.js';
import { QuestionsService } from '../ticketing/questions.service.js';
import { ticketAdmitted } from './checkin.messages.js';
import { listNeeded, listUnknown, scanReused } from './checkin.problems.js';
import type { NewScanDto } from './scan.dto.js';
import {
  type ListTerms,
  type ScanFacts,
  type ScanRefusal,
  brokenRule,
  conflictOf,
  defaultList,
  judgeOffline,
  judgeScan,
} from './scan.rules.js';
import {
  type Found,
  type History,
  type NewScan,
  type Scan,
  type ScanDetails,
  type ScannedTicket,
  type SentScan,
  answersOf,
  historyNow,
  scanSent,
  scannedAt,
  writeScan,
} from './scans.queries.js';

/** A scan that is being judged. */
interface Case {
  input: NewScanDto;
  sent: SentScan;
  list: ListTerms;
  facts: ScanFacts;
  ticket: ScannedTicket | null;
  history: History;
  asks: boolean;
  now: Date;
}

interface Verdict {
  reason: ScanRefusal | null;
  details: ScanDetails;
  answers: Readonly<Record<string, unknown>>;
}

/** Judges codes at the door, and keeps every scan, whatever the verdict. */
@Injectable()
export class Scanning {
  constructor(
    private readonly jobs: Jobs,
    private readonly events: EventsService,
    private readonly codes: TicketCodes,
    private readonly questions: QuestionsService,
  ) {}

  async scan(tx: Tx, actor: Actor, eventId: string, input: NewScanDto): Promise<Scan> {
    const code = this.codes.read(input.code);
    const sent = sentScan(eventId, input);
    const found = await scannedAt(tx, actor, sent, code);
    if (!found) return this.refuseEvent(tx, actor, eventId);
    const known = await this.caseOf(tx, actor, { input, sent, found, code });
    if (found.sent) return this.kept(tx, actor, toWrite(known, { reason: 'unknown-code', details: {}, answers: {} }));
    return this.keep(tx, actor, known, await this.judge(tx, actor, known));
  }

  private async caseOf(
    tx: Tx,
    actor: Actor,
    { input, sent, found, code }: { input: NewScanDto; sent: SentScan; found: Found; code: ReadTicketCode | null },
  ): Promise<Case> {
    const chosen = listOf(found, sent.listId);
    const placed = { ...sent, listId: chosen?.id ?? null };
    const list = chosen ?? defaultList;
    const ticket = this.ticketOf(code, found);
    // A unique index knows who was first on a list of single entries. Elsewhere the last scan decides, seen under the lock.
    const history =
      ticket && list.entries !== 'single' ? await historyNow(tx, actor, placed, ticket.id) : found.history;
    const facts: ScanFacts = {
      kind: input.kind ?? 'entry',
      at: earlier(placed.happenedAt, found.now),
      event: { id: placed.eventId, status: found.status },
      list,
      history: { ...history, lastEntryAt: history.last?.at ?? null },
      ticket: ticket && { ...ticket, codeGeneration: generationOf(code, found) },
    };
    return { input, sent: placed, list, facts, ticket, history, asks: found.asks, now: found.now };
  }

  /** The ticket that the code names, if the key of its event signed it. */
  private ticketOf(code: ReadTicketCode | null, { publicKey, ticket }: Found): ScannedTicket | null {
    return code && publicKey && this.codes.isSigned(code, publicKey) ? ticket : null;
  }

  private async judge(tx: Tx, actor: Actor, known: Case): Promise<Verdict> {
    const { input, facts, ticket } = known;
    const judgement = input.offline ? judgeOffline(facts) : judgeScan(facts);
    const answers = {};
    if (judgement === 'free') return withConflict(known, await this.ask(tx, actor, known));
    if (judgement === 'not-paid')
      return { reason: judgement, details: ticket?.due ? { due: ticket.due } : {}, answers };
    if (judgement !== 'rules') return { reason: judgement, details: {}, answers };
    const rule = brokenRule(facts);
    return { reason: judgement, details: rule ? { rule } : {}, answers };
  }

  /** What the event asks at the door must be answered, now or before. Whoever goes out, or is in, is asked nothing. */
  private async ask(tx: Tx, actor: Actor, { input, sent, facts, ticket, asks }: Case): Promise<Verdict> {
    const free = { reason: null, details: {}, answers: {} };
    if (!asks || !ticket || facts.kind === 'exit') return free;
    const before = await answersOf(tx, actor, ticket.id);
    const { answers, faults } = await this.questions.askedAtDoor(tx, actor, sent.eventId, before, input.answers ?? {});
    if (faults.length === 0 || input.offline) return { ...free, answers };
    return { reason: 'incomplete', details: { asks: faults }, answers: {} };
  }

  /** Who is first is decided by the insert itself, never by looking before it. */
  private async keep(tx: Tx, actor: Actor, known: Case, verdict: Verdict): Promise<Scan> {
    const scan = toWrite(known, verdict);
    const written = await writeScan(tx, actor, scan);
    if (!written) return this.lost(tx, actor, scan);
    const { ticket, history } = known;
    const { conflict = null } = scan.details;
    // By the code of somebody who gave the ticket away, it is not its holder who came.
    if (ticket && scan.outcome === 'admitted' && history.entries === 0 && conflict !== 'code-replaced')
      await this.jobs.publish(tx, actor, [ticketAdmitted(ticket.id, ticket.orderId, scan.eventId)]);
    if (scan.offline) return this.kept(tx, actor, scan);
    return { ...scan, ...written, conflict, ...whoOf(ticket), ...admissionsAfter(scan, written.scannedAt, history) };
  }

  /** The same scan is there, or another device was first. */
  private async lost(tx: Tx, actor: Actor, scan: NewScan): Promise<Scan> {
    const sent = await scanSent(tx, actor, scan.eventId, scan.clientScanId);
    if (sent) return sameScan(sent, scan);
    await writeScan(tx, actor, { ...scan, outcome: 'refused', reason: 'already-admitted', answers: {}, details: {} });
    return this.kept(tx, actor, scan);
  }

  private async kept(tx: Tx, actor: Actor, scan: NewScan): Promise<Scan> {
    const sent = await scanSent(tx, actor, scan.eventId, scan.clientScanId);
    if (!sent) throw new Error('A scan is there once it is written');
    return sameScan(sent, scan);
  }

  private async refuseEvent(tx: Tx, actor: Actor, eventId: string): Promise<never> {
    await this.events.get(tx, actor, eventId);
    throw new Error('The event came while it was looked for');
  }
}

const sentScan = (eventId: string, input: NewScanDto): SentScan => ({
  eventId,
  listId: input.listId ?? null,
  clientScanId: input.clientScanId,
  happenedAt: input.offline ? (input.deviceAt ?? null) : null,
});

const earlier = (at: Date | null, now: Date): Date => (at && at < now ? at : now);

/** What a device did without a connection is kept, with what speaks against it. */
function withConflict({ input, facts, now }: Case, verdict: Verdict): Verdict {
  const conflict = input.offline && input.deviceAt ? conflictOf(facts, input.deviceAt, now) : null;
  return conflict ? { ...verdict, details: { ...verdict.details, conflict } } : verdict;
}

/** A code of a revoked key is older than any. */
const generationOf = (code: ReadTicketCode | null, { keyRevoked }: Found): number =>
  keyRevoked || !code ? 0 : code.generation;

const whoOf = (ticket: ScannedTicket | null): Pick<Scan, 'attendeeName' | 'ticketType'> => ({
  attendeeName: ticket?.attendeeName ?? null,
  ticketType: ticket?.ticketType ?? null,
});

/** When and where the ticket was let in, this scan included. */
function admissionsAfter(scan: NewScan, written: Date, { first, last }: History) {
  const mine = scan.outcome === 'admitted' ? { at: written, device: scan.device } : null;
  const nothing = { at: null, device: null };
  const [earliest, latest] = [first ?? mine ?? nothing, mine ?? last ?? nothing];
  return {
    firstAdmittedAt: earliest.at,
    firstDevice: earliest.device,
    lastAdmittedAt: latest.at,
    lastDevice: latest.device,
  };
}

/** The list that was named, or the only one; null: the one that an event has by default. */
function listOf({ lists }: Found, named: string | null) {
  const [first, second] = lists;
  if (named !== null && !first) throw listUnknown({ pointer: '/listId' });
  if (second) throw listNeeded({ pointer: '/listId' });
  return first ?? null;
}

const toWrite = (
  { input, sent, list, ticket, facts, history }: Case,
  { reason, details, answers }: Verdict,
): NewScan => ({
  eventId: sent.eventId,
  listId: sent.listId,
  clientScanId: sent.clientScanId,
  ticketId: ticket?.id ?? null,
  kind: facts.kind,
  outcome: reason ? 'refused' : facts.kind === 'exit' ? 'left' : 'admitted',
  reason,
  device: input.device,
  deviceAt: input.deviceAt ?? null,
  offline: input.offline ?? false,
  single: list.entries === 'single',
  round: history.round,
  revertsId: null,
  answers,
  details,
});

/** A device that uses an id twice would hide a scan behind the verdict of another one. */
export function sameScan(
  sent: Scan,
  scan: Pick<NewScan, 'ticketId' | 'device' | 'kind' | 'revertsId' | 'listId'>,
): Scan {
  const same = (['ticketId', 'device', 'kind', 'revertsId', 'listId'] as const).every((key) => sent[key] === scan[key]);
  if (!same) throw scanReused({ pointer: '/clientScanId' });
  return sent;
}
