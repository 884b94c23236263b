/** Why somebody is not let in. */
export const scanRefusals = [
  'unknown-code',
  'wrong-event',
  'event-cancelled',
  'event-closed',
  'cancelled',
  'not-paid',
  'code-replaced',
  'already-admitted',
] as const;
export type ScanRefusal = (typeof scanRefusals)[number];

/** What is known of a scanned code when it is judged. */
export interface ScanFacts {
  /** The event at whose door the code was scanned. */
  event: { id: string; status: 'draft' | 'published' | 'cancelled' | 'closed' };
  /** Null where the code is forged, or names no ticket of this organisation. */
  ticket: {
    eventId: string;
    state: 'valid' | 'cancelled';
    orderState: string;
    generation: number;
    /** The generation that the code is of; a ticket that changed hands has a newer one. */
    codeGeneration: number;
  } | null;
}

/** `free`: nothing speaks against it, so that the first scan admits. */
export type ScanJudgement = 'free' | Exclude<ScanRefusal, 'already-admitted'>;

/**
 * Judges a code but for the one question that only the database can answer: who was first. Checks go from the code to the
 * event to the ticket, so that the reason is the one that door staff can act on.
 */
export function judgeScan({ event, ticket }: ScanFacts): ScanJudgement {
  if (!ticket) return 'unknown-code';
  if (ticket.eventId !== event.id) return 'wrong-event';
  if (event.status === 'cancelled') return 'event-cancelled';
  if (event.status === 'closed') return 'event-closed';
  if (ticket.state !== 'valid') return 'cancelled';
  if (ticket.orderState !== 'paid') return 'not-paid';
  if (ticket.generation !== ticket.codeGeneration) return 'code-replaced';
  return 'free';
}
