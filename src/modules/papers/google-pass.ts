import { createHash, createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import type { GoogleWalletConfig } from '../../platform/config/config.js';
import type { TicketPaper } from './paper.js';

/** The address at which Google Wallet saves the ticket: a signed JWT with all that the pass says. Nothing is sent before. */
export async function googlePassUrl(paper: TicketPaper, config: GoogleWalletConfig, origin: string): Promise<string> {
  const token = await new SignJWT({
    typ: 'savetowallet',
    origins: [origin],
    payload: { eventTicketClasses: [classOf(paper, config)], eventTicketObjects: [objectOf(paper, config)] },
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setIssuer(config.account)
    .setAudience('google')
    .setIssuedAt()
    .sign(createPrivateKey(config.key));
  return `https://pay.google.com/gp/v/save/${token}`;
}

const words = (value: string, { locale }: TicketPaper) => ({ defaultValue: { language: locale, value } });

const classOf = (paper: TicketPaper, { issuer }: GoogleWalletConfig) => {
  const { event, organization } = paper;
  const [name, address] = event.where;
  return {
    id: `${issuer}.${event.id}`,
    issuerName: organization,
    reviewStatus: 'UNDER_REVIEW',
    eventName: words(event.title, paper),
    dateTime: { start: event.startsAt.toISOString(), end: event.endsAt.toISOString() },
    ...(name && { venue: { name: words(name, paper), address: words(address ?? name, paper) } }),
  };
};

/** What Google has saved stays as it was saved, so a ticket with another code is another object, and a scanned old one is told apart. */
const digestOf = (code: string): string => createHash('sha256').update(code).digest('hex').slice(0, 16);

const objectOf = (paper: TicketPaper, { issuer }: GoogleWalletConfig) => ({
  id: `${issuer}.${paper.id}.${digestOf(paper.code)}`,
  classId: `${issuer}.${paper.event.id}`,
  state: 'ACTIVE',
  ticketHolderName: paper.attendee,
  ticketType: words(paper.type, paper),
  reservationInfo: { confirmationCode: paper.orderCode },
  barcode: { type: 'QR_CODE', value: paper.code },
});
