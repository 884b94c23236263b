import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { fromPublicId } from '../../src/kernel/id.js';
import { freePort } from '../../src/local/free-port.js';
import { type MailCatcher, startMailCatcher } from '../../src/local/mail-catcher.js';
import { type RunningPostgres, startPostgres } from '../../src/local/postgres.js';
import { PaymentSimulator } from '../../src/local/payment-simulator/payment-simulator.js';
import { loadConfig } from '../../src/platform/config/config.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { type Answer, Client } from '../support/client.js';
import { publishedEvent } from '../support/given.js';
import { connect } from '../support/given-payments.js';
import { orderOf, tokenOf } from '../support/given-tickets.js';
import { TurnoutProcess } from '../support/process.js';

const capacity = 100;
const buyers = 120;

let directory: string;
let postgres: RunningPostgres;
let catcher: MailCatcher;
let api: TurnoutProcess;
let worker: TurnoutProcess;
let simulator: PaymentSimulator;
let url: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'turnout-kill-'));
  catcher = await startMailCatcher();
  simulator = await PaymentSimulator.start();
  await startDatabase();
  await query('create database turnout', 'postgres');
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const env = {
    NODE_ENV: 'test',
    DATABASE_URL: postgres.url('turnout'),
    SMTP_URL: catcher.smtpUrl,
    STRIPE_API_URL: simulator.url,
    YOOKASSA_API_URL: simulator.url,
    PORT: String(port),
    PUBLIC_URL: url,
    LOG_LEVEL: 'error',
    RATE_LIMIT_ANONYMOUS: '0',
    RATE_LIMIT_ACTOR: '0',
    RATE_LIMIT_SIGN_IN: '0',
    RATE_LIMIT_ROOM: '0',
    JOB_POLL_SECONDS: '0.5',
  };
  await migrate(loadConfig(env));
  api = new TurnoutProcess('main', env);
  worker = new TurnoutProcess('worker', env);
  await Promise.all([api.start(), worker.start()]);
}, 120_000);

afterAll(async () => {
  await Promise.all([api.stop(), worker.stop()]);
  await catcher.stop();
  await simulator.stop();
  await postgres.stop();
  rmSync(directory, { recursive: true, force: true });
}, 60_000);

/** Durable, as an operator runs it, and always on the same port, as a real server would come back. */
async function startDatabase(): Promise<void> {
  postgres = await startPostgres({ dataDir: join(directory, 'database'), durable: true });
}

