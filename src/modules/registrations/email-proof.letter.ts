import { type Locale, type LocalizedText, inLocale } from '../../kernel/text.js';
import type { Letter } from '../../platform/mail/mails.service.js';

const texts = {
  en: {
    subject: 'Your code: {code}',
    text: 'Your code for “{event}” is {code}. It counts for ten minutes. If you did not ask for it, you need do nothing.',
  },
  ru: {
    subject: 'Ваш код: {code}',
    text: 'Ваш код для «{event}»: {code}. Он действует десять минут. Если вы его не запрашивали, ничего делать не нужно.',
  },
} as const;

/** Six digits, for whoever says that the address is theirs. */
export function proofLetter({ code, event, locale }: { code: string; event: LocalizedText; locale: Locale }): Letter {
  const fill = (text: string): string =>
    text.replaceAll('{code}', code).replaceAll('{event}', () => inLocale(event, locale));
  const text = fill(texts[locale].text);
  return { subject: fill(texts[locale].subject), text, html: `<p>${escaped(text)}</p>` };
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
