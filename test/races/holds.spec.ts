import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../src/kernel/id.js';
import { freePort } from '../../src/local/free-port.js';
import { OrganizerHoldsService } from '../../src/modules/ticketing/organizer-holds.service.js';
import { SettlementsService } from '../../src/modules/registrations/settlements.service.js';
import { systemActor } from '../../src/platform/auth/actor.js';
import { Database } from '../../src/platform/database/database.js';
import { type TestApp, type TestOrganization, boot } from '../support/boot.js';
import { builtPrograms } from '../support/built.js';
import { type Answer, Client } from '../support/client.js';
import {
  type PricedEvent,
  cartOf,
  heldOrderOf,
  holdOf,
  orderOf,
  pricedEvent,
  tokenOf,
} from '../support/given-tickets.js';
import { TurnoutProcess } from '../support/process.js';

const withoutLock = pathToFileURL(join(import.meta.dirname, 'without-lock.mjs')).href;

let t: TestApp;
let org: TestOrganization;
let apis: TurnoutProcess[];
let visitors: Client[];

beforeAll(async () => {
  builtPrograms();
  t = await boot();
  org = await t.organization();
}, 240_000);
afterAll(() => t.stop());

/** Two API processes on the database of this test, as an operator runs them. */
async function start(env: Record<string, string> = {}): Promise<void> {
  const ports = await Promise.all([freePort(), freePort()]);
  apis = ports.map(
    (port) =>
      new TurnoutProcess('main', {
        NODE_ENV: 'test',
        DATABASE_URL: t.databaseUrl,
        SMTP_URL: 'smtp://127.0.0.1:1',
        PORT: String(port),
        PUBLIC_URL: t.url,
        LOG_LEVEL: 'silent',
        RATE_LIMIT_ANONYMOUS: '0',
        ...env,
      }),
  );
  await Promise.all(apis.map((api) => api.start()));
  visitors = ports.map((port) => new Client(`http://127.0.0.1:${port}`));
}
const stop = () => Promise.all(apis.map((api) => api.stop()));
const visitor = (n: number): Client => visitors[n % visitors.length] as Client;
const all = <T>(count: number, one: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => one(n)));
const count = (answers: readonly Answer[], status: number): number =>
  answers.filter((answer) => answer.status === status).length;

/** The oracle: how many counters differ from the rows, of quotas, types and codes alike. */
async function drift(event: { id: string }): Promise<number> {
  const [row] = await t.sql(
    'select count(*)::integer as drift from stock_counts where event_id = $1 and says <> counted',
    [fromPublicId('evt', event.id)],
  );
  return row.drift;
}
const takenOf = async (event: { id: string }): Promise<number> => {
  const [row] = await t.sql('select held + sold + blocked as taken from quotas where event_id = $1', [
    fromPublicId('evt', event.id),
  ]);
  return row.taken;
};

/** An event with one quota on which two types draw. */
async function twoTypes(size: number): Promise<PricedEvent & { otherTypeId: string }> {
  const event = await pricedEvent(org.owner, { size });
  const { body } = await org.owner.post(`/v1/events/${event.id}/ticket-types`, {
    name: { en: 'Other' },
    quotaIds: [event.quotaId],
  });
  return { ...event, otherTypeId: body.id };
}

const buyOne = (event: PricedEvent & { otherTypeId: string }, n: number): Promise<Answer> => {
  const ticketTypeId = n % 2 === 0 ? event.ticketTypeId : event.otherTypeId;
  return visitor(n >> 1).post(`/v1/public/events/${event.slug}/orders`, orderOf({ ticketTypeId }));
};

/** Five sessions want the one use that a code has. */
async function fiveSessions(): Promise<{ event: PricedEvent; answers: Answer[] }> {
  const event = await pricedEvent(org.owner, { size: 50 });
  await org.owner.post(`/v1/events/${event.id}/codes`, { code: 'ONCE', effect: 'percent', rate: 50_000, maxUses: 1 });
  const cart = cartOf(event, 1, { code: 'ONCE' });
  const answers = await all(5, (n) => visitor(n).post(`/v1/public/events/${event.slug}/holds`, cart));
  return { event, answers };
}

/** Some try to order from a hold, some look for places, while the hold runs out. */
async function expiryRacesConversion(): Promise<{ event: PricedEvent; ordered: number; held: number }> {
  const event = await pricedEvent(org.owner, { size: 1 });
  const hold = await holdOf(visitor(0), event);
  await t.sql(`update holds set expires_at = clock_timestamp() + interval '150 milliseconds' where id = $1`, [
    fromPublicId('hld', hold.id),
  ]);
  const order = heldOrderOf(hold);
  const answers = await all(24, async (n) => {
    await new Promise((resolve) => setTimeout(resolve, (n % 12) * 25));
    return n < 12
      ? visitor(n).post(`/v1/public/holds/${hold.token}/order`, order)
      : visitor(n).post(`/v1/public/events/${event.slug}/holds`, cartOf(event));
  });
  return { event, ordered: count(answers.slice(0, 12), 201), held: count(answers.slice(12), 201) };
}

