import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../src/kernel/id.js';
import { ApiProcesses } from '../support/api-processes.js';
import { type TestApp, type TestOrganization, boot } from '../support/boot.js';
import type { Answer } from '../support/client.js';
import { type TicketedEvent, orderOf, ticketedEvent, tokenOf } from '../support/given-tickets.js';
import { atOnce } from '../support/meeting.js';

const capacity = 40;
const buyers = 300;

let t: TestApp;
let org: TestOrganization;
let apis: ApiProcesses;

beforeAll(async () => {
  t = await boot({}, { works: false });
  org = await t.organization();
}, 120_000);
afterAll(() => t.stop());

const buy = (n: number, event: TicketedEvent, overrides: Record<string, unknown> = {}): Promise<Answer> =>
  apis.visitor(n).post(`/v1/public/events/${event.slug}/orders`, orderOf(event, overrides));

/** Everybody at once, each at the next process. */
const rush = (event: TicketedEvent): Promise<Answer[]> =>
  Promise.all(Array.from({ length: buyers }, (_, n) => buy(n, event)));

const count = (answers: readonly Answer[], status: number): number =>
  answers.filter((answer) => answer.status === status).length;

/** The oracle: places given out beyond the size of the quota, and how far the counter is from the tickets, from the rows. */
async function recount(event: TicketedEvent): Promise<{ tickets: number; oversold: number; drift: number }> {
  const [row] = await t.sql(
    `select c.counted as tickets, greatest(c.counted - q.size, 0) as oversold, q.sold - c.counted as drift
       from quotas q join stock_counts c on c.id = q.id and c.counter = 'sold' where q.event_id = $1`,
    [fromPublicId('evt', event.id)],
  );
  return row;
}

describe('several processes and everybody at once', () => {
  beforeAll(async () => {
    apis = await ApiProcesses.start(t);
  }, 240_000);
  afterAll(() => apis.stop());

  it('sell exactly the places there are', async () => {
    const event = await ticketedEvent(org.owner, { size: capacity });
    const answers = await rush(event);
    expect({ sold: count(answers, 201), refused: count(answers, 409) }).toEqual({
      sold: capacity,
      refused: buyers - capacity,
    });
    expect(await recount(event)).toEqual({ tickets: capacity, oversold: 0, drift: 0 });
  }, 120_000);

  it('sell no place twice while people cancel, change sizes and come in groups', async () => {
    const event = await ticketedEvent(org.owner, { size: capacity });
    const kept = new Map<string, number>();
    const group = (n: number) =>
      Array.from({ length: 1 + (n % 3) }, (_, i) => ({
        ticketTypeId: event.ticketTypeId,
        attendee: { name: `Guest ${i}` },
      }));
    const guest = async (n: number) => {
      const { status, body } = await buy(n, event, { tickets: group(n) });
      if (status !== 201) return;
      if (n % 4 > 0) kept.set(body.id, body.tickets.length);
      else await apis.visitor(n).post(`/v1/public/orders/${tokenOf(body)}/cancellation`);
    };
    const resize = async () => {
      for (const size of [capacity + 10, capacity - 5, capacity])
        await org.owner.change(`/v1/quotas/${event.quotaId}`, { size });
    };
    await Promise.all([resize(), ...Array.from({ length: buyers }, (_, n) => guest(n))]);
    const tickets = [...kept.values()].reduce((sum, n) => sum + n, 0);
    expect(await recount(event)).toEqual({ tickets, oversold: 0, drift: 0 });
  }, 120_000);

  it('serve whoever stands in line when one is asked to stop, and what it said is written', async () => {
    const event = await ticketedEvent(org.owner, { size: 1_000 });
    const sent = Array.from({ length: buyers }, (_, n) => buy(n, event).catch(() => null));
    await Promise.race(sent);
    const asked = performance.now();
    expect(await apis.stopOne()).toBe(0);
    // Connections that stay open keep nobody: an orchestrator waits for half a minute.
    expect(performance.now() - asked).toBeLessThan(30_000);
    const answers = await Promise.all(sent);
    const registered = answers.filter((answer) => answer !== null);
    expect(registered.map(({ status }) => status)).toEqual(registered.map(() => 201));
    expect(registered.length).toBeGreaterThanOrEqual(buyers / 2);
    expect(await recount(event)).toEqual({ tickets: registered.length, oversold: 0, drift: 0 });
  }, 120_000);
});

describe('the same processes without the lock', () => {
  beforeAll(async () => {
    apis = await ApiProcesses.start(t, { locks: false });
  }, 240_000);
  afterAll(() => apis.stop());

  it('are held by the schema alone', async () => {
    const event = await ticketedEvent(org.owner, { size: capacity });
    const answers = await rush(event);
    const { tickets, ...rest } = await recount(event);
    expect(rest).toEqual({ oversold: 0, drift: 0 });
    expect(tickets).toBe(count(answers, 201));
    expect(count(answers, 201) + count(answers, 409) + count(answers, 503)).toBe(buyers);
  }, 120_000);

  it('sell places that do not exist once the constraint is gone too (negative control)', async () => {
    await t.sql('alter table quotas drop constraint places_within_size');
    const event = await ticketedEvent(org.owner, { size: 1 });
    // One at each process: both have found the place free before either takes it.
    const answers = await atOnce(t, { event, waiting: 2 }, () => Promise.all([buy(0, event), buy(1, event)]));
    expect([count(answers, 201), await recount(event)]).toEqual([2, { tickets: 2, oversold: 1, drift: 0 }]);
    await t.sql('alter table quotas add constraint places_within_size check (held + sold + blocked <= size) not valid');
  }, 60_000);
});
