import type { Locale } from '../../kernel/text.js';
import type { MailRequest } from '../../platform/mail/mails.service.js';

/** The letters about a waiting list. */
export const waitingLetters = ['waiting-joined', 'waiting-link', 'waiting-offer', 'waiting-offer-over'] as const;
export type WaitingLetter = (typeof waitingLetters)[number];

interface Addressee {
  email: string;
  name: string;
  locale: Locale;
}

/** `occasion` makes the mail one mail: an offer's id, an hour. */
export const waitingMail = (
  letter: WaitingLetter,
  { email, name, locale }: Addressee,
  data: { entryId: string; offerId?: string },
  occasion: string,
): MailRequest => ({
  template: letter,
  key: `${letter}:${occasion}`,
  to: { address: email, name },
  locale,
  data: { ...data },
});