describe('several processes and everybody at once', () => {
  beforeAll(() => start(), 120_000);
  afterAll(stop);

  it('sell the last place once to 200 buyers of two types that share it', async () => {
    const event = await twoTypes(1);
    const answers = await all(200, (n) => buyOne(event, n));
    expect({ sold: count(answers, 201), refused: count(answers, 409) }).toEqual({ sold: 1, refused: 199 });
    expect([await takenOf(event), await drift(event)]).toEqual([1, 0]);
  }, 120_000);

  it('hold a code of one use once for five sessions', async () => {
    const { event, answers } = await fiveSessions();
    expect({ held: count(answers, 201), refused: count(answers, 409) }).toEqual({ held: 1, refused: 4 });
    expect(await drift(event)).toBe(0);
  }, 60_000);

  it('turn a hold that runs out into an order or give its place to somebody else, never both', async () => {
    for (let round = 0; round < 3; round++) {
      const { event, ordered, held } = await expiryRacesConversion();
      expect(ordered + held).toBe(1);
      expect([await takenOf(event), await drift(event)]).toEqual([1, 0]);
    }
  }, 120_000);

  it('give places back once, whoever tidies, pays and cancels at the same moment', async () => {
    const event = await pricedEvent(org.owner, { size: 40 });
    const [row] = await t.sql('select organization_id from events where id = $1', [fromPublicId('evt', event.id)]);
    const actor = systemActor(row.organization_id);
    const settled = <T>(work: (tx: Parameters<Parameters<Database['transaction']>[1]>[0]) => Promise<T>) =>
      t.get(Database).transaction(actor, work);
    await all(10, (n) => holdOf(visitor(n), event));
    const orders = await all(20, (n) => visitor(n).post(`/v1/public/events/${event.slug}/orders`, orderOf(event)));
    await t.sql(`update holds set expires_at = clock_timestamp() - interval '1 second' where event_id = $1`, [
      fromPublicId('evt', event.id),
    ]);
    await t.sql(`update orders set expires_at = clock_timestamp() - interval '1 second' where event_id = $1`, [
      fromPublicId('evt', event.id),
    ]);
    const services = t.get(SettlementsService);
    const ids = orders.map(({ body }) => fromPublicId('ord', body.id) ?? '');
    await Promise.all([
      ...Array.from({ length: 4 }, () => t.get(OrganizerHoldsService).tidy()),
      ...ids.map((id) => settled((tx) => services.expire(tx, actor, id))),
      ...ids.filter((_, n) => n % 2 === 0).map((id) => settled((tx) => services.paid(tx, actor, id))),
      ...orders
        .filter((_, n) => n % 3 === 0)
        .map(({ body }, n) => visitor(n).post(`/v1/public/orders/${tokenOf(body)}/cancellation`)),
    ]);
    const [{ valid }] = await t.sql(
      `select count(*)::integer as valid from tickets where event_id = $1 and state <> 'cancelled'`,
      [fromPublicId('evt', event.id)],
    );
    expect([await takenOf(event), await drift(event)]).toEqual([valid, 0]);
  }, 120_000);
});

describe('the same processes without the lock and the last guards (negative control)', () => {
  beforeAll(async () => {
    await start({ NODE_OPTIONS: `--import ${withoutLock}` });
    await t.sql('alter table quotas drop constraint places_within_size');
    await t.sql('alter table codes drop constraint uses_within_limit');
  }, 120_000);
  afterAll(async () => {
    await t.sql('alter table quotas add constraint places_within_size check (held + sold + blocked <= size) not valid');
    await t.sql('alter table codes add constraint uses_within_limit check (used <= max_uses) not valid');
    await stop();
  });

  /** Races are won now and then: the fault must show within so many tries. */
  const shows = async (fault: () => Promise<boolean>): Promise<boolean> => {
    for (let tries = 0; tries < 12; tries++) if (await fault()) return true;
    return false;
  };

  it('sell the last place more than once', async () => {
    const oversold = await shows(async () => {
      const event = await twoTypes(1);
      return count(await all(100, (n) => buyOne(event, n)), 201) > 1;
    });
    expect(oversold).toBe(true);
  }, 240_000);

  it('hold a code of one use more than once', async () => {
    expect(await shows(async () => count((await fiveSessions()).answers, 201) > 1)).toBe(true);
  }, 240_000);
});