async function query<T extends pg.QueryResultRow>(text: string, database = 'turnout'): Promise<T[]> {
  const client = new pg.Client(postgres.url(database));
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

async function killDatabase(): Promise<void> {
  process.kill(postgres.pid, 'SIGKILL');
  await postgres.ended;
  await startDatabase();
}

async function killApi(): Promise<void> {
  await api.kill();
  await api.start();
}

async function killWorker(): Promise<void> {
  await worker.kill();
  await worker.start();
}

/** One buyer, who presses the button again under the same key until there is an answer, as a browser or a client would. */
async function register(slug: string, ticketTypeId: string, buyer: number): Promise<{ status: number; id?: string }> {
  const body = {
    name: `Buyer ${buyer}`,
    email: `buyer${buyer}@example.org`,
    locale: 'en',
    tickets: [{ ticketTypeId, attendee: { name: `Buyer ${buyer}` } }],
  };
  for (let tries = 0; tries < 200; tries++) {
    const answer = await new Client(url)
      .post(`/v1/public/events/${slug}/orders`, body, { 'idempotency-key': `buyer-${buyer}` })
      .catch(() => null);
    if (answer?.status === 201) return { status: 201, id: answer.body.id };
    const again = answer === null || answer.status >= 500 || answer.body.code === 'idempotency/in-flight';
    if (!again) return { status: answer.status };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`Buyer ${buyer} never got an answer`);
}

describe('kill -9 of every process while people register', () => {
  it('loses nothing that was acknowledged, and mails everybody once', async () => {
    const signedUp = await new Client(url).post('/v1/organizations', {
      organization: {
        name: 'Data Evenings',
        locale: 'en',
        timeZone: 'UTC',
        currency: 'EUR',
        contactEmail: 'team@example.org',
      },
      owner: { name: 'Anna', email: 'anna@example.org', password: 'correct horse battery' },
    });
    const owner = new Client(url, signedUp.body.session.token);
    const event = await publishedEvent(owner);
    const quota = await owner.post(`/v1/events/${event.id}/quotas`, { name: 'Hall', size: capacity });
    const type = await owner.post(`/v1/events/${event.id}/ticket-types`, {
      name: { en: 'Guest' },
      quotaIds: [quota.body.id],
    });

    const acknowledged: string[] = [];
    let refused = 0;
    let next = 0;
    const buy = async () => {
      while (next < buyers) {
        const answer = await register(event.slug, type.body.id, next++);
        if (answer.id) acknowledged.push(answer.id);
        else refused += answer.status === 409 ? 1 : 0;
      }
    };
    const reached = async (count: number) => {
      for (let tries = 0; tries < 1200 && acknowledged.length + refused < count; tries++)
        await new Promise((resolve) => setTimeout(resolve, 20));
    };
    const disasters = async () => {
      for (const [count, disaster] of [
        [15, killApi],
        [35, killWorker],
        [55, killDatabase],
        [75, killApi],
        [85, killDatabase],
      ] as const) {
        await reached(count);
        await disaster();
      }
      await reached(95);
      await Promise.all([api.kill(), worker.kill()]);
      await killDatabase();
      await Promise.all([api.start(), worker.start()]);
    };
    await Promise.all([...Array.from({ length: 3 }, buy), disasters()]);

    expect(acknowledged.length).toBe(capacity);
    expect(refused).toBe(buyers - capacity);
    expect(new Set(acknowledged).size).toBe(capacity);
    const [{ sold, tickets, orders } = { sold: 0, tickets: 0, orders: 0 }] = await query<{
      sold: number;
      tickets: number;
      orders: number;
    }>(
      `select (select sold from quotas) as sold, (select count(*) from tickets where state = 'valid')::int as tickets, (select count(*) from orders where state = 'paid')::int as orders`,
    );
    expect({ sold, tickets, orders }).toEqual({ sold: capacity, tickets: capacity, orders: capacity });

    await drained();
    const byAddress = Map.groupBy(catcher.mails(), (mail) => mail.recipients[0]);
    const confirmed = [...byAddress].filter(([address]) => address?.startsWith('buyer'));
    expect(confirmed.length).toBe(capacity);
    expect(confirmed.filter(([, mails]) => new Set(mails.map((mail) => mail.messageId)).size !== 1)).toEqual([]);
  }, 240_000);
});

const payers = 9;

/** Asks again under the same key until there is an answer, as a client does whose connection breaks. */
async function insist(client: Client, path: string, body: object, key: string): Promise<Answer> {
  for (let tries = 0; tries < 300; tries++) {
    const answer = await client.post(path, body, { 'idempotency-key': key }).catch(() => null);
    const again = answer === null || answer.status >= 500 || answer.body.code === 'idempotency/in-flight';
    if (!again) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Nobody answers ${path}`);
}

describe('kill -9 of every process between the steps of paying and giving back', () => {
  it('loses no money and moves none twice', async () => {
    const { body: signedUp } = await new Client(url).post('/v1/organizations', {
      organization: {
        name: 'Paid Evenings',
        locale: 'en',
        timeZone: 'UTC',
        currency: 'EUR',
        contactEmail: 'team@example.org',
      },
      owner: { name: 'Boris', email: 'boris@example.org', password: 'correct horse battery' },
    });
    const owner = new Client(url, signedUp.session.token);
    await connect({ url }, owner, simulator);
    const event = await publishedEvent(owner, { slug: 'paid-evening' });
    const quota = await owner.post(`/v1/events/${event.id}/quotas`, { name: 'Hall', size: payers });
    const type = await owner.post(`/v1/events/${event.id}/ticket-types`, {
      name: { en: 'Guest' },
      quotaIds: [quota.body.id],
    });

    /** Slow answers, so that somebody dies while waiting for one; what was asked for happens all the same. */
    const slowly = (on: string) => simulator.fail({ on, how: 'delay', milliseconds: 400 });
    const soon = async (disaster: () => Promise<void>) => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      await disaster();
    };
    const payer = async (number: number): Promise<string> => {
      const provider = number % 2 === 0 ? 'stripe' : 'yookassa';
      const kill = [killApi, killDatabase, killWorker][number % 3] ?? killApi;
      const step = Math.floor(number / 3);
      const create = provider === 'stripe' ? 'POST /v1/checkout' : 'POST /v3/payments';
      const ask = provider === 'stripe' ? 'GET /v1/checkout' : 'GET /v3/payments';
      const during = async (mine: number, on: string, work: Promise<Answer>): Promise<Answer> => {
        if (step !== mine) return work;
        slowly(on);
        const [answer] = await Promise.all([work, soon(kill)]);
        return answer;
      };
      const ordered = orderOf({ ticketTypeId: type.body.id });
      const { body: order } = await insist(
        new Client(url),
        `/v1/public/events/${event.slug}/orders`,
        ordered,
        `order-${number}`,
      );
      const uuid = fromPublicId('ord', order.id);
      await query(`update orders set state = 'pending', total_amount = 2500, total_currency = 'EUR', paid_amount = 0,
                          expires_at = now() + interval '3 days' where id = '${uuid}'`);
      await query(
        `update tickets set state = 'reserved', price_amount = 2500, list_amount = 2500 where order_id = '${uuid}'`,
      );
      const mine = `/v1/public/orders/${tokenOf(order)}/payments`;
      const { body: payment } = await during(0, create, insist(new Client(url), mine, { provider }, `pay-${number}`));
      const [row] = await query<{ ref: string }>(`select provider_ref as ref from payments where order_id = '${uuid}'`);
      simulator.pay(row?.ref ?? '');
      await during(1, ask, insist(new Client(url), `${mine}/${payment.id}/check`, {}, `check-${number}`));
      const refund = { amount: { amount: 700, currency: 'EUR' }, reason: 'Goodwill' };
      await during(2, 'POST /v', insist(owner, `/v1/orders/${order.id}/refunds`, refund, `refund-${number}`));
      return uuid ?? '';
    };
    const orders: string[] = [];
    for (let number = 0; number < payers; number++) orders.push(await payer(number));
    await drained();

    const books = await query<{ captured: number; refunded: number; payments: number; refunds: number }>(
      `select (select count(*) from payments p where p.order_id = o.id)::int as payments,
              (select count(*) from refunds r where r.order_id = o.id and r.state = 'done')::int as refunds,
              (select sum(amount) from ledger_entries l where l.order_id = o.id and l.account = 'provider')::int as captured,
              (select sum(amount) from ledger_entries l where l.order_id = o.id and l.account = 'refunds')::int as refunded
         from orders o where o.id = any('{${orders.join(',')}}')`,
    );
    expect(books).toEqual(orders.map(() => ({ payments: 1, refunds: 1, captured: 1800, refunded: 0 })));
    const sums = simulator.sums();
    expect(sums.map(({ captured, refunded }) => captured - refunded)).toEqual(orders.map(() => 1800));
    expect((await owner.get('/v1/payments/audit')).body).toMatchObject({ agrees: true });
  }, 240_000);
});

/** Until every job is done; what a killed worker held comes back when its heartbeat is missed. */
async function drained(): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const [{ open } = { open: 1 }] = await query<{ open: number }>(
      `select count(*)::int as open from job.job where state in ('created', 'retry', 'active') and name not like 'every/%' and name not like '\\_\\_%' and name <> 'dead-letters'`,
    );
    if (open === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('Jobs were left over');
}
