import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../src/kernel/id.js';
import { writtenTickets } from '../api/checkin/written-tickets.js';
import { type TestApp, boot } from '../support/boot.js';
import { publishedEvent } from '../support/given.js';
import { waits, without } from '../support/meeting.js';
import { rowLocks } from '../support/statements.js';

let t: TestApp;
afterEach(() => t.stop());

const guests = 60;
const devices = ['Entrance 1', 'Entrance 2', 'Side door', 'Garage'];

/** Four devices scan the same tickets at the same time, several scans of each device under way at once. */
async function storm(terms?: { entries: string }): Promise<{ verdicts: Map<string, string[]>; eventId: string }> {
  const org = await t.organization();
  const { id: eventId } = await publishedEvent(org.owner);
  if (terms) await org.owner.post(`/v1/events/${eventId}/check-in-lists`, { name: 'Hall', ...terms });
  const tickets = await writtenTickets(
    (text, params) => t.sql(text, params),
    { organizationId: org.id, eventId },
    guests,
  );
  const verdicts = new Map(tickets.map((ticket) => [ticket.id, [] as string[]]));
  for (let start = 0; start < guests; start += 6) {
    const scans = tickets.slice(start, start + 6).flatMap((ticket) => devices.map((device) => ({ ticket, device })));
    await Promise.all(
      scans.map(async ({ ticket, device }) => {
        const body = { code: ticket.code, device, clientScanId: randomUUID() };
        const answer = await org.owner.post(`/v1/events/${eventId}/scans`, body);
        verdicts.get(ticket.id)?.push(answer.body.reason ?? answer.body.outcome);
      }),
    );
  }
  return { verdicts, eventId };
}

/** The oracle: tickets that were let in, and those that were let in more than once, counted from the rows. */
async function recount(eventId: string): Promise<{ admitted: number; twice: number; scans: number }> {
  const [counted] = await t.sql(
    `select count(*) filter (where admissions > 0)::int as admitted, count(*) filter (where admissions > 1)::int as twice, sum(scans)::int as scans
       from (select ticket_id, count(*) filter (where outcome = 'admitted') as admissions, count(*) as scans from scans where event_id = $1 group by ticket_id) s`,
    [fromPublicId('evt', eventId)],
  );
  return counted;
}

describe('a ticket whose stray exit is taken back while two gates scan it', () => {
  it('comes in once', async () => {
    t = await boot();
    expect(await afterStrayExit()).toEqual(['admitted', 'refused']);
  });

  it('would come in twice without the unique index (negative control)', async () => {
    t = await boot();
    await t.sql('drop index scans_one_admission');
    expect(await afterStrayExit()).toEqual(['admitted', 'admitted']);
  });
});

describe('four devices that scan the same tickets at once', () => {
  it('admit each ticket exactly once, and keep every scan', async () => {
    t = await boot();
    const { verdicts, eventId } = await storm();
    const refused = 'already-admitted';
    for (const given of verdicts.values()) expect(given.sort()).toEqual(['admitted', refused, refused, refused]);
    expect(await recount(eventId)).toEqual({ admitted: guests, twice: 0, scans: guests * devices.length });
  });

  it('would admit tickets twice without the unique index (negative control)', async () => {
    t = await boot();
    await t.sql('drop index scans_one_admission');
    const { eventId } = await storm();
    const { admitted, twice } = await recount(eventId);
    expect(admitted).toBe(guests);
    expect(twice).toBeGreaterThan(0);
  });

  it('let each ticket in once until it goes out, where it may come again', async () => {
    t = await boot();
    const { verdicts, eventId } = await storm({ entries: 'after-exit' });
    const refused = 'already-admitted';
    for (const given of verdicts.values()) expect(given.sort()).toEqual(['admitted', refused, refused, refused]);
    expect(await recount(eventId)).toEqual({ admitted: guests, twice: 0, scans: guests * devices.length });
  });

  it('would let tickets in twice without the lock on the ticket (negative control)', async () => {
    t = await boot();
    const { eventId } = await without([rowLocks], () => storm({ entries: 'after-exit' }));
    expect((await recount(eventId)).twice).toBeGreaterThan(0);
  });
});

/**
 * Somebody went out by mistake, which is taken back while two gates scan the ticket: the first has looked before, the second
 * after, and neither sees the other's scan. What they said.
 */
async function afterStrayExit(): Promise<string[]> {
  const org = await t.organization();
  const { id: eventId } = await publishedEvent(org.owner);
  const told = { organizationId: org.id, eventId };
  const [ticket] = await writtenTickets((text, params) => t.sql(text, params), told, 1);
  if (!ticket) throw new Error('One ticket was written');
  const scan = (device: string, kind = 'entry') =>
    org.owner.post(`/v1/events/${eventId}/scans`, { code: ticket.code, device, kind, clientScanId: randomUUID() });
  const exit = await scan('Entrance 1', 'exit');
  expect(exit.body.outcome).toBe('left');
  const holder = new (await loadTurnout()).pg.Client(t.databaseUrl);
  await holder.connect();
  try {
    await holder.query('begin');
    await holder.query('select from tickets where id = $1 for no key update', [ticket.id]);
    const first = scan('Entrance 1');
    await waits(t, 1, first);
    await t.sql(
      `insert into scans (organization_id, event_id, ticket_id, kind, outcome, device, client_scan_id, reverts_id)
       select organization_id, event_id, ticket_id, kind, 'reverted', device, uuidv7(), id from scans where id = $1`,
      [fromPublicId('scn', exit.body.id)],
    );
    const second = scan('Entrance 2');
    await waits(t, 2, second);
    await holder.query('commit');
    return (await Promise.all([first, second])).map(({ body }) => body.outcome).sort();
  } finally {
    await holder.end();
  }
}
