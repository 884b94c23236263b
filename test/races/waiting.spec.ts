import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../src/kernel/id.js';
import { ProspectsService } from '../../src/modules/ticketing/prospects.service.js';
import { WaitingListService } from '../../src/modules/waitlist/waiting-list.service.js';
import { type TestApp, type TestOrganization, boot } from '../support/boot.js';
import type { Answer } from '../support/client.js';
import { type TicketedEvent, orderOf, tokenOf } from '../support/given-tickets.js';
import { soldOutEvent, waits } from '../support/given-waiting.js';
import { overtaken, without } from '../support/meeting.js';
import { rowLocks } from '../support/statements.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot();
  org = await t.organization();
});
afterAll(() => t.stop());

const storm = (event: TicketedEvent, strangers: number): Promise<Answer[]> =>
  Promise.all(
    Array.from({ length: strangers }, () => t.visitor.post(`/v1/public/events/${event.slug}/orders`, orderOf(event))),
  );
const sold = (answers: readonly Answer[]) => answers.filter(({ status }) => status === 201).length;

/** The oracle, from the rows: places beyond the size, counters that lie, offers beside a hold that does not keep them. */
async function faults(event: TicketedEvent): Promise<{ oversold: number; drift: number; loose: number }> {
  const [row] = await t.sql(
    `with counted as (
       select (select count(*)::int from tickets where event_id = $1 and state in ('valid', 'reserved')) as sold,
              (select coalesce(sum(l.count), 0)::int from holds h join hold_lines l on l.hold_id = h.id where h.event_id = $1 and h.state = 'active') as held)
     select greatest(counted.sold + counted.held - q.size, 0) as oversold,
            abs(q.sold - counted.sold) + abs(q.held - counted.held) as drift,
            (select count(*)::int from waiting_offers o join holds h on h.id = o.hold_id
              where o.event_id = $1 and o.state in ('pending', 'claimed') and h.state <> 'active') as loose
       from quotas q, counted where q.event_id = $1`,
    [fromPublicId('evt', event.id)],
  );
  return row;
}
const noFaults = { oversold: 0, drift: 0, loose: 0 };

describe('places that become free while the public storms', () => {
  const raised = async () => {
    const event = await soldOutEvent(org.owner, t.visitor, { places: 2 });
    const line = [];
    for (let n = 0; n < 6; n++) line.push(await waits(t.visitor, event));
    const [during] = await Promise.all([
      storm(event, 40),
      org.owner.change(`/v1/quotas/${event.quotaId}`, { size: 5 }),
      ...event.orders.map((order) => t.visitor.post(`/v1/public/orders/${tokenOf(order)}/cancellation`)),
    ]);
    const answers = [...during, ...(await storm(event, 5))];
    await t.settled();
    const states = await Promise.all(line.map(async ({ path }) => (await t.visitor.get(path)).body.state as string));
    return { event, states, strangers: sold(answers) };
  };

  it('go to those who wait, in their order, and to nobody else', async () => {
    const { event, states, strangers } = await raised();
    expect(states).toEqual([...Array<string>(5).fill('offered'), 'waiting']);
    expect(strangers).toBe(0);
    expect(await faults(event)).toEqual(noFaults);
  });

  it('would go to whoever is fastest if the stock did not settle first (negative control)', async () => {
    const before = Reflect.get(t.get(ProspectsService), 'before') as unknown[];
    const hooks = before.splice(0);
    const { strangers } = await raised();
    before.push(...hooks);
    expect(strangers).toBeGreaterThan(0);
  });
});

describe('offers that run out while people take them', () => {
  it('are each of them had by one person: whoever took it in time, or the next in line', async () => {
    const places = 6;
    const event = await soldOutEvent(org.owner, t.visitor, { places });
    const line: Awaited<ReturnType<typeof waits>>[] = [];
    for (let n = 0; n < 2 * places; n++) line.push(await waits(t.visitor, event));
    for (const order of event.orders) await t.visitor.post(`/v1/public/orders/${tokenOf(order)}/cancellation`);
    const ends = `clock_timestamp() + interval '150 milliseconds'`;
    const eventId = fromPublicId('evt', event.id);
    await t.sql(`update waiting_offers set expires_at = ${ends} where event_id = $1`, [eventId]);
    await t.sql(`update holds set expires_at = ${ends} where event_id = $1`, [eventId]);
    const take = async ({ path, email }: { path: string; email: string }, n: number) => {
      await new Promise((resolve) => setTimeout(resolve, n * 60));
      const claimed = await t.visitor.post(`${path}/claim`);
      if (claimed.status !== 200) return false;
      const { tickets: _, ...person } = orderOf(event, { email, attendees: [{ attendee: { name: 'Вера Лунина' } }] });
      const ordered = await t.visitor.post(`/v1/public/holds/${claimed.body.holdToken}/order`, person);
      return ordered.status === 201;
    };
    const [strangers, ...taken] = await Promise.all([storm(event, 30).then(sold), ...line.slice(0, places).map(take)]);
    await storm(event, 1);
    const states = await Promise.all(line.map(async ({ path }) => (await t.visitor.get(path)).body.state as string));
    const won = taken.filter(Boolean).length;
    expect(strangers).toBe(0);
    expect(states.slice(0, places)).toEqual(taken.map((had) => (had ? 'fulfilled' : 'paused')));
    expect(states.slice(places).filter((state) => state === 'offered')).toHaveLength(places - won);
    expect(await faults(event)).toEqual(noFaults);
  });
});

describe('an offer that runs out at the very moment an order is made from it', () => {
  /** The order has come as far as ending the hold; then its time is over, and the stock settles. */
  const race = async () => {
    const event = await soldOutEvent(org.owner, t.visitor, { places: 1 });
    const [first, next] = [await waits(t.visitor, event), await waits(t.visitor, event)];
    await t.visitor.post(`/v1/public/orders/${tokenOf(event.orders[0] ?? { manageUrl: '' })}/cancellation`);
    const { body: claimed } = await t.visitor.post(`${first.path}/claim`);
    const { tickets: _, ...person } = orderOf(event, {
      email: first.email,
      attendees: [{ attendee: { name: 'Вера Лунина' } }],
    });
    const [ordered] = await overtaken(t, {
      at: 'update holds set state = $3',
      first: () => t.visitor.post(`/v1/public/holds/${claimed.holdToken}/order`, person),
      second: async () => {
        const eventId = fromPublicId('evt', event.id);
        await t.sql(`update waiting_offers set expires_at = clock_timestamp() where event_id = $1`, [eventId]);
        await t.sql(`update holds set expires_at = clock_timestamp() where event_id = $1`, [eventId]);
        await t.get(WaitingListService).serveAll();
      },
    });
    const { body: offered } = await t.visitor.get(next.path);
    return { event, ordered: ordered.status, next: offered.state as string };
  };

  it('is the order, and the next in line keeps waiting', async () => {
    const { event, ...became } = await race();
    expect(became).toEqual({ ordered: 201, next: 'waiting' });
    expect(await faults(event)).toEqual(noFaults);
  });

  it('would be had by both without the lock on the stock (negative control)', async () => {
    const { event, ...became } = await without([rowLocks], race);
    expect(became).toEqual({ ordered: 201, next: 'offered' });
    expect(await faults(event)).toMatchObject({ oversold: 1 });
  });
});
