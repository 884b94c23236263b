import { buffer } from 'node:stream/consumers';

import { SMTPServer } from 'smtp-server';
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';

import { withEnvelope } from './caught-mail.js';
import type { CaughtMail } from './caught-mail.js';
import { portOf } from './free-port.js';
import { serveMailPage } from './mail-page.js';
import { Mailbox } from './mailbox.js';

export interface MailCatcherOptions {
  /** Default 0: any free port. */
  readonly smtpPort?: number;
  /** Where people read the mail. Null (the default) for no page, 0 for any free port. */
  readonly pagePort?: number | null;
  /** Keeps the mails as .eml files; without it they live in memory only. */
  readonly directory?: string;
}

/** An SMTP reply to a recipient instead of taking the mail: 4xx asks for another attempt, 5xx refuses for good. */
export interface MailRefusal {
  readonly code: number;
  readonly message: string;
}

export interface MailCatcher {
  /** What SMTP_URL must be for Turnout to send here. */
  readonly smtpUrl: string;
  readonly pageUrl: string | null;
  /** Each Message-ID once, oldest first; `deliveries` counts how often it came. */
  mails(): CaughtMail[];
  /** The first mail that matches, caught already or still to come; rejects after the timeout (default 10 s). */
  arrival(matches: (mail: CaughtMail) => boolean, timeoutMs?: number): Promise<CaughtMail>;
  /** From now on asks this for each recipient; undefined takes the mail. */
  refuse(judge: (recipient: string) => MailRefusal | undefined): void;
  clear(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts an SMTP server on 127.0.0.1 that takes every mail and delivers none. */
export async function startMailCatcher(options: MailCatcherOptions = {}): Promise<MailCatcher> {
  const mailbox = await Mailbox.open(options.directory);
  let judge: (recipient: string) => MailRefusal | undefined = () => undefined;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: 25 * 1024 * 1024,
    logger: false,
    closeTimeout: 500,
    onRcptTo: ({ address }, _session, answer) => {
      const refusal = judge(address);
      answer(refusal && Object.assign(new Error(refusal.message), { responseCode: refusal.code }));
    },
    onData: (stream, session, answer) => {
      keep(mailbox, stream, session).then(
        () => answer(),
        () => answer(Object.assign(new Error('The mail could not be kept'), { responseCode: 451 })),
      );
    },
  });
  const smtpPort = await listen(server, options.smtpPort ?? 0);
  server.on('error', () => undefined); // a client that hung up
  const page = options.pagePort == null ? null : await serveMailPage(mailbox, options.pagePort);

  return {
    smtpUrl: `smtp://127.0.0.1:${smtpPort}`,
    pageUrl: page?.url ?? null,
    mails: () => mailbox.mails(),
    arrival: (matches, timeoutMs = 10_000) => mailbox.arrival(matches, timeoutMs),
    refuse: (next) => {
      judge = next;
    },
    clear: () => mailbox.clear(),
    stop: async () => {
      await page?.close();
      await new Promise<void>((resolve) => server.close(resolve));
    },
  };
}

async function keep(mailbox: Mailbox, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
  const message = await buffer(stream);
  const { mailFrom, rcptTo } = session.envelope;
  const receivedAt = new Date();
  const envelope = {
    from: mailFrom ? mailFrom.address : '',
    recipients: rcptTo.map(({ address }) => address),
    receivedAt,
  };
  await mailbox.add(withEnvelope(envelope, message), receivedAt);
}

function listen(server: SMTPServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const socket = server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve(portOf(socket));
    });
  });
}
