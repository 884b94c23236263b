import type { Answer, Client } from '../../support/client.js';
import { draftEvent } from '../../support/given.js';

export const rub = (amount: number) => ({ amount, currency: 'RUB' });

export const heads = { registrations: 120, attendees: 80, speakers: 6, volunteers: 10, days: 2 };

/** A draft event with an empty budget; the path of the budget. */
export async function givenBudget(organizer: Client, overrides: Record<string, unknown> = {}): Promise<string> {
  const event = await draftEvent(organizer);
  const path = `/v1/events/${event.id}/budget`;
  const made = await organizer.post(path, { currency: 'RUB', headcounts: heads, ...overrides });
  if (made.status !== 201) throw new Error(`No budget: ${JSON.stringify(made.body)}`);
  return path;
}

/** A line of this budget; its id. An expense of 1,000.00 but for what the test says. */
export async function givenLine(
  organizer: Client,
  budget: string,
  overrides: Record<string, unknown> = {},
): Promise<string> {
  const line = { kind: 'expense', category: 'venue', label: 'Hall', unitAmount: rub(1_000_00), ...overrides };
  const made = await organizer.post(`${budget}/lines`, line);
  if (made.status !== 201) throw new Error(`No line: ${JSON.stringify(made.body)}`);
  return made.body.id;
}

/** Submits as one person and approves as another. */
export async function approve(budget: string, submitter: Client, approver: Client): Promise<Answer> {
  const submitted = await submitter.post(`${budget}/submission`);
  if (submitted.status !== 200) throw new Error(`Not submitted: ${JSON.stringify(submitted.body)}`);
  const approved = await approver.post(`${budget}/approval`);
  if (approved.status !== 200) throw new Error(`Not approved: ${JSON.stringify(approved.body)}`);
  return approved;
}
