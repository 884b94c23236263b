import type { Reader } from './page-request.js';
import type { Typed } from './registration.view.js';
import type { Field, Form } from './views.js';

/** Asked for once somebody has shown nothing yet for their address. */
export function digitsField({ t }: Reader, { sent, errors }: Typed): Field[] {
  const error = errors.get('digits');
  if (!sent.has('digits') || sent.has('emailToken')) return [];
  return [
    {
      id: 'digits',
      kind: 'digits',
      label: { text: t('cart.digits') },
      hint: { text: t('cart.digitsHint', { email: sent.get('email')?.[0] ?? '' }) },
      required: true,
      value: sent.get('digits')?.[0] ?? '',
      options: [],
      autocomplete: 'one-time-code',
      maxLength: 6,
      ...(error !== undefined && { error }),
    },
  ];
}

/** What digits have shown goes on with the form. */
export const proofHidden = ({ sent }: Typed): Form['hidden'] => {
  const token = sent.get('emailToken')?.[0];
  return token === undefined ? [] : [{ name: 'emailToken', value: token }];
};
