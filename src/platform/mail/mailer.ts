import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { isEmail } from 'class-validator';
import { createTransport } from 'nodemailer';
import { toPublicId } from '../../kernel/id.js';
import { Config } from '../config/config.js';
import type { Letter, Mail } from './mail.js';

/** Speaks SMTP. Addresses are checked and passed apart from names, so no name can become a recipient or a header. */
@Injectable()
export class Mailer implements OnApplicationShutdown {
  private readonly transport;

  constructor(private readonly config: Config) {
    this.transport = createTransport({
      url: config.smtpUrl,
      pool: true,
      maxConnections: 4,
      maxMessages: 200,
      disableFileAccess: true,
      disableUrlAccess: true,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
    });
  }

  async send(mail: Mail, letter: Letter): Promise<void> {
    if (!isEmail(mail.address))
      throw Object.assign(new Error('The address is no e-mail address'), { responseCode: 553 });
    const { calendar, unsubscribeUrl } = letter;
    await this.transport.sendMail({
      messageId: `<${toPublicId('mai', mail.id)}@${this.config.publicHost}>`,
      from: { name: 'Turnout', address: this.config.mailFrom },
      to: { name: oneLine(mail.name ?? ''), address: mail.address },
      envelope: { from: this.config.mailFrom, to: [mail.address] },
      subject: oneLine(letter.subject),
      html: letter.html,
      text: letter.text,
      attachments: (letter.attachments ?? []).map((file) => ({ ...file })),
      ...(calendar && { icalEvent: { method: calendar.method, filename: 'invite.ics', content: calendar.content } }),
      ...(unsubscribeUrl && {
        list: { unsubscribe: { url: unsubscribeUrl, comment: 'Unsubscribe' } },
        headers: { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
      }),
    });
  }

  onApplicationShutdown(): void {
    this.transport.close();
  }
}

// Control characters never reach a header, whatever the library does about them.
const oneLine = (text: string): string =>
  text
    .replaceAll(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ')
    .trim()
    .slice(0, 300);
