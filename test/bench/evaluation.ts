import pg from 'pg';
import { fromPublicId } from '../../src/kernel/id.js';
import { freePort } from '../../src/local/free-port.js';
import { builtPrograms } from '../support/built.js';
import { Client } from '../support/client.js';
import { publishedEvent } from '../support/given.js';
import { TurnoutProcess } from '../support/process.js';
import { Stand } from '../support/stand.js';

/**
 * The evaluation of a very large event: 50,000 registrations, 35,000 check-ins and 10,000 survey answers, beside another event
 * of the same size, so that the numbers have to be looked for. Asks the real API, prints a table, and with `--json` one JSON
 * object as its last line. Exits with 1 where an evaluation took longer than a second or counted wrongly.
 */
const size = { targeted: 60_000, invited: 55_000, registered: 50_000, came: 35_000, answered: 10_000 };
const rounds = 30;
const bar = 1_000;

interface Run {
  what: string;
  requests: number;
  first: number;
  p50: number;
  p95: number;
  max: number;
}

builtPrograms();
const stand = await Stand.open();
const env = stand.at(await freePort());
const api = new TurnoutProcess('main', env);
const database = new pg.Pool({ connectionString: stand.postgres.url('turnout'), max: 1 });

try {
  await api.start();
  const { organizer, organizationId } = await founded();
  const [event, neighbour] = [await publishedEvent(organizer), await publishedEvent(organizer)];
  await goalsAndBudget(organizer, event.id);
  const started = performance.now();
  for (const [index, { id }] of [event, neighbour].entries()) await seed({ organizationId, eventId: id, index });
  await database.query('vacuum analyze');
  const seeded = round((performance.now() - started) / 1000);

  const evaluation = `/v1/events/${event.id}/evaluation`;
  const link = await organizer.post(`/v1/events/${event.id}/report-links`);
  const runs = [
    await measure('evaluation', () => organizer.get(evaluation)),
    await measure('snapshot', () => organizer.post(`${evaluation}/snapshots`)),
    await measure('report page', () => organizer.get(new URL(link.body.url as string).pathname)),
  ];
  const counted = countsOf((await organizer.get(evaluation)).body);
  report({ runs, counted, seeded });
  const right = JSON.stringify(counted) === JSON.stringify(size);
  if (!right || runs.some((run) => Math.max(run.first, run.max) > bar)) process.exitCode = 1;
} finally {
  await api.stop();
  await database.end();
  await stand.close();
}

async function founded(): Promise<{ organizer: Client; organizationId: string }> {
  const made = await new Client(env.PUBLIC_URL).post('/v1/organizations', {
    organization: {
      name: 'Bench',
      locale: 'en',
      timeZone: 'Europe/Moscow',
      currency: 'RUB',
      contactEmail: 'team@example.org',
    },
    owner: { name: 'Anna', email: 'owner@example.org', password: 'correct horse battery' },
  });
  if (made.status !== 201) throw new Error(`No organisation: ${JSON.stringify(made.body)}`);
  return {
    organizer: new Client(env.PUBLIC_URL, made.body.session.token as string),
    organizationId: made.body.organization.id as string,
  };
}

async function goalsAndBudget(organizer: Client, eventId: string): Promise<void> {
  const goals = [
    { metric: 'show-up-rate', comparator: '>=', target: 0.6 },
    { metric: 'nps', comparator: '>=', target: 30 },
    { metric: 'csat', comparator: '>=', target: 0.7 },
    { metric: 'net-cost-per-attendee', comparator: '<=', target: 90_000, currency: 'RUB' },
  ];
  for (const goal of goals) await organizer.post(`/v1/events/${eventId}/goals`, goal);
  const budget = `/v1/events/${eventId}/budget`;
  const headcounts = { registrations: 50_000, attendees: 35_000, speakers: 60, volunteers: 400, days: 2 };
  await organizer.post(budget, { currency: 'RUB', headcounts });
  for (let line = 0; line < 40; line++) {
    await organizer.post(`${budget}/lines`, {
      kind: 'expense',
      category: 'all',
      label: `Line ${line}`,
      unitAmount: { amount: 1_000_000, currency: 'RUB' },
    });
  }
}

