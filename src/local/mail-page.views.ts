import type { CaughtAttachment, CaughtMail } from './caught-mail.js';

/** Every mail as one line. */
export function mailList(mails: readonly CaughtMail[], to: string): string {
  const rows = mails.map(
    (mail) => `<tr>
      <td><time datetime="${mail.receivedAt.toISOString()}">${moment(mail.receivedAt)}</time></td>
      <td>${escape(mail.recipients.join(', '))}</td>
      <td><a href="/mails/${mail.id}">${escape(mail.subject) || '(no subject)'}</a></td>
      <td>${mail.attachments.length > 0 ? escape(mail.attachments.map(({ filename }) => filename).join(', ')) : ''}</td>
    </tr>`,
  );
  return layout(
    'Caught mail',
    `<h1>Caught mail <small>${mails.length}</small></h1>
    <p>Turnout sent these. None was delivered to anyone: they are kept here for you to read.</p>
    <form><label>Recipient <input name="to" type="email" value="${escape(to)}" placeholder="name@example.org"></label>
      <button>Show</button> <a href="/">All</a></form>
    <table><thead><tr><th>Received</th><th>To</th><th>Subject</th><th>Attachments</th></tr></thead>
    <tbody>${rows.join('') || '<tr><td colspan="4">Nothing yet.</td></tr>'}</tbody></table>`,
    '<meta http-equiv="refresh" content="15">',
  );
}

/** One mail: its body in a frame that runs nothing, its text, its headers, its attachments. */
export function mailView(mail: CaughtMail): string {
  const facts = [
    ['From', mail.from],
    ['To', mail.to.join(', ')],
    ['Delivered to', mail.recipients.join(', ')],
    ['Received', moment(mail.receivedAt)],
    ['Message-ID', `${mail.messageId}${mail.deliveries > 1 ? ` (delivered ${mail.deliveries} times)` : ''}`],
  ].map(([name = '', value = '']) => `<dt>${name}</dt><dd>${escape(value)}</dd>`);
  const headers = mail.headers.map(({ name, value }) => `${name}: ${value}`).join('\n');
  return layout(
    mail.subject,
    `<p><a href="/">← All mail</a></p>
    <h1>${escape(mail.subject)}</h1>
    <dl>${facts.join('')}</dl>
    ${mail.html === null ? '' : `<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="/mails/${mail.id}/body" title="Message"></iframe>`}
    ${mail.attachments.map((attachment, index) => attachmentView(mail, attachment, index)).join('')}
    <details${mail.html === null ? ' open' : ''}><summary>Plain text</summary><pre>${escape(mail.text)}</pre></details>
    <details><summary>Headers</summary><pre>${escape(headers)}</pre></details>
    <p><a href="/mails/${mail.id}/source">Source</a></p>`,
  );
}

/** The HTML of the mail with its own pictures in place; links open outside the frame. */
export function messageBody(mail: CaughtMail): string {
  const html = (mail.html ?? '').replace(/cid:([^"'\s)>]+)/g, (link, contentId: string) => {
    const part = mail.attachments.find((attachment) => attachment.contentId === decodeURIComponent(contentId));
    return part ? dataUrl(part) : link;
  });
  return `<!doctype html><base target="_blank">${html.replace(/^\s*<!doctype[^>]*>/i, '')}`;
}

function attachmentView(mail: CaughtMail, attachment: CaughtAttachment, index: number): string {
  const { filename, mimeType, content } = attachment;
  const link = `<a href="/mails/${mail.id}/attachments/${index}">${escape(filename)}</a>`;
  const preview = mimeType.startsWith('image/')
    ? `<p><img src="${dataUrl(attachment)}" alt="${escape(filename)}"></p>`
    : mimeType.startsWith('text/')
      ? `<pre>${escape(content.toString('utf8'))}</pre>`
      : '';
  return `<details><summary>${link} <small>${escape(mimeType)}, ${content.length} bytes</small></summary>${preview}</details>`;
}

function dataUrl({ mimeType, content }: CaughtAttachment): string {
  return `data:${escape(mimeType)};base64,${content.toString('base64')}`;
}

function moment(instant: Date): string {
  return instant.toISOString().replace('T', ' ').slice(0, 19);
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.5rem; } small { opacity: .65; font-weight: normal; }
  table { border-collapse: collapse; width: 100%; margin-top: 1rem; }
  th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
  td:first-child { white-space: nowrap; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; } dt { opacity: .65; } dd { margin: 0; overflow-wrap: anywhere; }
  iframe { width: 100%; height: 36rem; border: 1px solid #8886; border-radius: .4rem; background: #fff; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #8881; padding: .8rem; border-radius: .4rem; }
  details { margin: .8rem 0; } img { max-width: 20rem; background: #fff; }`;

function layout(title: string, body: string, head = ''): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${escape(title)}</title><style>${style}</style>${head}</head><body>${body}</body></html>`;
}
