import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromPublicId } from '../../src/kernel/id.js';
import type { Notification } from '../../src/local/payment-simulator/notifications.js';
import { signature } from '../../src/local/payment-simulator/notifications.js';
import { sessionId } from '../../src/local/payment-simulator/stripe-objects.js';
import type { Till } from '../../src/local/payment-simulator/till.js';
import { post } from '../../src/modules/payments/ledger.queries.js';
import { captured as cameIn } from '../../src/modules/payments/ledger.rules.js';
import { ReceiptsService } from '../../src/modules/payments/receipts.service.js';
import { YookassaProvider } from '../../src/modules/payments/yookassa.provider.js';
import { type PayingWorld, payingWorld, pendingOrder } from '../support/given-payments.js';
import { ticketedEvent } from '../support/given-tickets.js';

const sequences = Number(process.env['STORM'] ?? 2_000);
const batch = 100;
const lanes = 12;
const amount = 2_500;

type Provider = 'stripe' | 'yookassa';
/** What happens at the provider, in this order; what is impossible by then does not happen. */
type Act =
  | 'pay'
  | 'decline'
  | 'late'
  | 'arrives'
  | 'bounces'
  | 'expire'
  | 'anyway'
  | 'twice'
  | 'refund'
  | 'charge-back';
type Forgery =
  | 'unsigned'
  | 'wrong-secret'
  | 'old'
  | 'amount'
  | 'currency'
  | 'live'
  | 'other-order'
  | 'other-account'
  | 'claim';

interface Plan {
  provider: Provider;
  acts: Act[];
  /** For each notice: how many acts later it is told, and once more; from 4 on it is lost, from 2 on it is told once. */
  delays: number[];
  again: number[];
  forgeries: { how: Forgery; after: number }[];
}

interface Case extends Plan {
  orderId: string;
  billId: string;
  ref: string;
}

const plans: fc.Arbitrary<Plan> = fc.record({
  provider: fc.constantFrom<Provider[]>('stripe', 'yookassa'),
  acts: fc.array(
    fc.constantFrom<Act[]>(
      'pay',
      'pay',
      'decline',
      'late',
      'arrives',
      'bounces',
      'expire',
      'anyway',
      'twice',
      'refund',
      'charge-back',
    ),
    { minLength: 1, maxLength: 3 },
  ),
  delays: fc.array(fc.nat(7), { minLength: 12, maxLength: 12 }),
  again: fc.array(fc.nat(8), { minLength: 12, maxLength: 12 }),
  forgeries: fc.array(
    fc.record({
      how: fc.constantFrom<Forgery[]>(
        'unsigned',
        'wrong-secret',
        'old',
        'amount',
        'currency',
        'live',
        'other-order',
        'other-account',
        'claim',
      ),
      after: fc.nat(3),
    }),
    { maxLength: 2 },
  ),
});

let world: PayingWorld;
let till: Till;
let accounts: Record<Provider, { id: string; uuid: string; theirs: string; secret: string }>;
/** One waiting order at each of several events, of which the others are copies: what is paid at one event goes one after the other. */
let templates: string[];
const accepted: string[] = [];
const refused: string[] = [];

beforeAll(async () => {
  world = await payingWorld({ DATABASE_POOL: '16' }, { works: false });
  ({ till } = world.simulator as unknown as { till: Till });
  world.simulator.notifications.hold();
  templates = [];
  for (let count = 0; count < lanes / 2; count++) {
    const event = await ticketedEvent(world.org.owner, { size: 1_000_000 });
    templates.push((await pendingOrder(world.t, event, { amount })).uuid);
  }
  const account = (provider: Provider) => {
    const id = world.accounts[provider];
    const theirs = [...till.book.accounts.values()].find((one) => one.provider === provider);
    if (!theirs) throw new Error('The simulator has an account for each');
    return { id, uuid: fromPublicId('pac', id) ?? '', theirs: theirs.id, secret: theirs.webhookSecret };
  };
  accounts = { stripe: account('stripe'), yookassa: account('yookassa') };
}, 120_000);
afterAll(async () => {
  connections.destroy();
  await world.t.stop();
  await world.simulator.stop();
}, 120_000);