/** Writes an event's people in sets: contacts, invitations with their mails, orders with tickets, scans, a closed survey. */
async function seed(given: { organizationId: string; eventId: string; index: number }): Promise<void> {
  const { targeted, invited, registered, came, answered } = size;
  const organization = fromPublicId('org', given.organizationId);
  const event = fromPublicId('evt', given.eventId);
  const run = (text: string, ...params: unknown[]) => database.query(text, [organization, event, ...params]);
  const tag = `bench${given.index}`;
  await run(
    `with made as (
       insert into contacts (organization_id, email) select $1, $3 || '-' || n || '@example.org' from generate_series(1, $4::int) n returning id
     ), snapshot as (
       insert into audience_snapshots (organization_id, event_id, segment_name, rule, size) values ($1, $2, 'All', '{}', $4) returning id
     )
     insert into audience_members (organization_id, snapshot_id, event_id, contact_id) select $1, snapshot.id, $2, made.id from made, snapshot`,
    tag,
    targeted,
  );
  await run(
    `with invited as (
       select contact_id, uuidv7() as mail_id from audience_members where organization_id = $1 and event_id = $2 limit $4::int
     ), mailed as (
       insert into mails (id, organization_id, template, key, address, locale, state, sent_at)
       select mail_id, $1, 'invitation', $3 || contact_id, 'x@example.org', 'en', 'sent', now() from invited
     )
     insert into invitations (organization_id, event_id, contact_id, mail_id) select $1, $2, contact_id, mail_id from invited`,
    tag,
    invited,
  );
  await run(
    `with type as (
       insert into ticket_types (organization_id, event_id, name) values ($1, $2, '{"en": "Hall"}') returning id
     ), person as (
       select n, uuidv7() as order_id, $3 || '-' || n || '@example.org' as email from generate_series(1, $4::int) n
     ), ordered as (
       insert into orders (id, organization_id, event_id, state, code, name, email, locale)
       select order_id, $1, $2, 'paid', upper(lpad(to_hex(n), 8, '0')), 'Guest', email, 'en' from person
     )
     insert into tickets (organization_id, event_id, order_id, ticket_type_id, position, attendee_name, attendee_email)
     select $1, $2, order_id, type.id, 1, 'Guest', email from person, type`,
    tag,
    registered,
  );
  await run(
    `insert into scans (organization_id, event_id, ticket_id, device, client_scan_id, outcome)
     select $1, $2, id, 'door', gen_random_uuid(), 'admitted' from tickets where organization_id = $1 and event_id = $2 order by id limit $3`,
    came,
  );
  await run(
    `with survey as (
       insert into surveys (organization_id, event_id, title) values ($1, $2, '{"en": "How was it?"}') returning id
     )
     insert into survey_questions (organization_id, survey_id, position, key, kind, text, required, choices)
     select $1, survey.id, position, key, kind, '{"en": "?"}', false, choices::jsonb from survey, (values
       (0, 'nps', 'nps', '[]'), (1, 'csat', 'rating', '[]'), (2, 'sound', 'rating', '[]'), (3, 'more', 'text', '[]'),
       (4, 'topics', 'multiple-choice', '[{"key": "a", "text": {"en": "A"}}, {"key": "b", "text": {"en": "B"}}]')
     ) as question(position, key, kind, choices)`,
  );
  await run(
    `with survey as (select id from surveys where organization_id = $1 and event_id = $2), tokens as (
       insert into survey_tokens (token_hash, organization_id, survey_id, used)
       select sha256(gen_random_uuid()::text::bytea), $1, survey.id, n <= $4::int from survey, generate_series(1, $3::int) n
     ), made as (
       insert into survey_responses (id, organization_id, survey_id) select gen_random_uuid(), $1, survey.id from survey, generate_series(1, $4::int) n
       returning id, survey_id
     )
     insert into survey_answers (organization_id, survey_id, response_id, question_id, number, choices, text)
     select $1, made.survey_id, made.id, q.id,
            case q.kind when 'nps' then floor(sqrt(random()) * 11) when 'rating' then 1 + floor(sqrt(random()) * 5) end,
            case q.kind when 'multiple-choice' then array['a', 'b'] end,
            case q.kind when 'text' then 'Words ' || random() end
       from made join survey_questions q on q.survey_id = made.survey_id`,
    came,
    answered,
  );
  await run(
    `update surveys set state = 'closed', opened_at = now(), closed_at = now(), asked = $3 where organization_id = $1 and event_id = $2`,
    came,
  );
}

async function measure(what: string, ask: () => Promise<{ status: number; body: unknown }>): Promise<Run> {
  const latencies: number[] = [];
  for (let index = 0; index < rounds; index++) {
    const asked = performance.now();
    const { status, body } = await ask();
    latencies.push(performance.now() - asked);
    if (status >= 300) throw new Error(`${what} failed: ${status} ${JSON.stringify(body)}`);
  }
  const first = round(latencies[0] ?? NaN);
  latencies.sort((a, b) => a - b);
  const at = (share: number) => round(latencies[Math.ceil(share * latencies.length) - 1] ?? NaN);
  return { what, requests: rounds, first, p50: at(0.5), p95: at(0.95), max: at(1) };
}

/** What the evaluation says of each step. */
function countsOf(evaluation: { funnel: { step: string; count: number }[] }): Record<string, number> {
  return Object.fromEntries(evaluation.funnel.map(({ step, count }) => [step, count]));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function report({
  runs,
  counted,
  seeded,
}: {
  runs: readonly Run[];
  counted: Record<string, number>;
  seeded: number;
}): void {
  console.log(
    `One of two events, each with ${JSON.stringify(size)}; written in ${seeded} s; latencies in ms, wanted at most ${bar}`,
  );
  console.table(runs);
  console.log(`Counted: ${JSON.stringify(counted)}`);
  if (!process.argv.includes('--json')) return;
  console.log(JSON.stringify({ bench: 'evaluation', size, counted, seededSeconds: seeded, runs, bar, unit: 'ms' }));
}
