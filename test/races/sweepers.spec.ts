import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../src/kernel/id.js';
import { PaymentDeadlinesService } from '../../src/modules/payments/payment-deadlines.service.js';
import { OrganizerHoldsService } from '../../src/modules/ticketing/organizer-holds.service.js';
import { type TestApp, type TestOrganization, boot } from '../support/boot.js';
import { type PendingOrder, pendingOrder } from '../support/given-payments.js';
import { type PricedEvent, holdOf, pricedEvent } from '../support/given-tickets.js';
import { atOnce, overtaken, without } from '../support/meeting.js';
import { rowLocks } from '../support/statements.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot({ DATABASE_POOL: '24' }, { works: false });
  org = await t.organization();
});
afterAll(() => t.stop());

/** What keeps others from the money of an order. */
const moneyLock = /pg_advisory_xact_lock(?=\(hashtextextended\('money)/g;
/** What makes the end of each order, ticket and hold happen once. */
const guards = [
  / and state = 'pending' and expires_at <= clock_timestamp\(\)$/g,
  / and state <> 'cancelled'(?=\s+returning)/g,
  /state = 'active' and (?=expires_at <= clock_timestamp\(\) returning)/g,
];

type Does = (order: PendingOrder) => Promise<unknown>;
const sweepDeadlines = () => t.get(PaymentDeadlinesService).endOverdue();
const sweepHolds = () => t.get(OrganizerHoldsService).tidy();
const pay = ({ id }: PendingOrder) =>
  org.owner.post(`/v1/orders/${id}/payments`, { provider: 'cash', amount: { amount: 2_500, currency: 'EUR' } });
const cancel = ({ token }: PendingOrder) => t.visitor.post(`/v1/public/orders/${token}/cancellation`);

/** An event with orders and holds whose time is over, and nobody has looked; and with one of each that counts. */
async function overdue({ orders = 0, holds = 0 }): Promise<{ event: PricedEvent; orders: PendingOrder[] }> {
  const event = await pricedEvent(org.owner, { size: 60 });
  await holdOf(t.visitor, event);
  await pendingOrder(t, event, terms);
  const carts = await Promise.all(Array.from({ length: holds }, () => holdOf(t.visitor, event)));
  const made = await Promise.all(Array.from({ length: orders }, () => pendingOrder(t, event, terms)));
  await t.sql('update holds set expires_at = clock_timestamp() where id = any($1)', [
    carts.map(({ id }) => fromPublicId('hld', id)),
  ]);
  await t.sql('update orders set expires_at = clock_timestamp() where id = any($1)', [made.map(({ uuid }) => uuid)]);
  return { event, orders: made };
}
const terms = { currency: 'EUR' };

/**
 * The oracle, from the rows: orders that are not one thing through and through, with the money that is not on its way back;
 * and counters that differ from the rows.
 */
async function faults(event: PricedEvent): Promise<{ halves: string[]; drift: number }> {
  const [row] = await t.sql(
    `with standing as (
       select o.state, o.total_amount as total, array_agg(distinct k.state) as tickets,
              (select count(*) from cancellations c where c.order_id = o.id) as ends,
              (select coalesce(-sum(l.amount), 0) from ledger_entries l where l.order_id = o.id and l.account = 'order')
            - (select coalesce(sum(c.refund_amount), 0) from cancellations c where c.order_id = o.id) as money
         from orders o join tickets k on k.order_id = o.id
        where o.event_id = $1 and (o.expires_at <= clock_timestamp() or o.state <> 'pending') group by o.id
     )
     select (select count(*)::int from stock_counts where event_id = $1 and says <> counted) as drift,
            (select coalesce(array_agg(concat_ws(' ', state, tickets, ends, money)), '{}') from standing
              where not (state = 'paid' and tickets = '{valid}' and money = total
                      or state in ('expired', 'cancelled') and tickets = '{cancelled}' and money = 0 and ends = 1)) as halves`,
    [fromPublicId('evt', event.id)],
  );
  return row;
}
const none = { halves: [], drift: 0 };

describe('sweepers, payments and cancellations that meet at the same orders', () => {
  it('leave each order in one state, with its tickets, its money and the counters', async () => {
    const { event, orders } = await overdue({ orders: 24, holds: 6 });
    await Promise.all([
      ...Array.from({ length: 3 }, () => sweepDeadlines()),
      ...Array.from({ length: 3 }, () => sweepHolds()),
      ...orders.filter((_, n) => n % 3 > 0).map(pay),
      ...orders.filter((_, n) => n % 2 > 0).map(cancel),
    ]);
    expect(await faults(event)).toEqual(none);
    expect((await org.owner.get('/v1/payments/audit')).body).toMatchObject({ agrees: true });
  });

  /** One order, where the first has come as far as writing what it has found right to do. */
  const ends = `orders set state = 'expired'`;
  const pays = `set state = 'valid'`;
  const races: { what: string; at: string; first: Does; second: Does; half: string }[] = [
    {
      what: 'ended while it is paid',
      at: ends,
      first: sweepDeadlines,
      second: pay,
      half: 'expired {cancelled} 1 2500',
    },
    {
      what: 'ended while it is cancelled',
      at: ends,
      first: sweepDeadlines,
      second: cancel,
      half: 'expired {cancelled} 2 0',
    },
    { what: 'ended twice', at: ends, first: sweepDeadlines, second: sweepDeadlines, half: 'expired {cancelled} 2 0' },
    { what: 'paid while it is cancelled', at: pays, first: pay, second: cancel, half: 'cancelled {cancelled} 1 2500' },
  ];
  const race = async ({ at, first, second }: (typeof races)[number]) => {
    const { event, orders } = await overdue({ orders: 1 });
    const order = orders[0] as PendingOrder;
    await overtaken(t, { at, first: () => first(order), second: () => second(order) });
    return faults(event);
  };

  it.each(races)('are one after the other: $what', async (meeting) => {
    expect(await race(meeting)).toEqual(none);
  });

  it.each(races)('would leave halves without locks and guards (negative control): $what', async (meeting) => {
    const { halves } = await without([rowLocks, moneyLock, ...guards], () => race(meeting));
    expect(halves).toEqual([meeting.half]);
  });
});

describe('two sweepers of holds that meet at the same hold', () => {
  const race = async () => {
    const { event } = await overdue({ holds: 1 });
    await atOnce(t, { event, waiting: 2 }, () => Promise.all([sweepHolds(), sweepHolds()]));
    return faults(event);
  };

  it('give its place back once', async () => {
    expect(await race()).toEqual(none);
  });

  it('would give it back twice without lock and guard (negative control)', async () => {
    expect((await without([rowLocks, ...guards], race)).drift).toBeGreaterThan(0);
  });
});
