import { fromPublicId } from '../../../src/kernel/id.js';
import type { TestApp, TestOrganization } from '../../support/boot.js';
import type { Client } from '../../support/client.js';
import { publishedEvent } from '../../support/given.js';

export const uuidOf = (id: string): string => {
  const uuid = fromPublicId(id.slice(0, 3) as 'svy', id);
  if (!uuid) throw new Error(`${id} is no id`);
  return uuid;
};

/** Somebody who was admitted to the event. */
export interface Guest {
  ticketId: string;
  name: string;
  email: string;
}

let crowd = 0;

/**
 * People who registered, the first of them admitted one after the other, some in each language. Set-based SQL: how people register and
 * are scanned has tests of its own, and a survey only asks who came.
 */
export async function guests(
  t: TestApp,
  org: TestOrganization,
  eventId: string,
  count: number,
  admitted = count,
): Promise<Guest[]> {
  const params = [uuidOf(org.id), uuidOf(eventId), count, ++crowd];
  await t.sql(
    `with type as (
       insert into ticket_types (organization_id, event_id, name) values ($1, $2, '{"en": "In the hall"}') returning id
     ), person as (
       select n, 'guest' || n || '.crowd' || $4::int || '@example.org' as email, 'Guest ' || n as name, uuidv7() as order_id, uuidv7() as ticket_id
         from generate_series(1, $3::int) as n
     ), ordered as (
       insert into orders (id, organization_id, event_id, state, code, name, email, locale)
       select order_id, $1, $2, 'paid', upper(lpad(to_hex(n + 4096 * $4::int), 8, '0')), name, email, case n % 2 when 0 then 'en' else 'ru' end from person
       returning id
     )
     insert into tickets (id, organization_id, event_id, order_id, ticket_type_id, position, attendee_name, attendee_email)
     select ticket_id, $1, $2, order_id, type.id, 1, name, email from person, type where (select count(*) from ordered) >= 0`,
    params,
  );
  const made = await t.sql<Guest>(
    `select id as "ticketId", attendee_name as name, attendee_email as email from tickets where event_id = $1 and attendee_email like '%.crowd' || $2::int || '@%' order by id`,
    [params[1], params[3]],
  );
  for (const guest of made.slice(0, admitted)) {
    await t.sql(
      `insert into scans (organization_id, event_id, ticket_id, device, client_scan_id, outcome) values ($1, $2, $3, 'door', gen_random_uuid(), 'admitted')`,
      [params[0], params[1], guest.ticketId],
    );
  }
  return made;
}

const text = (en: string, ru: string) => ({ en, ru });

const topics = [
  { key: 'sql', text: text('Query plans', 'Планы запросов') },
  { key: 'queues', text: text('Queues', 'Очереди') },
];

/** The questions that most tests ask. */
export const questions = [
  { key: 'nps', kind: 'nps', text: text('Would you recommend it?', 'Посоветуете друзьям?'), required: true },
  {
    key: 'why',
    kind: 'text',
    text: text('Why?', 'Почему?'),
    condition: { question: 'nps', atMost: 6 },
    required: true,
  },
  { key: 'csat', kind: 'rating', text: text('How was it?', 'Как вам?') },
  { key: 'topics', kind: 'multiple-choice', text: text('What was best?', 'Что лучше всего?'), choices: topics },
  { key: 'more', kind: 'text', text: text('Anything else?', 'Что ещё?') },
];

export const survey = (overrides: Record<string, unknown> = {}) => ({
  title: text('How was it?', 'Как прошло?'),
  introduction: text('Two minutes, anonymous.', 'Две минуты, анонимно.'),
  questions,
  ...overrides,
});

export async function draftSurvey(
  organizer: Client,
  eventId: string,
  overrides: Record<string, unknown> = {},
): Promise<string> {
  const made = await organizer.post(`/v1/events/${eventId}/surveys`, survey(overrides));
  if (made.status !== 201) throw new Error(`No survey: ${JSON.stringify(made.body)}`);
  return made.body.id as string;
}

export interface OpenSurvey {
  id: string;
  eventId: string;
  guests: Guest[];
  /** The token in the mail of each guest, in the order of the guests. */
  tokens: string[];
}

/** An event that people came to, and a survey opened for them. */
export async function openSurvey(
  t: TestApp,
  org: TestOrganization,
  count: number,
  overrides: Record<string, unknown> = {},
): Promise<OpenSurvey> {
  const event = await publishedEvent(org.owner);
  const came = await guests(t, org, event.id, count);
  const id = await draftSurvey(org.owner, event.id, overrides);
  const opened = await org.owner.post(`/v1/surveys/${id}/opening`);
  if (opened.status !== 200) throw new Error(`Not opened: ${JSON.stringify(opened.body)}`);
  await t.settled();
  return { id, eventId: event.id, guests: came, tokens: came.map((guest) => tokenFor(t, guest)) };
}

/** The link in the mail to this guest. */
export function tokenFor(t: TestApp, guest: Guest): string {
  const mails = t.mails().filter((mail) => mail.isFor(guest.email));
  const token = /\/s\/([\w-]+)/.exec(mails.at(-1)?.text ?? '')?.[1];
  if (!token) throw new Error(`No survey link was mailed to ${guest.email}`);
  return token;
}
