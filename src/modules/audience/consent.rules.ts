/** What people agree to be written about. Consent is given and withdrawn for each of them alone. */
export const purposes = ['event-invitations', 'newsletter', 'survey'] as const;
export type Purpose = (typeof purposes)[number];

export const decisions = ['granted', 'withdrawn'] as const;
export type Decision = (typeof decisions)[number];

/** How a decision may reach an organiser, who enters it. */
export const recordableChannels = ['form', 'paper', 'spoken'] as const;

/** How a decision reached us; beyond an organiser's entry the event itself says it. */
export const channels = [...recordableChannels, 'import', 'unsubscribe-page', 'one-click'] as const;
export type Channel = (typeof channels)[number];

/** Why a person must not be written to at all. */
export const doNotContactReasons = ['unsubscribed', 'bounced', 'manual'] as const;
export type DoNotContactReason = (typeof doNotContactReasons)[number];

/** Whether the text names a purpose. */
export const isPurpose = (text: string): text is Purpose => (purposes as readonly string[]).includes(text);
