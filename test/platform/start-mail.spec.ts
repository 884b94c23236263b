import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';

import { type MailCatcher, startMailCatcher } from '../../src/local/mail-catcher.js';

let directory: string;
let catcher: MailCatcher | undefined;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'turnout-mail-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));
afterEach(async () => {
  await catcher?.clear();
  await catcher?.stop();
  catcher = undefined;
});

const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk', 'base64');

async function send(to: string, messageId: string, html = '<p>Привет, <img src="cid:code"></p>'): Promise<void> {
  const transport = createTransport({ url: catcher?.smtpUrl ?? '' });
  await transport.sendMail({
    messageId,
    from: { name: 'Клуб', address: 'club@example.org' },
    to: { name: 'Аня', address: to },
    subject: 'Билет на встречу',
    text: 'Привет',
    html,
    icalEvent: { method: 'REQUEST', content: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n' },
    attachments: [{ filename: 'билет.png', cid: 'code', content: picture }],
  });
  transport.close();
}

describe('the mail catcher', () => {
  it('reads a mail as a mail program would', async () => {
    catcher = await startMailCatcher();
    await send('anna@example.org', '<one@example.org>');
    const mail = await catcher.arrival((candidate) => candidate.isFor('Anna@example.org'));
    expect(mail).toMatchObject({
      messageId: '<one@example.org>',
      envelopeFrom: 'club@example.org',
      recipients: ['anna@example.org'],
      from: 'Клуб <club@example.org>',
      subject: 'Билет на встречу',
      calendar: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n',
      deliveries: 1,
    });
    expect(mail.attachments.find(({ contentId }) => contentId === 'code')).toMatchObject({
      filename: 'билет.png',
      content: picture,
    });
    expect(mail.header('X-Received-At')).toBeUndefined();
  });

  it('counts a repeated delivery of one Message-ID as one mail, also across a restart', async () => {
    catcher = await startMailCatcher({ directory });
    await send('anna@example.org', '<same@example.org>');
    await send('anna@example.org', '<same@example.org>');
    await send('anna@example.org', '<other@example.org>');
    await catcher.stop();
    catcher = await startMailCatcher({ directory });
    expect(catcher.mails().map(({ messageId, deliveries }) => [messageId, deliveries])).toEqual([
      ['<same@example.org>', 2],
      ['<other@example.org>', 1],
    ]);
    await catcher.clear();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('waits for a mail that has not come yet, and not for ever', async () => {
    catcher = await startMailCatcher();
    const arrival = catcher.arrival((mail) => mail.messageId === '<late@example.org>');
    await send('anna@example.org', '<late@example.org>');
    expect((await arrival).subject).toBe('Билет на встречу');
    await expect(catcher.arrival(() => false, 50)).rejects.toThrow('No such mail within 50 ms; 1 others came');
  });

  it('refuses recipients as it is told, as a mail server does', async () => {
    catcher = await startMailCatcher();
    catcher.refuse((recipient) => (recipient.startsWith('busy') ? { code: 451, message: 'later' } : undefined));
    await expect(send('busy@example.org', '<a@example.org>')).rejects.toMatchObject({ responseCode: 451 });
    await send('free@example.org', '<b@example.org>');
    expect(catcher.mails().map(({ messageId }) => messageId)).toEqual(['<b@example.org>']);
  });

  it('shows the mails to people and programs, running nothing that is in them', async () => {
    catcher = await startMailCatcher({ pagePort: 0 });
    await send('anna@example.org', '<shown@example.org>', '<script>alert(1)</script><img src="cid:code">');
    await send('boris@example.org', '<hidden@example.org>');
    const answer = await fetch(`${catcher.pageUrl}/api/mails?to=anna@example.org&since=2020-01-01T00:00:00Z`);
    const { mails } = (await answer.json()) as { mails: { id: string; messageId: string }[] };
    expect(mails.map(({ messageId }) => messageId)).toEqual(['<shown@example.org>']);
    const mail = `${catcher.pageUrl}/mails/${mails[0]?.id}`;
    const body = await fetch(`${mail}/body`);
    expect(body.headers.get('content-security-policy')).toMatch(/^sandbox allow-popups .*default-src 'none'/);
    expect(await body.text()).toContain('<img src="data:image/png;base64,');
    expect(await (await fetch(mail)).text()).toContain('<iframe sandbox="allow-popups allow-popups-to-escape-sandbox"');
    expect((await fetch(`${catcher.pageUrl}/api/mails/${mails[0]?.id}`, { method: 'DELETE' })).status).toBe(204);
    expect(catcher.mails()).toHaveLength(1);
    expect((await fetch(mail)).status).toBe(404);
  });
});
