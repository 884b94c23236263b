import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../src/kernel/id.js';
import { type TestApp, type TestOrganization, boot } from '../support/boot.js';
import { type PricedEvent, heldOrderOf, holdOf, orderOf, pricedEvent } from '../support/given-tickets.js';
import { overtaken, without } from '../support/meeting.js';
import { rowLocks } from '../support/statements.js';

let t: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  t = await boot({}, { works: false });
  org = await t.organization();
});
afterAll(() => t.stop());

/** Where the conversion has not judged the hold yet; where it has, and ends it. */
const locks = 'select from quotas';
const ends = 'update holds set state = $3';

/** Somebody holds the only place; while they order from it and have come as far as `at`, their time is over and somebody wants it. */
async function race(at: string) {
  const event = await pricedEvent(org.owner, { size: 1 });
  const hold = await holdOf(t.visitor, event);
  const [converted, taken] = await overtaken(t, {
    at,
    first: () => t.visitor.post(`/v1/public/holds/${hold.token}/order`, heldOrderOf(hold)),
    second: async () => {
      await t.sql('update holds set expires_at = clock_timestamp() where id = $1', [fromPublicId('hld', hold.id)]);
      // An organiser, so that the two do not stand in one line of one process.
      return org.owner.post(`/v1/events/${event.id}/orders`, orderOf(event));
    },
  });
  return { event, converted, taken };
}

/** The oracle, from the rows: tickets that stand, and how many counters differ from the rows. */
async function recount(event: PricedEvent): Promise<{ tickets: number; drift: number }> {
  const [row] = await t.sql(
    `select (select count(*)::int from tickets where event_id = $1 and state in ('valid', 'reserved')) as tickets,
            (select count(*)::int from stock_counts where event_id = $1 and says <> counted) as drift`,
    [fromPublicId('evt', event.id)],
  );
  return row;
}

describe('a hold that runs out at the very moment it is turned into an order', () => {
  it('becomes the order where that was judged in time, and who waits for the place gets nothing', async () => {
    const { event, converted, taken } = await race(ends);
    expect(converted.status).toBe(201);
    expect(taken).toBeProblem(409, 'ticketing/sold-out');
    expect(await recount(event)).toEqual({ tickets: 1, drift: 0 });
  });

  it('is gone where somebody else was first', async () => {
    const { event, converted, taken } = await race(locks);
    expect(converted).toBeProblem(410, 'registrations/hold-over');
    expect(taken.status).toBe(201);
    expect(await recount(event)).toEqual({ tickets: 1, drift: 0 });
  });

  it('would be both without the lock on the stock (negative control)', async () => {
    const { event, converted, taken } = await without([rowLocks], () => race(ends));
    expect([converted.status, taken.status]).toEqual([201, 201]);
    expect(await recount(event)).toMatchObject({ tickets: 2 });
  });
});
