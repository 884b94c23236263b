import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { CaughtMail } from './caught-mail.js';
import { portOf } from './free-port.js';
import { mailList, mailView, messageBody } from './mail-page.views.js';
import type { Mailbox } from './mailbox.js';

interface MailPage {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the caught mails on 127.0.0.1 to people (`/`) and programs:
 * `GET /api/mails?to=&since=` (newest first), `GET /api/mails/:id`, `DELETE /api/mails`, `DELETE /api/mails/:id`.
 */
export async function serveMailPage(mailbox: Mailbox, port: number): Promise<MailPage> {
  const server = createServer((request, response) => {
    void route(mailbox, request)
      .catch((error: unknown) => text(500, String(error)))
      .then((answer) => send(response, answer));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
  readonly headers?: Record<string, string>;
}

const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-src 'self'; form-action 'self'";
/** The mail itself: whatever is in it, it runs nothing and loads nothing but what it brought along. */
const mailPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

async function route(mailbox: Mailbox, request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const [, area = '', id = '', part, number] = url.pathname.split('/');
  if (url.pathname === '/') return page(mailList(selection(mailbox, url), url.searchParams.get('to') ?? ''));
  if (area === 'api' && id === 'mails') return api(mailbox, request, url, part);
  const mail = area === 'mails' ? mailbox.find(id) : undefined;
  return mail ? partOf(mail, part, Number(number)) : text(404, 'No such mail');
}

function partOf(mail: CaughtMail, part: string | undefined, number: number): Answer {
  if (part === undefined) return page(mailView(mail));
  if (part === 'source') return { status: 200, type: 'message/rfc822', body: mail.source };
  if (part === 'body') return { ...page(messageBody(mail)), headers: { 'content-security-policy': mailPolicy } };
  const attachment = part === 'attachments' ? mail.attachments[number] : undefined;
  if (!attachment) return text(404, 'No such part');
  const name = encodeURIComponent(attachment.filename);
  return {
    status: 200,
    type: attachment.mimeType,
    body: attachment.content,
    headers: { 'content-disposition': `attachment; filename*=UTF-8''${name}`, 'content-security-policy': 'sandbox' },
  };
}

async function api(mailbox: Mailbox, request: IncomingMessage, url: URL, id?: string): Promise<Answer> {
  const mail = id === undefined ? undefined : mailbox.find(id);
  if (id !== undefined && !mail) return json(404, { error: 'No such mail' });
  if (request.method === 'DELETE') {
    await (mail ? mailbox.delete(mail.id) : mailbox.clear());
    return { status: 204, type: 'text/plain', body: '' };
  }
  if (mail) return json(200, { ...summary(mail), text: mail.text, html: mail.html, headers: mail.headers });
  return json(200, { mails: selection(mailbox, url).map(summary) });
}

/** Newest first; `to` is a whole address, `since` an instant (RFC 3339). */
function selection(mailbox: Mailbox, url: URL): CaughtMail[] {
  const to = url.searchParams.get('to');
  const since = Date.parse(url.searchParams.get('since') ?? '');
  return mailbox
    .mails()
    .filter((mail) => !to || mail.isFor(to))
    .filter((mail) => Number.isNaN(since) || mail.receivedAt.getTime() >= since)
    .toReversed();
}

function summary(mail: CaughtMail): object {
  const { id, messageId, envelopeFrom, recipients, from, to, subject, receivedAt, deliveries } = mail;
  const attachments = mail.attachments.map(({ filename, mimeType, content }, index) => ({
    filename,
    mimeType,
    size: content.length,
    url: `/mails/${id}/attachments/${index}`,
  }));
  return { id, messageId, envelopeFrom, recipients, from, to, subject, receivedAt, deliveries, attachments };
}

const page = (body: string): Answer => ({
  status: 200,
  type: 'text/html; charset=utf-8',
  body,
  headers: { 'content-security-policy': pagePolicy },
});
const text = (status: number, body: string): Answer => ({ status, type: 'text/plain; charset=utf-8', body });
const json = (status: number, body: object): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
});

function send(response: ServerResponse, { status, type, body, headers }: Answer): void {
  response.writeHead(status, {
    'content-type': type,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(body);
}
