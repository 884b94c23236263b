/** What of a person decides whether they are invited. */
export interface Candidate {
  contactId: string;
  consented: boolean;
  doNotContact: boolean;
}

/** Everybody in the audience under exactly one heading. */
export interface Sorted<C extends Candidate> {
  invite: C[];
  /** May be invited, but not with this request: the next one invites them. */
  waiting: C[];
  alreadyInvited: C[];
  doNotContact: C[];
  withoutConsent: C[];
}

/** Most people that one request invites, so that it stays a request. */
export const mostAtOnce = 5_000;

/** Sorts the audience. Who was invited stays under that heading, whatever they decided since; then do-not-contact, then consent. */
export function sortCandidates<C extends Candidate>(audience: readonly C[], invited: ReadonlySet<string>): Sorted<C> {
  const sorted: Sorted<C> = { invite: [], waiting: [], alreadyInvited: [], doNotContact: [], withoutConsent: [] };
  for (const person of audience) sorted[headingOf(person, invited)].push(person);
  sorted.waiting = sorted.invite.splice(mostAtOnce);
  return sorted;
}

function headingOf(person: Candidate, invited: ReadonlySet<string>): keyof Sorted<Candidate> {
  if (invited.has(person.contactId)) return 'alreadyInvited';
  if (person.doNotContact) return 'doNotContact';
  return person.consented ? 'invite' : 'withoutConsent';
}

/** Whether people can still be invited: the event is published and has not ended. */
export const isOpen = (event: { status: string; endsAt: Date }, now: Date): boolean =>
  event.status === 'published' && event.endsAt > now;

/** As much of an address as its owner needs to recognise it; whoever else holds the link learns no address. */
export function maskAddress(email: string): string {
  const at = email.lastIndexOf('@');
  return `${email.slice(0, 1)}…${email.slice(at)}`;
}
