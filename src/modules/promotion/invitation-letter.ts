import { Eta } from 'eta';
import { convert } from 'html-to-text';
import { type Locale, type LocalizedText, inLocale } from '../../kernel/text.js';
import type { Letter } from '../../platform/mail/mails.service.js';
import { spanText, zoneText } from '../../platform/texts/moments.rules.js';
import { loadTexts } from '../../platform/texts/texts.js';

/** What an invitation says of the event. */
interface InvitedEvent {
  title: LocalizedText;
  summary: LocalizedText | null;
  format: 'online' | 'offline' | 'hybrid';
  venueName: string | null;
  venueAddress: string | null;
  timeZone: string;
  startsAt: Date;
  endsAt: Date;
}

/** Everything that stands in one letter. */
export interface InvitationView {
  locale: Locale;
  organization: string;
  /** The person's name, where it is known. */
  name: string | null;
  event: InvitedEvent;
  /** The personal link. */
  href: string;
  unsubscribeUrl: string;
}

const folder = import.meta.dirname;
const eta = new Eta({ views: folder, autoEscape: true, cache: true });
const texts = loadTexts(folder);

/** Draws the invitation: HTML, and the same in plain text. */
export function drawInvitation({ locale, organization, name, event, href, unsubscribeUrl }: InvitationView): Letter {
  const t = texts[locale];
  const title = inLocale(event.title, locale);
  const subject = t('subject', { event: title });
  const html = eta.render('event-invitation', {
    locale,
    t,
    organization,
    subject,
    title,
    greeting: name ? t('greeting', { name }) : t('greetingNameless'),
    summary: inLocale(event.summary, locale),
    when: spanText(event.startsAt, event.endsAt, event.timeZone, locale),
    zone: zoneText(event.startsAt, event.timeZone, locale),
    where: [
      ...(event.format === 'online' ? [] : [event.venueName, event.venueAddress]),
      event.format === 'offline' ? null : t('online'),
    ].filter(Boolean),
    href,
    unsubscribeUrl,
  });
  return { subject, html, text: plainText(html), unsubscribeUrl };
}

const plainText = (html: string): string =>
  convert(html, { wordwrap: 78, selectors: [{ selector: 'h1', options: { uppercase: false } }] });
