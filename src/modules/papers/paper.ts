import type { Locale } from '../../kernel/text.js';

/**
 * All that a paper of a ticket says, whether it is printed or lies in a wallet. It goes to whoever comes by the ticket, who
 * need not be the buyer: so it has nothing by which the order could be read or changed.
 */
export interface TicketPaper {
  /** Public id of the ticket. */
  id: string;
  /** What the door scans. */
  code: string;
  attendee: string;
  type: string;
  orderCode: string;
  locale: Locale;
  organization: string;
  event: {
    /** Public id. */
    id: string;
    slug: string;
    title: string;
    startsAt: Date;
    endsAt: Date;
    timeZone: string;
    /** Name and address of the place; empty for an event that is online only. */
    where: readonly string[];
  };
}
