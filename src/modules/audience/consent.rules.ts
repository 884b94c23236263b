/** What people agree to be written about. Consent is given and withdrawn for each of them alone. */
export const purposes = ['event-invitations', 'newsletter', 'survey'] as const;
export type Purpose = (typeof purposes)[number];

export const decisions = ['granted', 'withdrawn'] as const;
export type Decision = (typeof decisions)[number];

/** How the decision reached us. An organiser may record the first three; the others are recorded by what happened. */
export const channels = ['form', 'paper', 'spoken', 'import', 'unsubscribe-page', 'one-click'] as const;
export type Channel = (typeof channels)[number];

/** Why a person must not be written to at all. */
export const doNotContactReasons = ['unsubscribed', 'bounced', 'manual'] as const;
export type DoNotContactReason = (typeof doNotContactReasons)[number];

/** Where a person stands on one purpose. Without a record there is no consent. */
export interface ConsentState {
  purpose: Purpose;
  decision: Decision;
  /** When the person decided. */
  occurredAt: Date;
}

/** Whether the text names a purpose. */
export const isPurpose = (text: string): text is Purpose => (purposes as readonly string[]).includes(text);