/** Orders that wait for their money, each with a payment that was begun: written in bulk, for there are thousands. */
async function begin(wanted: readonly Plan[]): Promise<Case[]> {
  const cases = wanted.map((plan, index) => {
    const payment = randomUUID();
    const bill = till.open({
      accountId: accounts[plan.provider].theirs,
      amount,
      currency: 'RUB',
      metadata: { payment },
      sessionMetadata: { payment },
    });
    const ref = plan.provider === 'stripe' ? sessionId(bill) : bill.id;
    const template = templates[index % templates.length] ?? '';
    return { ...plan, template, orderId: randomUUID(), payment, billId: bill.id, ref };
  });
  const list = JSON.stringify(
    cases.map(({ template, orderId, payment, ref, provider }) => ({
      template,
      orderId,
      payment,
      ref,
      provider,
      account: accounts[provider].uuid,
    })),
  );
  await world.t.sql(
    `with made as (select * from jsonb_to_recordset($1::jsonb) as made(template uuid, "orderId" uuid)),
          copied as (
            insert into orders select (jsonb_populate_record(o, jsonb_build_object('id', made."orderId", 'email', made."orderId" || '@example.org',
              'code', upper(translate(substr(md5(made."orderId"::text), 1, 8), 'ilou', '1234'))))).* from orders o, made where o.id = made.template returning id)
     insert into tickets select (jsonb_populate_record(k, jsonb_build_object('id', gen_random_uuid(), 'order_id', made."orderId"))).*
       from tickets k, made, (select count(*) from copied) as c where k.order_id = made.template`,
    [list],
  );
  await world.t.sql(
    `insert into payments (id, organization_id, order_id, provider, account_id, state, amount, currency, provider_ref)
     select payment, (select organization_id from orders where id = made.template), "orderId", provider, account, 'pending', $2, 'RUB', ref
       from jsonb_to_recordset($1::jsonb) as made(template uuid, "orderId" uuid, payment uuid, ref text, provider text, account uuid)`,
    [list, amount],
  );
  return cases;
}

function act({ provider, billId }: Case, what: Act): void {
  const { simulator } = world;
  const bill = till.bill(billId);
  const left = till.refundable(bill);
  const open = bill.state === 'open';
  const possible: Record<Act, false | (() => unknown)> = {
    pay: open && (() => simulator.pay(billId)),
    decline: open && (() => simulator.refuse(billId)),
    late: open && (() => simulator.pay(billId, { late: true })),
    arrives: bill.state === 'processing' && (() => simulator.settle(billId)),
    bounces: bill.state === 'processing' && (() => simulator.settle(billId, false)),
    expire: open && (() => simulator.expire(billId)),
    anyway: bill.state === 'cancelled' && (() => simulator.pay(billId, { anyway: true })),
    twice: open && (() => simulator.pay(billId, { twice: true })),
    refund: left > 0 && (() => simulator.refund(billId, Math.min(left, 700))),
    // YooKassa tells nobody of a chargeback, by any request.
    'charge-back': left > 0 && provider === 'stripe' && (() => simulator.chargeBack(billId)),
  };
  const doIt = possible[what];
  if (doIt) doIt();
}

/** What the provider wants to tell since the last time. */
function told(): Notification[] {
  const { notifications } = world.simulator;
  const held = [...notifications.heldBack()];
  void notifications.release({ copies: 0 });
  notifications.hold();
  return held;
}

/** Posted as providers post it, over connections that stay open. */
const connections = new Agent({ keepAlive: true, maxSockets: 2 * lanes });
function deliver(accountId: string, body: string, headers: Record<string, string> = {}): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const path = `${world.t.url}/v1/public/payment-notifications/${accountId}`;
  const options = {
    method: 'POST',
    agent: connections,
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
  };
  request(path, options, (answer) => {
    answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
  })
    .once('error', reject)
    .end(body);
  return promise;
}

const now = () => Math.floor(Date.now() / 1000);

/**
 * Nothing genuine may be refused: a provider would tell it again for days, and nobody would know why. Told that it is too
 * busy, it comes again, as providers do.
 */
async function deliverGenuine({ provider }: Case, { body, type }: Notification): Promise<void> {
  const { id, secret } = accounts[provider];
  let status = 503;
  for (let tries = 0; tries < 100 && status === 503; tries++) {
    if (tries > 0) await pause(100);
    const signed = provider === 'stripe' ? { 'stripe-signature': signature(body, secret, now()) } : undefined;
    status = await deliver(id, body, signed);
  }
  if (status >= 300) refused.push(`${type}: ${status}`);
}

