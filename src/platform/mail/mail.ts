import type { Locale } from '../../kernel/text.js';
import type { Actor } from '../auth/actor.js';
import type { Tx } from '../database/sql.js';

/** A mail to be written. `data` holds ids, never secrets: links are derived when the mail is rendered. */
export interface MailRequest {
  template: string;
  /** Unique in the organisation: the same key is never mailed twice, `order:<id>:confirmed`. */
  key: string;
  to: { address: string; name?: string | null };
  locale: Locale;
  data: Record<string, string | number>;
}

/** A mail as its row has it. */
export interface Mail {
  id: string;
  template: string;
  address: string;
  name: string | null;
  locale: Locale;
  data: Record<string, string | number>;
}

/** A rendered mail, without its address. */
export interface Letter {
  subject: string;
  html: string;
  text: string;
  /** An iTIP message (RFC 5546): goes out as an alternative part and as a file. */
  calendar?: { method: 'REQUEST' | 'CANCEL'; content: string };
  attachments?: readonly { filename: string; content: Buffer; contentType: string; cid?: string }[];
  /** One-click unsubscribe (RFC 8058). */
  unsubscribeUrl?: string;
}

/** Renders a mail when it is sent; null where it is no longer wanted. */
export type Compose = (tx: Tx, actor: Actor, mail: Mail) => Promise<Letter | null>;
