import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../src/kernel/id.js';
import { writtenTickets } from '../api/checkin/written-tickets.js';
import { type TestApp, boot } from '../support/boot.js';
import { publishedEvent } from '../support/given.js';
import { without } from '../support/meeting.js';
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