/** Says that it is paid. Where the signature is right, something else is wrong: nothing of it may be believed. */
async function forge(one: Case, how: Forgery, other: Case): Promise<void> {
  const { id, secret, theirs } = accounts[one.provider];
  const about = how === 'other-order' ? other : one;
  const wrong = how === 'amount' ? 1 : amount;
  const currency = how === 'currency' ? 'EUR' : 'RUB';
  const metadata = { payment: randomUUID() };
  const body = JSON.stringify(
    one.provider === 'stripe'
      ? {
          id: `evt_${randomUUID()}`,
          object: 'event',
          type: 'checkout.session.completed',
          livemode: how === 'live',
          data: {
            object: {
              id: about.ref,
              object: 'checkout.session',
              amount_total: wrong,
              currency: currency.toLowerCase(),
              payment_status: 'paid',
              metadata: how === 'other-order' ? metadata : {},
            },
          },
        }
      : {
          type: 'notification',
          event: 'payment.succeeded',
          object: {
            id: about.ref,
            status: 'succeeded',
            paid: true,
            amount: { value: (wrong / 100).toFixed(2), currency },
            recipient: { account_id: how === 'other-account' ? '1' : theirs },
            test: how !== 'live',
            metadata: how === 'other-order' ? metadata : {},
          },
        },
  );
  const at = how === 'old' ? now() - 3_600 : now();
  const key = how === 'wrong-secret' ? 'whsec_of_somebody_else' : secret;
  const signed: Record<string, string> = how === 'unsigned' ? {} : { 'stripe-signature': signature(body, key, at) };
  const target = how === 'other-account' && one.provider === 'stripe' ? accounts.yookassa.id : id;
  const status = await deliver(target, body, one.provider === 'stripe' ? signed : {});
  const mustRefuse =
    how === 'other-account' || (one.provider === 'stripe' && ['unsigned', 'wrong-secret', 'old'].includes(how));
  if (mustRefuse && status !== 400) accepted.push(`${one.provider} ${how}: ${status}`);
}

/** The provider's name of the money that a notice is about. */
const moneyOf = ({ body }: Notification): string =>
  /pi_\w+/.exec(body)?.[0] ?? /"payment_id":"([\w-]+)"/.exec(body)?.[1] ?? /"id":"([\w-]+)"/.exec(body)?.[1] ?? '';

/** One sequence: acts at the provider, notices early, late, twice and never in order, forgeries in between. */
async function run(one: Case, other: Case): Promise<void> {
  const waiting: { at: number; notice: Notification }[] = [];
  // What is told last of some money is not lost: without any word at all only asking helps, which is another test.
  const lost = new Map<string, Notification>();
  let number = 0;
  for (const [step, what] of one.acts.entries()) {
    act(one, what);
    for (const notice of told()) {
      const delay = one.delays[number % 12] ?? 0;
      const again = one.again[number++ % 12] ?? 8;
      if (delay < 4) waiting.push({ at: step + delay, notice });
      if (again < 2) waiting.push({ at: step + again, notice });
      if (delay < 4 || again < 2) lost.delete(moneyOf(notice));
      else lost.set(moneyOf(notice), notice);
    }
    const due = waiting.filter(({ at }) => at <= step).toReversed();
    waiting.splice(0, waiting.length, ...waiting.filter(({ at }) => at > step));
    const forged = one.forgeries.filter(({ after }) => after === step).map(({ how }) => forge(one, how, other));
    await Promise.all([...forged, ...due.map(({ notice }) => deliverGenuine(one, notice))]);
  }
  const left = [...waiting.toSorted((a, b) => b.at - a.at).map(({ notice }) => notice), ...lost.values()];
  for (const notice of left) await deliverGenuine(one, notice);
}

/** By order, what the ledger has at the provider; and the sums of the simulator. */
async function differences(cases: readonly Case[]): Promise<string[]> {
  const ours = await world.t.sql<{ orderId: string; state: string; ledger: string; money: string }>(
    `select o.id as "orderId", o.state, coalesce(sum(l.amount) filter (where l.account = 'provider'), 0) as ledger,
            coalesce(-sum(l.amount) filter (where l.account = 'order'), 0) as money
       from orders o left join ledger_entries l on l.order_id = o.id where o.id = any($1) group by o.id`,
    [cases.map(({ orderId }) => orderId)],
  );
  const billsOf = Map.groupBy(till.book.bills.values(), (bill) => bill.metadata['payment'] ?? '');
  const byOrder = new Map(ours.map((row) => [row.orderId, row]));
  return cases.flatMap((one) => {
    const own = byOrder.get(one.orderId);
    const { payment } = till.bill(one.billId).metadata;
    const bills = billsOf.get(payment ?? '') ?? [];
    const theirs = bills.reduce((sum, { id }) => {
      const { captured, refunded, chargedBack } = till.book.sums(id);
      return sum + captured - refunded - chargedBack;
    }, 0);
    const state = theirs >= amount ? 'paid' : 'pending';
    const right = Number(own?.ledger) === theirs && Number(own?.money) === theirs && own?.state === state;
    return right ? [] : [`${one.provider} ${one.acts.join(' ')}: ${JSON.stringify(own)} beside ${theirs}`];
  });
}

async function storm(wanted: readonly Plan[]): Promise<string[]> {
  const cases = await begin(wanted);
  const queue = [...cases];
  const work = async () => {
    for (let one = queue.pop(); one; one = queue.pop()) await run(one, cases[0] ?? one);
  };
  await Promise.all(Array.from({ length: lanes }, work));
  return differences(cases);
}

