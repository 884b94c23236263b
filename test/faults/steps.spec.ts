import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../src/kernel/id.js';
import type { Answer, Client } from '../support/client.js';
import { connect } from '../support/given-payments.js';
import { type PricedEvent, cartOf, heldOrderOf, pricedEvent, tokenOf } from '../support/given-tickets.js';
import { Fleet, newOwner } from './fleet.js';
import { ClosedGate, type Point, makeGates } from './gates.js';

type Step = 'hold' | 'order' | 'pay' | 'confirm' | 'refund' | 'give back';
/** A write of ours, or a call of the provider that has happened and is not answered yet. */
type Moment = Point | 'provider';

/** Every point between two steps at which somebody may die. */
const moments: readonly [Step, Moment][] = [
  ['hold', 'insert holds'],
  ['hold', 'insert hold_lines'],
  ['hold', 'update quotas'],
  ['hold', 'commit holds'],
  ['order', 'update holds'],
  ['order', 'insert orders'],
  ['order', 'insert tickets'],
  ['order', 'update quotas'],
  ['order', 'commit orders'],
  ['pay', 'insert payments'],
  ['pay', 'provider'],
  ['pay', 'update payments'],
  ['pay', 'commit payments'],
  ['confirm', 'provider'],
  ['confirm', 'update payments'],
  ['confirm', 'insert ledger_entries'],
  ['confirm', 'update orders'],
  ['confirm', 'commit orders'],
  ['refund', 'insert refunds'],
  ['refund', 'insert ledger_entries'],
  ['refund', 'commit refunds'],
  ['give back', 'provider'],
  ['give back', 'update refunds'],
  ['give back', 'insert ledger_entries'],
  ['give back', 'commit refunds'],
];
const points = [...new Set(moments.map(([, moment]) => moment))].filter((moment) => moment !== 'provider');
const price = 2_500;
const refunded = 700;

let fleet: Fleet;
let owner: Client;
let event: PricedEvent;

beforeAll(async () => {
  fleet = await Fleet.start();
  await makeGates(fleet, points);
  owner = await newOwner(fleet);
  event = await pricedEvent(owner, { price, size: 2 * moments.length });
  await connect({ url: fleet.url }, owner, fleet.simulator);
  fleet.simulator.notifications.hold();
}, 300_000);
afterAll(() => fleet.stop(), 60_000);

/** Whose answer the provider keeps back for a while, having done what it was asked for. */
const providerCall = { pay: 'POST /v', confirm: 'GET /v', 'give back': 'POST /v' } as const;

/** Does the work, and lets the disaster happen when it has come to the moment. */
async function dying(moment: Moment, step: Step, disaster: () => Promise<void>, work: () => Promise<Answer>) {
  if (moment === 'provider') {
    const on = providerCall[step as keyof typeof providerCall];
    fleet.simulator.fail({ on, how: 'delay', milliseconds: 1_500 });
    const working = work();
    while (fleet.simulator.faults.open() > 0) await pause(10);
    await disaster();
    return working;
  }
  const gate = await ClosedGate.close(fleet, points.indexOf(moment));
  const working = work();
  await gate.reached();
  await disaster();
  await gate.open();
  return working;
}

/** Somebody who holds, orders, pays and gets a part back, and presses each button again until there is an answer. */
async function buy(number: number, mine: Step, moment: Moment, disaster: () => Promise<void>): Promise<string> {
  const at = (step: Step, work: () => Promise<Answer>) =>
    step === mine ? dying(moment, step, disaster, work) : work();
  const { body: hold } = await at('hold', () =>
    fleet.insist(`/v1/public/events/${event.slug}/holds`, cartOf(event), `hold-${number}`),
  );
  const ordered = heldOrderOf(hold);
  const { body: order } = await at('order', () =>
    fleet.insist(`/v1/public/holds/${hold.token}/order`, ordered, `order-${number}`),
  );
  const payments = `/v1/public/orders/${tokenOf(order)}/payments`;
  const provider = (number >> 1) % 2 === 0 ? 'stripe' : 'yookassa';
  const { body: payment } = await at('pay', () => fleet.insist(payments, { provider }, `pay-${number}`));
  const orderId = fromPublicId('ord', order.id) ?? '';
  const [row] = await fleet.query<{ ref: string }>(
    `select provider_ref as ref from payments where order_id = '${orderId}'`,
  );
  fleet.simulator.pay(row?.ref ?? '');
  await at('confirm', () => fleet.insist(`${payments}/${payment.id}/check`, {}, `check-${number}`));
  const back = { amount: { amount: refunded, currency: 'EUR' }, reason: 'Goodwill' };
  const refund = () => fleet.insist(`/v1/orders/${order.id}/refunds`, back, `refund-${number}`, owner);
  await (mine === 'give back' ? dying(moment, mine, disaster, refund) : at('refund', refund));
  return orderId;
}

describe('kill -9 at every point between the steps of holding, ordering, paying and giving back', () => {
  const bought: string[] = [];

  it.each(moments)(
    '%s: %s',
    async (step, moment) => {
      const killed = step === 'give back' ? () => fleet.killWorker() : () => fleet.killApi();
      bought.push(await buy(bought.length, step, moment, killed));
      bought.push(await buy(bought.length, step, moment, () => fleet.killDatabase()));
    },
    300_000,
  );

  it('leaves one of each, and money that agrees with the provider', async () => {
    await fleet.simulator.notifications.release({ copies: 2, order: 'shuffled' });
    await fleet.drained();
    const each = await fleet.query(
      `select (select count(*)::int from tickets t where t.order_id = o.id and t.state = 'valid') as tickets,
              (select count(*)::int from payments p where p.order_id = o.id) as payments,
              (select count(*)::int from refunds r where r.order_id = o.id and r.state = 'done') as refunds,
              (select sum(amount)::int from ledger_entries l where l.order_id = o.id and l.account = 'provider') as kept
         from orders o where o.id = any('{${bought.join(',')}}')`,
    );
    const one = { tickets: 1, payments: 1, refunds: 1, kept: price - refunded };
    expect(each).toEqual(bought.map(() => one));
    const [{ orders, holds, sold, held } = {}] = await fleet.query(
      `select (select count(*)::int from orders) as orders, (select count(*)::int from holds) as holds, sold, held from quotas`,
    );
    expect({ orders, holds, sold, held }).toEqual({
      orders: bought.length,
      holds: bought.length,
      sold: bought.length,
      held: 0,
    });
    const sums = fleet.simulator.sums();
    expect(sums.map(({ captured, refunded: back }) => captured - back)).toEqual(bought.map(() => price - refunded));
    expect((await owner.get('/v1/payments/audit')).body).toMatchObject({ agrees: true });
  }, 300_000);
});
