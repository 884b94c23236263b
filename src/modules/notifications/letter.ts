import { Eta } from 'eta';
import { type FormatCallback, convert } from 'html-to-text';
import { toBuffer } from 'qrcode';
import type { Locale } from '../../kernel/text.js';
import type { Letter } from '../../platform/mail/mails.service.js';
import { type Translate, loadTexts } from '../../platform/texts/texts.js';

/** What a letter about a registration says, in the reader's language, from top to bottom. */
export interface LetterView {
  locale: Locale;
  organization: string;
  subject: string;
  heading: string;
  before: string[];
  event: { title: string; when: string; zone: string; where: string[] };
  button: { label: string; href: string } | null;
  /** What it costs, in few lines. */
  sums?: { label: string; amount: string }[];
  tickets: { name: string; attendee: string; code: string }[];
  after: string[];
  /** Why the reader gets it, where it is not because they registered. */
  footer?: string;
}

const folder = import.meta.dirname;
const eta = new Eta({ views: folder, autoEscape: true, cache: true });

/** The texts of the letters. */
export const letterTexts: Readonly<Record<Locale, Translate>> = loadTexts(folder);

/** Draws the letter: HTML with the tickets' QR codes inline, and the same in plain text with the codes as text. */
export async function drawLetter(view: LetterView): Promise<Letter> {
  const t = letterTexts[view.locale];
  const tickets = view.tickets.map((ticket, index) => ({ ...ticket, cid: `ticket-${index + 1}@turnout` }));
  const html = eta.render('letter', {
    ...view,
    tickets,
    t,
    footer: view.footer ?? t('footer', { organization: view.organization }),
  });
  return {
    subject: view.subject,
    html,
    text: plainText(html),
    attachments: await Promise.all(
      tickets.map(async ({ code, cid }, index) => ({
        filename: `ticket-${index + 1}.png`,
        content: await toBuffer(code, { errorCorrectionLevel: 'M', margin: 4, scale: 6 }),
        contentType: 'image/png',
        cid,
      })),
    ),
  };
}

/** Pictures as what they say: a reader without pictures can still show the code. */
const pictureText: FormatCallback = (element, _walk, builder) => {
  const { alt } = (element.attribs ?? {}) as Record<string, string | undefined>;
  if (alt) builder.addInline(alt);
};

function plainText(html: string): string {
  return convert(html, {
    wordwrap: 78,
    formatters: { pictureText },
    selectors: [
      { selector: 'img', format: 'pictureText' },
      { selector: 'h1', options: { uppercase: false } },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
    ],
  });
}
