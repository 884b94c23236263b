import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { WaitingListService } from '../../../src/modules/waitlist/waiting-list.service.js';
import { orderOf } from '../../support/given-tickets.js';
import { rowsOf } from '../../support/statements.js';
import { join, openList, soldOutEvent, waits } from '../../support/given-waiting.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot();
  org = await t.organization();
}, 120_000);
afterAll(() => t.stop());

const stateOf = async (event: { slug: string }) =>
  (await t.visitor.get(`/v1/public/events/${event.slug}/offers`)).body.items[0].availability.state;
const resize = (event: { quotaId: string }, size: number) => org.owner.change(`/v1/quotas/${event.quotaId}`, { size });

describe('free places', () => {
  it('are shown to everybody where the list is paused or the start too near, as they are sold to everybody', async () => {
    const paused = await soldOutEvent(org.owner, t.visitor);
    await waits(t.visitor, paused);
    await openList(org.owner, paused.id, { paused: true });
    await resize(paused, 2);
    expect(await stateOf(paused)).toBe('available');
    const near = await soldOutEvent(org.owner, t.visitor);
    await waits(t.visitor, near);
    await t.sql(
      `update events set starts_at = now() + interval '5 hours', ends_at = now() + interval '8 hours' where slug = $1`,
      [near.slug],
    );
    await resize(near, 2);
    expect(await stateOf(near)).toBe('available');
    expect((await t.visitor.post(`/v1/public/events/${near.slug}/orders`, orderOf(near))).status).toBe(201);
  });

  it('are offered to nobody who could not take them', async () => {
    const event = await soldOutEvent(org.owner, t.visitor);
    const registered = await waits(t.visitor, event);
    const next = await waits(t.visitor, event);
    await t.sql(`update orders set email = $1 where event_id = (select id from events where slug = $2)`, [
      registered.email,
      event.slug,
    ]);
    await resize(event, 2);
    await t.get(WaitingListService).serveAll();
    const offered = async (path: string) => (await t.visitor.get(path)).body.state;
    expect([await offered(registered.path), await offered(next.path)]).toEqual(['waiting', 'offered']);
  });

  it('go past parties that do not fit, and read no more people than there are places for', async () => {
    const event = await soldOutEvent(org.owner, t.visitor);
    const parties = [2, 4, 4, 4, 4, 2, 3, 1, 1];
    const waiting = [];
    for (const partySize of parties) waiting.push(await waits(t.visitor, event, { partySize }));
    const read = rowsOf((await loadTurnout()).pg.Client, 'from waiting_entries e\n');
    try {
      await resize(event, 6);
      await t.get(WaitingListService).serveAll();
    } finally {
      read.stop();
    }
    const states = await Promise.all(waiting.map(async ({ path }) => (await t.visitor.get(path)).body.state));
    const offered = parties.filter((_, index) => states[index] === 'offered');
    expect(states.map((state) => state === 'offered')).toEqual([
      true,
      false,
      false,
      false,
      false,
      true,
      false,
      true,
      false,
    ]);
    expect(offered).toEqual([2, 2, 1]);
    expect(Math.max(...read.counts)).toBeLessThanOrEqual(5);
  });

  it('of what goes only with another ticket are not waited for', async () => {
    const event = await soldOutEvent(org.owner, t.visitor);
    const other = await org.owner.post(`/v1/events/${event.id}/ticket-types`, {
      name: { en: 'Grown-up' },
      quotaIds: [event.quotaId],
    });
    const change = { companionIds: [other.body.id] };
    expect((await org.owner.change(`/v1/ticket-types/${event.ticketTypeId}`, change)).status).toBe(200);
    expect(await join(t.visitor, event)).toBeProblem(422, 'waitlist/product-refused');
  });
});

describe('null', () => {
  it('is refused where a member has no use for it', async () => {
    const event = await soldOutEvent(org.owner, t.visitor, { places: 2 });
    const order = orderOf(event);
    const orders = `/v1/public/events/${event.slug}/orders`;
    const nameless = { ...order, tickets: [{ ticketTypeId: event.ticketTypeId, attendee: null }] };
    expect(await t.visitor.post(orders, nameless)).toBeProblem(422, 'request/invalid');
    expect(await t.visitor.post(orders, { ...order, emailToken: null })).toBeProblem(422, 'request/invalid');
    const type = `/v1/ticket-types/${event.ticketTypeId}`;
    expect(await org.owner.change(type, { minPerOrder: null })).toBeProblem(422, 'request/invalid');
    const settings = `/v1/events/${event.id}/sale-settings`;
    expect(await org.owner.change(settings, { currencies: null })).toBeProblem(422, 'request/invalid');
    expect((await org.owner.change(type, { description: null, maxPerPerson: null })).status).toBe(200);
  });
});