describe('what providers tell', () => {
  it(`leads to their ledger to the minor unit, in ${sequences} sequences of every kind`, async () => {
    const batches = fc.array(plans, { minLength: batch, maxLength: batch });
    const property = fc.asyncProperty(batches, async (wanted) =>
      expect({ differing: await storm(wanted), refused }).toEqual({ differing: [], refused: [] }),
    );
    await fc.assert(property, { numRuns: Math.ceil(sequences / batch), endOnFailure: true });
    expect({ accepted, refused }).toEqual({ accepted: [], refused: [] });
    const { body } = await world.org.owner.get('/v1/payments/audit');
    expect(body).toMatchObject({ agrees: true });
    const events = await world.t.sql(`select outcome, count(*)::int as count from provider_events group by 1`);
    const counts = new Map(events.map(({ outcome, count }) => [outcome, count]));
    for (const outcome of ['applied', 'ignored', 'mismatch'])
      expect([outcome, (counts.get(outcome) ?? 0) > sequences / 50]).toEqual([outcome, true]);
    expect(await world.t.deadlocks()).toBe(0);
  }, 600_000);

  it('leads to another one where notices are believed (negative control)', async () => {
    const provider = world.t.get(YookassaProvider);
    const { ask } = provider;
    const believing: typeof ask = async (account, ref) => ({
      ...(await ask.call(provider, account, ref)),
      state: 'confirmed',
    });
    provider.ask = believing;
    const claim: Plan = {
      provider: 'yookassa',
      acts: ['decline'],
      delays: [0],
      again: [8],
      forgeries: [{ how: 'claim', after: 0 }],
    };
    const found = await storm(Array.from({ length: 5 }, () => claim));
    provider.ask = ask;
    expect(found.length).toBe(5);
  });

  it('is bounded by the schema: nothing posts twice, everything adds up, no more goes back than came', async () => {
    const [entry] = await world.t.sql(`select source from ledger_entries limit 1`);
    const copy = `insert into ledger_entries select (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid()`;
    await expect(world.t.sql(`${copy}))).* from ledger_entries l where source = $1`, [entry.source])).rejects.toThrow(
      'unique',
    );
    await expect(
      world.t.sql(`${copy}, 'source', 'alone'))).* from ledger_entries l where source = $1 limit 1`, [entry.source]),
    ).rejects.toThrow('do not add up');
    await expect(
      world.t.sql(
        `insert into refunds (organization_id, order_id, payment_id, amount, currency, reason, source, sequence)
         select organization_id, order_id, id, captured_amount + 1, captured_currency, 'x', 'x', 99 from payments where state = 'confirmed' limit 1`,
      ),
    ).rejects.toThrow('more would be given back than came');
    await expect(
      world.t.sql(
        `update payments set state = 'pending' where id = (select id from payments where state = 'confirmed' limit 1)`,
      ),
    ).rejects.toThrow('does not change');
  });

  it('leads to another one where money may be written down twice (negative control, the last: it breaks the schema)', async () => {
    const receipts = world.t.get(ReceiptsService);
    const { confirm } = receipts;
    const again: typeof confirm = async (tx, actor, receipt) => {
      const settled = await confirm.call(receipts, tx, actor, receipt);
      if (settled !== 'again') return settled;
      const [{ orderId, provider }] = await tx.query(
        `select order_id as "orderId", provider from payments where id = $1`,
        [receipt.paymentId],
      );
      const { money } = receipt;
      const subject = { orderId, paymentId: receipt.paymentId, provider, accountId: null, currency: money.currency };
      await post(tx, actor, subject, cameIn(receipt.paymentId, money.amount));
      return 'over';
    };
    receipts.confirm = again;
    const plan: Plan = { provider: 'yookassa', acts: ['pay', 'refund'], delays: [0], again: [8], forgeries: [] };
    const wanted = Array.from({ length: 5 }, () => plan);
    // Without the guard alone, the schema still refuses: what was told is not taken, and nothing is written down twice.
    refused.splice(0);
    const guarded = await storm(wanted);
    expect(refused).toHaveLength(5);
    expect(guarded.map((line) => /"ledger":"?2500/.test(line))).toEqual(wanted.map(() => true));
    const [unique] = await world.t.sql(
      `select conname as name from pg_constraint where conrelid = 'ledger_entries'::regclass and contype = 'u'
          and pg_get_constraintdef(oid) like '%source%'`,
    );
    await world.t.sql(`alter table ledger_entries drop constraint ${unique.name}`);
    const doubled = await storm(wanted);
    receipts.confirm = confirm;
    expect(doubled.map((line) => /"ledger":"?4300.* beside 1800/.test(line))).toEqual(wanted.map(() => true));
    expect((await world.org.owner.get('/v1/payments/audit')).body).toMatchObject({ agrees: false });
  });
});
