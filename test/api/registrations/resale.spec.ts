import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ResaleService } from '../../../src/modules/registrations/resale.service.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { bought, hearRefunds, policy, scan } from '../../support/given-sold.js';
import { type TicketedEvent, ticketedEvent } from '../../support/given-tickets.js';
import { join, openList } from '../../support/given-waiting.js';

let t: TestApp;
let org: TestOrganization;
let due: ReturnType<typeof hearRefunds>;

beforeAll(async () => {
  t = await boot();
  org = await t.organization();
  due = hearRefunds(t);
});
afterAll(() => t.stop());

const agrees = async (event: TicketedEvent) => (await org.owner.get(`/v1/events/${event.id}/stock-audit`)).body.agrees;
const half = { ...policy, steps: [{ hoursBefore: 0, rate: 50_000 }] };
type Bought = Awaited<ReturnType<typeof bought>>;
const giveBack = (order: Bought, n = 0) => t.visitor.post(`${order.path}/tickets/${order.tickets[n].id}/resale`);
const keep = (order: Bought, n = 0) => t.visitor.delete(`${order.path}/tickets/${order.tickets[n].id}/resale`);
const returns = async (order: Bought) => (await t.visitor.get(`${order.path}/resales`)).body.items;
const match = async () => {
  await t.settled();
  await t.get(ResaleService).matchAll();
  await t.settled();
};

async function soldOut(size: number): Promise<TicketedEvent> {
  const event = await ticketedEvent(org.owner, { size });
  await t.sql(
    `insert into sale_settings (event_id, organization_id, resale) select id, organization_id, true from events where slug = $1`,
    [event.slug],
  );
  await openList(org.owner, event.id);
  return event;
}

describe('a ticket that is returned for resale', () => {
  it('stays valid until somebody waits, then all of its price comes back and the place is offered', async () => {
    const event = await soldOut(1);
    const order = await bought(t, event, [4_000], { terms: half });
    expect((await giveBack(order)).body).toMatchObject({ state: 'offered' });
    expect(await giveBack(order)).toBeProblem(409, 'registrations/resale-open');
    await match();
    expect((await t.visitor.get(order.path)).body.tickets).toMatchObject([{ state: 'valid' }]);
    const waiting = await join(t.visitor, event);
    await match();
    expect(await returns(order)).toMatchObject([{ state: 'taken' }]);
    expect((await t.visitor.get(order.path)).body).toMatchObject({
      state: 'cancelled',
      tickets: [{ state: 'cancelled' }],
    });
    expect(due.at(-1)).toMatchObject({ amount: 4_000 });
    expect(waiting.status).toBe(201);
    const [offer] = await t.sql(
      `select state from waiting_entries where event_id = (select id from events where slug = $1)`,
      [event.slug],
    );
    expect(offer).toEqual({ state: 'offered' });
    expect(await agrees(event)).toBe(true);
  });

  it('may be kept after all, and is not taken where nobody would have it now', async () => {
    const event = await soldOut(3);
    const order = await bought(t, event, [1_000, 1_000, 1_000]);
    await giveBack(order, 0);
    await giveBack(order, 1);
    expect((await keep(order, 0)).body).toMatchObject({ state: 'withdrawn' });
    expect(await keep(order, 0)).toBeProblem(404, 'registrations/resale-unknown');
    // Two want to come together; one place is no use to them.
    await join(t.visitor, event, { partySize: 2 });
    const before = due.length;
    await match();
    expect((await returns(order)).map(({ state }: { state: string }) => state)).toEqual(['offered', 'withdrawn']);
    await giveBack(order, 2);
    await match();
    expect((await returns(order)).map(({ state }: { state: string }) => state)).toEqual([
      'taken',
      'taken',
      'withdrawn',
    ]);
    expect(
      due
        .slice(before)
        .map(({ amount }) => amount)
        .filter((amount) => amount === 1_000).length,
    ).toBeGreaterThanOrEqual(2);
    expect((await t.visitor.get(order.path)).body).toMatchObject({ state: 'paid', total: { amount: 1_000 } });
    expect(await agrees(event)).toBe(true);
  });

  it('is not one by which somebody has come in', async () => {
    const event = await soldOut(1);
    const order = await bought(t, event, [1_000]);
    await giveBack(order);
    await scan(org.owner, event, order.tickets[0].code);
    await join(t.visitor, event);
    await match();
    expect(await returns(order)).toMatchObject([{ state: 'offered' }]);
    const plain = await ticketedEvent(org.owner);
    expect(await giveBack(await bought(t, plain, [1_000]))).toBeProblem(409, 'registrations/resale-not-offered');
  });
});
