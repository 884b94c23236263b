/** Why somebody is not let in. */
export const scanRefusals = [
  'unknown-code',
  'wrong-event',
  'event-cancelled',
  'event-closed',
  'cancelled',
  'unapproved',
  'not-paid',
  'blocked',
  'code-replaced',
  'wrong-type',
  'wrong-time',
  'rules',
  'incomplete',
  'already-admitted',
] as const;
export type ScanRefusal = (typeof scanRefusals)[number];

export const scanKinds = ['entry', 'exit'] as const;
export type ScanKind = (typeof scanKinds)[number];

/** How often one ticket is let in: once; again after it went out; as often as it comes. */
export const entryModes = ['single', 'after-exit', 'multiple'] as const;
export type EntryMode = (typeof entryModes)[number];

/** Limits of a list with several entries, in the order in which they are judged. */
export const listRules = ['max-entries', 'max-entries-per-day', 'minutes-between'] as const;
export type ListRule = (typeof listRules)[number];

/** What a check-in list lets in. */
export interface ListTerms {
  ticketTypeIds: readonly string[];
  variationIds: readonly string[];
  opensAt: Date | null;
  closesAt: Date | null;
  entries: EntryMode;
  includesPending: boolean;
  maxEntries: number | null;
  maxEntriesPerDay: number | null;
  minutesBetween: number | null;
}

/** The list of an event that has none: every ticket that admits, once, at any time. */
export const defaultList: ListTerms = {
  ticketTypeIds: [],
  variationIds: [],
  opensAt: null,
  closesAt: null,
  entries: 'single',
  includesPending: true,
  maxEntries: null,
  maxEntriesPerDay: null,
  minutesBetween: null,
};

/** What happened with the ticket on this list so far; what was reverted did not happen. */
export interface ScanHistory {
  entries: number;
  /** On the day of this scan, by the calendar of the event's time zone. */
  entriesToday: number;
  lastEntryAt: Date | null;
  /** Whether the last movement was an entry. */
  inside: boolean;
}

/** What is known of a scanned code when it is judged. */
export interface ScanFacts {
  kind: ScanKind;
  /** When it happened. */
  at: Date;
  /** The event at whose door the code was scanned. */
  event: { id: string; status: 'draft' | 'published' | 'cancelled' | 'closed' };
  list: ListTerms;
  history: ScanHistory;
  /** Null where the code is forged, or names no ticket of this organisation. */
  ticket: {
    eventId: string;
    ticketTypeId: string;
    variationId: string | null;
    isAddOn: boolean;
    state: 'requested' | 'reserved' | 'valid' | 'cancelled';
    orderState: string;
    /** Whether its order admits before it is paid. */
    pendingAdmits: boolean;
    blocked: boolean;
    createdAt: Date;
    generation: number;
    /** The generation that the code is of; a ticket that changed hands has a newer one. */
    codeGeneration: number;
  } | null;
}

type Ticket = NonNullable<ScanFacts['ticket']>;

/** `free`: nothing speaks against it but what only the database and the person can answer: who was first, what is asked. */
export type ScanJudgement = 'free' | Exclude<ScanRefusal, 'incomplete'>;

/**
 * Judges a code. Checks go from the code to the event to the ticket to the list, so that the reason is the one that door
 * staff can act on. Whoever goes out is not asked whether they may: only whether the code is theirs.
 */
export function judgeScan(facts: ScanFacts): ScanJudgement {
  const { kind, event, ticket } = facts;
  if (!ticket) return 'unknown-code';
  if (ticket.eventId !== event.id) return 'wrong-event';
  if (kind === 'exit') return ticket.generation === ticket.codeGeneration ? 'free' : 'code-replaced';
  if (event.status === 'cancelled') return 'event-cancelled';
  if (event.status === 'closed') return 'event-closed';
  return whyNotValid(ticket, facts.list) ?? whyNotHere(ticket, facts) ?? whyNotAgain(facts) ?? 'free';
}

/**
 * Judges a scan by which a device without a connection let somebody in: they are in, so it is kept as it was decided; but
 * not where the code is not one, and not where a list of single entries has let the same ticket in.
 */
