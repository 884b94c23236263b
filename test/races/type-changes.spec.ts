import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../src/kernel/id.js';
import { type TestApp, type TestOrganization, boot } from '../support/boot.js';
import type { Answer } from '../support/client.js';
import { bought, pricedType } from '../support/given-sold.js';
import { type TicketedEvent, orderOf, register, ticketedEvent, tokenOf } from '../support/given-tickets.js';
import { overtaken, without } from '../support/meeting.js';
import { rowLocks } from '../support/statements.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot({ DATABASE_POOL: '16' }, { works: false });
  org = await t.organization();
});
afterAll(() => t.stop());

/** An event whose first type is sold out, with a second type that has so many places on a quota of its own. */
async function twoTypes({ places, tickets }: { places: number; tickets: number }) {
  const event = await ticketedEvent(org.owner, { size: tickets });
  const wanted = await pricedType(t, org.owner, event, { price: null, size: places });
  const orders = await Promise.all(Array.from({ length: tickets }, () => register(t.visitor, event)));
  return { event, wanted, orders };
}

const change = (order: { manageUrl: string; tickets: { id: string }[] }, ticketTypeId: string): Promise<Answer> =>
  t.visitor.post(`/v1/public/orders/${tokenOf(order)}/tickets/${order.tickets[0]?.id}/type`, { ticketTypeId });
const buy = ({ slug }: TicketedEvent, ticketTypeId: string): Promise<Answer> =>
  t.visitor.post(`/v1/public/events/${slug}/orders`, orderOf({ ticketTypeId }));
const won = (answers: readonly Answer[]): number => answers.filter(({ status }) => status < 300).length;

/** The oracle, from the rows: tickets that stand, places of the wanted type, places beyond a quota's size, counters that lie. */
async function recount(event: TicketedEvent, wanted: string) {
  const [row] = await t.sql(
    `with taken as (
       select id, sum(counted)::int as places from stock_counts where event_id = $1 and kind in ('quota', 'ticket-type') group by 1
     )
     select (select count(*)::int from tickets where event_id = $1 and state <> 'cancelled') as tickets,
            (select places from taken where id = $2) as taken,
            (select sum(greatest(taken.places - q.size, 0))::int from quotas q join taken using (id) where q.event_id = $1) as oversold,
            (select count(*)::int from stock_counts where event_id = $1 and says <> counted) as drift`,
    [fromPublicId('evt', event.id), fromPublicId('tty', wanted)],
  );
  return row;
}

describe('many tickets that become one of a type with few places', () => {
  it('fill it with buyers beside them, and whoever comes too late keeps what they have', async () => {
    const places = 4;
    const tickets = 12;
    const { event, wanted, orders } = await twoTypes({ places, tickets });
    const [changed, fresh, late] = await Promise.all([
      Promise.all(orders.map((order) => change(order, wanted))),
      Promise.all(Array.from({ length: 6 }, () => buy(event, wanted))),
      Promise.all(Array.from({ length: 6 }, () => buy(event, event.ticketTypeId))),
    ]);
    expect(won(changed) + won(fresh)).toBe(places);
    // Of the type that they leave, no more is sold than they left.
    expect(won(late)).toBeLessThanOrEqual(won(changed));
    expect(await recount(event, wanted)).toEqual({
      tickets: tickets + won(fresh) + won(late),
      taken: places,
      oversold: 0,
      drift: 0,
    });
    const states = await Promise.all(
      orders.map(async (order) => (await t.visitor.get(`/v1/public/orders/${tokenOf(order)}`)).body.tickets[0]),
    );
    for (const [n, { state, ticketTypeId }] of states.entries())
      expect([state, ticketTypeId]).toEqual(['valid', changed[n]?.status === 200 ? wanted : event.ticketTypeId]);
  });
});

describe.each([
  { what: 'at once, as it costs no more', price: 5_000, nth: 2 },
  { what: 'for when the difference is paid', price: 8_000, nth: 1 },
])('a ticket that takes the last place of a type $what, at the moment somebody buys it', ({ price, nth }) => {
  /** The change has come as far as taking the place that it has found free. */
  const race = async () => {
    const event = await ticketedEvent(org.owner, { size: 1 });
    const wanted = await pricedType(t, org.owner, event, { price, size: 1 });
    const order = await bought(t, event, [5_000]);
    const [changed, sold] = await overtaken(t, {
      at: 'update ticket_types t set held',
      nth,
      first: () => change(order, wanted),
      second: () => buy(event, wanted),
    });
    return { event, wanted, changed, sold };
  };

  it('has it, and the buyer has not', async () => {
    const { event, wanted, changed, sold } = await race();
    expect(changed.status).toBe(200);
    expect(sold).toBeProblem(409, 'ticketing/sold-out');
    expect(await recount(event, wanted)).toMatchObject({ taken: 1, tickets: 1, oversold: 0, drift: 0 });
  });

  it('keeps what it was where only the schema stands between them', async () => {
    const { event, wanted, changed, sold } = await without([rowLocks], race);
    expect([changed.status, sold.status]).toEqual([500, 201]);
    expect(await recount(event, wanted)).toMatchObject({ taken: 1, tickets: 2, oversold: 0, drift: 0 });
  });

  it('takes it a second time without the lock and the constraint (negative control)', async () => {
    await t.sql('alter table quotas drop constraint places_within_size');
    const { event, wanted, changed, sold } = await without([rowLocks], race);
    expect([changed.status, sold.status]).toEqual([200, 201]);
    expect(await recount(event, wanted)).toMatchObject({ taken: 2, oversold: 1 });
    await t.sql('alter table quotas add constraint places_within_size check (held + sold + blocked <= size) not valid');
  });
});
