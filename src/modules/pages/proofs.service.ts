import { Injectable } from '@nestjs/common';
import { Problem } from '../../kernel/problem.js';
import { EmailProofsService } from '../registrations/email-proofs.service.js';
import { emailProofFailed, tooManyEmailProofs } from '../registrations/registrations.problems.js';
import type { Reader } from './page-request.js';
import type { Sent } from './questions.rules.js';
import type { Typed } from './registration.view.js';

const emailIn = (sent: Sent): string => (sent.get('email')?.[0] ?? '').trim().toLowerCase();

/** Shows on a page that an address is its visitor's own: six digits are mailed, and typed into the form that asks for them. */
@Injectable()
export class ProofsService {
  constructor(private readonly proofs: EmailProofsService) {}

  /** The form with the proof of its address, where its digits are named. */
  async prove(eventSlug: string, sent: Sent): Promise<Sent> {
    const code = (sent.get('digits')?.[0] ?? '').trim();
    if (code === '' || sent.has('emailToken')) return sent;
    if (!/^\d{6}$/.test(code)) throw emailProofFailed({ pointer: '/code' });
    const { emailToken } = await this.proofs.check({ eventSlug, email: emailIn(sent), code });
    return new Map([...sent, ['emailToken', [emailToken]]]);
  }

  /** Mails the digits, and has the form ask for them beside everything that was typed. */
  async ask(eventSlug: string, sent: Sent, { locale, t }: Reader): Promise<Typed> {
    const email = emailIn(sent);
    const before = [...sent].filter(([name]) => name !== 'emailToken' && name !== 'digits');
    const typed = { sent: new Map([...before, ['digits', ['']] as const]), errors: new Map<string, string>() };
    try {
      await this.proofs.request({ eventSlug, email, locale });
    } catch (failure) {
      if (!(failure instanceof Problem) || failure.refusal !== tooManyEmailProofs) throw failure;
      return { ...typed, alert: `${failure.refusal.title[locale]}.` };
    }
    return { ...typed, alert: t('cart.digitsSent', { email }) };
  }
}
