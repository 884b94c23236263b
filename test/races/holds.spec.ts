import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../src/kernel/id.js';
import { ApiProcesses } from '../support/api-processes.js';
import { type TestApp, type TestOrganization, boot } from '../support/boot.js';
import type { Answer } from '../support/client.js';
import { type PricedEvent, cartOf, heldOrderOf, holdOf, orderOf, pricedEvent } from '../support/given-tickets.js';
import { atOnce } from '../support/meeting.js';

let t: TestApp;
let org: TestOrganization;
let apis: ApiProcesses;

beforeAll(async () => {
  t = await boot({}, { works: false });
  org = await t.organization();
}, 120_000);
afterAll(() => t.stop());

const visitor = (n: number) => apis.visitor(n);
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

/** So many sessions want the one use that a code has. */
async function sessions(many: number, meet = (_: PricedEvent, everybody: () => Promise<Answer[]>) => everybody()) {
  const event = await pricedEvent(org.owner, { size: 50 });
  await org.owner.post(`/v1/events/${event.id}/codes`, { code: 'ONCE', effect: 'percent', rate: 50_000, maxUses: 1 });
  const cart = cartOf(event, 1, { code: 'ONCE' });
  const answers = await meet(event, () =>
    all(many, (n) => visitor(n).post(`/v1/public/events/${event.slug}/holds`, cart)),
  );
  return { event, answers };
}

/** Somebody holds the only place and orders from it, and others look for places; so long after they came, the hold runs out. */
async function expiryRacesConversion(milliseconds: number) {
  const event = await pricedEvent(org.owner, { size: 1 });
  const hold = await holdOf(visitor(0), event);
  const runsOut = () =>
    t.sql(`update holds set expires_at = clock_timestamp() + $2 * interval '1 millisecond' where id = $1`, [
      fromPublicId('hld', hold.id),
      milliseconds,
    ]);
  const order = heldOrderOf(hold);
  const answers = await atOnce(t, { event, waiting: 2, meanwhile: runsOut }, () =>
    all(24, (n) =>
      n % 4 < 2
        ? visitor(n).post(`/v1/public/holds/${hold.token}/order`, order)
        : visitor(n).post(`/v1/public/events/${event.slug}/holds`, cartOf(event)),
    ),
  );
  return { event, had: count(answers, 201) };
}

describe('several processes and everybody at once', () => {
  beforeAll(async () => {
    apis = await ApiProcesses.start(t);
  }, 240_000);
  afterAll(() => apis.stop());

  it('sell the last place once to 200 buyers of two types that share it', async () => {
    const event = await twoTypes(1);
    const answers = await all(200, (n) => buyOne(event, n));
    expect({ sold: count(answers, 201), refused: count(answers, 409) }).toEqual({ sold: 1, refused: 199 });
    expect([await takenOf(event), await drift(event)]).toEqual([1, 0]);
  }, 120_000);

  it('hold a code of one use once for five sessions', async () => {
    const { event, answers } = await sessions(5);
    expect({ held: count(answers, 201), refused: count(answers, 409) }).toEqual({ held: 1, refused: 4 });
    expect(await drift(event)).toBe(0);
  }, 60_000);

  it('turn a hold that runs out into an order or give its place to somebody else, never both', async () => {
    for (const milliseconds of [0, 5, 15, 60_000]) {
      const { event, had } = await expiryRacesConversion(milliseconds);
      expect(had).toBe(1);
      expect([await takenOf(event), await drift(event)]).toEqual([1, 0]);
    }
  }, 120_000);
});

describe('the same processes without the lock and the last guards (negative control)', () => {
  beforeAll(async () => {
    apis = await ApiProcesses.start(t, { locks: false });
    await t.sql('alter table quotas drop constraint places_within_size');
    await t.sql('alter table codes drop constraint uses_within_limit');
  }, 120_000);
  afterAll(async () => {
    await t.sql('alter table quotas add constraint places_within_size check (held + sold + blocked <= size) not valid');
    await t.sql('alter table codes add constraint uses_within_limit check (used <= max_uses) not valid');
    await apis.stop();
  });

  /** One at each process: both have looked before either takes. */
  const meet = (event: PricedEvent, everybody: () => Promise<Answer[]>) => atOnce(t, { event, waiting: 2 }, everybody);

  it('sell the last place more than once', async () => {
    const event = await twoTypes(1);
    const buyers = () => Promise.all([buyOne(event, 0), buyOne(event, 3)]);
    expect(count(await meet(event, buyers), 201)).toBe(2);
    expect(await takenOf(event)).toBe(2);
  }, 60_000);

  it('hold a code of one use more than once', async () => {
    expect(count((await sessions(2, meet)).answers, 201)).toBe(2);
  }, 60_000);
});
