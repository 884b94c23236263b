import { createHash } from 'node:crypto';

import PostalMime from 'postal-mime';
import type { Address, Attachment } from 'postal-mime';

export interface CaughtAttachment {
  readonly filename: string;
  readonly mimeType: string;
  /** Without angle brackets, as `cid:` links in the HTML name it. */
  readonly contentId: string | null;
  readonly content: Buffer;
}

/** A mail that Turnout handed to the catcher, as a mail program would read it. */
export interface CaughtMail {
  /** Made from the Message-ID, so the same mail has the same id wherever it is caught. */
  readonly id: string;
  readonly messageId: string;
  /** Address in the SMTP envelope, where bounces would go. */
  readonly envelopeFrom: string;
  /** Addresses in the SMTP envelope: who receives it, whatever its headers say. */
  readonly recipients: readonly string[];
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly receivedAt: Date;
  readonly text: string;
  readonly html: string | null;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly attachments: readonly CaughtAttachment[];
  /** As it came, with Return-Path, Delivered-To and X-Received-At before it. */
  readonly source: Buffer;
  /** How often it was delivered. More than once is allowed after a crash, with the same Message-ID. */
  deliveries: number;
  /** The invitation in it (RFC 6047), if any. */
  readonly calendar: string | undefined;
  /** The first header of this name, in any case of letters. */
  header(name: string): string | undefined;
  isFor(address: string): boolean;
}

interface Envelope {
  readonly from: string;
  readonly recipients: readonly string[];
  readonly receivedAt: Date;
}

const envelopeLines = 3;

/** Puts the envelope before the message, as a mail server does on final delivery (RFC 5321 section 4.4). */
export function withEnvelope({ from, recipients, receivedAt }: Envelope, message: Buffer): Buffer {
  const lines = [
    `Return-Path: <${from}>`,
    `Delivered-To: ${recipients.join(', ')}`,
    `X-Received-At: ${receivedAt.toISOString()}`,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n`), message]);
}

/** Reads what `withEnvelope` wrote. */
export async function readMail(source: Buffer): Promise<CaughtMail> {
  const mail = await PostalMime.parse(source);
  const [returnPath = '', deliveredTo = '', receivedAt = ''] = mail.headers.map(({ value }) => value);
  const messageId = mail.messageId ?? `<${sha256(source)}@without.message.id>`;
  const recipients = deliveredTo.split(', ');
  const headers = mail.headers.slice(envelopeLines).map(({ originalKey, value }) => ({ name: originalKey, value }));
  const attachments = mail.attachments.map(readAttachment);
  return {
    id: sha256(messageId).slice(0, 20),
    messageId,
    envelopeFrom: returnPath.replace(/^<|>$/g, ''),
    recipients,
    from: mail.from ? display(mail.from) : '',
    to: (mail.to ?? []).map(display),
    subject: mail.subject ?? '',
    receivedAt: new Date(receivedAt),
    text: mail.text ?? '',
    html: mail.html ?? null,
    headers,
    attachments,
    source,
    deliveries: 1,
    calendar: attachments.find(({ mimeType }) => mimeType === 'text/calendar')?.content.toString('utf8'),
    header: (name) => headers.find((header) => header.name.toLowerCase() === name.toLowerCase())?.value,
    isFor: (address) => recipients.some((recipient) => recipient.toLowerCase() === address.toLowerCase()),
  };
}

function sha256(value: string | Buffer): string {
  return createHash('sha256').update(value).digest('hex');
}

function display(address: Address): string {
  if (address.address === undefined) return address.group.map(display).join(', ');
  return address.name === '' ? address.address : `${address.name} <${address.address}>`;
}

/** postal-mime leaves bare line feeds in calendars; on the wire they are CRLF (RFC 5545 section 3.1). */
function isCalendar(mimeType: string): boolean {
  return mimeType === 'text/calendar' || mimeType === 'application/ics';
}

function readAttachment(attachment: Attachment, index: number): CaughtAttachment {
  const { filename, mimeType, contentId, content } = attachment;
  const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(new Uint8Array(content));
  return {
    filename: filename ?? `part-${index + 1}${mimeType === 'text/calendar' ? '.ics' : ''}`,
    mimeType,
    contentId: contentId?.replace(/^<|>$/g, '') ?? null,
    content: isCalendar(mimeType) ? Buffer.from(bytes.toString('utf8').replace(/\n/g, '\r\n')) : bytes,
  };
}
