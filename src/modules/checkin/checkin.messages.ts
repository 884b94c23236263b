import type { Message } from '../../platform/jobs/jobs.service.js';

/** Somebody was let in. */
export type TicketAdmitted = Message<'ticket.admitted', { ticketId: string; orderId: string; eventId: string }>;
export const ticketAdmitted = (ticketId: string, orderId: string, eventId: string): TicketAdmitted => ({
  type: 'ticket.admitted',
  data: { ticketId, orderId, eventId },
});