export function judgeOffline(facts: ScanFacts): ScanJudgement {
  const { kind, event, list, history, ticket } = facts;
  if (!ticket) return 'unknown-code';
  if (ticket.eventId !== event.id) return 'wrong-event';
  const again = kind === 'entry' && list.entries === 'single' && history.entries > 0;
  return again ? 'already-admitted' : 'free';
}

/** How far the clock of a device may be from ours. */
const skewMs = 5 * 60_000;

/**
 * What speaks against a scan that is kept because a device without a connection has acted on it: what the door would have
 * said with all that is known by now. Whether somebody was in already depends on scans that may still come, so that is told
 * when scans are read; that the event is over by now says nothing about then.
 */
export function conflictOf(facts: ScanFacts, deviceAt: Date, now: Date): ScanRefusal | null {
  const { kind, event, list, ticket } = facts;
  if (!ticket) return null;
  const impossible = couldHaveBeen(deviceAt, ticket.createdAt, now) ? null : 'wrong-time';
  if (kind === 'exit') return ticket.generation === ticket.codeGeneration ? impossible : 'code-replaced';
  if (event.status === 'cancelled') return 'event-cancelled';
  const broken = list.entries !== 'single' && brokenRule(facts) ? 'rules' : null;
  return whyNotValid(ticket, list) ?? whyNotHere(ticket, facts) ?? impossible ?? broken;
}

/** After the ticket was there, and not in time to come. */
const couldHaveBeen = (told: Date, sold: Date, now: Date): boolean =>
  told.getTime() >= sold.getTime() - skewMs && told.getTime() <= now.getTime() + skewMs;

const gone = ['expired', 'cancelled', 'retained'];

function whyNotValid(ticket: Ticket, list: ListTerms): (ScanRefusal & ScanJudgement) | null {
  if (ticket.state === 'cancelled' || gone.includes(ticket.orderState)) return 'cancelled';
  if (ticket.state === 'requested' || ticket.orderState === 'awaiting-approval') return 'unapproved';
  const paid = ticket.orderState === 'paid' && ticket.state === 'valid';
  if (!paid && !(ticket.pendingAdmits && list.includesPending)) return 'not-paid';
  if (ticket.blocked) return 'blocked';
  return ticket.generation === ticket.codeGeneration ? null : 'code-replaced';
}

function whyNotHere(ticket: Ticket, { at, list }: ScanFacts): 'wrong-type' | 'wrong-time' | null {
  if (!takes(list, ticket)) return 'wrong-type';
  const early = list.opensAt !== null && at < list.opensAt;
  const late = list.closesAt !== null && at >= list.closesAt;
  return early || late ? 'wrong-time' : null;
}

/** A list that names variations takes these of their types; other types that it names are taken whole. */
function takes({ ticketTypeIds, variationIds }: ListTerms, ticket: Ticket): boolean {
  if (ticketTypeIds.length === 0 && variationIds.length === 0) return !ticket.isAddOn;
  return (
    ticketTypeIds.includes(ticket.ticketTypeId) ||
    (ticket.variationId !== null && variationIds.includes(ticket.variationId))
  );
}

function whyNotAgain(facts: ScanFacts): 'rules' | 'already-admitted' | null {
  if (isInside(facts)) return 'already-admitted';
  return facts.list.entries === 'single' || brokenRule(facts) === null ? null : 'rules';
}

/** Whether the list lets the ticket in no more, or not before it went out. */
function isInside({ list, history }: ScanFacts): boolean {
  if (list.entries === 'single') return history.entries > 0;
  return list.entries === 'after-exit' && history.inside;
}

/** The limit of the list that an entry now would break. */
export function brokenRule({ at, list, history }: Pick<ScanFacts, 'at' | 'list' | 'history'>): ListRule | null {
  if (list.maxEntries !== null && history.entries >= list.maxEntries) return 'max-entries';
  if (list.maxEntriesPerDay !== null && history.entriesToday >= list.maxEntriesPerDay) return 'max-entries-per-day';
  if (list.minutesBetween === null || history.lastEntryAt === null) return null;
  // A scan without a connection may be of before the last entry.
  const minutes = Math.abs(at.getTime() - history.lastEntryAt.getTime()) / 60_000;
  return minutes < list.minutesBetween ? 'minutes-between' : null;
}
